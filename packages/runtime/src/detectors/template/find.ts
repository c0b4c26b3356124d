/** How an expression is set off from the text around it; named after what opens it. */
export type Delimiter = '{{' | '{%' | '${' | '#{' | '*{' | '@{' | '~{' | '%{' | '<%' | '[[' | '@(' | '{' | '[=';

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
const MAX_EXPRESSIONS = 40;
const MAX_INSIDE = 1000;

/** Calls `visit` for each expression from left to right until it returns true. */
export function findExpressions(text: string, visit: (expression: Expression) => boolean): void {
  let seen = 0;
  for (let i = 0; i < text.length - 1; i++) {
    const delimiter = delimiterAt(text, i);
    if (delimiter === undefined) continue;
    const from = i + delimiter.length;
    const close = closeOf(text, delimiter, from);
    const to = close === -1 ? text.length : close;
    const inside = text.slice(from, Math.min(to, from + MAX_INSIDE));
    const end = close === -1 ? text.length : Math.min(text.length, close + closingLength(delimiter));
    if (visit({ delimiter, start: i, end, inside, closed: close !== -1 })) return;
    if (++seen >= MAX_EXPRESSIONS) return;
    // What it holds is judged with it, but an unclosed one hides nothing behind it.
    if (close !== -1 && delimiter !== '{') i = from - 1;
    else i = from - 1;
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
      return '{';
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
      return next === 91 && text.charCodeAt(i - 1) !== 91 ? '[[' : next === 61 ? '[=' : undefined;
    default:
      return undefined;
  }
}

/** `$ # * @ ~ %`: with the brace behind it, another delimiter. */
function isOpener(code: number): boolean {
  return code === 36 || code === 35 || code === 42 || code === 64 || code === 126 || code === 37;
}

function closingLength(delimiter: Delimiter): number {
  return delimiter === '{{' || delimiter === '{%' || delimiter === '<%' || delimiter === '[[' ? 2 : 1;
}

function closeOf(text: string, delimiter: Delimiter, from: number): number {
  switch (delimiter) {
    case '{{':
      return within(text.indexOf('}}', from), from);
    case '{%':
      return within(text.indexOf('%}', from), from);
    case '<%':
      return within(text.indexOf('%>', from), from);
    case '[[':
      return within(text.indexOf(']]', from), from);
    case '@(':
      return balanced(text, from, 40, 41);
    case '[=':
      return within(text.indexOf(']', from), from);
    default:
      return balanced(text, from, 123, 125);
  }
}

function within(close: number, from: number): number {
  return close - from > MAX_INSIDE ? -1 : close;
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
