import { MAX_OCCURRENCES, tokenAfter } from '../occurrences.ts';
import { type ScriptTokens, scriptTokens, tokenText } from './script-tokens.ts';

/** Shorter values without a word, number or string stand in everybody's code: `();`, `=>`. */
const MIN_SIGNS = 12;

/** Shorter assignments, conditions and the like do, too: `i=0` is a query string and the head of a loop. */
const MIN_STATEMENT = 12;

/** JavaScript that values are looked for in; tokens are made when the first one is found. */
export interface Script {
  readonly text: string;
  tokens: ScriptTokens | undefined;
}

/**
 * True where an event's value changes what JavaScript does, judged at each place where it stands: it leaves the string or
 * comment that it was put in, or brings calls, functions, assignments, conditions, further statements or a way to the
 * process to where one operand was. Data changes nothing: a number, a name, a chain of names (`address.city`), a list, JSON,
 * arithmetic; nor does input that stands escaped inside one string.
 * @example changesScript({ text: "return 'x' + attack() + ''", tokens: undefined }, "x' + attack() + '") // true
 */
export function changesScript(script: Script, value: string): boolean {
  if (standsAndChanges(script, value)) return true;
  // Quotes escaped, backslashes forgotten: `\'` becomes `\\'`, which ends the string.
  return value.includes('\\') && /['"`]/.test(value) && QUOTES.some((quote) => standsEscaped(script, value, quote));
}

const QUOTES = ["'", '"', '`'] as const;

function standsEscaped(script: Script, value: string, quote: string): boolean {
  return value.includes(quote) && standsAndChanges(script, value.replaceAll(quote, `\\${quote}`));
}

function standsAndChanges(script: Script, value: string): boolean {
  const { text } = script;
  let at = text.indexOf(value);
  if (at === -1) return false;
  script.tokens ??= scriptTokens(text);
  for (let seen = 0; at !== -1 && seen < MAX_OCCURRENCES; seen++) {
    if (steers(text, script.tokens, at, at + value.length)) return true;
    at = text.indexOf(value, at + 1);
  }
  return false;
}

function steers(text: string, tokens: ScriptTokens, start: number, end: number): boolean {
  const { kinds, starts, ends } = tokens;
  const index = tokenAfter(ends, start);
  if (index === kinds.length || starts[index]! >= end) return false;
  if (starts[index]! >= start) return brings(text, tokens, index, index, end);
  if (ends[index]! >= end) return false;
  const isText = kinds[index] === 's' || kinds[index] === 'c';
  // A quote that closes and nothing behind it breaks the script; it steers nothing.
  if (isText) return index + 1 < kinds.length && starts[index + 1]! < end;
  return brings(text, tokens, index, index + 1, end);
}

/**
 * Whether the tokens up to the end of the value are more than data.
 * @param begun the first token that the value has a part in
 * @param first the first token that begins in the value
 */
function brings(text: string, tokens: ScriptTokens, begun: number, first: number, end: number): boolean {
  const { kinds, starts, ends } = tokens;
  const length = end - starts[first]!;
  let depth = 0;
  let lowest = 0;
  let isData = true;
  let hasOperand = begun !== first;
  let last = first;
  for (let i = first; i < kinds.length && starts[i]! < end; i++) {
    last = i;
    const kind = kinds[i]!;
    const follows = i + 1 < kinds.length && starts[i + 1]! < end;
    if (kind === 'w' || kind === 'n' || kind === 's') hasOperand = true;
    if (kind === 'c') {
      // Alone it is `//` or a part of an address.
      if (length >= MIN_STATEMENT || hasOperand) return true;
    } else if (kind === 's') {
      const opens = text[starts[i]!] !== '/' && text.startsWith('${', ends[i]! - 2);
      if (ends[i]! > end) return true;
      if (text[starts[i]!] === '`' && i > begun && isValue(text, tokens, i - 1)) return true;
      if (text[starts[i]!] === '}') depth--;
      if (opens) depth++;
    } else if (kind === 'w') {
      if (follows && reaches(text, tokens, i, end)) return true;
      if (follows && STATEMENTS.has(tokenText(text, tokens, i))) isData = false;
    } else if (kind === 'o') {
      const sign = text[starts[i]!]!;
      if (sign === '(' && i > begun && isValue(text, tokens, i - 1)) return true;
      if (sign === '(' || sign === '[' || sign === '{') depth++;
      if (sign === ')' || sign === ']' || sign === '}') depth--;
      if (!isHarmless(text, starts[i]!, ends[i]!, follows)) isData = false;
    }
    lowest = Math.min(lowest, depth);
  }
  if (!hasOperand && length < MIN_SIGNS) return false;
  // `[][(![]+[])[+[]]…` needs no word, and no list has so many brackets and nothing in them.
  if (!hasOperand && last > first) return true;
  if (lowest < 0 || depth !== 0) isData = false;
  return !isData && length >= MIN_STATEMENT;
}

/** Whether a bracket behind the token calls it, and a template is its argument. */
function isValue(text: string, tokens: ScriptTokens, index: number): boolean {
  const kind = tokens.kinds[index]!;
  if (kind === 'o') return ').]}'.includes(text[tokens.starts[index]!]!);
  if (kind === 'w') return !OPERATORS.has(tokenText(text, tokens, index));
  return kind === 's' && !text.startsWith('${', tokens.ends[index]! - 2);
}

/** Words that a bracket behind them does not call. */
const OPERATORS = new Set(['in', 'of', 'typeof', 'void', 'instanceof', 'return']);

/** Words that begin a statement which does something without calling. */
const STATEMENTS = new Set(['import', 'export', 'new', 'delete', 'throw', 'with', 'debugger', 'var', 'let', 'const']);

/** Whether a word is the way to the process, to a class or to the code of functions, and gone on with. */
function reaches(text: string, tokens: ScriptTokens, index: number, end: number): boolean {
  const word = tokenText(text, tokens, index);
  // An escaped name is hidden from somebody.
  if (word.includes('\\u')) return true;
  const next = text[tokens.starts[index + 1]!]!;
  if (!(next === '.' || next === '[' || next === '?') || tokens.starts[index + 1]! >= end) return false;
  if (REACHING.has(word)) return true;
  return word === 'this' && next === '[';
}

const REACHING = new Set(
  'process globalThis global require module exports constructor __proto__ prototype mainModule Function eval Reflect Proxy WebAssembly Atomics'.split(
    ' ',
  ),
);

/** Signs of lists, JSON, arithmetic and comparisons. */
function isHarmless(text: string, at: number, end: number, follows: boolean): boolean {
  const sign = text[at]!;
  const next = text[at + 1];
  if (end - at === 2) return false;
  switch (sign) {
    case ';':
    case '@':
    case '?':
      return !follows;
    case '|':
    case '&':
      return next !== sign && text[at - 1] !== sign;
    case '=': {
      const before = text[at - 1] ?? '';
      return next === '=' || (before !== '' && '=!<>'.includes(before) && next !== '>');
    }
    default:
      return true;
  }
}
