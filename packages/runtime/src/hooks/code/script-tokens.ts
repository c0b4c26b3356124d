/** `w` word, `n` number, `s` string, part of a template or regular expression, `c` comment, `o` one sign (`++` and `--` are one). */
export type ScriptKind = 'w' | 'n' | 's' | 'c' | 'o';

export interface ScriptTokens {
  readonly kinds: ScriptKind[];
  readonly starts: number[];
  readonly ends: number[];
  /** Every string, comment and bracket is ended, in order. Where not, nothing may be built on the tokens. */
  isWhole: boolean;
}

/**
 * Cuts JavaScript into tokens in one pass (ECMA-262, section 12). A slash is told from a regular expression by the token
 * before it, behind a bracket by the word before the bracket; behind `}` a regular expression is assumed, since dividing a
 * block or a function by something is nobody's code. Templates are cut at `${` and `}`, which belong to their strings.
 */
export function scriptTokens(text: string): ScriptTokens {
  const tokens: ScriptTokens = { kinds: [], starts: [], ends: [], isWhole: true };
  const { kinds, starts, ends } = tokens;
  /** What is open: a bracket, or `$` for a template; for `(` whether a statement's head (`if (`) ends with it. */
  const open: string[] = [];
  const heads: boolean[] = [];
  /** A value has just ended: a slash divides. */
  let valued = false;
  let at = text.startsWith('#!') ? lineEnd(text, 0) : 0;

  function push(kind: ScriptKind, end: number): void {
    kinds.push(kind);
    starts.push(at);
    ends.push(end);
    at = end;
  }

  function isMember(): boolean {
    const last = kinds.length - 1;
    return last >= 0 && kinds[last] === 'o' && text.charCodeAt(starts[last]!) === 46;
  }

  function template(): void {
    const end = templateEnd(text, at + 1);
    const opens = text.charCodeAt(end - 1) === BRACE && text.charCodeAt(end - 2) === DOLLAR && end - at > 2;
    if (opens) {
      open.push('$');
      heads.push(false);
    } else if (text.charCodeAt(end - 1) !== BACKTICK || end === at + 1) tokens.isWhole = false;
    valued = !opens;
    push('s', end);
  }

  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at++;
    } else if (isWordSign(code)) {
      const isNumber = isDigit(code);
      const end = wordEnd(text, at + 1, isNumber);
      valued = isNumber || end - at > 10 || end - at < 2 || isMember() || !BEFORE_VALUES.has(text.slice(at, end));
      push(isNumber ? 'n' : 'w', end);
    } else if (code === QUOTE || code === DOUBLE) {
      const end = stringEnd(text, at);
      if (text.charCodeAt(end - 1) !== code || end === at + 1) tokens.isWhole = false;
      valued = true;
      push('s', end);
    } else if (code === BACKTICK) {
      template();
    } else if (code === SLASH) {
      const next = text.charCodeAt(at + 1);
      const regex = next === SLASH || next === STAR || valued ? -1 : regexEnd(text, at + 1);
      if (next === SLASH) push('c', lineEnd(text, at));
      else if (next === STAR) {
        const end = text.indexOf('*/', at + 2);
        if (end === -1) tokens.isWhole = false;
        push('c', end === -1 ? text.length : end + 2);
      } else if (regex !== -1) {
        valued = true;
        push('s', regex);
      } else {
        valued = false;
        push('o', at + 1);
      }
    } else if (code === BRACE_END && open[open.length - 1] === '$') {
      open.pop();
      heads.pop();
      template();
    } else {
      const sign = text[at]!;
      const pair = sign === '(' ? ')' : sign === '[' ? ']' : sign === '{' ? '}' : undefined;
      if (pair !== undefined) {
        const last = kinds.length - 1;
        open.push(pair);
        heads.push(
          sign === '(' && last >= 0 && kinds[last] === 'w' && HEADS.has(text.slice(starts[last]!, ends[last]!)),
        );
        valued = false;
      } else if (sign === ')' || sign === ']' || sign === '}') {
        if (open.pop() !== sign) tokens.isWhole = false;
        valued = sign === ']' || (sign === ')' && heads[heads.length - 1] === false);
        heads.pop();
      } else if ((sign === '+' || sign === '-') && text[at + 1] === sign) {
        // Behind a value it belongs to it, before one it does not: `valued` stays.
        push('o', at + 2);
        continue;
      } else {
        // A comment of HTML, which scripts may hold.
        if (sign === '<' && text.startsWith('<!--', at)) tokens.isWhole = false;
        valued = false;
      }
      push('o', at + 1);
    }
  }
  if (open.length > 0) tokens.isWhole = false;
  return tokens;
}

/** Whether a token is a certain sign. */
export function isSign(text: string, tokens: ScriptTokens, index: number, sign: string): boolean {
  return tokens.kinds[index] === 'o' && text[tokens.starts[index]!] === sign;
}

/** A token's text. */
export function tokenText(text: string, tokens: ScriptTokens, index: number): string {
  return text.slice(tokens.starts[index]!, tokens.ends[index]!);
}

const QUOTE = 39;
const DOUBLE = 34;
const BACKTICK = 96;
const BACKSLASH = 92;
const DOLLAR = 36;
const BRACE = 123;
const BRACE_END = 125;
const SLASH = 47;
const STAR = 42;

const HEADS = new Set(['if', 'while', 'for', 'with']);
const BEFORE_VALUES = new Set(
  'return typeof case do else in instanceof new void delete throw yield await of default extends'.split(' '),
);

function isBlank(code: number): boolean {
  if (code < 128) return code <= 32;
  if (code === 0xa0 || code === 0xfeff || code === 0x1680 || code === 0x3000) return true;
  return (code >= 0x2000 && code <= 0x200a) || isLineEnd(code) || code === 0x202f || code === 0x205f;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Escapes (`\u0065val`) and private names are words, too. */
function isWordSign(code: number): boolean {
  return code < 128 ? WORD_SIGNS[code] === 1 : !isBlank(code);
}

const WORD_SIGNS = new Uint8Array(128);
for (const sign of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$#\\')
  WORD_SIGNS[sign.charCodeAt(0)] = 1;

function wordEnd(text: string, from: number, isNumber: boolean): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && text[at + 1] === 'u' && text[at + 2] === '{') {
      const end = text.indexOf('}', at);
      at = end === -1 || end > at + 12 ? at + 3 : end + 1;
      continue;
    }
    if (!isWordSign(code) && !(isNumber && code === 46)) break;
    at++;
  }
  return at;
}

/** Behind the closing quote; a line end ends it, too, since nothing else can come of it. */
function stringEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
    else if (code === quote) return at + 1;
    else if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** Behind the backtick or `${` that ends a part of a template. */
function templateEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === BACKTICK) return at + 1;
    else if (code === DOLLAR && text.charCodeAt(at + 1) === BRACE) return at + 2;
  }
  return text.length;
}

/** Behind the closing slash; -1 where the line ends before one. */
function regexEnd(text: string, from: number): number {
  let inClass = false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isLineEnd(code)) return -1;
    if (code === BACKSLASH) at++;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === SLASH && !inClass) return at + 1;
  }
  return -1;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}
