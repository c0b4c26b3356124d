import { isLetter } from '../characters.ts';
import type { Work } from '../script/script.ts';
import { attribute } from './attributes.ts';
import { type Context, ELEMENT_WORK, HIGH, LOW, MEDIUM, mayRead, NONE } from './context.ts';
import { FIELD, PAGE, placeIn } from './place.ts';
import { judgeScriptElement } from './script-element.ts';
import { judgeStyle, LOADING, RUNNING } from './styles.ts';
import { COMMON, OWN, originOf } from './tag-hosts.ts';
import { nameTag, type Tag } from './tags.ts';
import { judgeUrl, NO_CODE } from './urls.ts';

type Judge = (text: string, tag: Tag, context: Context) => number;

/** Elements that run or load something by themselves, by name without prefix. */
const JUDGES: ReadonlyMap<string, Judge> = new Map(
  Object.entries<Judge>({
    script: judgeScriptElement,
    iframe: judgeFrame,
    frame: judgeFrame,
    fencedframe: judgeFrame,
    portal: judgeFrame,
    object: judgeFrame,
    embed: judgeFrame,
    applet: judgeFrame,
    layer: judgeFrame,
    ilayer: judgeFrame,
    vmlframe: judgeFrame,
    bgsound: judgeFrame,
    'event-source': judgeFrame,
    base: judgeBase,
    meta: judgeMeta,
    link: judgeLink,
    style: judgeStyleElement,
    set: judgeAnimation,
    animate: judgeAnimation,
    animatemotion: judgeAnimation,
    animatetransform: judgeAnimation,
    animatecolor: judgeAnimation,
    use: judgeUse,
    feimage: judgeUse,
    handler: (_text, _tag, context) => (context.content ? NONE : MEDIUM),
    listener: (_text, _tag, context) => (context.content ? NONE : MEDIUM),
    xml: judgeDataIsland,
    import: judgeBehaviour,
    param: judgeParameter,
    isindex: () => MEDIUM,
    plaintext: (_text, _tag, context) => (context.content ? NONE : MEDIUM),
    xss: () => MEDIUM,
    xssx: () => MEDIUM,
  }),
);

/** By first letter, the lengths of the names in {@link JUDGES}, one bit each: most tags need no name. */
let lengths: Uint32Array | undefined;

function mayJudge(text: string, tag: Tag): boolean {
  lengths ??= makeLengths();
  const from = localStart(text, tag);
  if (from === -1) return true;
  const length = tag.nameEnd - from;
  const letter = (text.charCodeAt(from) | 32) - 97;
  return length < 32 && letter >= 0 && letter < 26 && (lengths[letter]! & (1 << length)) !== 0;
}

/** Where a name begins behind its prefix; -1 where characters stand in it that browsers drop. */
function localStart(text: string, { start, nameEnd, isPlain }: Tag): number {
  let from = start + 1;
  if (isPlain) return from;
  for (let i = from; i < nameEnd; i++) {
    const code = text.charCodeAt(i);
    if (code === 58) from = i + 1;
    else if (code <= 32 || code === 95) return -1;
  }
  return from;
}

function makeLengths(): Uint32Array {
  const table = new Uint32Array(26);
  for (const name of JUDGES.keys()) table[name.charCodeAt(0) - 97]! |= 1 << name.length;
  return table;
}

/** Of {@link ELEMENT_WORK}, what finding an element's name takes. */
const NAME_WORK = 4;

/** Judges a start tag, and names it where its name can matter. */
export function judgeElement(text: string, tag: Tag, context: Context): number {
  if (!mayJudge(text, tag)) return NONE;
  if (!mayRead(context, NAME_WORK)) return NONE;
  nameTag(text, tag);
  const { name } = tag;
  const judge = JUDGES.get(name.includes(':') ? name.slice(name.lastIndexOf(':') + 1) : name);
  return judge !== undefined && mayRead(context, ELEMENT_WORK - NAME_WORK) ? judge(text, tag, context) : NONE;
}

