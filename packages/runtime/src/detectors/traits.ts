import { COMMAND_WORDS, PATH_WORDS, SCRIPT_WORDS, SQL_STRONG_WORDS, SQL_WEAK_WORDS } from './trait-words.ts';

/** What a value holds, one bit each: kinds of characters first. */
export const QUOTE = 1;
/** Blank, tab, line feed and other control characters but NUL. */
export const SPACE = 1 << 1;
export const LINE_END = 1 << 2;
/** `=`, `<` or `>`. */
export const COMPARISON = 1 << 3;
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
/** `{` or `[`. */
export const BRACE = 1 << 18;
export const NUL = 1 << 19;
/** Anything beyond ASCII. */
export const WIDE = 1 << 20;

/** Pairs. */
export const DOUBLE_DOT = 1 << 21;
export const DOUBLE_DASH = 1 << 22;
export const SCHEME = 1 << 23;

/** Words, found by their hash: a set bit may be a coincidence, a clear one is certain. */
export const SQL_STRONG = 1 << 24;
export const SQL_WEAK = 1 << 25;
export const SCRIPT_WORD = 1 << 26;
export const PATH_WORD = 1 << 27;
export const COMMAND_WORD = 1 << 28;

/** Only these decide nothing by themselves: a plain word or sentence. */
const WORDS_ONLY = SPACE | DOT | DASH | WIDE | SQL_WEAK | SCRIPT_WORD | PATH_WORD;

const IS_LETTER = 1 << 30;
const IS_DIGIT = 1 << 29;

const TABLE = makeCharacters();

/** Words by hash. 16,384 entries for some 700 words: one word in 25 is looked at for nothing. */
const HASH_MASK = 0x3fff;
const WORDS = makeWords();

/**
 * One pass over the value, about 1.5 ns a character.
 * @returns bits of what occurs; 0 when no grammar can begin
 */
export function traitsOf(value: string): number {
  const length = value.length;
  let traits = 0;
  let hash = 0;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code > 127) {
      traits |= WIDE;
      traits |= WORDS[hash]!;
      hash = 0;
      continue;
    }
    const trait = TABLE[code]!;
    if ((trait & IS_LETTER) !== 0) {
      hash = ((hash << 5) - hash + (code | 32)) & HASH_MASK;
    } else if ((trait & IS_DIGIT) !== 0) {
      // A number before a word is not part of it: `1union`, `/*!50000select`.
      if (hash !== 0) hash = ((hash << 5) - hash + code) & HASH_MASK;
    } else {
      traits |= trait | WORDS[hash]!;
      hash = 0;
    }
  }
  traits |= WORDS[hash]!;
  if ((traits & ~WORDS_ONLY) === 0 && (traits & (DOT | DASH | WIDE)) === 0) return 0;
  if ((traits & DOT) !== 0 && value.includes('..')) traits |= DOUBLE_DOT;
  if ((traits & DASH) !== 0 && value.includes('--')) traits |= DOUBLE_DASH;
  if ((traits & (COLON | SLASH)) === (COLON | SLASH) && value.includes('://')) traits |= SCHEME;
  if ((traits & WIDE) !== 0 && value.includes('\uff1c')) traits |= LESS;
  return (traits & ~WORDS_ONLY) === 0 ? 0 : traits;
}

function makeCharacters(): Int32Array {
  const table = new Int32Array(128);
  for (let code = 1; code <= 32; code++) table[code] = SPACE;
  for (let code = 0; code < 26; code++) table[65 + code] = table[97 + code] = IS_LETTER;
  for (let code = 48; code < 58; code++) table[code] = IS_DIGIT;
  const set = (chars: string, trait: number) => {
    for (const char of chars) table[char.charCodeAt(0)]! |= trait;
  };
  set('_', IS_LETTER);
  set('\n\r', LINE_END);
  set('\0', NUL);
  set('\'"`', QUOTE);
  set('`', BACKTICK);
  set('=<>', COMPARISON);
  set('<', LESS);
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

function makeWords(): Int32Array {
  const table = new Int32Array(HASH_MASK + 1);
  const put = (words: readonly string[], trait: number) => {
    for (const word of words) {
      let hash = 0;
      for (let i = 0; i < word.length; i++) {
        const code = word.charCodeAt(i);
        const letter = code >= 48 && code <= 57 ? code : code | 32;
        hash = ((hash << 5) - hash + letter) & HASH_MASK;
      }
      table[hash]! |= trait;
    }
  };
  put(SQL_STRONG_WORDS, SQL_STRONG);
  put(SQL_WEAK_WORDS, SQL_WEAK);
  put(SCRIPT_WORDS, SCRIPT_WORD);
  put(PATH_WORDS, PATH_WORD);
  put(COMMAND_WORDS, COMMAND_WORD);
  // The hash of no word.
  table[0] = 0;
  return table;
}
