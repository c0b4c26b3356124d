import { isDigit, isWordSign } from '../characters.ts';

/** Variables that the same text assigns: `a=c;b=at;$a$b`. */
export type Assignments = ReadonlyMap<string, string>;

/** Variables that are looked at, and how long their names and values may be. */
const MOST_VARIABLES = 24;
const LONGEST_NAME = 24;
const LONGEST_VALUE = 60;

/** What the text assigns to variables, the first 24. */
export function readAssignments(text: string): Assignments | undefined {
  let found: Map<string, string> | undefined;
  /** Where the value before ends. */
  let from = 0;
  for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at + 1)) {
    const start = nameStart(text, from, at);
    if (start === at) continue;
    const end = valueEnd(text, at + 1);
    if (end === at + 1) continue;
    found ??= new Map();
    found.set(text.slice(start, at), text.slice(at + 1, end).replace(/['"\\]/g, ''));
    if (found.size >= MOST_VARIABLES) break;
    from = end;
    at = end - 1;
  }
  return found;
}

/** Where the name before an equals sign begins; `equals` where none stands there, or where it is no beginning of a word of the shell. */
function nameStart(text: string, from: number, equals: number): number {
  let start = equals;
  while (start > from && isWordSign(text.charCodeAt(start - 1))) start--;
  if (equals - start > LONGEST_NAME || isDigit(text.charCodeAt(start))) return equals;
  return start === 0 || (start > from && beginsWord(text.charCodeAt(start - 1))) ? start : equals;
}

/** A blank, or one of `;&|({`. */
function beginsWord(code: number): boolean {
  return code === 59 || code === 38 || code === 124 || code === 40 || code === 123 || isBlank(code);
}

function valueEnd(text: string, from: number): number {
  let end = from;
  for (let taken = 0; end < text.length && taken < LONGEST_VALUE; taken++) {
    const code = text.charCodeAt(end);
    if (code === 92) {
      const next = text.charCodeAt(end + 1);
      if (end + 1 >= text.length || next === 10 || next === 13 || next === 0x2028 || next === 0x2029) break;
      end += 2;
      continue;
    }
    if (code === 59 || code === 38 || code === 124 || isBlank(code)) break;
    end++;
  }
  return end;
}

/** `\s` of a pattern. */
function isBlank(code: number): boolean {
  return code < 128 ? code === 32 || (code > 8 && code < 14) : WIDE_BLANK.test(String.fromCharCode(code));
}

const WIDE_BLANK = /\s/;

/** What stands behind `$`: POSIX 2.6, and what bash and zsh add. */
export interface Expansion {
  readonly text: string;
  readonly end: number;
  /**
   * - `idle`: comes to nothing, `$@`, `$1`, `${x}`, `$()`
   * - `blank`: stands for one, `$IFS`
   * - `known`: its value is in the text
   * - `open`: its value is not
   */
  readonly kind: 'idle' | 'blank' | 'known' | 'open';
}

/** @returns `undefined` where the dollar stands for itself */
export function readExpansion(
  text: string,
  at: number,
  limit: number,
  assigned: Assignments | undefined,
): Expansion | undefined {
  const next = text.charCodeAt(at + 1);
  if (next === 39) return { text: '', end: at + 1, kind: 'open' };
  if (next === 40 || next === 91) {
    if (text.charCodeAt(at + 2) === 41) return { text: '', end: at + 3, kind: 'idle' };
    return { text: '', end: closing(text, at + 1, limit), kind: 'open' };
  }
  if (next === 123) return readBraced(text, at, assigned);
  if (next === 73 && /^\$IFS(?!\w)/.test(text.slice(at, at + 5))) {
    return { text: '', end: pastIdleDigit(text, at + 4), kind: 'blank' };
  }
  if (next === 48) return { text: '$0', end: at + 2, kind: 'open' };
  if (isDigit(next) || '@*!?$#-_'.includes(text[at + 1] ?? ' ')) return { text: '', end: at + 2, kind: 'idle' };
  const name = /^\w{1,32}/.exec(text.slice(at + 1, at + 33))?.[0];
  if (name === undefined) return undefined;
  const value = assigned?.get(name);
  if (value !== undefined) return { text: value, end: at + 1 + name.length, kind: 'known' };
  const idle = name.length === 1 && next >= 97 && next <= 122;
  return { text: name === 'SHELL' ? 'sh' : '', end: at + 1 + name.length, kind: idle ? 'idle' : 'open' };
}

/** `${…}` */
function readBraced(text: string, at: number, assigned: Assignments | undefined): Expansion | undefined {
  const inner = /^[^}]{0,58}(?=\})/.exec(text.slice(at + 2, at + 61))?.[0];
  if (inner === undefined) return undefined;
  const end = at + 3 + inner.length;
  if (/^IFS\b/.test(inner)) return { text: '', end: pastIdleDigit(text, end), kind: 'blank' };
  const fallback = /^\w{0,24}:?[-=+](.{1,40})$/s.exec(inner)?.[1];
  if (fallback !== undefined) return { text: fallback, end, kind: 'known' };
  // `${PATH:0:1}`, `${HOME%%u*}`: nobody takes one character of these but to write a slash.
  if (/^(?:PATH|HOME|PWD|SHELL|OLDPWD|HOSTNAME|LS_COLORS)(?::\d{1,2}:1$|%%)/.test(inner)) {
    return { text: '/', end, kind: 'known' };
  }
  const value = assigned?.get(inner);
  if (value !== undefined) return { text: value, end, kind: 'known' };
  if (inner === 'SHELL') return { text: 'sh', end, kind: 'open' };
  return { text: '', end, kind: /^\w{1,8}$/.test(inner) ? 'idle' : 'open' };
}

/** `${IFS}$9`: the second part comes to nothing. */
function pastIdleDigit(text: string, end: number): number {
  return text.charCodeAt(end) === 36 && isDigit(text.charCodeAt(end + 1)) ? end + 2 : end;
}

/** Where the next closing bracket stands that a search for it found last: a hostile text opens one at every few characters. */
const last = { text: '', from: 0, at: 0 };

/** Where the next closing bracket stands, or the end of the text. */
function nextClosing(text: string, from: number): number {
  if (last.text !== text || from < last.from || from > last.at) {
    last.text = text;
    last.from = from;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 41 || code === 93) break;
    }
    last.at = at;
  }
  return last.at;
}

/** Behind the bracket that closes the one at `open`, or the limit. */
export function closing(text: string, open: number, limit: number): number {
  if (nextClosing(text, open) >= limit) return limit;
  let depth = 0;
  for (let i = open; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 40 || code === 91) depth++;
    else if ((code === 41 || code === 93) && --depth === 0) return i + 1;
  }
  return limit;
}

/** `$'\x63\141t'` */
export function undoAnsi(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|u([0-9a-f]{1,4})|(.))/gis,
    (_match, hex, octal, unit, char) => {
      if (char !== undefined) return char === 'n' ? '\n' : char === 't' ? '\t' : (char as string);
      return String.fromCharCode(Number.parseInt(hex ?? unit ?? octal, octal === undefined ? 16 : 8));
    },
  );
}
