import { MAX_OCCURRENCES, tokenAfter } from '../occurrences.ts';
import { type SqlTokens, sqlTokens } from './sql-tokens.ts';
import type { Dialect } from './statement.ts';

/** A statement that values are looked for in; tokens are made when the first one is found. */
export interface SqlStatement {
  readonly text: string;
  readonly lower: string;
  readonly dialect: Dialect;
  /** Holds what a developer may have escaped with a backslash, or by doubling. */
  readonly hasEscapes: boolean;
  tokens: SqlTokens | undefined;
}

export function sqlStatement(text: string, dialect: Dialect): SqlStatement {
  const lower = text.toLowerCase();
  // A few letters change their length.
  return {
    text,
    lower: lower.length === text.length ? lower : text,
    dialect,
    hasEscapes: /\\'|''/.test(text),
    tokens: undefined,
  };
}

/**
 * True where an event's value changes what a server makes of a statement, judged at each place where it stands:
 * it leaves the string it was put in, or brings operators, calls, comments or further statements to where one operand was.
 * Input that stands escaped inside one string, in a comment of the developer's, or as a single word or number changes
 * nothing, nor does a comparison alone (`b = 1`): that is a fragment of the developer's as well as anybody's.
 * @param value in lower case
 * @example changesSql(sqlStatement("select * from t where a = 'x' or '1'='1'", 'postgres'), "x' or '1'='1") // true
 */
export function changesSql(sql: SqlStatement, value: string): boolean {
  if (standsAndChanges(sql, value)) return true;
  if (!sql.hasEscapes) return false;
  const escaped = wronglyEscaped(value, sql.dialect);
  return escaped !== undefined && standsAndChanges(sql, escaped);
}

