import { bytesOf, textOf } from './bytes.ts';
import { escapedIn } from './escaped.ts';
import {
  AMPERSAND,
  BACKSLASH,
  BACKTICK,
  BRACE,
  COLON,
  COMPARISON,
  DASH,
  DOLLAR,
  DOT,
  DOUBLE_DASH,
  DOUBLE_DOT,
  DOUBLE_SLASH,
  ESCAPE,
  HASH,
  HEX,
  LESS,
  LINE_END,
  NUL,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  RARE,
  SCHEME,
  SEMICOLON,
  SLASH,
  SPACE,
  STAR,
  TEMPLATE,
  WIDE,
} from './signs.ts';
import { tagsIn } from './tags.ts';
import { CODE_WORD, COMMAND_WORD, DESER_WORD, NAME_WORD, PROTO_WORD, SQL_STRONG, SQL_WEAK } from './words/bits.ts';
import { makeWordTable, TABLE_SIZE } from './words/table.ts';

export * from './signs.ts';
export * from './words/bits.ts';

/** One string as the detectors see it: at most {@link WINDOW} characters, and what the shared scan found in them. */
export interface Candidate {
  readonly text: string;
  /** Bits of characters and pairs that occur. */
  readonly chars: number;
  /** Bits of the groups of words that occur. */
  readonly words: number;
  /** The text is a name (of a JSON property, a parameter) and not a value. */
  readonly isKey: boolean;
  /** A window of a longer text: neither its first nor its last character need be those of the value. */
  readonly part: boolean;
  /** The text in lower case, made when first asked for. */
  readonly lower: string;
  /** What its tags may be ({@link tagsIn}), looked for when first asked for. */
  readonly tags: number;
  /** What stands behind its backslashes ({@link escapedIn}), looked for when first asked for. */
  readonly escaped: number;
}

/** Characters that begin nothing by themselves: a plain word or sentence has these. */
const PLAIN = SPACE | DOT | DASH | WIDE | RARE;

/** Groups of words that mean something without any sign around them. */
const DECISIVE = SQL_STRONG | COMMAND_WORD | CODE_WORD | PROTO_WORD | DESER_WORD | NAME_WORD;

/** The sign bit: letters, of which words are made. */
const IN_WORD = 1 << 31;
/** A character that may make a pair with the one before, or with the next. */
const IS_SECOND = 1 << 30;
const ALL_CHARS = ~(IN_WORD | IS_SECOND);

// Pure: a part that is loaded on demand and only wants the bits above leaves both tables out.
const TABLE = /* @__PURE__ */ makeCharacters();

/** Words by hash: of 65,536 entries some 1,600 are taken, so that one other word in 40 is looked at for nothing. */
const HASH_MASK = TABLE_SIZE - 1;
const WORDS = /* @__PURE__ */ makeWordTable();

