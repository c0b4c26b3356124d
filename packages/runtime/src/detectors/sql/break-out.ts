import type { Confidence } from '@bulkhead/core';
import { isWordSign } from '../characters.ts';
import { judgeClause, judgeList } from './clauses.ts';
import { type Expression, isComparisonWord, readExpression } from './expressions.ts';
import { isDigit } from './lexemes.ts';
import { isSelectList, judgeUnion } from './selects.ts';
import { judgeStatement } from './statements.ts';
import {
  type Fuel,
  isEnd,
  isOpenString,
  plainNameEnd,
  readSql,
  type Sql,
  startOf,
  tokenText,
  typeAt,
  wordAt,
} from './tokens.ts';

/** The value where a string was expected: what stands behind its first quote. */
export function judgeBreakOut(value: string, quote: string, fuel: Fuel): Confidence | undefined {
  const at = firstLoneQuote(value, quote);
  if (at === -1 || !mayGoOn(value, at + 1)) return undefined;
  // `" # "`: structured fields of HTTP quote every sign.
  if (at === 0 && quote === '"' && /^"\s{1,8}[^\w\s'"]{1,3}\s{1,8}"\s{0,8}$/.test(value)) return undefined;
  if (beginsElement(value, at + 1)) return undefined;
  const sql = readSql(value, at + 1, fuel);
  let i = 0;
  while (typeAt(sql, i) === ')') i++;
  // The rest of MySQL's `match … against ('x' in boolean mode)`.
  if (wordAt(sql, i) === 'in' && wordAt(sql, i + 1) === 'boolean') {
    i += 3;
    while (typeAt(sql, i) === ')') i++;
  }
  const type = typeAt(sql, i);
  // Nothing is made of these below.
  if (type === undefined || 'vfdn)'.includes(type)) return undefined;
  const quoted = isQuotedWord(value, at, quote);
  // `"or": [`: a name of JSON.
  if (quoted && quote === '"' && /^"\w{1,20}"\s{0,4}:\s{0,4}[[{"]/.test(value.slice(at, at + 40))) return undefined;
  const plain = isPlainData(value, at);
  // `-c 'create database x'`: the quote opens a string that holds the whole statement.
  if ((type === 'S' || type === 'E') && opensString(value, at) && (!isOdd(value, quote) || isClosed(value, at, quote)))
    return undefined;
  if (type === 'l' && !quoted && PATH_CALL.test(value.slice(at, at + 80))) return 'medium';
  switch (type) {
    case 'c':
      return !isRare(quote) && isBareTail(value, at, sql, i) ? 'medium' : undefined;
    case 'l':
    case 'o':
    case 'u':
      // `a == 'b' || c == 'd'`: the text opens the string itself.
      return quoted || isRare(quote) || (type === 'l' && isCompared(value, at) && !isOdd(value, quote))
        ? judgeRare(sql, i, plain && value[at] === '`')
        : judgeGoingOn(value, at, sql, i, plain);
    case ';':
      return judgeSemicolon(value, at, sql, i, plain);
    case 'S':
      return quoted || isRare(quote) ? undefined : judgeStatement(sql, i, true);
    case 'E':
      if (quoted || (isRare(quote) && !isOdd(value, quote))) return undefined;
      return typeAt(sql, i + 1) !== undefined && isSelectList(sql, i + 1) ? 'high' : undefined;
    case 'U':
      return (
        judgeUnion(sql, i) ??
        (plain &&
        wordAt(sql, i) === 'union' &&
        (isEnd(sql, i + 1) || wordAt(sql, i + 1) === 'all') &&
        // "The Pilots' Union"
        (value.charCodeAt(at - 1) | 32) !== 115 &&
        isOdd(value, quote)
          ? 'medium'
          : undefined)
      );
    case 'k':
      return quoted || isRare(quote) ? undefined : judgeClause(sql, i, true, plain);
    case ',':
      return isRare(quote) ? undefined : judgeList(sql, i, plain);
    case '(':
      return typeAt(sql, i + 1) === 'E' && isSelectList(sql, i + 2) ? 'high' : undefined;
    case '?':
      return plain && isPathUnion(value, at + 1) ? 'medium' : undefined;
    case 's':
      return judgeAdjacent(sql, i, plain);
    default:
      return undefined;
  }
}

/** `"><SELECT size=1>`, `">Q &amp; A`: an attribute of HTML ends, and an element or the text of one begins. */
function beginsElement(value: string, from: number): boolean {
  let i = from;
  while (value.charCodeAt(i) <= 32) i++;
  const code = value.charCodeAt(i);
  return (code === 47 || code === 62) && ELEMENT.test(value.slice(from, from + 64));
}

const ELEMENT = /^\s{0,4}\/?>(?:\s{0,8}<\/?[a-z]|[\w ,.:'-]{0,40}&(?:[a-z]{2,8}|#\d{2,5});)/i;

/** `"and"`, `'like'`: a quote, one word, and the quote again. */
function isQuotedWord(value: string, at: number, quote: string): boolean {
  let end = at + 1;
  // `a'or'b` has data before, `'or'1` data behind.
  if (at > 0 && isWordSign(value.charCodeAt(at - 1))) return false;
  while (end < value.length && (value.charCodeAt(end) | 32) >= 97 && (value.charCodeAt(end) | 32) <= 122) end++;
  return end > at + 1 && value[end] === quote && !isDigit(value.charCodeAt(end + 1));
}

/** Blanks or what a call, a list or an assignment opens stand before the quote. */
function opensString(value: string, at: number): boolean {
  return at > 0 && (value.charCodeAt(at - 1) <= 32 || '(,=[{:'.includes(value[at - 1]!));
}

/** `query('select 1')`: what the bracket before opens ends behind the string, on the same line. */
function isClosed(value: string, at: number, quote: string): boolean {
  const close = value.indexOf(quote, at + 1);
  return (
    close !== -1 &&
    close - at < 400 &&
    OPENED.test(value.slice(Math.max(0, at - 24), at)) &&
    /^\s{0,2}(?:[),]|\r?\n)/.test(value.slice(close + 1, close + 5)) &&
    !value.slice(at, close).includes('\n')
  );
}

/** A call or an assignment, and the line end that long ones have behind the bracket. */
const OPENED = /(?:\w\(\s{0,20}|\w\s?=\s?)$/;

/** A program's comparison stands before: `== '`, `!= "`. */
function isCompared(value: string, at: number): boolean {
  return at > 3 && /[\w)\]]\s?[=!]==?\s?$/.test(value.slice(Math.max(0, at - 8), at));
}

/** `x'] | //user/*[contains(*,'`: XPath's own UNION, behind its own bracket. */
function isPathUnion(value: string, from: number): boolean {
  return /^\s{0,4}[\])]{1,4}\s{0,4}\|\s{0,4}\/\//.test(value.slice(from, from + 24));
}

/** `' or count(//user)>1`, `' and name(/*[1])='a`: functions of XPath on a path of nodes. */
const PATH_CALL =
  /^['"]\s{0,4}(?:or|and)\s{1,4}(?:not\s?\(\s?)?(?:count|name|local-name|string-length|substring|string|contains|starts-with|boolean)\(\s{0,2}(?:(?:name|local-name|string)\()?\s{0,2}(?:\.{0,2}\/{1,2}[\w*@]|\.\s?,\s?['"])/i;

/** Quotes that texts use for other things: an injection behind them must say more. */
function isRare(quote: string): boolean {
  return quote === '`' || quote === '\u00b4';
}

function isOdd(value: string, quote: string): boolean {
  return (value.split(quote).length & 1) === 0;
}

/** What may stand behind a string of SQL: an operator, a bracket, a comment, the end of a line, or a word of SQL; no number, no name. */
function mayGoOn(value: string, from: number): boolean {
  let next = from;
  while (next < value.length && value.charCodeAt(next) <= 32) next++;
  if (next >= value.length) return false;
  const code = value.charCodeAt(next);
  // `os << "faces " << count`: a program writes to a stream.
  if (code === 60 && STREAM.test(value.slice(next, next + 4))) return false;
  return !isDigit(code) && code !== 92 && code !== 123 && plainNameEnd(value, next) === -1;
}

const STREAM = /^<<\s?["a-z_]/i;

/** `' or …`, `'='…`, `'||…`: an expression that goes on behind the broken string. */
function judgeGoingOn(value: string, quote: number, sql: Sql, at: number, plain: boolean): Confidence | undefined {
  const rest = readExpression(sql, at, true);
  const type = typeAt(sql, at);
  if (rest.effect) {
    if (type === 'l' || plain) return isEffectShown(sql, rest) ? 'high' : undefined;
    return undefined;
  }
  // `'/users/*'` is a path.
  if ((quote === 0 || opensString(value, quote)) && wordAt(sql, at) === '/' && typeAt(sql, at + 1) === 'v')
    return undefined;
  const shown = rest.logic + rest.comparisons + rest.operators;
  if (type === 'l') {
    if (rest.constant) return 'high';
    if (rest.ending === 'broken') return judgeCut(sql, rest, plain);
    // "cats' and dogs": a word alone is prose, unless a comment or the developer's quote ends it.
    if (rest.ending === 'comment')
      return rest.comparisons + rest.calls + rest.constants > 0 && plain ? 'medium' : undefined;
    if (rest.ending === 'string') return isClosingString(sql, rest, value, quote) ? 'medium' : undefined;
    if (rest.comparisons > 0 && (rest.constants > 0 || rest.ending === 'semicolon'))
      return plain ? 'medium' : undefined;
    if (rest.calls > 0) return plain ? 'medium' : undefined;
    return rest.names === 0 && rest.constants > 0 && endsWithNumber(sql, rest.at - 1) && plain ? 'medium' : undefined;
  }
  if (!plain || rest.ending === 'broken') return rest.constant && rest.logic > 0 && plain ? 'high' : undefined;
  if (rest.constant && rest.logic > 0) return 'high';
  if (rest.ending === 'comment') {
    return rest.names + rest.constants + rest.calls + rest.comparisons > 0 && !isProseComment(sql, rest.at)
      ? 'medium'
      : undefined;
  }
  if (rest.ending === 'string') return isClosingString(sql, rest, value, quote) ? 'medium' : undefined;
  if (rest.comparisons > 0 || rest.logic > 0)
    return rest.calls + rest.names + rest.constants > 1 && shown > 1 ? 'medium' : undefined;
  return rest.calls > 0 && rest.operators > 0 ? 'medium' : undefined;
}

/** `--INFANT -CHILD`: a word right behind the dashes. */
function isProseComment(sql: Sql, at: number): boolean {
  return /^(?:--|#)[a-z]/i.test(sql.text.slice(startOf(sql, at), startOf(sql, at) + 4));
}

function endsWithNumber(sql: Sql, last: number): boolean {
  let i = last;
  while (typeAt(sql, i) === ')') i--;
  return typeAt(sql, i) === 'n';
}

function isEffectShown(sql: Sql, rest: Expression): boolean {
  return typeAt(sql, rest.at) !== 'E' || isSelectList(sql, rest.at + 1) || typeAt(sql, rest.at - 1) === '(';
}

/** A comparison that lost its right side, or a condition that something unknown follows. */
function judgeCut(sql: Sql, rest: Expression, plain: boolean): Confidence | undefined {
  if (!plain || rest.comparisons === 0) return undefined;
  const type = typeAt(sql, rest.at);
  if (type === undefined) return rest.constants > 0 || rest.names > 0 ? 'medium' : undefined;
  // Oracle's walk along a hierarchy: a row for each number.
  if (wordAt(sql, rest.at) === 'connect' && wordAt(sql, rest.at + 1) === 'by') return 'medium';
  return type === 'k' || type === 'U'
    ? 'medium'
    : rest.constants > 0 && rest.names > 0 && type !== 'v'
      ? 'medium'
      : undefined;
}

/**
 * The string that the developer's own quote closes: short, and no prose. `the '-' sign` has it too, so the first quote
 * must not open a word.
 */
function isClosingString(sql: Sql, rest: Expression, value: string, quote: number): boolean {
  const last = rest.at - 1;
  const text = tokenText(sql, last);
  if (!isOpenString(sql, last) || text.length > 64 || text[0] !== value[quote]) return false;
  if (opensString(value, quote) && typeAt(sql, 0) !== 'l') return false;
  return (
    !/^.\s+[a-z]{2,}\s|^.[^\n]{0,60}[a-z]{2,}\s+[a-z]{2,}\s+[a-z]{2,}/i.test(text) &&
    !/^.(?:\s|$)[^=]{0,60}[.!?]$/.test(text)
  );
}

function judgeRare(sql: Sql, at: number, plain: boolean): Confidence | undefined {
  const rest = readExpression(sql, at, true);
  if (rest.effect) return typeAt(sql, at) === 'l' ? 'high' : undefined;
  if (rest.constant && rest.logic > 0) return 'high';
  return plain && typeAt(sql, at) === 'l' && comparesNames(sql, at + 1) ? 'medium' : undefined;
}

/** `` 1`and`1`=`1 ``: two names in backticks, of which the developer's own closes the last. */
function comparesNames(sql: Sql, from: number): boolean {
  let i = from;
  while (typeAt(sql, i) === '(') i++;
  if (tokenText(sql, i)[0] !== '`' || !isComparisonWord(wordAt(sql, i + 1))) return false;
  let last = i + 2;
  while (typeAt(sql, last) === '(') last++;
  const name = tokenText(sql, last);
  return name[0] === '`' && name.length < 40 && (name.length === 1 || !name.endsWith('`'));
}

function judgeSemicolon(value: string, quote: number, sql: Sql, at: number, plain: boolean): Confidence | undefined {
  let i = at;
  while (typeAt(sql, i) === ';') i++;
  const type = typeAt(sql, i);
  if (type === 'c') return isBareTail(value, quote, sql, i) ? 'medium' : undefined;
  // `x@example.com';` and nothing more: the query ends there.
  if (type === undefined)
    return plain && quote > 0 && /@|^[\w.-]{3,}$/.test(value.slice(0, quote)) ? 'medium' : undefined;
  const statement = type === 'S' || type === 'E' ? judgeStatement(sql, i, true) : undefined;
  // `-c ';SELECT a FROM b'`: an option's value, which its own quote ends.
  if (statement !== undefined && isOptionValue(value, quote)) return undefined;
  // Whatever it is that is asked for: what follows it in the query is cut off.
  return statement ?? (plain && quote > 0 && value.length < 160 && CUT_OFF.test(value) ? 'medium' : undefined);
}

/** An option of a program stands before the quote, and the same quote ends the line, a blank or a line's continuation behind it. */
function isOptionValue(value: string, quote: number): boolean {
  if (!/(?:^|\s)--?[a-z][\w-]{0,30}[ =]$/i.test(value.slice(Math.max(0, quote - 36), quote))) return false;
  const close = value.indexOf(value[quote]!, quote + 1);
  return close !== -1 && close - quote < 400 && /^\s*(?:\\?\r?\n|$)/.test(value.slice(close + 1, close + 8));
}

const CUT_OFF = /^[^;\n]{2,64};\s{0,4}[A-Za-z][^;\n]{2,120}(?:--[\s+-]{0,3}|#\s{0,2})$/;

/** `x' 'y`: two strings side by side are one to the database. */
function judgeAdjacent(sql: Sql, at: number, plain: boolean): Confidence | undefined {
  if (!plain) return undefined;
  const rest = readExpression(sql, at + 1, true);
  return rest.constant && rest.logic > 0 ? 'high' : rest.effect && rest.logic > 0 ? 'medium' : undefined;
}

/** Letters, digits, blanks and a few signs before the quote: data, not markup or a program. */
function isPlainData(value: string, quote: number): boolean {
  if (quote > 64) return false;
  const before = value.slice(0, quote);
  if (quote <= 3) return !/[;{\r\n]/.test(before);
  let blanks = 0;
  for (let i = 0; i < quote; i++) {
    const code = value.charCodeAt(i);
    if (code <= 32 || code > 127) {
      if (!isBlank(value, i)) return false;
      blanks++;
    } else if (!isWordSign(code) && !`@.,%+*)(!?:\\/'"&$~^-`.includes(value[i]!)) return false;
  }
  return blanks < 3 || !/\w\s{1,8}\w+\s{1,8}\w+\s{1,8}\w/.test(before);
}

function isBlank(value: string, at: number): boolean {
  return value.charCodeAt(at) === 32 || /\s/.test(value[at]!);
}

/** A letter of ASCII, a digit or `_`. */
/** A quote whose doubling does not make it part of the string. */
function firstLoneQuote(value: string, quote: string): number {
  let at = value.indexOf(quote);
  while (at !== -1) {
    if (value[at + 1] !== quote) return at;
    // `''` at the start: the string was empty.
    if (at === 0) return value[2] === quote ? 2 : 1;
    at = value.indexOf(quote, at + 2);
  }
  return -1;
}

/** `admin'--`, `x')#`: short plain data, the quote, and a comment of which little or nothing is left. */
function isBareTail(value: string, quote: number, sql: Sql, at: number): boolean {
  if (!isPlainData(value, quote) || /\w\s+\w+\s+\w/.test(value.slice(0, quote))) return false;
  const sign = wordAt(sql, at);
  const rest = value.slice(startOf(sql, at) + (sign === '#' || sign === '\0' ? 1 : 2)).trim();
  if (sign === '\0') return true;
  if (sign === '#') return rest.length <= 2;
  if (sign === '/*') return rest === '';
  return rest.length <= 24 && !/^[A-Za-z]/.test(value.slice(startOf(sql, at) + 2)) && !/\s/.test(rest);
}
