import { DROPPED, rewrite, TAKES } from '../form/rewrite.ts';
import { hexDigit } from '../hex.ts';
import { readScript } from '../script/read.ts';
import type { Work } from '../script/script.ts';
import { mayRead } from './context.ts';
import { decodeReferences } from './references.ts';

export const NO_CODE = 0;
/** `javascript:void(0)` and its like: code that does nothing, as editors and menus leave it behind. */
export const IDLE = 1;
/** Calls something of the page's own. */
export const ACTING = 2;
/** Does what attacks do, and what links of old pages do: opens a window, shows a message. */
export const PERFORMING = 3;
export const ATTACKING = 4;

/** What reading one address takes beside its characters, counted in them. */
const URL_WORK = 48;

/**
 * What following an address does. Browsers drop tabs and line ends wherever they stand and control characters and blanks
 * in front, before they read the scheme: https://url.spec.whatwg.org/#concept-basic-url-parser.
 */
export function judgeUrl(raw: string, work: Work): number {
  if (!maySpellCode(raw) || !mayRead(work, URL_WORK + Math.min(raw.length, LONGEST_HEAD))) return NO_CODE;
  const head = undoHiding(raw.length > LONGEST_HEAD ? raw.slice(0, LONGEST_HEAD) : raw);
  const colon = schemeEnd(head);
  if (colon === -1) return NO_CODE;
  const scheme = compact(head.slice(0, colon));
  // Of images in the text itself, which are as long as they are large, the beginning says what they are.
  if (scheme === 'data' && PICTURE.test(head.slice(colon + 1, colon + 30))) return NO_CODE;
  if (scheme === 'data' && raw.length > LONGEST_HEAD && mayRead(work, LONGEST_HEAD))
    return judgeDataUrl(raw.slice(raw.indexOf(':') + 1, LONGEST_DATA));
  const url = raw.length > LONGEST_HEAD && mayRead(work, raw.length) ? undoHiding(raw) : head;
  if (isScriptScheme(scheme)) {
    const effect = judgeScriptUrl(url, colon + 1, work);
    // Visual Basic calls without brackets.
    return effect === NO_CODE && scheme.startsWith('vb') ? ACTING : effect;
  }
  if (scheme === 'data') return judgeDataUrl(url.slice(colon + 1));
  // Schemes that older browsers put in front of another one.
  if (scheme === 'feed' || scheme === 'jar' || scheme === 'mhtml' || scheme === 'viewsource' || scheme === 'url')
    return judgeUrl(url.slice(colon + 1), work);
  return NO_CODE;
}

const PICTURE = /^image\/(?:png|jpe?g|gif|webp|avif|bmp|x-icon)[;,]/;

/** Of a document in an address, what is looked into. */
const LONGEST_DATA = 3200;

/** What hides a scheme is looked for in so many characters. */
const LONGEST_HEAD = 1000;

function undoHiding(raw: string): string {
  let url = decodeReferences(raw);
  // Written twice over, `&amp;#x09;`, by what escapes on the way in and not on the way out.
  if (url.includes('&#')) url = decodeReferences(url);
  return url.includes('\\') ? undoCssEscapes(url) : url;
}

/** Addresses begin with `h`, `/`, `#`, `.` or `?` nearly always. */
function maySpellCode(raw: string): boolean {
  if (raw.length < 5) return false;
  const code = raw.charCodeAt(0);
  const lower = code | 32;
  if (lower === 104 || code === 35 || code === 47 || code === 46 || code === 63) return false;
  if (lower === 109) return lower === 109 && raw.slice(0, 6).toLowerCase() !== 'mailto';
  return true;
}

/** Blanks and controls, which browsers drop, are not counted. */
function schemeEnd(url: string): number {
  let left = 80;
  for (let i = 0; i < url.length && left > 0; i++) {
    const code = url.charCodeAt(i);
    if (code === 58) return i;
    if (code > 32) left--;
  }
  return -1;
}

/** Letters only: what stands between them is dropped by some browser. */
function compact(scheme: string): string {
  return scheme.replace(/[^a-z]/gi, '').toLowerCase();
}

export function isScriptScheme(scheme: string): boolean {
  switch (scheme) {
    case 'javascript':
    case 'vbscript':
    case 'livescript':
    case 'vbs':
    case 'mocha':
    case 'jscript':
    case 'jvascript':
    case 'xjavascript':
      return true;
    default:
      return false;
  }
}