/** A class and not a function with closures: the lower-case form is made for one candidate in ten, tags have as many. */
class Scanned implements Candidate {
  readonly text: string;
  readonly chars: number;
  readonly words: number;
  readonly isKey: boolean;
  readonly part: boolean;
  #lower: string | undefined;
  #tags = -1;
  #escaped = -1;
  constructor(text: string, chars: number, words: number, isKey: boolean, part: boolean) {
    this.text = text;
    this.chars = chars;
    this.words = words;
    this.isKey = isKey;
    this.part = part;
  }
  get lower(): string {
    this.#lower ??= this.text.toLowerCase();
    return this.#lower;
  }
  get tags(): number {
    if (this.#tags === -1) this.#tags = tagsIn(this.text);
    return this.#tags;
  }
  get escaped(): number {
    if (this.#escaped === -1) this.#escaped = escapedIn(this.text);
    return this.#escaped;
  }
}

/**
 * The shared scan: one pass over the text, about 1.2 ns a character.
 * @param start where a window of a longer text begins
 * @param end where it ends
 * @returns `undefined` when no grammar can begin in it
 */
export function scan(text: string, isKey = false, start = 0, end: number = text.length): Candidate | undefined {
  const length = end - start;
  const isWhole = length === text.length;
  const bytes = bytesOf(isWhole ? text : text.slice(start, end), BEFORE, AFTER);
  bytes[0] = start > 1 ? byteAt(text, start - 2) : 0;
  bytes[1] = start > 0 ? byteAt(text, start - 1) : 0;
  bytes[BEFORE + length] = end < text.length ? byteAt(text, end) : 0;
  const traits = TABLE;
  const groups = WORDS;
  const last = BEFORE + length;
  let chars = 0;
  let words = 0;
  let i = BEFORE;
  while (i < last) {
    let code = bytes[i]!;
    let trait = traits[code]!;
    if (trait < 0) {
      let hash = 0;
      do {
        hash = ((hash << 5) - hash + (code | 32)) | 0;
        if (++i >= last) break;
        code = bytes[i]!;
        trait = traits[code]!;
      } while (trait < 0);
      words |= groups[hash & HASH_MASK]!;
      if (i >= last) break;
    }
    chars |= trait;
    if ((trait & IS_SECOND) !== 0) chars |= pairAt(bytes, i, code);
    i++;
  }
  chars &= ALL_CHARS;
  const part = !isWhole;
  if ((chars & (DASH | DOT)) === 0 && startsSerialised(text, start)) words |= DESER_WORD;
  if (
    (chars & ~PLAIN) === 0 &&
    (words & DECISIVE) === 0 &&
    !mayHoldMore(text, chars, start, end) &&
    !isShortLogic(text, words)
  )
    return undefined;
  const own = part ? cut(text, start, end, chars) : text;
  if ((chars & WIDE) !== 0 && own.includes('\uff1c')) chars |= LESS;
  return new Scanned(own, chars, words, isKey, part);
}

function byteAt(text: string, at: number): number {
  return Math.min(text.charCodeAt(at), 255);
}

/** Characters around a window that a pair may begin or end with. */
const BEFORE = 2;
const AFTER = 1;

/** Signs that the loop does not see: a full-width `<` or `/`. */
function mayHoldMore(text: string, chars: number, start: number, end: number): boolean {
  if ((chars & WIDE) === 0) return false;
  const own = end - start < text.length ? text.slice(start, end) : text;
  return own.includes('\uff1c') || own.includes('\uff0f');
}

/**
 * The word that begins at `at`, for whoever asks of one place and not of the whole text: its groups in the low 16 bits, how many
 * letters it has above them; 0 where none begins.
 */
export function wordAt(text: string, at: number): number {
  let hash = 0;
  let i = at;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127 || TABLE[code]! >= 0) break;
    hash = ((hash << 5) - hash + (code | 32)) & HASH_MASK;
  }
  return WORDS[hash]! | ((i - at) << 16);
}

/** The scan of a decoded form of a candidate: a name stays a name, a part a part. */
export function rescan(text: string, { isKey, part }: Candidate): Candidate | undefined {
  const found = scan(text, isKey);
  return found === undefined || found.part === part ? found : new Scanned(text, found.chars, found.words, isKey, part);
}

/**
 * A copy of its own: reading through a slice of another string takes twice as long, and each detector reads it again. What the scan
 * wrote out is read back.
 */
function cut(text: string, start: number, end: number, chars: number): string {
  return (chars & WIDE) === 0 ? textOf(BEFORE, BEFORE + end - start) : text.slice(start, end);
}

/** `1 or 1`, `or 2 between 1 and 3`: numbers and words of logic have no sign at all. */
function isShortLogic(text: string, words: number): boolean {
  return (words & SQL_WEAK) !== 0 && text.length <= 40 && (text.charCodeAt(0) < 58 || /^(?:or|and)\s/i.test(text));
}