/** A value as a developer may have escaped it for another server: one that does not read it so. */
function wronglyEscaped(value: string, dialect: Dialect): string | undefined {
  if (!value.includes("'")) return undefined;
  if (dialect !== 'mysql' && dialect !== 'javascript') return value.replace(/['"\\]/g, '\\$&');
  return value.includes('\\') ? value.replaceAll("'", "''") : undefined;
}

function standsAndChanges(sql: SqlStatement, value: string): boolean {
  let at = sql.lower.indexOf(value);
  if (at === -1) return false;
  const hasWords = WORD_CHARACTER.test(value);
  for (let seen = 0; at !== -1 && seen < MAX_OCCURRENCES; seen++) {
    // A function that is given whole statements runs them by design; there is nothing to leave.
    if (!isStatement(sql, value, at)) {
      sql.tokens ??= sqlTokens(sql.text, sql.dialect);
      if (steers(sql, sql.tokens, at, at + value.length, hasWords)) return true;
    }
    at = sql.lower.indexOf(value, at + 1);
  }
  return false;
}

const WORD_CHARACTER = /[\w\u0080-\uffff]/;

/** Tokens behind the string that a piece leaves, below which it may be an accident: `… s' and …` stands in many a text. */
const LEAST_TOKENS = 3;
/** Characters of a piece that leaves nothing, and stands where an operand is wanted. */
export const LEAST_OPERAND = 8;

/** A stretch that a value and a statement share. */
export interface Piece {
  /** In lower case, whole. */
  readonly value: string;
  /** Where the piece begins in the value. */
  readonly from: number;
  /** Where it stands in the statement. */
  readonly start: number;
  readonly end: number;
}

/**
 * The same for a piece of a value, of which nobody knows whether it was taken from the event or stands in both by chance: it
 * has to leave the string it stands in and bring a comment, or three tokens and more than JSON or a list has; or to stand where
 * an operand is wanted and bring as much there.
 */
export function changesAsPart(sql: SqlStatement, piece: Piece): boolean {
  const { value, from, start, end } = piece;
  sql.tokens ??= sqlTokens(sql.text, sql.dialect);
  const { kinds, starts, ends } = sql.tokens;
  const index = tokenAfter(ends, start);
  if (index === kinds.length || starts[index]! >= end) return false;
  if (starts[index]! >= start) {
    const isCut = from === 0 || value[from - 1] === SEPARATOR;
    return (
      isCut &&
      end - start >= LEAST_OPERAND &&
      isOperand(sql, sql.tokens, index) &&
      saysMuch(sql, sql.tokens, index, end, true)
    );
  }
  const kind = kinds[index]!;
  if (ends[index]! >= end || (kind !== 's' && kind !== 'i' && kind !== 'c')) return false;
  if (!saysMuch(sql, sql.tokens, index + 1, end)) return false;
  return kind === 'c' || !isOwnText(sql, piece, starts[index]!, ends[index]! - 1);
}

/**
 * Whether the quote that a piece leaves a string by ends a text of the value's own: the value is then a filter or a statement
 * like this one. A quote in front of the piece, which was cut off, makes it look so; the piece begins where the string does then.
 */
function isOwnText({ text }: SqlStatement, { value, from, start }: Piece, opens: number, closes: number): boolean {
  const quote = text[closes]!;
  const before = value.slice(0, from + closes - start);
  if ((before.split(quote).length - 1) % 2 === 0) return false;
  return (
    value[from - 1] === quote || !/[^\w\s]/.test(value[from - 1] ?? 'a') || /\w/.test(text.slice(opens + 1, start))
  );
}

/** By which functions split lists. */
export const SEPARATOR = ',';

/** Whether an operand is wanted where a token begins: behind a comparison, or in a list. */
function isOperand({ text }: SqlStatement, tokens: SqlTokens, first: number): boolean {
  if (first === 0 || tokens.kinds[first - 1] !== 'o') return false;
  const sign = text[tokens.starts[first - 1]!]!;
  return sign === ',' || sign === '(' || COMPARISONS.includes(sign);
}

/**
 * Whether the tokens that lie whole before a place are more than somebody else's text has as well.
 * @param isBare no string was left: a word, a number and `and` are the developer's as likely
 */
function saysMuch(sql: SqlStatement, tokens: SqlTokens, first: number, end: number, isBare = false): boolean {
  const { kinds, starts, ends } = tokens;
  let count = 0;
  let isMore = false;
  for (let i = first; i < kinds.length && starts[i]! < end; i++) {
    const kind = kinds[i]!;
    // A comment that goes on behind the piece is the developer's as likely.
    if (kind === 'c' && (ends[i]! <= end || sql.text[starts[i]!] !== '/')) return !isBare || i > first;
    if (ends[i]! > end) break;
    count++;
    if (kind === 'o') {
      const sign = sql.text[starts[i]!]!;
      isMore ||= isBare
        ? (COMPARISONS.includes(sign) && comparesConstants(sql, tokens, i, first, end)) || STEERING_SIGNS.includes(sign)
        : !LIST_SIGNS.includes(sign);
    } else if (kind === 'w') {
      const word = sql.lower.slice(starts[i]!, ends[i]!);
      // A statement goes on here, and what was before is a part of one.
      if (isBare && !isMore && (word === 'from' || word === 'where')) return false;
      isMore ||= isBare
        ? word !== 'and' && (CONNECTIVES.has(word) || (word === 'select' && i > first))
        : !JSON_WORDS.has(word);
    }
  }
  return isMore && count >= LEAST_TOKENS;
}

const STEERING_SIGNS = ';|&';
const LIST_SIGNS = ',:()[]{}';
const JSON_WORDS = new Set(['true', 'false', 'null']);

function isStatement(sql: SqlStatement, value: string, at: number): boolean {
  return at === 0 || (at < 100 && sql.lower.slice(0, at).trim() === '') || value.length === sql.lower.length;
}

function steers(sql: SqlStatement, tokens: SqlTokens, start: number, end: number, hasWords: boolean): boolean {
  const { kinds, starts, ends } = tokens;
  let index = tokenAfter(ends, start);
  if (index === kinds.length) return false;
  // One token, begun by the developer or as large as the value.
  if (starts[index]! < start && ends[index]! >= end) return false;
  if (starts[index]! < start) {
    // A word or number that goes on is the developer's; a string, a name or a comment is left.
    const kind = kinds[index]!;
    const leaves = kind === 's' || kind === 'i' || kind === 'c';
    // Signs alone (`', '`) stand between the developer's own texts as well.
    if (leaves && !hasWords && WORD_CHARACTER.test(sql.text.slice(starts[index]!, start))) return false;
    index++;
    // A quote that closes and nothing behind it breaks the statement; it steers nothing.
    if (leaves) return index < kinds.length && starts[index]! < end;
  }
  return brings(sql, tokens, index, end);
}

/** Whether the tokens from `first` to the end of the value are more than an operand, a list or a comparison. */
function brings(sql: SqlStatement, tokens: SqlTokens, first: number, end: number): boolean {
  const { kinds, starts, ends } = tokens;
  const place = placeAt(sql, tokens, first);
  let isRange = false;
  for (let i = first; i < kinds.length && starts[i]! < end; i++) {
    const kind = kinds[i]!;
    // Begun by the value and ended by what follows it; a value that is nothing else (`'t`) only takes the place of one.
    if ((kind === 's' || kind === 'i') && ends[i]! > end && i > first) return true;
    const follows = i + 1 < kinds.length && starts[i + 1]! < end;
    // Nothing but a comment (`--` for «none») takes no operand's place.
    if (kind === 'c' && (i > first || follows)) return true;
    if (kind === 'o') {
      const sign = sql.text[starts[i]!]!;
      if (sign === ';' && follows) return true;
      if (sign === '@' && sql.text[starts[i]! + 1] === '@') return true;
      if ((sign === '|' || sign === '&') && sql.text[starts[i]! + 1] === sign) return true;
      if (sign === '/' && sql.text[starts[i]! + 1] === '*') return true;
      if (COMPARISONS.includes(sign)) {
        if (place === 'operand') return true;
        if (place !== 'other' && comparesConstants(sql, tokens, i, first, end)) return true;
      }
    }
    if (kind === 'w') {
      const word = sql.lower.slice(starts[i]!, ends[i]!);
      if (place === 'operand' && CONTINUATIONS.has(word)) return true;
      if (word === 'and' && isRange) {
        isRange = false;
        continue;
      }
      isRange = word === 'between';
      if (word === 'and' || word === 'or' || word === 'xor') {
        if (place !== 'clause' && (place !== 'condition' || joinsConstant(kinds, i, first))) return true;
      } else if (CONNECTIVES.has(word) && (place !== 'clause' || i > first || isLong(tokens, first, end))) return true;
      if (word === 'select' && i > first && place !== 'clause') return true;
      const calls = follows && sql.text[starts[i + 1]!] === '(';
      if (calls && !PLAIN_CALLS.has(word) && !namesColumns(sql, tokens, i)) return true;
    }
  }
  return false;
}

/**
 * Where a value begins that does not stand in quotes: as the second side of a comparison, as a condition, as a clause (then it
 * begins with the clause's own word, and is as likely the developer's), or anywhere else.
 */
type Place = 'operand' | 'condition' | 'clause' | 'other';

function placeAt({ text, lower, dialect }: SqlStatement, { kinds, starts, ends }: SqlTokens, first: number): Place {
  if (dialect === 'javascript') return 'other';
  if (kinds[first] === 'w' && CLAUSES.has(lower.slice(starts[first]!, ends[first]!))) return 'clause';
  if (first === 0) return 'other';
  const before = first - 1;
  if (kinds[before] === 'o') return COMPARISONS.includes(text[starts[before]!]!) ? 'operand' : 'other';
  if (kinds[before] !== 'w') return 'other';
  const word = lower.slice(starts[before]!, ends[before]!);
  if (OPERAND_NEXT.has(word)) return 'operand';
  return CONDITION_NEXT.has(word) ? 'condition' : 'other';
}

/** More than the words of a clause alone (`union all select`). */
function isLong({ starts }: SqlTokens, first: number, end: number): boolean {
  return first + 3 < starts.length && starts[first + 3]! < end;
}

/** `into items (id, name)`, `table items (…)`: a name and its columns, no call. */
function namesColumns({ lower }: SqlStatement, { kinds, starts, ends }: SqlTokens, at: number): boolean {
  return at > 0 && kinds[at - 1] === 'w' && NAME_NEXT.has(lower.slice(starts[at - 1]!, ends[at - 1]!));
}

const COMPARISONS = '=<>~';

/** `1=1`, `'a'<'b'`: what a developer has no reason to ask. */
function comparesConstants(
  { text }: SqlStatement,
  { kinds, starts }: SqlTokens,
  sign: number,
  first: number,
  end: number,
): boolean {
  let right = sign + 1;
  while (kinds[right] === 'o' && COMPARISONS.includes(text[starts[right]!]!)) right++;
  return (
    sign > first &&
    isConstant(kinds[sign - 1]) &&
    right < kinds.length &&
    starts[right]! < end &&
    isConstant(kinds[right])
  );
}

function joinsConstant(kinds: readonly string[], at: number, first: number): boolean {
  return isConstant(kinds[at + 1]) || (at - 1 === first && isConstant(kinds[first]));
}

function isConstant(kind: string | undefined): boolean {
  return kind === 'n' || kind === 's';
}

/** Words that join a further condition, query or effect to an operand. */
const CONNECTIVES = new Set('or and xor union intersect except minus having into procedure returning'.split(' '));

/** Words that go on behind a comparison's second side. */
const CONTINUATIONS = new Set('is like ilike rlike regexp between order group limit offset not in exists'.split(' '));

/** Words that a clause or a part of one begins with; none of them is an operand. */
const CLAUSES = new Set(
  'and or xor union intersect except having into returning from where order group by limit offset join inner left right full cross natural on using set values as is like between then when else end'.split(
    ' ',
  ),
);

const OPERAND_NEXT = new Set('like ilike rlike regexp limit offset'.split(' '));
const CONDITION_NEXT = new Set('where and or xor on having when not'.split(' '));

const NAME_NEXT = new Set('into table as on references index view'.split(' '));

/** Calls that reports are asked with, that only read their operands, and words before a bracket that call nothing. */
const PLAIN_CALLS = new Set(
  (
    'count sum avg min max lower upper trim ltrim rtrim round floor ceil ceiling abs mod date year month day hour now ' +
    'coalesce nullif ifnull greatest least concat length char_length left right distinct in values as over partition ' +
    'cast extract to_char to_date date_trunc date_format row_number rank dense_rank lag lead array_agg string_agg ' +
    'group_concat and or not on using where from when then by varchar char decimal numeric int integer bigint timestamp'
  ).split(' '),
);
