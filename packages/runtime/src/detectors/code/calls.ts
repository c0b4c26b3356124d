import { mayBeKnown, nextHash } from './families.ts';

/** A call as it stands in a text: `parent.name(first argument`. Read without the text's beginning, which may be a string that the attack leaves. */
export interface Call {
  /** In lower case: PHP calls functions so, and names of other languages stay apart by their spelling. */
  readonly name: string;
  /** As it was written. */
  readonly spelled: string;
  /** Where the member chain that is called begins: the `r` of `require('fs').readFileSync(`. */
  readonly start: number;
  /** Of the opening bracket. */
  readonly open: number;
  /** Name before the last dot in lower case, `)` `]` or `"` for a call, an index or a string before it, `''` for none. */
  readonly parent: string;
}

/** What the first argument is. */
export type ArgumentKind = 'missing' | 'empty' | 'string' | 'variable' | 'number' | 'name' | 'other';

export interface Argument {
  readonly kind: ArgumentKind;
  /** Content of a string, a name or a number; at most 120 characters. */
  readonly value: string;
}

/** Longest chain that is read backwards, in characters: payloads' chains are shorter, and work a call stays bounded. */
const MAX_CHAIN = 240;
const MAX_LINKS = 12;
const MAX_NAME = 60;

/** The call of a known name whose bracket opens at `open`; `undefined` when it is of another, or of none. */
export function readCall(text: string, open: number): Call | undefined {
  let end = skipBlanksBack(text, open);
  let name: string;
  let from: number;
  const last = text.charCodeAt(end - 1);
  if (isNamePart(last)) {
    from = end;
    let hash = 0;
    const limit = Math.max(0, end - MAX_NAME);
    for (; from > limit; from--) {
      const code = text.charCodeAt(from - 1);
      if (!isNamePart(code)) break;
      hash = nextHash(hash, code);
    }
    if (!mayBeKnown(hash)) return undefined;
    name = text.slice(from, end);
  } else if (last === 93) {
    // ['require']( and ["exec"](
    const quote = text.charCodeAt(end - 2);
    if (quote !== 39 && quote !== 34 && quote !== 96) return undefined;
    const bracket = text.slice(Math.max(0, end - 60), end).lastIndexOf('[') + Math.max(0, end - 60);
    if (text[bracket] !== '[') return undefined;
    name = joinedString(text.slice(bracket + 1, end - 1));
    if (name === '') return undefined;
    from = bracket;
  } else {
    return undefined;
  }
  end = from;
  const { start, parent } = chainBefore(text, end);
  return { name: name.toLowerCase(), spelled: name, start, open, parent };
}

