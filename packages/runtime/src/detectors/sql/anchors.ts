import type { Confidence } from '@bulkhead/core';
import { judgeChoice, judgeEffect } from './effects.ts';
import { isComparisonWord, readExpression } from './expressions.ts';
import { numberEnd } from './lexemes.ts';
import { isSelectList, judgeUnion } from './selects.ts';
import { judgeStatement } from './statements.ts';
import { type Fuel, isEnd, readSql, type Sql, tokenText, typeAt, wordAt } from './tokens.ts';
import { isSystemTable, kindOf, mayBeKnown } from './vocabulary.ts';

/**
 * What is SQL wherever it stands in a text: UNION SELECT, a statement behind `;`, a sub-select, a call made for its
 * effect, a condition between constants. One pass over the characters; tokens are read only behind a word or sign that
 * could begin one of these.
 * @param whole the text is one statement from its first word on, which may hold sub-selects and conditions of its own
 */
export function judgeAnchors(text: string, fuel: Fuel, whole: boolean): Confidence | undefined {
  let found: Confidence | undefined;
  const { length } = text;
  for (let i = 0; i < length; i++) {
    if (fuel.tokens <= 0) {
      // Padding has taken the work: what stands at the end is still looked at.
      if (i >= length - TAIL || fuel.refilled) break;
      i = length - TAIL;
      fuel.refilled = true;
      fuel.tokens = TAIL;
    }
    const code = text.charCodeAt(i);
    const sort = code < 128 ? SORTS[code]! : 0;
    if (sort === 0) continue;
    let verdict: Confidence | undefined;
    if (sort === LETTER) {
      let end = i + 1;
      for (; end < length; end++) {
        const next = text.charCodeAt(end);
        if (next > 127 || SORTS[next]! < LETTER) {
          if (next !== 46 || !isDotted(text, end)) break;
        }
      }
      if (mayBeKnown(text, i, end)) verdict = judgeWord(text, i, end, fuel, whole);
      i = end - 1;
    } else if (sort === DIGIT) {
      // `1e0union`
      i = Math.max(i, numberEnd(text, i) - 1);
    } else if (sort === SIGN) {
      if (code === 59) {
        if (text.charCodeAt(i + 1) !== 59 && (!whole || isBehindQuote(text, i))) verdict = judgeStacked(text, i, fuel);
      } else if (text.charCodeAt(i + 1) === code) {
        i++;
        if (mayCompare(text, i + 1)) verdict = judgeLogic(text, i - 1, fuel, whole);
      }
    }
    if (verdict === 'high') return 'high';
    found ??= verdict;
  }
  return found;
}

/** `;`, `|` and `&`. */
const SIGN = 1;
const LETTER = 2;
/** Goes on with a word, begins none. */
const DIGIT = 3;
const SORTS = makeSorts();

function makeSorts(): Uint8Array {
  const sorts = new Uint8Array(128);
  for (let code = 0; code < 26; code++) sorts[65 + code] = sorts[97 + code] = LETTER;
  for (let code = 48; code < 58; code++) sorts[code] = DIGIT;
  sorts[95] = LETTER;
  sorts[36] = DIGIT;
  sorts[59] = sorts[124] = sorts[38] = SIGN;
  return sorts;
}

/** Characters at the end of a text that are looked at whatever came before. */
const TAIL = 200;

/** Whether a comparison could follow a word of logic: of "and the rest" a look at two characters tells that none does. */
function mayCompare(text: string, from: number): boolean {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  if (!isLetter(text.charCodeAt(i))) return i < text.length && text.charCodeAt(i) !== 38 && text.charCodeAt(i) !== 124;
  while (i < text.length && (isLetter(text.charCodeAt(i)) || text.charCodeAt(i) === 46 || text.charCodeAt(i) === 95))
    i++;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  // `= < > ! ~ / ' " ( [` and digits, or the first letter of like, not, rlike, regexp, ilike, in, is, glob, match.
  return i < text.length && '=<>!~/*#-\'"([0123456789lLnNrRiIgGmMsS'.includes(text[i]!);
}

