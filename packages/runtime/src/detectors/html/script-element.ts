import { readScript } from '../script/read.ts';
import type { Script, Work } from '../script/script.ts';
import { attribute } from './attributes.ts';
import { type Context, ELEMENT_WORK, HIGH, inProse, LOW, MEDIUM, mayRead, NONE } from './context.ts';
import { ARTICLE, FIELD, PAGE, placeIn } from './place.ts';
import { decodeReferences } from './references.ts';
import { COMMON, FOREIGN, ODD, OWN, originOf, WIDGET } from './tag-hosts.ts';
import type { Tag } from './tags.ts';

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

/** Shorter ones are no programs: whatever they do is all they were written for. */
const PROGRAM_LENGTH = 60;

/**
 * A script element. In a value for a field every script is an attack. The author of a page writes scripts too, so that
 * there it counts what one does: a proof, code put together from pieces, a secret sent away.
 */
export function judgeScriptElement(text: string, tag: Tag, context: Context): number {
  // Texts of nothing but openings must not be read once for each of them.
  if (context.readable <= 0) return MEDIUM;
  if (isDataBlock(text, tag) && tag.closed) return NONE;
  for (const name of ['src', 'href', 'xlink:href']) {
    const source = attribute(text, tag, name);
    if (source !== undefined && source !== '') return judgeSource(source, text, tag, context);
  }
  const from = tag.end;
  let code = text.slice(from, from + LONGEST_SCRIPT);
  let close = code.indexOf('</');
  if (close !== -1) code = code.slice(0, close);
  else if (code.length === LONGEST_SCRIPT) close = text.indexOf('</', from + LONGEST_SCRIPT - 1);
  const trimmed = code.trim();
  if (trimmed === '') {
    mayRead(context, ELEMENT_WORK);
    return judgeEmpty(text, tag, context, close !== -1);
  }
  // Static imports and exports stand in modules only: a classic script that holds one does not run.
  if (STATIC.test(trimmed) && attribute(text, tag, 'type')?.trim().toLowerCase() !== 'module') return NONE;
  const script = readOnce(code, from, context);
  const place = isTagSnippet(trimmed, script) ? ARTICLE : placeIn(text, context);
  if (script.sink)
    return place === FIELD ? judgeInField(script, trimmed, text, close !== -1) : judgeInPage(script, trimmed, place);
  // Single-file components in the pages of a manual: their build takes them out.
  if (attribute(text, tag, 'setup') !== undefined || place !== FIELD) return LOW;
  const whole = isWhole(text);
  // Names get values, and nothing is done with them.
  if (
    whole &&
    close !== -1 &&
    script.calls === 0 &&
    (script.assigns > 0 || /^(?:var|let|const)\s/.test(trimmed)) &&
    /^[\w\s=,;.'"-]+$/.test(trimmed)
  )
    return LOW;
  if (script.calls > 0 || script.assigns > 0)
    return script.prose > 1 || (whole && close !== -1 && isProgram(trimmed, script)) ? LOW : whole ? MEDIUM : HIGH;
  // Comments and strings.
  if (whole && close !== -1 && script.tokens === 0) return LOW;
  if (close === -1) return script.prose > 0 || context.content ? NONE : MEDIUM;
  return inProse(text, context) ? LOW : (whole && !isForeignImport(trimmed)) || script.prose > 2 ? MEDIUM : HIGH;
}

/** Some statements with names that people gave, in a piece of a page: nothing is put together from signs, and nothing leads elsewhere. */
function isProgram(code: string, { away, secret, mentions, tokens }: Script): boolean {
  return (
    code.length >= PROGRAM_LENGTH &&
    tokens > 12 &&
    away === -1 &&
    !secret &&
    mentions === 0 &&
    /^(?:import\s[^;(]{1,200}?from\s?["']\.{1,2}\/|\/[/*]|<!--|["']use strict|(?:var|let|const|function|async|class|window|document|jQuery|\$|if)\b|\(?\$?\(?(?:function\b|document\b|\()|[a-z]\w{3,40}(?:\.\w{2,40}){0,3}\()/i.test(
      code,
    ) &&
    !/\bfetch\s?\(|XMLHttp|sendBeacon|\\[xu0-7]|[$_]{2}|[[(!+]{4}|\w\[["'+(]/.test(code)
  );
}

/** A script that does what attacks do, in a short value: one that shows a message somewhere in a program is a page's own. */
function judgeInField(script: Script, code: string, text: string, isClosed: boolean): number {
  if (script.grave || script.away !== -1 || script.secret || !isClosed || !isWhole(text)) return HIGH;
  if (!isProgram(code, script) || !showsMessages(code)) return HIGH;
  return OTHER_TAG.test(text) ? LOW : MEDIUM;
}

/** A declaration stands in front, and each dialog in it has words for a person. */
function showsMessages(code: string): boolean {
  if (
    !DECLARES.test(code) ||
    /%[2-7][\da-f]|\beval\b|Function\(|setTimeout|setInterval|\.write|location|innerHTML|cookie/i.test(code)
  )
    return false;
  const dialogs = code.match(/\b(?:alert|confirm|prompt)\b/gi)?.length ?? 0;
  return (
    dialogs > 0 &&
    dialogs === (code.match(/\b(?:alert|confirm|prompt)\(["'`][\w ]{0,40}\w[ :]{1,2}[\w'"]/g)?.length ?? 0)
  );
}

const DECLARES =
  /^(?:(?:const|let|var)\s{1,4}\w{2,40}\s{0,4}=\s{0,4}(?:async )?(?:function\b|\()|function\s{1,4}\w{2,40}\(|window\.\w{2,40}\s{0,4}=\s{0,4}function\b)/;

/** A module from another host than those that pages have their libraries from. */
function isForeignImport(code: string): boolean {
  const source = /^import\b[^;("']{0,200}["'`]([^"'`]{1,300})["'`]/.exec(code)?.[1]?.replace(PLACE, 'x');
  return (
    /^import\b/.test(code) &&
    (source === undefined || ![OWN, COMMON, WIDGET].includes(originOf(source.replace(/@[\d.a-z-]{1,20}(?=\/)/g, ''))))
  );
}

/** What the reader of a manual is to fill in: `<CDN_URL>`. */
const PLACE = /<[A-Z][A-Z_]{2,40}>/g;

/** Markup from its first sign on: nothing was ended to get here, as where a page has written the value. */
function isWhole(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) <= 32) at++;
  return text.charCodeAt(at) === 60 && text.charCodeAt(at + 1) !== 47;
}

/** What the script begins with, so that it stands in no string and no comment. */
const STATIC =
  /^(?:import\s[^;(]{1,400}?\sfrom\s{0,8}["']|export\s{1,8}(?:default\s|(?:let|const|var|class|function)\s{1,8}[\w$]))/;

/** What analytics and comment services give out to be pasted into a page. */
function isTagSnippet(code: string, { grave, away }: Script): boolean {
  return (
    !grave &&
    away === -1 &&
    code.length >= 60 &&
    /\b(?:dataLayer|gtag|_gaq|GoogleAnalyticsObject|fbq|_fbq|_paq|_hsq|_hjSettings|disqus_\w{3,20}|twttr|FB\.init|mixpanel|clarity|Intercom|_linkedin_partner_id)\b/.test(
      code,
    )
  );
}

/** What nothing closes overlaps with the next: only that is taken from what may be read. */
function readOnce(code: string, from: number, context: Context): Script {
  const again = from < context.readTo;
  context.readTo = Math.max(context.readTo, from + code.length);
  mayRead(context, ELEMENT_WORK + (code.length >> 5));
  const work: Work = again ? context : { readable: code.length + ELEMENT_WORK };
  // Foreign content has its references undone: `<svg><script>alert&#40;1)`.
  const undone = code.includes('&') && mayRead(context, again ? code.length >> 1 : 0) ? decodeReferences(code) : code;
  return readScript(undone, work);
}

function judgeEmpty(text: string, tag: Tag, context: Context, isClosed: boolean): number {
  if (context.content || inProse(text, context) || placeIn(text, context) !== FIELD) return NONE;
  // Nothing is run, and nothing was ended to get here.
  if (tag.closed && isClosed && isWhole(text)) return LOW;
  if (tag.closed || isClosed || tag.used > 0) return MEDIUM;
  return /["'>)]\s{0,4}<[^<]{0,40}$/.test(text.slice(-48)) ? MEDIUM : LOW;
}

/** A script that does what attacks do, in a page or an article. A page's own programs hold an odd line here and there. */
export function judgeInPage({ grave, away }: Script, code: string, place: number): number {
  if (grave && place === PAGE) {
    if (code.length > LONGEST_PROOF || (away === -1 && isHelper(code))) return LOW;
    // Pages write code together, look at their address and count their visitors; a proof and a cookie sent away are nobody's own.
    return DIALOG.test(code) || (away !== -1 && /cookie|storage/i.test(code)) ? HIGH : MEDIUM;
  }
  if (grave) return code.length <= LONGEST_PROOF ? HIGH : MEDIUM;
  if (code.length < PROGRAM_LENGTH) return place === PAGE && CLOSES.test(code) ? LOW : MEDIUM;
  return place === PAGE || away === -1 ? LOW : MEDIUM;
}

/** Longer ones may be programs that hold an odd line. */
const LONGEST_PROOF = 400;

/** Words and at most an end tag: an address that machines shall not find, what gauges of visitors leave. */
const CLOSES = /^document\.write(?:ln)?\((?:[^(`<]{0,200}|["'])(?:<\\?\/\w{1,12}>)?["']\s?\);?$/;

const DIALOG = /\b(?:alert|confirm|prompt|eval)\b|\bconstructor\b|\[["'`(+]/i;

/** Functions that are declared for others to call, and lead nowhere: such as read and set a cookie of the page's own. */
function isHelper(code: string): boolean {
  return /^function\s{1,4}\w{2,40}\s{0,2}\(/.test(code) && !HELPS_NOBODY.test(code);
}

const HELPS_NOBODY =
  /\b(?:alert|confirm|prompt|eval|fetch|location|atob|fromCharCode|XMLHttpRequest|sendBeacon|Function|write|innerHTML)\b|\.(?:src|href|open|on\w{3,20})\b|\/\//i;

/** A script from an address: a page loads its own, those of its hosts, and the tags and libraries that everybody loads. */
function judgeSource(source: string, text: string, tag: Tag, context: Context): number {
  // A window that ends in the address leaves its quote open.
  const origin = originOf((!tag.closed && context.part ? source.replace(/^["']/, '') : source).replace(PLACE, 'x'));
  const place = placeIn(text, context);
  if (origin === OWN) {
    if (place !== FIELD) return LOW;
    // A sentence about `<script src="a.js">` names a file of its own site, and so does a piece of a page.
    if (tag.closed && isWhole(text) && OTHER_TAG.test(text) && OWN_FILE.test(source)) return LOW;
    return inProse(text, context) || isWhole(text) ? MEDIUM : HIGH;
  }
  // Embedded posts are given out with their script.
  if (origin === WIDGET && (place !== FIELD || tag.start === 0 || text.charCodeAt(0) === 60)) return LOW;
  if (place === FIELD)
    return (origin === COMMON && isWhole(text)) || (origin !== ODD && isEmbedded(text, tag.start)) ? MEDIUM : HIGH;
  if (origin === COMMON || origin === WIDGET || (place === PAGE && (origin === FOREIGN || !isStrange(source, context))))
    return LOW;
  return origin === FOREIGN ? MEDIUM : HIGH;
}

/** In a document of Markdown, behind a heading and an empty line: what players and widgets give out to be pasted there. */
function isEmbedded(text: string, start: number): boolean {
  return (
    /^(?:#{1,6} \S|---\r?\n\w)/.test(text) && /\n\s{0,4}$/.test(text.slice(Math.max(0, start - 8), start)) && start > 80
  );
}

/** A piece of a page has more than a script. */
const OTHER_TAG = /<(?!script\b)[a-z]/i;

/** A file of the site, by a plain path. */
const OWN_FILE = /^(?:\.{0,2}\/){0,6}[\w@-][\w@.-]*(?:\/[\w@-][\w@.-]*)*\.m?js(?:\?[\w.=-]{0,40})?$/;

/** Climbing and brackets stand in the addresses of themes and builds; accounts, numbers for a host and proofs do not. */
function isStrange(source: string, context: Context): boolean {
  const encoded = /^\s{0,8}data:[^,]{0,80};base64,([a-z0-9+/]{1,1400})/i.exec(source);
  // What optimisers put into the page itself.
  if (encoded !== null) return isShortProof(decodeBase64(encoded[1]!), encoded[1]!.length, context);
  return STRANGE_ADDRESS.test(source);
}

/** Of a program of many lines only the beginning was read, and a page's own holds an odd line. */
function isShortProof(code: string, length: number, context: Context): boolean {
  return (
    readScript(code, context).grave &&
    (length < 1400 || /^\W{0,8}(?:alert|eval|prompt|confirm|fetch|location)\b/.test(code))
  );
}

const STRANGE_ADDRESS =
  /^\s{0,8}(?:data:|[a-z]{2,10}script:|(?:https?:)?[/\\]{2,4}(?:[^/]{0,80}@|\d[\d.x]{0,20}[/:]))|alert\s{0,4}[(`%]|%3cs|document\.cookie/i;

function decodeBase64(text: string): string {
  try {
    return atob(text.slice(0, text.length & ~3));
  } catch {
    return '';
  }
}