/** `'con' + "struct" . 'or'` → `constructor`; `''` when it is more than strings. */
export function joinedString(text: string): string {
  if (!/^\s*(?:(?:'[^'\\]{0,40}'|"[^"\\]{0,40}"|`[^`\\]{0,40}`)\s*[+.]?\s*){1,12}$/.test(text.slice(0, 200))) return '';
  return text.slice(0, 200).replace(/['"`]\s*[+.]?\s*['"`]|['"`\s]/g, '');
}

/** Where the member chain that ends before `at` begins, and what stands before its last dot. */
export function chainBefore(text: string, at: number): { readonly start: number; readonly parent: string } {
  const limit = Math.max(0, at - MAX_CHAIN);
  let start = at;
  let parent = '';
  for (let link = 0; link < MAX_LINKS; link++) {
    let end = start;
    if (text.charCodeAt(start) !== 91) {
      end = skipBlanksBack(text, start);
      const code = text.charCodeAt(end - 1);
      if (code === 46) {
        // a.b, a?.b, and a..b which is no chain
        end -= text.charCodeAt(end - 2) === 63 ? 2 : 1;
      } else if ((code === 62 && text.charCodeAt(end - 2) === 45) || (code === 58 && text.charCodeAt(end - 2) === 58)) {
        end -= 2;
      } else if (code === 64 && link === 0) {
        // OGNL: @java.lang.Runtime@getRuntime(
        end -= 1;
        if (!isNamePart(text.charCodeAt(end - 1))) break;
      } else {
        break;
      }
      end = skipBlanksBack(text, end);
    }
    const code = text.charCodeAt(end - 1);
    let from: number;
    let what: string;
    if (isNamePart(code)) {
      from = nameStart(text, end);
      what = text.slice(from, end).toLowerCase();
    } else if (code === 41 || code === 93 || code === 125) {
      from = openingBefore(text, end, limit);
      what = code === 41 ? ')' : ']';
      if (from === -1) break;
      // The name that is called or indexed belongs to the chain.
      const nameEnd = skipBlanksBack(text, from);
      if (isNamePart(text.charCodeAt(nameEnd - 1))) from = nameStart(text, nameEnd);
    } else if (code === 39 || code === 34 || code === 96) {
      const quote = text.slice(limit, end - 1).lastIndexOf(text[end - 1]!);
      // The quote that an attack closes: what follows it is no member of a string.
      if (quote === -1) break;
      from = limit + quote;
      what = '"';
    } else {
      // A dot behind something else, as a pattern's: `/x/.exec(`.
      if (parent === '') parent = '?';
      break;
    }
    if (parent === '') parent = what;
    start = from;
    if (start <= limit) break;
  }
  return { start, parent };
}

/** The bracket that the one before `end` closes; strings are not told apart, so that no quote can hide it. */
function openingBefore(text: string, end: number, limit: number): number {
  let depth = 0;
  for (let i = end - 1; i >= limit; i--) {
    const code = text.charCodeAt(i);
    if (code === 41 || code === 93 || code === 125) depth++;
    else if (code === 40 || code === 91 || code === 123) {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

/** Past the bracket that closes the one at `open`; -1 when none does within 400 characters. */
export function closeOf(text: string, open: number): number {
  const limit = Math.min(text.length, open + 400);
  let depth = 0;
  for (let i = open; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 40 || code === 91 || code === 123) depth++;
    else if (code === 41 || code === 93 || code === 125) {
      depth--;
      if (depth === 0) return i + 1;
    } else if (code === 39 || code === 34 || code === 96) {
      const quote = text.indexOf(text[i]!, i + 1);
      if (quote !== -1 && quote < limit) i = quote;
    }
  }
  return -1;
}

/** Past the call's brackets, or the text's end. */
export function closing(text: string, open: number): number {
  const close = closeOf(text, open);
  return close === -1 ? text.length : close;
}

/** The first argument of the call whose bracket opens at `open`. */
export function firstArgument(text: string, open: number): Argument {
  let i = open + 1;
  while (i < text.length && (text.charCodeAt(i) <= 32 || text[i] === '@')) i++;
  if (i >= text.length) return MISSING;
  const code = text.charCodeAt(i);
  if (code === 41) return EMPTY;
  // f'…', b"…", r'…', u"…"
  const prefixed = /^[bfru]{1,2}['"]/i.test(text.slice(i, i + 3));
  if (prefixed) i += text[i + 1] === '"' || text[i + 1] === "'" ? 1 : 2;
  const first = text.charCodeAt(i);
  if (first === 39 || first === 34 || first === 96) {
    // Escaped quotes come from a string within a string.
    const close = text.indexOf(text[i]!, i + 1);
    return { kind: 'string', value: text.slice(i + 1, Math.min(close === -1 ? text.length : close, i + 121)) };
  }
  if (first === 92 && (text[i + 1] === '"' || text[i + 1] === "'")) {
    const close = text.indexOf('\\', i + 2);
    return { kind: 'string', value: text.slice(i + 2, Math.min(close === -1 ? text.length : close, i + 122)) };
  }
  if (code === 36) return { kind: 'variable', value: text.slice(i, i + 40) };
  if (code >= 48 && code <= 57) return { kind: 'number', value: text.slice(i, i + 12) };
  if (isNamePart(code)) {
    let end = i;
    while (end < text.length && end < i + 120 && (isNamePart(text.charCodeAt(end)) || text[end] === '.')) end++;
    return { kind: 'name', value: text.slice(i, end) };
  }
  return { kind: 'other', value: text.slice(i, i + 40) };
}

const MISSING: Argument = Object.freeze({ kind: 'missing', value: '' });
const EMPTY: Argument = Object.freeze({ kind: 'empty', value: '' });

function nameStart(text: string, end: number): number {
  let from = end;
  const limit = Math.max(0, end - MAX_NAME);
  while (from > limit && isNamePart(text.charCodeAt(from - 1))) from--;
  return from;
}

/** Back over blanks and comments of `/ * … * /`: PHP allows them between a name and its bracket. */
export function skipBlanksBack(text: string, at: number): number {
  let i = at;
  for (let comments = 0; comments < 4; comments++) {
    const limit = Math.max(0, i - 12);
    while (i > limit && text.charCodeAt(i - 1) <= 32) i--;
    if (text.charCodeAt(i - 1) !== 47 || text.charCodeAt(i - 2) !== 42) break;
    const from = Math.max(0, i - 60);
    const open = text.slice(from, i - 1).lastIndexOf('/*');
    if (open === -1) break;
    i = from + open;
  }
  return i;
}

/** Letters, digits, `_` and `$`. */
export function isNamePart(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}