/** `a.b` and Transact-SQL's `a..b` */
function isDotted(text: string, dot: number): boolean {
  return isLetter(text.charCodeAt(dot + 1)) || (text.charCodeAt(dot + 1) === 46 && isLetter(text.charCodeAt(dot + 2)));
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

function judgeWord(text: string, start: number, end: number, fuel: Fuel, whole: boolean): Confidence | undefined {
  const word = text.slice(start, end).toLowerCase();
  switch (kindOf(word)) {
    case 'l':
      return mayCompare(text, end) ? judgeLogic(text, start, fuel, whole) : undefined;
    case 'U': {
      const verdict = judgeUnion(readSql(text, start, fuel), 0);
      return verdict !== undefined && whole ? judgeHonestUnion(readSql(text, end, fuel)) : verdict;
    }
    case 'E': {
      if (whole) return undefined;
      const before = lastSign(text, start);
      if (before !== 40 && before !== 125 && before !== 123) return undefined;
      if (!isSelectList(readSql(text, end, fuel), 0) || !isQueryLike(text, start, fuel)) return undefined;
      // A whole query in brackets is sent by people too.
      return start < 8 && /^[\s(]{1,8}$/.test(text.slice(0, start)) ? 'medium' : 'high';
    }
    case 'd':
      return judgeEffect(text, start, fuel);
    case 'S':
      if (word === 'if') return judgeChoice(readSql(text, start, fuel));
      if (start > 0) return judgeLooseStatement(text, start, word, fuel);
      return undefined;
    case 'k':
      return judgeKeyword(text, start, word, fuel);
    case 'f':
      return judgeChoice(readSql(text, start, fuel));
    default:
      return word === 'if' ? judgeChoice(readSql(text, start, fuel)) : undefined;
  }
}

/** `(select` in prose and code: "(select one)" is none. */
function isQueryLike(text: string, start: number, fuel: Fuel): boolean {
  const sql = readSql(text, start, fuel);
  const next = typeAt(sql, 1);
  return next !== 's' || typeAt(sql, 2) !== undefined;
}

/** UNION between honest queries names columns of tables; an injected one fills up with constants or asks the server. */
function judgeHonestUnion(sql: Sql): Confidence | undefined {
  for (let i = 0; i < 60; i++) {
    const type = typeAt(sql, i);
    if (type === undefined) return undefined;
    if (type === 'c' || type === 'd') return 'high';
    if (type === 'n' && (typeAt(sql, i + 1) === ',' || typeAt(sql, i - 1) === ',')) return 'high';
    if (wordAt(sql, i) === '@') return 'high';
    if (wordAt(sql, i) === 'from') {
      return isSystemTable(wordAt(sql, i + 1)) ||
        /^(?:users?|admins?|passwords?|accounts?|members?)$/.test(wordAt(sql, i + 1))
        ? 'high'
        : undefined;
    }
  }
  return undefined;
}

/** The sign before `at`, blanks left out; -1 at the start. */
function lastSign(text: string, at: number): number {
  let i = at - 1;
  while (i >= 0 && text.charCodeAt(i) <= 32) i--;
  // A comment as a blank.
  if (i > 2 && text.charCodeAt(i) === 47 && text.charCodeAt(i - 1) === 42) return 40;
  return i < 0 ? -1 : text.charCodeAt(i);
}

/** `or 1=1`, `and 'a'='a'`, `|| x=x`, `and sleep(5)` is found by its call. */
function judgeLogic(text: string, start: number, fuel: Fuel, whole: boolean): Confidence | undefined {
  const sql = readSql(text, start, fuel);
  // Generated queries have `and (1 = 1)`.
  if (whole && wordAt(sql, 0) === 'and') return undefined;
  let left = 1;
  while (typeAt(sql, left) === '(' || typeAt(sql, left) === 'u') left++;
  const type = typeAt(sql, left);
  if (type !== 'n' && type !== 's' && type !== 'v') return undefined;
  const operator = wordAt(sql, left + 1);
  if (typeAt(sql, left + 1) !== 'o' || !isComparisonWord(operator)) return undefined;
  let right = left + 2;
  if (typeAt(sql, right) === 'o' || typeAt(sql, right) === 'u') right++;
  const other = typeAt(sql, right);
  const equal = operator === '=' || operator === 'like' || operator === '<=>' || operator === '==';
  if (type === 'v') {
    if (tokenText(sql, left) === '' || other !== 'v') return undefined;
    const same = tokenText(sql, left).toLowerCase() === tokenText(sql, right).toLowerCase();
    return same && operator !== '==' && (equal || !whole) ? (equal ? 'high' : 'medium') : undefined;
  }
  if (type === 'n' && other === 'n') {
    if (operator === '==') return 'medium';
    return equal
      ? 'high'
      : operator === '>' || operator === '<' || operator === '!=' || operator === '<>'
        ? 'low'
        : undefined;
  }
  if (type === 's' && other === 's' && equal) {
    if (sql.ends[left]! - sql.starts[left]! > 60) return undefined;
    return sql.ends[right]! - sql.starts[right]! < 60 ? (operator === '==' ? 'medium' : 'high') : undefined;
  }
  return undefined;
}

function isBehindQuote(text: string, at: number): boolean {
  const code = lastSign(text, at);
  return code === 39 || code === 34;
}

/** A statement behind `;`, where data stands before and not a statement or a program. */
function judgeStacked(text: string, at: number, fuel: Fuel): Confidence | undefined {
  const sql = readSql(text, at + 1, fuel);
  let i = 0;
  while (typeAt(sql, i) === ';' || typeAt(sql, i) === '(') i++;
  const type = typeAt(sql, i);
  if (type !== 'S' && type !== 'E' && !(type === 'f' && wordAt(sql, i) === 'if')) return undefined;
  const verdict = judgeStatement(sql, i, true);
  if (verdict === undefined) return undefined;
  // A word or two behind a `;` are prose, unless data that ends there is what no prose ends with.
  if (verdict === 'medium' && at > 200) return undefined;
  if (verdict === 'medium' && !/(?:^|[\d'")\0])\s{0,4}$/.test(text.slice(Math.max(0, at - 8), at))) return undefined;
  return isData(text, at) ? verdict : undefined;
}

/** What may stand before an injected `;`: nothing, a number, a word, or a value with a quote that it broke. */
function isData(text: string, at: number): boolean {
  if (at > 200) return isBehindQuote(text, at) || lastSign(text, at) === 41;
  const before = text.slice(0, at);
  return (
    !before.includes('\n') && !/^\s*(?:select|insert|update|delete|create|alter|drop|use|set|begin)\s/i.test(before)
  );
}

/** Statements of Transact-SQL need no `;` between them: `1 waitfor delay '0:0:5'`. */
function judgeLooseStatement(text: string, start: number, word: string, fuel: Fuel): Confidence | undefined {
  if (word === 'waitfor' || word === 'declare' || word === 'load' || word === 'handler' || word === 'copy') {
    return judgeStatement(readSql(text, start, fuel), 0, false);
  }
  if (word === 'exec' || word === 'execute') {
    const sql = readSql(text, start, fuel);
    if (
      typeAt(sql, 1) === '(' &&
      (typeAt(sql, 2) === 'n' || (typeAt(sql, 2) === 's' && /^.{0,3}(?:xp_|sp_|drop|select)/i.test(tokenText(sql, 2))))
    )
      return tokenText(sql, 2).startsWith('@') || typeAt(sql, 2) === 's' ? 'high' : undefined;
    return judgeStatement(sql, 0, false);
  }
  return undefined;
}

function judgeKeyword(text: string, start: number, word: string, fuel: Fuel): Confidence | undefined {
  if (
    word !== 'into' &&
    word !== 'procedure' &&
    word !== 'from' &&
    word !== 'having' &&
    word !== 'order' &&
    word !== 'group' &&
    word !== 'join' &&
    word !== 'when'
  )
    return undefined;
  const sql = readSql(text, start, fuel);
  const next = wordAt(sql, 1);
  switch (word) {
    case 'into':
      return next === 'outfile' || next === 'dumpfile' ? 'high' : undefined;
    case 'procedure':
      return (next === 'analyse' || next === 'analyze') && typeAt(sql, 2) === '(' ? 'high' : undefined;
    case 'having':
      return readExpression(sql, 1, false).constant ? 'medium' : undefined;
    case 'order':
      return next === 'by' && typeAt(sql, 2) === 'n' && typeAt(sql, 3) === 'c' ? 'medium' : undefined;
    case 'when':
      return judgeChoice(sql);
    case 'group':
      return next === 'by' && typeAt(sql, 2) === 'f' && /^concat/.test(wordAt(sql, 2)) ? 'medium' : undefined;
    default: {
      if (typeAt(sql, 1) !== 'v') return undefined;
      const table =
        next === ''
          ? tokenText(sql, 1)
              .replace(/[`[\]]/g, '')
              .toLowerCase()
          : next;
      if (!isSystemTable(table)) return undefined;
      // "data from sys.path": alone it is a name of a program's.
      return table.startsWith('sys.') || table.startsWith('master') || table === 'dual' || table.startsWith('mysql.')
        ? isEnd(sql, 2) || typeAt(sql, 2) === 'k' || typeAt(sql, 2) === ')'
          ? /\bselect\b/i.test(text.slice(Math.max(0, start - 400), start))
            ? 'high'
            : undefined
          : undefined
        : 'high';
    }
  }
}
