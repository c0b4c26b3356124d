import { readScript } from '../script/read.ts';
import { attribute } from './attributes.ts';
import { type Context, HIGH, inProse, LOW, MEDIUM, mayRead, NONE } from './context.ts';
import { decodeReferences } from './references.ts';
import { judgeStyle, LOADING, RUNNING } from './styles.ts';
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

/** What judging one element takes beside its characters, counted in them. */
const ELEMENT_WORK = 24;

/** By first letter, the lengths of the names in {@link JUDGES}, one bit each: most tags need no name. */
let lengths: Uint32Array | undefined;

function mayJudge(text: string, tag: Tag): boolean {
  lengths ??= makeLengths();
  const length = tag.nameEnd - tag.start - 1;
  const letter = (text.charCodeAt(tag.start + 1) | 32) - 97;
  return length < 32 && (lengths[letter]! & (1 << length)) !== 0;
}

function makeLengths(): Uint32Array {
  const table = new Uint32Array(26);
  for (const name of JUDGES.keys()) table[name.charCodeAt(0) - 97]! |= 1 << name.length;
  return table;
}

/** Judges a start tag, and names it where its name can matter. */
export function judgeElement(text: string, tag: Tag, context: Context): number {
  if (tag.isPlain && !mayJudge(text, tag)) return NONE;
  if (!mayRead(context, ELEMENT_WORK)) return NONE;
  nameTag(text, tag);
  const { name } = tag;
  const judge = JUDGES.get(name.includes(':') ? name.slice(name.indexOf(':') + 1) : name);
  return judge === undefined ? NONE : judge(text, tag, context);
}

/** https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element: other types are data. */
const SCRIPT_TYPE =
  /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma|live|j|vb|ms)script[\d.]{0,4}(?:;.{0,40})?|text\/(?:vbs|babel|jsx))$/i;

/** Whether a browser runs what the element holds; a `type` such as `application/ld+json` marks data. */
export function isDataBlock(text: string, tag: Tag): boolean {
  const type = attribute(text, tag, 'type');
  return type !== undefined && /^[\w/+.-]{1,60}$/.test(type.trim()) && !SCRIPT_TYPE.test(type.trim());
}

/** Longer scripts are judged by their beginning. */
const LONGEST_SCRIPT = 1500;

function judgeScriptElement(text: string, tag: Tag, context: Context): number {
  // Texts of nothing but openings must not be read once for each of them.
  if (context.readable <= 0) return MEDIUM;
  if (isDataBlock(text, tag) && tag.closed) return NONE;
  for (const name of ['src', 'href', 'xlink:href']) {
    const source = attribute(text, tag, name);
    if (source === undefined || source === '') continue;
    // A sentence about `<script src="a.js">` names a file of its own site.
    return isRemote(source) || !inProse(text, context) ? HIGH : MEDIUM;
  }
  const from = tag.end;
  let code = text.slice(from, from + LONGEST_SCRIPT);
  let close = code.indexOf('</');
  if (close !== -1) code = code.slice(0, close);
  else if (code.length === LONGEST_SCRIPT) close = text.indexOf('</', from + LONGEST_SCRIPT - 1);
  mayRead(context, ELEMENT_WORK + (code.length >> 5));
  const trimmed = code.trim();
  if (trimmed === '') {
    if (context.content || inProse(text, context)) return NONE;
    return tag.closed || close !== -1
      ? MEDIUM
      : /["'>)]\s{0,4}<[^<]{0,40}$/.test(text.slice(-48)) || tag.used > 0
        ? MEDIUM
        : LOW;
  }
  // Static imports stand in modules only: a classic script that holds one does not run.
  if (/^import\s[^;(]{1,400}?\sfrom\s{0,8}["']/.test(trimmed) && attribute(text, tag, 'type') !== 'module') return NONE;
  // Foreign content has its references undone: `<svg><script>alert&#40;1)`.
  const script = readScript(
    code.includes('&') && mayRead(context, code.length >> 1) ? decodeReferences(code) : code,
    context,
  );
  if (script.sink) return HIGH;
  // Single-file components in the pages of a manual: their build takes them out.
  if (attribute(text, tag, 'setup') !== undefined) return LOW;
  if (script.calls > 0 || script.assigns > 0) return script.prose > 1 ? LOW : HIGH;
  if (close === -1) return script.prose > 0 || context.content ? NONE : MEDIUM;
  return inProse(text, context) ? LOW : script.prose > 2 ? MEDIUM : HIGH;
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
  if (source === undefined) return tag.closed && tag.name !== 'iframe' ? NONE : LOW;
  const sized = attribute(text, tag, 'width') !== undefined || attribute(text, tag, 'allowfullscreen') !== undefined;
  if (sized && /^(?:https?:)?\/\/[\w-]{1,63}\.[\w.-]{2,200}\//i.test(source) && tag.start < 3) return NONE;
  return MEDIUM;
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
  return context.content ? NONE : MEDIUM;
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
    return !context.content && /(?:https?:)?\/\//i.test(content) ? MEDIUM : NONE;
  }
  if (context.content) return NONE;
  return does === 'set-cookie' || does === 'link' || does === 'content-security-policy' ? MEDIUM : NONE;
}

function judgeLink(text: string, tag: Tag, context: Context): number {
  if (context.content || tag.start > 60) return NONE;
  const href = attribute(text, tag, 'href');
  const rel = attribute(text, tag, 'rel')?.toLowerCase() ?? '';
  if (href === undefined || !/import|stylesheet|prefetch|prerender|preload|manifest/.test(rel)) return NONE;
  return rel.includes('import') || /javascript/i.test(attribute(text, tag, 'type') ?? '') || isRemote(href)
    ? MEDIUM
    : LOW;
}

function judgeStyleElement(text: string, tag: Tag, context: Context): number {
  if (!mayRead(context, 0)) return NONE;
  const close = text.indexOf('</', tag.end);
  const css = text.slice(tag.end, close === -1 ? text.length : close);
  const style = judgeStyle(css, context);
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