function isRemote(address: string): boolean {
  return /^\s{0,8}(?:[a-z]{2,10}:|[/\\]{2})/i.test(address);
}

const SOURCES = ['src', 'data', 'code', 'codebase', 'archive', 'classid', 'srcdoc'];

/**
 * Frames, objects and their like. One from a named host with a size is what editors and video sites give people to paste;
 * a bare one in a short value is an attacker's.
 */
function judgeFrame(text: string, tag: Tag, context: Context): number {
  if (context.content) return NONE;
  let source: string | undefined;
  for (const name of SOURCES) {
    source = attribute(text, tag, name);
    if (source !== undefined) {
      if (name === 'srcdoc') return MEDIUM;
      break;
    }
  }
  if (source === undefined && attribute(text, tag, 'allowscriptaccess') !== undefined) return MEDIUM;
  if (
    source !== undefined &&
    originOf(source) === OWN &&
    (MEDIA.test(source) || placeIn(text, context) !== FIELD) &&
    tag.closed
  )
    return NONE;
  if (source === undefined) return tag.closed && tag.name !== 'iframe' ? NONE : LOW;
  // A place in the page that holds it.
  if (tag.closed && /^#[\w-]{0,40}$/.test(source)) return NONE;
  const sized = SIZES.some((name) => attribute(text, tag, name) !== undefined);
  if (sized && tag.closed && PLAYER.test(source)) return NONE;
  if (sized && /^(?:https?:)?\/\/[\w-]{1,63}\.[\w.-]{2,200}(?:[/?#]|$)/i.test(source) && isAtHome(text, tag))
    return NONE;
  return MEDIUM;
}

/** A document or a recording of the own site, which runs nothing. */
const MEDIA = /^[\w./-]{1,200}\.(?:pdf|wav|mp[34]|m4a|og[gv]|webm|png|jpe?g|gif|webp|svg)$/i;

/** Players of recordings, by the address that their sites give out. */
const PLAYER =
  /^https:\/\/(?:www\.youtube(?:-nocookie)?\.com\/embed|player\.vimeo\.com\/video)\/[\w-]{4,24}(?:\?[\w=&;%.-]{0,120})?$/;

const SIZES = ['width', 'allowfullscreen', 'frameborder', 'allow'];

/** Nothing was ended to get here: the text begins with the element, or with words of its own. */
function isAtHome(text: string, tag: Tag): boolean {
  if (text.charCodeAt(0) === 60 && isLetter(text.charCodeAt(1))) return true;
  if (tag.start < 3) return true;
  if (tag.start >= 600) return false;
  // Names of code in Markdown are quoted on both sides.
  const before = text.slice(0, tag.start).replace(/`[^`<>\n]{1,80}`/g, '');
  return /^[^<"'`]{0,600}[\w.:!?)\s-]$/.test(before);
}

/** What an object is told to load; sized ones are players that people paste. */
function judgeParameter(text: string, tag: Tag, context: Context): number {
  if (context.content || !/^(?:url|src|code|movie|data)$/i.test(attribute(text, tag, 'name') ?? '')) return NONE;
  return isRemote(attribute(text, tag, 'value') ?? '') &&
    tag.start < 200 &&
    !/\.(?:com|net|tv)\/(?:v|player|embed)/i.test(text)
    ? MEDIUM
    : NONE;
}

function judgeBase(text: string, tag: Tag, context: Context): number {
  const href = attribute(text, tag, 'href');
  if (href === undefined || href === '' || href.startsWith('#')) return NONE;
  return context.content || placeIn(text, context) === PAGE ? NONE : MEDIUM;
}

function judgeMeta(text: string, tag: Tag, context: Context): number {
  const content = attribute(text, tag, 'content') ?? '';
  const charset = attribute(text, tag, 'charset') ?? '';
  if (/utf-?7|imap4/i.test(content) || /utf-?7|x-imap|mac-farsi/i.test(charset)) return MEDIUM;
  const does = attribute(text, tag, 'http-equiv')?.toLowerCase().trim();
  if (does === undefined) return NONE;
  if (does === 'refresh') {
    const url = /[;,]?\s{0,8}(?:url|u\s?r\s?l)?\s{0,8}=?\s{0,8}["']?\s{0,8}((?:java|vb|data|&|j)[^"']{3,600})/i.exec(
      content,
    );
    if (url !== null && judgeUrl(url[1]!, context) !== NO_CODE) return HIGH;
    return !context.content && placeIn(text, context) !== PAGE && /(?:https?:)?\/\//i.test(content) ? MEDIUM : NONE;
  }
  if (context.content) return NONE;
  return does === 'set-cookie' || does === 'link' || does === 'content-security-policy' ? MEDIUM : NONE;
}

function judgeLink(text: string, tag: Tag, context: Context): number {
  if (context.content || tag.start > 60 || placeIn(text, context) === PAGE) return NONE;
  const href = attribute(text, tag, 'href');
  const rel = attribute(text, tag, 'rel')?.toLowerCase() ?? '';
  if (href === undefined || !/import|stylesheet|prefetch|prerender|preload|manifest/.test(rel)) return NONE;
  if (rel.includes('import') || /javascript/i.test(attribute(text, tag, 'type') ?? '')) return MEDIUM;
  return isRemote(href) &&
    !isHead(text) &&
    (originOf(href) !== COMMON || !/^\s{0,8}<link\b[^<>]{0,300}>\s{0,8}$/i.test(text))
    ? MEDIUM
    : LOW;
}

/** More than one of the elements that stand in the head of a page. */
function isHead(text: string): boolean {
  return isAlone(text) && (text.match(/<(?:link|meta|title|html|head)\b/gi)?.length ?? 0) > 1;
}

/** Nothing was ended to get here. */
function isAlone(text: string): boolean {
  return /^\s{0,8}<[!a-z]/i.test(text);
}

function judgeStyleElement(text: string, tag: Tag, context: Context): number {
  const close = text.indexOf('</', tag.end);
  const to = close === -1 ? text.length : close;
  // Only what nothing closes is read more than once.
  if (tag.end < context.readTo && !mayRead(context, to - tag.end)) return NONE;
  context.readTo = Math.max(context.readTo, to);
  const work: Work = { readable: Math.max(context.readable, to - tag.end) + ELEMENT_WORK };
  const style = judgeStyle(text.slice(tag.end, to), work);
  if (style === RUNNING) return context.content ? MEDIUM : HIGH;
  if (/javascript/i.test(attribute(text, tag, 'type') ?? '')) return MEDIUM;
  if (style === LOADING) return context.content ? NONE : MEDIUM;
  return NONE;
}

/** Animations that put a handler or an address where none was. */
function judgeAnimation(text: string, tag: Tag, context: Context): number {
  const target = attribute(text, tag, 'attributename')?.toLowerCase() ?? '';
  if (/^\s{0,4}(?:on|(?:xlink:)?href$|innerhtml)/.test(target)) return HIGH;
  for (const name of ['to', 'from', 'values', 'by']) {
    const value = attribute(text, tag, name);
    if (
      value !== undefined &&
      /script\s{0,4}:|&#|[\n\t]/i.test(value) &&
      value.split(';').some((part) => judgeUrl(part, context) > 0)
    )
      return HIGH;
  }
  return NONE;
}

function judgeUse(text: string, tag: Tag, context: Context): number {
  const href = attribute(text, tag, 'href') ?? attribute(text, tag, 'xlink:href');
  return href !== undefined && /^\s{0,4}(?:data:|\/\/|https?:)/i.test(href) && !context.content ? MEDIUM : NONE;
}

function judgeDataIsland(text: string, tag: Tag, context: Context): number {
  if (context.content) return NONE;
  return attribute(text, tag, 'src') !== undefined || attribute(text, tag, 'id') !== undefined ? MEDIUM : NONE;
}

function judgeBehaviour(text: string, tag: Tag): number {
  return attribute(text, tag, 'implementation') === undefined ? NONE : MEDIUM;
}