const IDLE_CODE =
  /^[\s;(]{0,8}(?:void\s{0,2}\(?\s{0,2}(?:0|null|'')?\s{0,2}\)?|return(?: false| true)?|false|true|null|undefined|\{\s{0,4}\}|''|""|0|(?:window\.)?history\.(?:back|forward|go)\s{0,2}\([-\d\s]{0,6}\)|(?:window\.)?(?:print|close)\(\)|location\.reload\(\w{0,5}\)|\/{2,3}|#)?[\s;)]{0,8}$/i;

/** What stands after `javascript:` at `from`. */
export function judgeScriptUrl(url: string, from: number, work: Work): number {
  let code = url.slice(from, from + 600);
  if (IDLE_CODE.test(code)) return IDLE;
  // `JavaScript: <a href="a.js">`: a word in front of markup.
  if (/^\s{1,8}<[a-z/]/i.test(code)) return NO_CODE;
  if (code.includes('%')) code = undoPercent(code);
  const script = readScript(code, work, 0, 3);
  if (script.sink) return script.grave ? ATTACKING : PERFORMING;
  if (script.calls > 0 || script.assigns > 0) return script.prose > 1 ? NO_CODE : ACTING;
  // `javascript: the good parts` is a title.
  const first = /^\s{0,8}(\S)/.exec(code)?.[1] ?? '';
  if (/^[("'`[{+!~%*\\/<&-]/.test(first) && script.prose === 0) return ACTING;
  return NO_CODE;
}

/** What links of old pages do: open a window, show a message. */
export function isMessage(url: string): boolean {
  return /^[^:]{0,20}:\s{0,8}(?:void\s{0,4})?\(?(?:window\.)?(?:open|print|alert|confirm)\(/i.test(url);
}

function undoPercent(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** `\\6a`, `\\6A ` and `\\j` in a style sheet: https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point. */
export function undoCssEscapes(text: string): string {
  return text.includes('\\') ? rewrite(text, 92, cssEscapeAt) : text;
}

function cssEscapeAt(text: string, at: number): number {
  let i = at + 1;
  let code = 0;
  for (; i < at + 7; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit === -1) break;
    code = code * 16 + digit;
  }
  if (i === at + 1) return i < text.length ? text.charCodeAt(i) + 2 * TAKES : 0;
  const after = text.charCodeAt(i);
  if (after === 32 || after === 9 || after === 10 || after === 12 || after === 13) i++;
  return (code > 0xffff ? DROPPED : code) + TAKES * (i - at);
}

/** What follows `data:` names a kind of document that runs scripts. */
export function judgeDataUrl(rest: string): number {
  const head = rest
    .slice(0, 80)
    .replace(/[\s\0]/g, '')
    .toLowerCase();
  if (
    /^(?:text\/(?:html|xml|javascript|xsl|vbscript|x-scriptlet|css)|application\/(?:xhtml|xml|javascript|x-javascript|ecmascript|x-shockwave-flash)|image\/svg|multipart\/)/.test(
      head,
    )
  )
    return head.startsWith('image/svg')
      ? hidesScript(rest)
        ? ATTACKING
        : IDLE
      : head.startsWith('text/css')
        ? ACTING
        : ATTACKING;
  return /^[\w/+.-]{0,30}[,;]/.test(head) && /<script|PHNjcmlwd|PHN2Zy|alert\(|%3cscript/i.test(rest.slice(0, 400))
    ? ATTACKING
    : NO_CODE;
}

/** A document in an address that holds nothing but words and their looks, as calendars carry them. */
export function isPlainDocument(rest: string): boolean {
  return (
    /^\s{0,2}text\/html[^,]{0,40},/i.test(rest) &&
    !/^[^,]{0,60};base64/i.test(rest) &&
    !RUNNING_MARKUP.test(undoPercent(rest.slice(0, 3000)))
  );
}

const RUNNING_MARKUP =
  /<(?:script|iframe|object|embed|svg|math|meta|base|form|link)|[\s/"'][(]?on[a-z]{3,20}\s{0,4}=|script\s{0,4}:|&#|\(/i;

/** An image in base64 or in percent signs that holds a script or a handler. */
function hidesScript(rest: string): boolean {
  const body = rest.slice(rest.indexOf(',') + 1, rest.indexOf(',') + 3000);
  let text = body;
  if (/^[^,]{0,60};base64/i.test(rest)) {
    try {
      text = atob(body.replace(/[^A-Za-z0-9+/]/g, '').slice(0, 2800));
    } catch {
      return false;
    }
  } else if (body.includes('%')) text = undoPercent(body);
  return /<script|[\s/"']on[a-z]{3,20}\s{0,4}=|javascript:/i.test(text);
}
