import type { Confidence } from '@bulkhead/core';
import { spend } from '../spent.ts';
import { encodedLineEnds, isOnlyLineEnds } from './line-ends.ts';
import { isCommandLine, isField, isLogLine, isMailField, isMessageStart, isNamed, isUnknownField } from './lines.ts';

/** Steps of the event that judging what stands behind one takes. */
const END_STEPS = 1500;

/** Line ends that were encoded once more than the value itself. */
export function judgeEncoded(text: string): Confidence | undefined {
  const ends = encodedLineEnds(text);
  spend(text.length * 4 + ends.length * END_STEPS);
  if (ends.length === 0) return undefined;
  if (isOnlyLineEnds(text)) return 'medium';
  // A link that opens a mail program, or a message to be sent, has its lines encoded.
  const isMessage =
    /^(?:mailto|sms|whatsapp|tg|imessage):|(?:wa\.me|whatsapp\.com|t\.me|twitter\.com|x\.com\/(?:intent|share)|mail\.google|outlook)/i.test(
      text,
    );
  const single = !/[ \t\r\n]/.test(text);
  // Where a sentence or a parameter's value may have begun.
  const blank = text.search(/[\s+=]|%20/);
  let worst: Confidence | undefined;
  const isShown = !single && text.length > TRANSCRIPT && /HTTP\/\d/.test(text.slice(0, ends[0]));
  for (const end of ends) {
    // `<- "POST /a HTTP/1.1\r\nHost: b\r\n"`: what a client wrote to its log.
    if (isShown && isEscape(text, end)) continue;
    if (isMessageStart(text, end)) return 'high';
    if (isMessage) continue;
    if (isField(text, end)) return single || isShort(text) ? 'high' : 'medium';
    if (single && (isMailField(text, end) || isCommandLine(text.slice(end, end + 240).replaceAll('%20', ' '), 0)))
      return 'high';
    // Behind a sentence it is the next line of a message.
    if (text.length > 300 || (blank !== -1 && blank < end - 1 && end > 24)) continue;
    const isLog = () => isLogLine(text.slice(end, end + 160).replaceAll(/%20|\+/g, ' '), 0);
    if (isUnknownField(text, end) || (single && isNamed(text, end)) || isLog()) worst = 'medium';
  }
  if (worst !== undefined || isMessage || !single) return worst;
  // `/index.php/PHP_VALUE%0Aauto_prepend_file=x`: no path of a request has a line end.
  if (/^\/[\w./-]{1,200}%0[ad][\w%]/i.test(text)) return 'medium';
  return /%0d%0a(?:%0d%0a)(?:<|%3c)(?:html|script|svg|body|img|h1)/i.test(text) ? 'high' : undefined;
}

/** A log or a program that shows what was sent has other text around it. */
const TRANSCRIPT = 400;

/** The line end before `end` is spelt with a backslash, as programs write strings down. */
function isEscape(text: string, end: number): boolean {
  return /\\[rn]$/.test(text.slice(Math.max(0, end - 2), end));
}

function isShort(text: string): boolean {
  return text.length < 200;
}

/** A name that ends in a line end, goes on with CR LF, or with a field; headings of tables have a lone LF in them. */
export function judgeKey(text: string): Confidence | undefined {
  return text.length < 100 &&
    /^[\w.[\]-]{0,64}(?:[\r\n]{1,4}(?:$|[\w-]{1,40}:)|(?:\r\n){1,2}[\w.[\]-]{1,64}$)/.test(text)
    ? 'medium'
    : undefined;
}

/** What the value ends before its line ends: a request line, an address of SMTP, a cookie. */
const CLOSED =
  /^\S{0,80} HTTP\/\d(?:\.\d)?$|^[^\s<>@]{1,60}@[\w.-]+>$|;\s?(?:domain|path|expires|max-age|secure|httponly|samesite)\b/i;

/** Longest first line that is one word of a parameter and not the beginning of a text. */
const LONGEST_WORD = 128;
const MOST_LINES = 16;

