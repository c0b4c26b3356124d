/** How an expression is set off from the text around it; named after what opens it. */
export type Delimiter = '{{' | '{%' | '${' | '#{' | '*{' | '@{' | '~{' | '%{' | '<%' | '[[' | '@(' | '{' | '[=' | '[(';

export interface Expression {
  readonly delimiter: Delimiter;
  /** Of the delimiter's first sign. */
  readonly start: number;
  /** Past the closing delimiter. */
  readonly end: number;
  /** What stands between, at most 1,000 characters. */
  readonly inside: string;
  readonly closed: boolean;
}

/** Expressions of one text that are judged: a payload has a few, and work stays bounded. */
const MAX_EXPRESSIONS = 32;
const MAX_INSIDE = 1000;
/** Characters of expressions that are judged in one text, those within others counted again. */
const MAX_READ = 2400;
/** Without its end an expression is judged by what it begins with. */
const MAX_UNCLOSED = 120;
/** Expressions without their end that are read. */
const UNCLOSED = 4;

/** Calls `visit` for each expression from left to right until it returns true. */
export function findExpressions(text: string, visit: (expression: Expression) => boolean): void {
  let seen = 0;
  let read = 0;
  let unclosed = 0;
  for (let i = 0; i < text.length - 1; i++) {
    const delimiter = delimiterAt(text, i);
    if (delimiter === undefined) continue;
    const from = i + delimiter.length;
    // Most texts close what they open; one that opens and opens is read a few times.
    const close = unclosed < UNCLOSED ? closeOf(text, delimiter, from) : -1;
    if (close === -1 && ++unclosed > UNCLOSED) return;
    const inside = text.slice(from, close === -1 ? from + MAX_UNCLOSED : Math.min(close, from + MAX_INSIDE));
    const end = close === -1 ? text.length : Math.min(text.length, close + closingLength(delimiter));
    read += inside.length;
    if (visit({ delimiter, start: i, end, inside, closed: close !== -1 })) return;
    if (++seen >= MAX_EXPRESSIONS || read > MAX_READ) return;
    i = from - 1;
  }
}

function delimiterAt(text: string, i: number): Delimiter | undefined {
  const code = text.charCodeAt(i);
  const next = text.charCodeAt(i + 1);
  switch (code) {
    case 123: // {
      if (next === 123) return text.charCodeAt(i - 1) === 123 ? undefined : '{{';
      if (next === 37) return '{%';
      if (text.charCodeAt(i - 1) === 123 || isOpener(text.charCodeAt(i - 1))) return undefined;
      // `x_{2+3}`, `2^{n}`: an index and a power in LaTeX; `\cite{10.1117/12.69}`: what one of its commands is told.
      if (i > 1 && (text.charCodeAt(i - 1) === 94 || text.charCodeAt(i - 1) === 95 || isToldToCommand(text, i)))
        return undefined;
      // `{7*7}`, `{system('id')}`: a document's or a style's braces hold something else.
      return text.length <= MAX_SINGLE && (isWordPart(next) || next === 39 || next === 64 || next === 33 || next === 61)
        ? '{'
        : undefined;
    case 36:
      return next === 123 ? '${' : undefined;
    case 35:
      return next === 123 ? '#{' : undefined;
    case 42:
      return next === 123 ? '*{' : undefined;
    case 126:
      return next === 123 ? '~{' : undefined;
    case 37:
      return next === 123 && text.charCodeAt(i - 1) !== 123 ? '%{' : undefined;
    case 64:
      return next === 123 ? '@{' : next === 40 ? '@(' : undefined;
    case 60:
      return next === 37 ? '<%' : undefined;
    case 91:
      return next === 91 && text.charCodeAt(i - 1) !== 91 ? '[[' : next === 61 ? '[=' : next === 40 ? '[(' : undefined;
    default:
      return undefined;
  }
}

/** A word behind a backslash stands before the brace. */
function isToldToCommand(text: string, brace: number): boolean {
  let i = brace - 1;
  while (i > 0 && brace - i < 24 && isWordPart(text.charCodeAt(i))) i--;
  return i < brace - 2 && text.charCodeAt(i) === 92;
}

/** Longest text in which a single brace is an expression's. */
const MAX_SINGLE = 600;

function isWordPart(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57);
}

/** `$ # * @ ~ %`: with the brace behind it, another delimiter. */
function isOpener(code: number): boolean {
  return code === 36 || code === 35 || code === 42 || code === 64 || code === 126 || code === 37;
}

function closingLength(delimiter: Delimiter): number {
  return delimiter === '{{' || delimiter === '{%' || delimiter === '<%' || delimiter === '[[' || delimiter === '[('
    ? 2
    : 1;
}

function closeOf(text: string, delimiter: Delimiter, from: number): number {
  switch (delimiter) {
    case '{{':
      return nextOf(text, '}}', from);
    case '{%':
      return nextOf(text, '%}', from);
    case '<%':
      return nextOf(text, '%>', from);
    case '[[':
      return nextOf(text, ']]', from);
    case '@(':
      return balanced(text, from, 40, 41);
    case '[(':
      return nextOf(text, ')]', from);
    case '[=':
      return nextOf(text, ']', from);
    default:
      return balanced(text, from, 123, 125);
  }
}

/** Where the sign stands next, within the longest expression. */
function nextOf(text: string, sign: string, from: number): number {
  const at = text.slice(from, from + MAX_INSIDE).indexOf(sign);
  return at === -1 ? -1 : from + at;
}

/** The bracket that closes at the same depth. */
function balanced(text: string, from: number, open: number, close: number): number {
  const limit = Math.min(text.length, from + MAX_INSIDE);
  let depth = 1;
  for (let i = from; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === open) depth++;
    else if (code === close && --depth === 0) return i;
  }
  return -1;
}