/**
 * Bits of the groups of the word that ends before `end`; of its letters up to the first digit, as the scan reads them.
 * @example wordBefore('x.exec(', 6) // CALL_WORD among them
 */
export function wordBefore(text: string, end: number): number {
  const limit = Math.max(0, end - MAX_WORD);
  let start = end;
  while (start > limit && isWordPart(text.charCodeAt(start - 1))) start--;
  let hash = 0;
  for (let i = start; i < end && TABLE[text.charCodeAt(i)]! < 0; i++) {
    hash = ((hash << 5) - hash + (text.charCodeAt(i) | 32)) & HASH_MASK;
  }
  return WORDS[hash]!;
}

const MAX_WORD = 60;

function isWordPart(code: number): boolean {
  return (code >= 48 && code <= 57) || (code < 128 && TABLE[code]! < 0);
}

/** What the scan found, in words; for explanations. */
export function traitNames({ chars, words }: Candidate): string[] {
  const named = (names: string, bits: number) => names.split(' ').filter((_name, bit) => (bits & (1 << bit)) !== 0);
  return [...named(CHAR_NAMES, chars), ...named(WORD_NAMES, words).map((name) => `${name} word`)];
}

/** In the order of the bits. */
const CHAR_NAMES =
  'quote space line-end comparison less paren slash backslash dot semicolon pipe dollar colon percent dash hash star ' +
  'backtick brace NUL wide .. -- :// ampersand template escape rare hexadecimal //';
const WORD_NAMES =
  'SQL weak-SQL script path command code call NoSQL XML scheme serialised JNDI LDAP prototype plain-command name';

/** The pair that ends at `i`, or begins there. */
function pairAt(bytes: Uint8Array, i: number, code: number): number {
  const before = bytes[i - 1]!;
  switch (code) {
    case 46:
      return before === 46 ? DOUBLE_DOT : 0;
    case 45:
      return before === 45 ? DOUBLE_DASH : 0;
    case 47:
      return before === 47 ? (bytes[i - 2] === 58 ? SCHEME : DOUBLE_SLASH) : 0;
    case 92: {
      const after = bytes[i + 1]! | 32;
      return after === 120 || after === 117 || (after >= 48 && after <= 57) ? ESCAPE : 0;
    }
    case 48:
      return bytes[i + 1] === 120 ? HEX : 0;
    case 91:
      return before === 91 ? TEMPLATE : 0;
    case 37:
      return before === 60 || before === 123 ? TEMPLATE : 0;
    // `{` after one of `{ $ # * @ ~`
    default:
      return before === 123 || before === 36 || before === 35 || before === 42 || before === 64 || before === 126
        ? TEMPLATE
        : 0;
  }
}

/** Headers of Java's, pickle's and Ruby's streams in base64: letters and digits only, which the scan passes over. */
function startsSerialised(text: string, at: number): boolean {
  switch (text.charCodeAt(at)) {
    case 114:
      return text.startsWith('rO0AB', at);
    case 103:
      return text.startsWith('gA', at);
    case 66:
      return text.startsWith('BAh', at);
    case 97:
      return text.startsWith('aced0005', at);
    case 67:
      return text.startsWith('Cs7QAF', at);
    case 75:
      return text.startsWith('KztAAU', at);
    default:
      return false;
  }
}

function makeCharacters(): Int32Array {
  const table = new Int32Array(256).fill(WIDE, 128);
  for (let code = 1; code <= 32; code++) table[code] = SPACE;
  for (let code = 0; code < 26; code++) table[65 + code] = table[97 + code] = IN_WORD;
  const set = (chars: string, trait: number) => {
    for (const char of chars) table[char.charCodeAt(0)]! |= trait;
  };
  set('_', IN_WORD);
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
  set('&', AMPERSAND);
  set('@!^+~', RARE);
  set('.-/\\[%{0', IS_SECOND);
  return table;
}
