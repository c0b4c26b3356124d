import type { Confidence } from '@bulkhead/core';
import { COMPARISON, DOUBLE_DASH, HASH, PAREN, PIPE, QUOTE, SPACE, SQL_STRONG, SQL_WEAK, STAR } from './scan.ts';
import { judgeClause, judgeComparison, judgeCondition, judgeList, judgeTautology } from './sql/conditions.ts';
import { isMatchWord } from './sql/predicates.ts';
import { judgeStatement, judgeStatements } from './sql/statements.ts';
import { readSql, type SqlTokens } from './sql/tokens.ts';
import type { Detector } from './types.ts';

/**
 * SQL injection. The value is read as SQL three times: as it stands (where a number was expected), and as what follows
 * its first `'` and its first `"` (where a string was expected). A reading counts when the value leaves the place that
 * the developer gave it and goes on with something that only makes sense as SQL: a condition between constants, UNION
 * SELECT, a second statement, a call that waits or writes, a comment that swallows the rest.
 */
export const sqli: Detector = {
  id: 'detector/sqli',
  class: 'sqli',
  version: '1.0.0',
  title: 'SQL injection',
  detect({ text: value, chars, words }) {
    if (((chars & (QUOTE | PIPE)) | (words & (SQL_STRONG | SQL_WEAK))) === 0) return undefined;
    const strong = (words & SQL_STRONG) !== 0 && (chars & (SPACE | STAR | PAREN)) !== 0;
    const logic = ((chars & PIPE) | (words & SQL_WEAK)) !== 0 && (chars & (COMPARISON | HASH | DOUBLE_DASH)) !== 0;
    const broken = (chars & QUOTE) !== 0 && breaksOut(value, (words & (SQL_STRONG | SQL_WEAK)) !== 0);
    if (!strong && !logic && !broken) return undefined;
    const bare = judgeBare(readSql(value, 0));
    if (bare !== undefined) return bare;
    return broken ? (judgeBreakOut(value, "'") ?? judgeBreakOut(value, '"')) : undefined;
  },
};

/** Some quote is followed by what could go on after a string: an operator, a comment, the end, or a word of SQL. */
function breaksOut(value: string, hasWord: boolean): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code !== 39 && code !== 34) continue;
    let next = i + 1;
    while (next < value.length && isGap(value.charCodeAt(next))) next++;
    const after = value.charCodeAt(next);
    if (next === value.length || OPERATORS.includes(value[next]!)) return true;
    if (hasWord && ((after | 32) >= 97 || after === 64)) return true;
    i = next - 1;
  }
  return false;
}

const OPERATORS = '-=+*|&<>!^%;,/#';

function isGap(code: number): boolean {
  return code <= 32 || code === 41;
}

function judgeBare(sql: SqlTokens): Confidence | undefined {
  const { types } = sql;
  const strong = judgeStatements(sql);
  if (strong !== undefined) return strong;
  const tautology = judgeTautology(sql, 0);
  if (tautology !== undefined) return tautology;
  // One expression, which the developer expected, then logic: `1) or (1=1`, `(x)*1 and 8=3`. Two words are prose.
  let i = 0;
  while (i < types.length && i < 24 && '()onvsfu'.includes(types[i]!)) {
    if (types[i] === 'v' && types[i + 1] === 'v') return undefined;
    if (types[i] === 'o' && i > 0 && isMatchWord(sql, i) && types[i + 1] === '(') break;
    i++;
  }
  if (types[i] === 'l') return judgeCondition(sql, i, false);
  if (types[i] === 'k') return judgeClause(sql, i, i > 0);
  if (types[i] === 'o' && i > 0 && isMatchWord(sql, i) && types[i + 1] === '(') {
    return types[i + 2] === 'E' ? 'high' : undefined;
  }
  return undefined;
}

function judgeBreakOut(value: string, quote: string): Confidence | undefined {
  const at = firstLoneQuote(value, quote);
  if (at === -1) return undefined;
  const sql = readSql(value, at + 1);
  const { types } = sql;
  let i = 0;
  while (types[i] === ')') i++;
  // A name right after the quote: the quote opened something, it broke nothing.
  if (types[i] === undefined || types[i] === 'v') return undefined;
  const strong = judgeStatements(sql) ?? judgeTautology(sql, i);
  if (strong !== undefined) return strong;
  switch (types[i]) {
    case 'c':
      return isBareTail(value, at, sql, i) ? 'medium' : undefined;
    case 'l':
      return judgeCondition(sql, i, true);
    case 'o':
      return isPlainData(value, at) ? judgeComparison(sql, i) : undefined;
    case ';':
      if (types[i + 1] === 'c' || types[i + 1] === undefined)
        return isBareTail(value, at, sql, i + 1) && types[i + 1] ? 'medium' : undefined;
      return judgeStatement(sql, i + 1, true);
    case 'S':
      return judgeStatement(sql, i, true);
    case 'k':
      return judgeClause(sql, i, true);
    case ',':
      return judgeList(sql, i);
    default:
      return undefined;
  }
}

/** Letters, digits, blanks and a few signs before the quote: data, not markup or a program. */
function isPlainData(value: string, quote: number): boolean {
  return quote <= 64 && /^[\w\s@.%+*)(-]*$/.test(value.slice(0, quote));
}

/** A quote whose doubling does not make it part of the string. */
function firstLoneQuote(value: string, quote: string): number {
  let at = value.indexOf(quote);
  while (at !== -1) {
    if (value[at + 1] !== quote) return at;
    if (at === 0) return at + 1; // `''` at the start: the string was empty
    at = value.indexOf(quote, at + 2);
  }
  return -1;
}

/** `admin'--`, `x')#`: short plain data, the quote, and a comment of which little or nothing is left. */
function isBareTail(value: string, quote: number, sql: SqlTokens, at: number): boolean {
  if (!isPlainData(value, quote)) return false;
  const sign = sql.words[at];
  if (sign === undefined) return false;
  const rest = value.slice(sql.starts[at]! + (sign === '#' ? 1 : 2)).trim();
  if (sign === '#') return rest.length <= 2;
  if (sign === '/*') return rest === '';
  return rest.length <= 24 && !/^[A-Za-z]/.test(value.slice(sql.starts[at]! + 2)) && !/\s/.test(rest);
}
