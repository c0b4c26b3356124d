import { codeAt, isLineEnd } from './characters.ts';
import { ALONE, CLEAR, commandTraits, SURE, WRAPPER } from './commands.ts';

/**
 * What stands before the place where a command could begin, and so how far out of its own place the value is there.
 * - `tight`: nothing, or data that nobody writes a sentence around: `127.0.0.1;`, `';`
 * - `loose`: a few words
 * - `prose`: a sentence
 * - `command`: a command line: the whole is one, typed by somebody who was asked for it or quotes it
 */
export type Place = 'tight' | 'loose' | 'prose' | 'command';

/** What is looked at before a place. */
const BEFORE = 160;

/**
 * @param at index of the separator or the opening of the substitution
 */
export function placeAt(
  text: string,
  at: number,
  /** A substitution is an argument of what stands before; a separator ends it. */
  argument = false,
): { readonly place: Place; readonly before: string } {
  const from = Math.max(0, at - BEFORE, lineStart(text, at));
  const whole = from === 0 || isLineEnd(codeAt(text, from - 1));
  let before = text.slice(from, at);
  if (whole && startsCommand(before, argument)) return { place: 'command', before };
  const quote = openQuote(before);
  if (quote !== -1) {
    const outside = before.slice(0, quote);
    const inside = before.slice(quote + 1);
    const words = countWords(outside);
    // Quoted in a sentence, or an argument of some call.
    if (words >= 2 && /[\s(=:]$/.test(outside)) return { place: 'command', before };
    if (inside.trim() !== '' && startsCommand(inside, argument)) return { place: 'command', before };
  }
  let start = 0;
  let end = before.length;
  while (end > 0 && isTrailing(before.charCodeAt(end - 1))) end--;
  while (start < end && isLeading(before.charCodeAt(start))) start++;
  before = before.slice(start, end);
  if (before === '') return { place: !whole ? 'prose' : from === 0 ? 'tight' : atLineStart(text, from), before };
  const blanks = countBlanks(before);
  if (blanks === 0) return { place: 'tight', before };
  if (blanks > 4) return { place: 'prose', before };
  const words = countWords(before);
  return { place: words <= 1 && blanks <= 2 ? 'tight' : words <= 3 ? 'loose' : 'prose', before };
}

/** Nothing before on the line: the next line of a script or a document, unless hardly anything stands above. */
function atLineStart(text: string, from: number): Place {
  if (from > 120) return 'command';
  const above = text.slice(0, from).trim();
  return above === '' ? 'tight' : /[\r\n]/.test(above) ? 'command' : 'loose';
}

/** Signs that end data: quotes, brackets, separators, comments. */
function isTrailing(code: number): boolean {
  return (
    code <= 32 ||
    (code >= 34 && code <= 35) ||
    (code >= 37 && code <= 39) ||
    (code >= 41 && code <= 42) ||
    code === 44 ||
    code === 59 ||
    code === 62 ||
    (code >= 92 && code <= 93) ||
    code === 96 ||
    (code >= 124 && code <= 125)
  );
}

function isLeading(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 96 || code === 40 || code === 91 || code === 123;
}

function countBlanks(text: string): number {
  let blanks = 0;
  for (let i = 1; i < text.length; i++) if (codeAt(text, i) <= 32 && codeAt(text, i - 1) > 32) blanks++;
  return blanks;
}

/** A command line begins here, as people who know shells write one: a known program that goes on, or an unknown one with options. */
export function startsCommand(text: string, argument = false): boolean {
  if (
    argument &&
    /^\s{0,8}(?:[$#>]\s)?(?:export |local |declare |set |if ! )?[A-Za-z_]\w{0,30}\s?\+?=(?:\s?["']?|["'][^"']{0,120})$/.test(
      text,
    )
  )
    return true;
  const line = text.replace(
    /^(?:[\s({!@$#>]|(?:if|while|until|for|do|then|else|case|time|sudo|nohup|exec|env|[Rr]un:?|RUN|CMD|ENTRYPOINT)\s|[A-Za-z_]\w{0,30}=(?:\$\((?!\()|["'`]\$?\(?|[^\s;|&'"`$]{0,60}\s))+/,
    '',
  );
  if (argument && /^\s{0,8}\$ #/.test(text)) return true;
  if (argument && line === '' && /\b(?:exec|sudo|time|env|nohup)\s/.test(text)) return true;
  if (/^\s{0,8}(?:for|while|until)\s[^;]{1,100};\s{0,4}do\s/.test(text)) return true;
  // `[ -x … ]`, `case … in`, as scripts have it.
  if (/^(?:(?:\[\[?|case)\s|test\s{1,8}\S)/.test(line) || /^\s{0,8}case\s/.test(text)) return true;
  const match = /^['"]?((?:\.{0,2}\/)?[\w./+-]{1,60})['"]?(\s+|$)/.exec(line);
  if (match === null)
    return /^\$\{?\w+\}?["']?\s+\S/.test(text.trimStart()) || /^"?\$\{?[A-Z]\w*\}?"?\s+["$-]/.test(text.trimStart());
  const name = match[1]!;
  const rest = line.slice(match[0].length);
  const base = name.slice(name.lastIndexOf('/') + 1);
  const traits = commandTraits(base);
  if (traits !== undefined) {
    if (rest.trim() !== '') return (traits & CLEAR) !== 0 || looksLikeArguments(rest);
    if (argument && /\s$/.test(text)) return true;
    // `ls | …`, `who | …`; but `test; id`, `file; id` are data.
    return match[2] !== ''
      ? (traits & (CLEAR | ALONE)) !== 0
      : (traits & (SURE | ALONE)) !== 0 || ((traits & CLEAR) !== 0 && (traits & WRAPPER) === 0);
  }
  // A program that no table has: it takes options as programs do.
  return /^[a-z][\w.+-]*$/.test(base) && /^(?:\S+\s+){0,2}--?[A-Za-z][\w-]*(?:[\s=]|$)/.test(rest);
}

function looksLikeArguments(rest: string): boolean {
  return (
    /^(?:\S+\s+){0,3}(?:["']?(?:-{1,2}[A-Za-z0-9]|[/~.$*\\]|[\w-]*\/|\d)|["'{<>])/.test(rest) || /^\S+\s*$/.test(rest)
  );
}

/** Index of the quote that is open at the end of `text`, or -1. An apostrophe within a word opens nothing. */
function openQuote(text: string): number {
  let open = -1;
  for (let i = 0; i < text.length; i++) {
    const code = codeAt(text, i);
    if (code !== 34 && code !== 39 && code !== 96) continue;
    if (open !== -1) {
      if (codeAt(text, open) === code) open = -1;
    } else if (code !== 39 || i === 0 || !isWordCode(codeAt(text, i - 1))) open = i;
  }
  return open;
}

/** Words of a language: two letters and more between blanks, with a sign of a sentence behind them at most; or two signs of one without blanks. */
export function countWords(text: string): number {
  let words = 0;
  let letters = 0;
  let signs = 0;
  let other = false;
  for (let i = 0; i <= text.length; i++) {
    const code = codeAt(text, i);
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || code > 127) {
      letters++;
      if (code >= FIRST_KANA && code <= LAST_HANGUL) signs++;
    } else if (
      code > 32 &&
      !(
        code === 33 ||
        code === 34 ||
        code === 39 ||
        code === 41 ||
        code === 40 ||
        code === 44 ||
        code === 46 ||
        code === 58 ||
        code === 59 ||
        code === 63
      )
    )
      other = true;
    else if (!(code > 32) || code !== 46 || !(codeAt(text, i + 1) > 32)) {
      if (letters >= 2 && !other) words++;
      letters = 0;
      other = false;
    } else other = true;
  }
  return words + (signs >> 1);
}

/** Chinese, Japanese and Korean. */
const FIRST_KANA = 0x3040;
const LAST_HANGUL = 0xd7a3;

function lineStart(text: string, at: number): number {
  for (let i = at - 1; i >= 0 && i >= at - BEFORE; i--) if (isLineEnd(codeAt(text, i))) return i + 1;
  return 0;
}

function isWordCode(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code > 127;
}
