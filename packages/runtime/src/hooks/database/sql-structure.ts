import { type SqlTokens, sqlTokens } from './sql-tokens.ts';
import type { Dialect } from './statement.ts';

/** Occurrences of one value in one statement that are looked at. */
const MAX_OCCURRENCES = 16;

/** A statement that values are looked for in; tokens are made when the first one is found. */
export interface SqlStatement {
  readonly text: string;
  readonly lower: string;
  readonly dialect: Dialect;
  tokens: SqlTokens | undefined;
}

export function sqlStatement(text: string, dialect: Dialect): SqlStatement {
  const lower = text.toLowerCase();
  // A few letters change their length.
  return { text, lower: lower.length === text.length ? lower : text, dialect, tokens: undefined };
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
  const escaped = wronglyEscaped(value, sql.dialect);
  return escaped !== undefined && standsAndChanges(sql, escaped);
}

/** A value as a developer may have escaped it for another server: one that does not read it so. */
function wronglyEscaped(value: string, dialect: Dialect): string | undefined {
  if (!value.includes("'")) return undefined;
  if (dialect === 'postgres') return value.replace(/['"\\]/g, '\\$&');
  return value.includes('\\') ? value.replaceAll("'", "''") : undefined;
}

function standsAndChanges(sql: SqlStatement, value: string): boolean {
  let at = sql.lower.indexOf(value);
  if (at === -1) return false;
  // A function that is given whole statements runs them by design; there is nothing to leave.
  if (isStatement(sql, value, at)) return false;
  sql.tokens ??= sqlTokens(sql.text, sql.dialect);
  for (let seen = 0; at !== -1 && seen < MAX_OCCURRENCES; seen++) {
    if (steers(sql, sql.tokens, at, at + value.length)) return true;
    at = sql.lower.indexOf(value, at + 1);
  }
  return false;
}

function isStatement(sql: SqlStatement, value: string, at: number): boolean {
  return at === 0 || (at < 100 && sql.lower.slice(0, at).trim() === '') || value.length === sql.lower.length;
}

function steers(sql: SqlStatement, tokens: SqlTokens, start: number, end: number): boolean {
  const { kinds, starts, ends } = tokens;
  let index = tokenAfter(ends, start);
  if (index === kinds.length) return false;
  // One token, begun by the developer or as large as the value.
  if (starts[index]! < start && ends[index]! >= end) return false;
  if (starts[index]! < start) {
    // A word or number that goes on is the developer's; a string, a name or a comment is left.
    const kind = kinds[index]!;
    const leaves = kind === 's' || kind === 'i' || kind === 'c';
    index++;
    // A quote that closes and nothing behind it breaks the statement; it steers nothing.
    if (leaves) return index < kinds.length && starts[index]! < end;
  }
  return brings(sql, tokens, index, end);
}

/** Index of the first token that ends behind a place. */
function tokenAfter(ends: readonly number[], place: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether the tokens from `first` to the end of the value are more than an operand, a list or a comparison. */
function brings(sql: SqlStatement, { kinds, starts, ends }: SqlTokens, first: number, end: number): boolean {
  for (let i = first; i < kinds.length && starts[i]! < end; i++) {
    const kind = kinds[i]!;
    // Begun by the value and ended by what follows it.
    if ((kind === 's' || kind === 'i') && ends[i]! > end) return true;
    if (kind === 'c') return true;
    const follows = i + 1 < kinds.length && starts[i + 1]! < end;
    if (kind === 'o') {
      const sign = sql.text[starts[i]!]!;
      if (sign === ';' && follows) return true;
      if (sign === '@' && sql.text[starts[i]! + 1] === '@') return true;
      if ((sign === '|' || sign === '&') && sql.text[starts[i]! + 1] === sign) return true;
      if (sign === '/' && sql.text[starts[i]! + 1] === '*') return true;
    }
    if (kind === 'w') {
      const word = sql.lower.slice(starts[i]!, ends[i]!);
      if (CONNECTIVES.has(word)) return true;
      if (word === 'select' && i > first) return true;
      const calls = follows && sql.text[starts[i + 1]!] === '(';
      if (calls && !PLAIN_CALLS.has(word)) return true;
    }
  }
  return false;
}

/** Words that join a further condition, query or effect to an operand. */
const CONNECTIVES = new Set('or and xor union intersect except minus having into procedure returning'.split(' '));

/** Calls that reports are asked with, and words before a bracket that call nothing. */
const PLAIN_CALLS = new Set(
  'count sum avg min max lower upper trim round date year month day coalesce distinct in values as varchar char decimal numeric int'.split(
    ' ',
  ),
);
