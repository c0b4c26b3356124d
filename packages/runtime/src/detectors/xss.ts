import type { Confidence } from '@bulkhead/core';
import { unfoldMarkup } from './html/unfold.ts';
import { BACKSLASH, BACKTICK, BRACE, COLON, COMPARISON, HASH, LESS, PAREN, PIPE, SCRIPT_WORD } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * Cross-site scripting: what a browser would execute, not markup as such. Elements that run or load code, event handler
 * attributes inside a tag or after a broken quote, `javascript:` and its like where a URL can stand, and calls that
 * follow a break-out of a string in a script.
 */
export const xss: Detector = {
  id: 'detector/xss',
  class: 'xss',
  version: '1.0.0',
  title: 'Cross-site scripting',
  detect({ text: value, chars, words }) {
    const hidden = (chars & BACKSLASH) !== 0 || (chars & (PIPE | HASH)) === (PIPE | HASH);
    const named = (words & SCRIPT_WORD) !== 0 && (chars & (PAREN | COLON | COMPARISON | BRACE | BACKTICK)) !== 0;
    if ((chars & LESS) === 0 && !hidden && !named && (chars & (BRACE | PAREN)) !== (BRACE | PAREN)) return undefined;
    const text = unfoldMarkup(value);
    const lower = text.toLowerCase();
    return (
      ((chars & LESS) !== 0 || hidden ? judgeTags(text) : undefined) ??
      judgeUrls(text, lower) ??
      judgeHandlers(text) ??
      judgeScript(text, lower)
    );
  },
};