export function judgePlain(text: string): Confidence | undefined {
  // A trailing line end alone is what editors and shells leave.
  let at = text.search(/[\r\n]/);
  if (at === -1 || at > LONGEST_WORD || text.length > 2048) return undefined;
  const first = text.slice(0, at);
  const closes = CLOSED.test(first);
  // Only what a parameter would hold may stand before it; a header, a command or a sentence is a text of its own.
  if ((!closes && /[\s<>{}#*|]/.test(first.trim())) || /^[\w-]{1,40}:(?!\/\/|\d)/.test(first)) return undefined;
  // A rule, a fence: documents.
  if (first !== '' && !/[\w%]/.test(first)) return undefined;
  const rest = text.slice(at);
  // An empty first line is what templates, quotes and here-documents begin with.
  const empty = first.trim() === '';
  for (let seen = 0; at !== -1 && seen < MOST_LINES; seen++) {
    // A dot alone ends a message of SMTP.
    at += /^(?:[\r\n]|\.(?=[\r\n]))*/.exec(text.slice(at, at + 64))![0].length;
    if (isMessageStart(text, at))
      return (empty && seen === 0) || (seen > 1 && isExample(text, at)) ? undefined : 'high';
    if (seen === 0) {
      if (closes && (isField(text, at) || isMailField(text, at) || isCommandLine(text, at))) return 'high';
      // A second parameter, for a server that reads a line end as its separator.
      if (text.length < 80 && /^\w{1,32}[\r\n]{1,3}\w{1,32}=[\w.%-]{1,40}$/.test(text)) return 'medium';
      if (isField(text, at)) return judgeField(text, at, empty, rest);
      if (isCommandLine(text, at)) return /[A-Z]{3}|flush_all|stats|[\r\n]\*|\d \d/.test(rest) ? 'medium' : undefined;
      if (!empty && isMailField(text, at) && countLines(rest) <= 6) return 'high';
      if (!empty && isLogLine(text, at) && countLines(rest) <= 4) return 'medium';
      if (!empty && /^\s{0,2}<(?:html|script|body|head)\b/i.test(text.slice(at, at + 16)) && /^(?:\r\n){2}/.test(rest))
        return 'medium';
    }
    const next = text.slice(at).search(/[\r\n]/);
    at = next === -1 ? -1 : at + next;
  }
  return undefined;
}

/** Sentences stand before it, and a line that says what follows: an answer that a manual shows. */
function isExample(text: string, at: number): boolean {
  const before = text.slice(0, at).trimEnd();
  if (before.split(' ', EXAMPLE_WORDS).length < EXAMPLE_WORDS) return false;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return line.endsWith(':') || /^\.\. [\w-]{4,20}:: ?\w{0,12}$/.test(line);
}

/** Blanks that a sentence has and a field has not. */
const EXAMPLE_WORDS = 12;

/** A header field behind a word: one or two of them and what they need, not a listing of a whole message. */
function judgeField(text: string, at: number, empty: boolean, rest: string): Confidence | undefined {
  const line = text.slice(at, at + 200);
  const telling =
    /^[\s%\d]{0,4}(?:content|transfer|cache|last|www|strict|clear|x|proxy|access|set)-[a-z]|^\s{0,2}(?:refresh|http\/|cookie:\s?[\w-]+=|connection:\s?(?:close|keep)|authorization:\s?(?:basic|bearer)\s|vary:\s?\*)/i.test(
      line,
    );
  // `Location: Berlin`, `Status: done`, `Host: Ann`: fields of people's own lists.
  const valued =
    /^[\s%\d]{0,4}(?:location|refresh)\s?:\s{0,3}(?:https?:|\/\/|\/|www\.)/i.test(line) ||
    /^\s{0,2}(?:host|remote-addr|referer|origin|via)\s?:\s{0,2}[\w-]+(?:\.[\w-]+)+/i.test(line);
  if (!telling && !valued) return undefined;
  if (countLines(rest) > (empty ? 3 : 12)) return undefined;
  return empty ? 'medium' : 'high';
}

function countLines(text: string): number {
  return (text.match(/\n|\r(?!\n)/g) ?? []).length;
}
