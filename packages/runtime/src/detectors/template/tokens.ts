import { isDigit } from '../characters.ts';
/** What a token of an expression is. Comments and blanks are left out. */
export type TokenKind = 'name' | 'number' | 'string' | 'sign';

export interface Token {
  readonly kind: TokenKind;
  /** Strings without their quotes. */
  readonly text: string;
}

/** Tokens of one expression that are read: a probe has three, a payload some fifty before it is plain what it is. */
const MAX_TOKENS = 80;

/** The grammar that all engines share: names, numbers, strings, and single signs (`==` and its like as one). */
export function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const { length } = expression;
  for (let i = 0; i < length && tokens.length < MAX_TOKENS; ) {
    const code = expression.charCodeAt(i);
    if (code <= 32) {
      i++;
    } else if (isNameStart(code)) {
      const from = i;
      while (i < length && (isNameStart(expression.charCodeAt(i)) || isDigit(expression.charCodeAt(i)))) i++;
      tokens.push({ kind: 'name', text: expression.slice(from, i) });
    } else if (isDigit(code)) {
      const from = i;
      while (
        i < length &&
        (isDigit(expression.charCodeAt(i)) || (expression[i] === '.' && isDigit(expression.charCodeAt(i + 1))))
      )
        i++;
      tokens.push({ kind: 'number', text: expression.slice(from, i) });
    } else if (code === 39 || code === 34 || code === 96) {
      const from = ++i;
      while (i < length && expression.charCodeAt(i) !== code) i += expression.charCodeAt(i) === 92 ? 2 : 1;
      tokens.push({ kind: 'string', text: expression.slice(from, Math.min(i, length)) });
      i++;
    } else if (code === 92 && (expression[i + 1] === "'" || expression[i + 1] === '"')) {
      // An expression that is a string of another language has its quotes escaped.
      const quote = expression.slice(i, i + 2);
      const close = expression.indexOf(quote, i + 2);
      const end = close === -1 ? length : close;
      tokens.push({ kind: 'string', text: expression.slice(i + 2, end) });
      i = end + 2;
    } else {
      const pair = expression.slice(i, i + 2);
      const both =
        pair === '==' ||
        pair === '!=' ||
        pair === '&&' ||
        pair === '||' ||
        pair === '**' ||
        pair === '//' ||
        pair === '<=' ||
        pair === '>=' ||
        pair === '?.';
      tokens.push({ kind: 'sign', text: both ? pair : expression[i]! });
      i += both ? 2 : 1;
    }
  }
  return tokens;
}

function isNameStart(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || code === 95 || code === 36 || code > 127;
}