/** Elements that run or load something by themselves. */
const ACTIVE_TAG =
  /^<\s{0,4}(?:script(?![a-z-])|(?:x:|svg:|xhtml:|html:)script|iframe(?![a-z-])|frameset|frame\s|applet|object(?=[^a-z>-])|embed(?![a-z-])|isindex|base\s[^<]{0,200}href|xss\b|bgsound|layer\s|ilayer|\?import|\?xml-stylesheet|!\[cdata\[\s*<script|!entity\s)/i;

const META_REFRESH =
  /^<meta\s[^<]{0,300}(?:refresh[^<]{0,200}url\s{0,4}[=;]\s{0,4}['"]?(?:data|javascript|http)|set-cookie|content\s{0,4}=[^<]{0,200}(?:javascript|data):)/i;

const LINK_CODE =
  /^<link\s[^<]{0,300}(?:rel\s{0,4}=\s{0,4}["']?(?:import|prefetch)|href\s{0,4}=\s{0,4}["']?(?:data:|javascript:|\/\/))/i;

const SVG_CODE =
  /^<(?:svg:?)?(?:set|animate\w*|use|image|handler|feimage|discard)\b[^<]{0,400}(?:onbegin|href|attributename|to\s{0,4}=)/i;

/** Attributes that load what they name, whatever the element. */
const CODE_ATTRIBUTE =
  /[\s"'`/](?:srcdoc|formaction\s{0,4}=\s{0,4}["']?\s{0,4}(?:javascript|data)|xlink:href\s{0,4}=\s{0,4}["']?\s{0,4}(?:data|javascript)|(?:fs|dyn|low)src|attributename\s{0,4}=\s{0,4}["']?(?:on|href|xlink|innerhtml)|(?:data)?(?:src|fld)\s{0,4}=\s{0,4}["']?#)\s{0,4}=?/i;

const STYLE_CODE =
  /(?:expression\s{0,4}\(|-moz-binding|behaviou?r\s{0,4}:\s{0,4}url|-o-link\s{0,4}:|@import\s{0,4}(?:url\s{0,4}\(\s{0,4})?["']?\s{0,4}(?:javascript|data|\/\/|http))/i;

/** Any handler name inside of a tag. A value in braces is JSX source code, which no browser reads. */
const HANDLER_IN_TAG = /[\s"'`/;\x00-\x1f]on[a-z]{3,28}\s{0,8}(?:=|\/=|&equals;)(?!\s{0,4}\{)/i;

function judgeTags(text: string): Confidence | undefined {
  let at = text.indexOf('<');
  let rounds = 0;
  while (at !== -1 && rounds++ < 4096) {
    const next = text.indexOf('<', at + 1);
    const end = next === -1 ? text.length : next;
    // Tags with longer attributes are cut: bounded work for each of them.
    const tag = text.slice(at, Math.min(end, at + 2048));
    at = next;
    if (tag.length < 4 && next !== -1) continue;
    if (ACTIVE_TAG.test(tag) || META_REFRESH.test(tag) || LINK_CODE.test(tag) || SVG_CODE.test(tag)) return 'high';
    if (!/^<\s{0,2}[a-z/!?%"'\x00-\x1f]/i.test(tag)) continue;
    if (HANDLER_IN_TAG.test(tag.includes('>') && !/on[a-z]/i.test(tag.slice(0, tag.indexOf('>'))) ? known(tag) : tag))
      return 'high';
    if (CODE_ATTRIBUTE.test(tag) || (STYLE_CODE.test(tag) && /style|[:{]\s{0,4}expression/i.test(tag))) return 'medium';
  }
  return undefined;
}

/** After `>` only known handlers count: `<p>is online = yes` is prose. */
function known(tag: string): string {
  const match = KNOWN_HANDLER.exec(tag);
  return match === null ? '' : ` ${match[0]}`;
}

/** https://html.spec.whatwg.org/multipage/indices.html#events-2 and the older ones that payloads use. */
const KNOWN_HANDLER =
  /\bon(?:error|load\w{0,12}|unload|click|dblclick|auxclick|mouse\w{2,8}|key(?:down|up|press)|focus\w{0,3}|blur|submit|reset|select\w{0,8}|input|invalid|change|copy|cut|paste|drag\w{0,6}|drop|hashchange|popstate|page\w{3,8}|message\w{0,6}|after\w{3,16}|before\w{3,16}|begin|end|repeat|start|finish|bounce|play\w{0,8}|canplay\w{0,8}|pause|progress|ratechange|resize|scroll\w{0,10}|search|seek\w{2,4}|show|storage|suspend|timeupdate|toggle|touch\w{3,8}|volumechange|waiting|wheel|pointer\w{2,16}|animation\w{3,12}|transition\w{3,8}|contextmenu|readystatechange|propertychange|activate|filterchange|webkit\w{3,28}|fullscreen\w{3,8}|x)\s{0,8}=(?!\s{0,4}\{)/i;

/** What each of them looks like; compiling the list takes a millisecond or two of the cold start that meets it. */
const ANY_HANDLER = /\bon\w{1,40}\s{0,8}=/i;

/** `" onfocus=alert(1)`: a handler attribute of the developer's own tag. */
function judgeHandlers(text: string): Confidence | undefined {
  if (!ANY_HANDLER.test(text)) return undefined;
  const match = KNOWN_HANDLER.exec(text);
  if (match === null) return undefined;
  const before = text.slice(Math.max(0, match.index - 80), match.index);
  const after = text.slice(match.index + match[0].length, match.index + match[0].length + 200);
  const opened = match.index === 0 || /["'`\u201c\u201d][^<>=]{0,60}$/.test(before) || /["'`]/.test(before);
  return opened && /[(`]|javascript|location|&[#l]|throw|=[^=]/i.test(after) ? 'medium' : undefined;
}

const CODE_URL = /(?:^|[=("'`,;\s>\]|:])(?:java|vb|live|j)script:/gi;

function judgeUrls(text: string, lower: string): Confidence | undefined {
  CODE_URL.lastIndex = 0;
  for (
    let match = lower.includes('script:') ? CODE_URL.exec(text) : null;
    match !== null;
    match = CODE_URL.exec(text)
  ) {
    const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 120);
    const direct = /^\s{0,8}(?:[\w$.]{1,60}\s{0,2}[(`=[.]|[(`[{"'/!+~%*\\-]|javascript:|&|void\b)/i.test(rest);
    if (direct) return 'high';
    if (
      match.index > 0 &&
      /(?:href|src|action|url|data|code|background)\s{0,4}[=(:]\s{0,4}["'`]?\s{0,4}\S{0,2}$/i.test(
        text.slice(Math.max(0, match.index - 24), match.index + 1),
      )
    )
      return 'high';
  }
  if (
    lower.includes('data:') &&
    /(?:^|[=("'`,;\s])data:\s{0,4}(?:text\/(?:html|xml|javascript)|application\/(?:javascript|xhtml|xml|x-javascript|ecmascript)|image\/svg)[^,]{0,60},/i.test(
      text,
    )
  )
    return 'medium';
  return undefined;
}

const SINK_CALL =
  /(?:^|["'`;,=(){}[\]|&+*/^%\s<>:?!~-])(?:\(?(?:alert|confirm|prompt)\)?\s{0,4}(?:\(|`|\?\.|\.(?:call|apply|bind)|&(?:#|lpar))|(?:eval|settimeout|setinterval|execscript)\s{0,4}[(`]\s{0,4}['"`\w]|document\s{0,2}[.[]\s{0,2}['"]?(?:cookie|domain|write|location|body)|(?:window|self|top|parent|this|globalthis|frames)\s{0,2}\[\s{0,2}['"`/]|location\s{0,2}(?:\.(?:href|hash|assign|replace))?\s{0,2}=\s{0,2}['"`\w]|string\.fromcharcode|new\s+image|import\s{0,2}\(|fetch\s{0,2}\()/i;

/** A part of each call above, in lower case; the words that honest texts hold count with a bracket only. */
function mayCall(lower: string): boolean {
  return (
    CALL_PARTS.some((part) => lower.includes(part)) ||
    (lower.includes('[') && /window|self|top|parent|this|frames/.test(lower))
  );
}

const CALL_PARTS = [
  ...['alert', 'confirm', 'prompt', 'eval', 'settimeout', 'setinterval', 'execscript', 'document', 'location'],
  ...['fromcharcode', 'new', 'import', 'fetch'],
];

/** Code of its own: short values that call what shows a payload works, or code after a broken string or block. */
function judgeScript(text: string, lower: string): Confidence | undefined {
  if (/\(!\[\]\+\[\]\)|\[\]\[\(|!\[\]\+|\+!!?\[\]/.test(text)) return 'high'; // letters made of brackets only
  if (lower.includes('constructor') && /\{\{[^}]{0,300}constructor/i.test(text)) return 'high';
  if (!mayCall(lower)) return undefined;
  const call = SINK_CALL.exec(text);
  if (call === null) return undefined;
  const before = text.slice(Math.max(0, call.index - 200), call.index + 1);
  if (
    text.length < 200 &&
    /^[\s"'`;,)}\]/*<>\\-]{0,12}(?:\(?(?:alert|confirm|prompt|eval)\)?)\s{0,4}[(`.&?]/i.test(text)
  )
    return 'medium';
  if (
    text.length < 200 &&
    /^(?:window|self|top|parent|this|globalthis|frames|document)\s{0,2}[[.]/i.test(text) &&
    /[(`=]/.test(text)
  )
    return 'medium';
  // A quote or bracket that nothing opened stands at the beginning or right before the call.
  const broken = /^[^\s"'`]{0,40}["'`](?:\s{0,4}[-+*;,)}\]|&/^%?<>=]|\s*$)/.test(before) || /^[)}\];]/.test(before);
  return broken && text.length < 400 ? 'medium' : undefined;
}
