import type { Dialect } from './statement.ts';

/** `w` word, `n` number, `s` string, `i` quoted name, `c` comment, `o` anything else, one character each. */
export type TokenKind = 'w' | 'n' | 's' | 'i' | 'c' | 'o';

export interface SqlTokens {
  readonly kinds: TokenKind[];
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * Cuts a statement, or JavaScript that MongoDB runs, into tokens the way its server does, in one pass. Strings and comments that nothing ends reach to the
 * end. Read with each server's defaults: `standard_conforming_strings` on, no `ANSI_QUOTES`, no `NO_BACKSLASH_ESCAPES`.
 * Sources: postgresql.org/docs/current/sql-syntax-lexical.html, dev.mysql.com/doc/refman/8.4/en/string-literals.html and
 * comments.html, mariadb.com/kb/en/comment-syntax/.
 */
export function sqlTokens(text: string, dialect: Dialect): SqlTokens {
  const tokens: SqlTokens = { kinds: [], starts: [], ends: [] };
  const postgres = dialect !== 'mysql' && dialect !== 'javascript';
  const ansi = dialect === 'ansi';
  const script = dialect === 'javascript';
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at++;
      continue;
    }
    const start = at;
    let kind: TokenKind = 'o';
    if (isWordStart(code)) {
      at = wordEnd(text, at + 1);
      // `E'…'`, `B'…'`, `N'…'`, `_utf8mb4'…'`: the word belongs to the string.
      if (!script && !ansi && text.charCodeAt(at) === QUOTE && isPrefix(text, start, at, postgres)) {
        kind = 's';
        at = quotedEnd(text, at, !postgres || (at === start + 1 && (code | 32) === LOWER_E));
      } else kind = 'w';
    } else if (isDigit(code)) {
      kind = 'n';
      at = numberEnd(text, at);
    } else if (code === QUOTE) {
      kind = 's';
      at = quotedEnd(text, at, !postgres);
    } else if (code === DOUBLE) {
      kind = postgres ? 'i' : 's';
      at = quotedEnd(text, at, !postgres);
    } else if (code === BACKTICK && (!postgres || ansi)) {
      kind = script ? 's' : 'i';
      at = quotedEnd(text, at, script);
    } else if (code === DOLLAR && postgres && !ansi) {
      const end = dollarEnd(text, at);
      if (end !== undefined) kind = 's';
      at = end ?? at + 1;
    } else {
      const end = script ? scriptCommentEnd(text, at) : commentEnd(text, at, postgres, ansi);
      if (end !== undefined) kind = 'c';
      at = end ?? at + 1;
    }
    tokens.kinds.push(kind);
    tokens.starts.push(start);
    tokens.ends.push(at);
  }
  return tokens;
}

const QUOTE = 39;
const DOUBLE = 34;
const BACKTICK = 96;
const DOLLAR = 36;
const BACKSLASH = 92;
const LOWER_E = 101;
const LOWER_X = 120;
const ZERO = 48;
const DOT = 46;
const PLUS = 43;
const MINUS = 45;

function isBlank(code: number): boolean {
  return code <= 32;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWordStart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95 || code >= 128;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (!isWordStart(code) && !isDigit(code) && code !== DOLLAR) break;
    at++;
  }
  return at;
}

/** `12`, `1.5e3`, `0x1f`; what follows without a blank is a word of its own, as in `1.union select`. */
function numberEnd(text: string, from: number): number {
  if (text.charCodeAt(from) === ZERO && (text.charCodeAt(from + 1) | 32) === LOWER_X) {
    let at = from + 2;
    while (isHex(text.charCodeAt(at))) at++;
    if (at > from + 2) return at;
  }
  let at = digitsEnd(text, from);
  if (text.charCodeAt(at) === DOT) at = digitsEnd(text, at + 1);
  if ((text.charCodeAt(at) | 32) === LOWER_E) {
    const sign = text.charCodeAt(at + 1);
    const digits = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    const end = digitsEnd(text, digits);
    if (end > digits) at = end;
  }
  return at;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function isHex(code: number): boolean {
  const lower = code | 32;
  return isDigit(code) || (lower >= 97 && lower <= 102);
}

function isPrefix(text: string, start: number, end: number, postgres: boolean): boolean {
  const first = text.charCodeAt(start);
  // `_latin1'…'` names a character set.
  if (!postgres && first === 95) return true;
  return end - start === 1 && (postgres ? 'eEbBxXnN' : 'bBxXnN').includes(text[start]!);
}

/** Behind the closing quote; a doubled one does not close. */
function quotedEnd(text: string, from: number, backslash: boolean): number {
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && backslash) at++;
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at + 1;
      at++;
    }
  }
  return text.length;
}

/** `$$…$$`, `$tag$…$tag$`; `undefined` for `$1` and a dollar alone. */
function dollarEnd(text: string, from: number): number | undefined {
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]{0,62})?\$/.exec(text.slice(from, from + 66))?.[0];
  if (tag === undefined) return undefined;
  const end = text.indexOf(tag, from + tag.length);
  return end === -1 ? text.length : end + tag.length;
}

/** Behind the comment that begins here; `undefined` where none does. `/*!…` runs in MySQL and is none. */
function commentEnd(text: string, from: number, postgres: boolean, ansi: boolean): number | undefined {
  const next = text.charCodeAt(from + 1);
  switch (text[from]) {
    case '-':
      if (next !== 45) return undefined;
      // MySQL wants a blank, or the end, behind the two dashes.
      if (!postgres && from + 2 < text.length && !isBlank(text.charCodeAt(from + 2))) return undefined;
      return lineEnd(text, from);
    case '#':
      return postgres ? undefined : lineEnd(text, from);
    case '/':
      if (next !== 42) return undefined;
      if (postgres) return ansi ? blockEnd(text, from + 2) : nestedEnd(text, from + 2);
      if (text[from + 2] === '!' || (text[from + 2] === 'M' && text[from + 3] === '!')) return undefined;
      return blockEnd(text, from + 2);
    default:
      return undefined;
  }
}

function scriptCommentEnd(text: string, from: number): number | undefined {
  if (text[from] !== '/') return undefined;
  if (text[from + 1] === '/') return lineEnd(text, from);
  return text[from + 1] === '*' ? blockEnd(text, from + 2) : undefined;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function blockEnd(text: string, from: number): number {
  const end = text.indexOf('*/', from);
  return end === -1 ? text.length : end + 2;
}

/** PostgreSQL nests them. */
function nestedEnd(text: string, from: number): number {
  let depth = 1;
  let at = from;
  for (;;) {
    const close = text.indexOf('*/', at);
    if (close === -1) return text.length;
    let open = text.indexOf('/*', at);
    // Each opening is looked at once: `at` only moves on.
    while (open !== -1 && open < close) {
      depth++;
      at = open + 2;
      open = text.indexOf('/*', at);
      if (open === -1) break;
    }
    const end = text.indexOf('*/', at);
    if (end === -1) return text.length;
    at = end + 2;
    if (--depth === 0) return at;
  }
}
