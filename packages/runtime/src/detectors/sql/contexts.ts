import type { Confidence } from '@bulkhead/core';
import { type Expression, isComparisonWord, readExpression } from './expressions.ts';
import { isEnd, isSelectList, judgeStatement, judgeUnion } from './statements.ts';
import { type Fuel, isOpenString, readSql, type Sql, tokenText, typeAt, wordAt } from './tokens.ts';

/** The value where a number or a name was expected: `1 or 1=1`, `1) order by 5--`, `-1 union select`. */
export function judgeBare(sql: Sql): Confidence | undefined {
  // One expression, which the developer expected. Two words side by side are prose.
  let i = 0;
  let depth = 0;
  let hasValue = false;
  for (; i < 24; i++) {
    const type = typeAt(sql, i);
    if (type === '(') depth++;
    else if (type === ')') depth--;
    else if (type === ',' && depth > 0 && hasValue) continue;
    if (type === undefined) return judgeEndless(sql, i);
    if (type === 'n' || type === 's' || type === 'v') {
      const before = typeAt(sql, i - 1);
      if (i > 0 && (before === 'n' || before === 'v' || before === 's')) return undefined;
      hasValue = true;
      continue;
    }
    if (type === 'o' && hasValue && (isMatch(wordAt(sql, i)) || wordAt(sql, i) === '::')) break;
    if (type !== '(' && type !== ')' && type !== 'o' && type !== 'f' && type !== 'u' && type !== 'd') break;
    if (type === 'd' || type === 'f') hasValue = true;
  }
  const type = typeAt(sql, i);
  const word = wordAt(sql, i);
  // `'a'='b`: the developer's quotes stand around it.
  if (typeAt(sql, 0) === 's' && typeAt(sql, 1) === 'o' && isOpenString(sql, 2) && isComparisonWord(wordAt(sql, 1))) {
    return tokenText(sql, 0)[0] === tokenText(sql, 2)[0] && tokenText(sql, 2).length < 40 ? 'medium' : undefined;
  }
  const number = typeAt(sql, 0) !== 'v' && typeAt(sql, 0) !== 'f';
  const head = i > 2 && readHead(sql, i);
  if (typeAt(sql, 0) === 'f' && isProbe(wordAt(sql, 0)) && typeAt(sql, 2) !== 'v' && countProbes(sql, 16) > 1)
    return 'medium';
  switch (type) {
    case 'l':
      if (head) return readExpression(sql, i, true).ending === 'broken' ? undefined : 'medium';
      return judgeBareLogic(sql, i, number, hasValue);
    case 'U':
      return i > 0 && number && word === 'union' && isEnd(sql, i + 1) ? 'medium' : undefined;
    case 'S':
      return i === 0 ? judgeStatement(sql, 0, false) : undefined;
    case 'k':
      if (word === 'case' && i === 0) return isChoice(sql) ? 'medium' : undefined;
      return judgeClause(sql, i, i > 0, number && hasValue);
    case 'o':
      if (word === '::') return judgeCast(sql, i);
      if (typeAt(sql, i + 1) === '(' && typeAt(sql, i + 2) === 'E') return 'high';
      return judgeMatch(sql, i, number);
    case 'u':
      return undefined;
    case 'c':
      return judgeBareComment(sql, i);
    default:
      return undefined;
  }
}

/** `1=1`, `(2>1)` before the logic: constants are compared. */
function readHead(sql: Sql, end: number): boolean {
  const head = readExpression(sql, 0, false);
  return head.constant && head.names + head.operators === 0 && typeAt(sql, 0) !== 's' && end > 2;
}

/** `case 1 when 2 then 2 end` */
function isChoice(sql: Sql): boolean {
  let when = false;
  for (let i = 1; i < 16; i++) {
    const type = typeAt(sql, i);
    const word = wordAt(sql, i);
    if (type === undefined || (type === 'v' && typeAt(sql, i - 1) === 'v')) return false;
    if (word === 'when') when = true;
    if (word === 'then') return when;
  }
  return false;
}

function isMatch(word: string): boolean {
  return /^(?:like|rlike|regexp|ilike|in|between|is|sounds|similar|glob|div|mod)$/.test(word);
}

/** A whole value of nothing but a probing call: `ascii(substring(version(),1,1))`. */
function judgeEndless(sql: Sql, end: number): Confidence | undefined {
  const probes = countProbes(sql, end);
  if (probes === 1 && end === 3 && /^(?:version|database|user)$/.test(wordAt(sql, 0))) return 'medium';
  if (probes > 1) return 'medium';
  if (probes === 1 && typeAt(sql, 0) === 'n' && typeAt(sql, 1) === 'o') return 'medium';
  if (end < 5 || typeAt(sql, 0) !== '(' || end > 12) return undefined;
  // `(7=8)*3`
  return readHead(sql, end) ? 'medium' : undefined;
}

function countProbes(sql: Sql, end: number): number {
  let probes = 0;
  for (let i = 0; i < end; i++) if (typeAt(sql, i) === 'f' && isProbe(wordAt(sql, i))) probes++;
  return probes;
}

function isProbe(word: string): boolean {
  return /^(?:version|database|user|ascii|substring|substr|mid|ord|concat_ws|unhex|hex|conv|char|chr|concat|load_file|length|compress|uncompress|md5)$/.test(
    word,
  );
}

/** `' collate nocase`, `password::int`: a cast that makes the server say what it read. */
function judgeCast(sql: Sql, at: number): Confidence | undefined {
  if (
    !/^(?:int|integer|int4|int8|text|numeric|bigint|double|date|bool|boolean|json|jsonb|regclass|xml|varchar|char|bytea)$/.test(
      wordAt(sql, at + 1),
    )
  )
    return undefined;
  return isEnd(sql, at + 2) || typeAt(sql, at + 2) === 'o' || typeAt(sql, at + 2) === 'l' ? 'medium' : undefined;
}

/** `1 in (1,2)--`, `1 between 1 and 2`, `5 like 5`: a number that is compared needs no more. */
function judgeMatch(sql: Sql, at: number, number: boolean): Confidence | undefined {
  if (!number) return undefined;
  const rest = readExpression(sql, at, true);
  if (rest.effect) return 'high';
  if (rest.ending === 'comment') return 'medium';
  return rest.constant && rest.ending !== 'broken' && rest.logic > 0 ? 'medium' : undefined;
}

/** `1--`, `(1)#` end a query; `A -- B` and `5#` do not. */
function judgeBareComment(sql: Sql, at: number): Confidence | undefined {
  const sign = wordAt(sql, at);
  const rest = sql.text.slice(sql.starts[at]! + (sign === '#' ? 1 : 2)).trim();
  if (rest !== '' && rest !== '-' && rest !== '+' && rest !== '-+') return undefined;
  if (sign === '#') return undefined;
  return at > 0 && at < 12 && typeAt(sql, at - 1) !== 'v' && typeAt(sql, at - 1) !== 'o' && typeAt(sql, 0) !== 'v'
    ? 'medium'
    : undefined;
}

function judgeBareLogic(sql: Sql, at: number, number: boolean, hasValue: boolean): Confidence | undefined {
  const rest = readExpression(sql, at, true);
  const next = typeAt(sql, at + 1);
  if (rest.effect) {
    return next === 'E' && !isSelectList(sql, at + 2) ? undefined : 'high';
  }
  if (rest.constant) return rest.ending === 'broken' && rest.names > 2 ? 'medium' : 'high';
  if (rest.comparisons > 0 && rest.calls > 0 && rest.names === 0 && rest.ending !== 'broken') return 'medium';
  const firstConstant = number && hasValue;
  if (rest.ending === 'broken') {
    // Cut off where a value was due: `1 and 7=(`, ` or name='`.
    const cut = typeAt(sql, rest.at) === undefined && rest.comparisons > 0;
    return cut && (firstConstant || !hasValue) ? 'medium' : undefined;
  }
  if (!firstConstant && hasValue) {
    if (rest.ending === 'comment' && rest.logic > 0 && (rest.comparisons > 0 || rest.calls > 0)) return 'medium';
    return rest.ending !== 'end' && rest.ending !== 'semicolon' && rest.comparisons > 0 ? 'medium' : undefined;
  }
  // A sign alone before a value is a flag of a shell command; words are what prose has.
  if (!hasValue && rest.comparisons === 0 && rest.calls === 0) {
    return rest.ending === 'comment' && rest.names === 0 && rest.constants === 1 && typeAt(sql, rest.at - 1) === 'n'
      ? 'medium'
      : undefined;
  }
  if (rest.ending === 'comment') return 'medium';
  // `1 or 1`: the same again; `1 or 2` is a choice.
  if (rest.names === 0 && rest.constants === 1) {
    const right = tokenText(sql, rest.at - 1);
    if (right === tokenText(sql, at - 1) || (right === '0' && wordAt(sql, at) === 'and')) return 'medium';
  }
  if (rest.comparisons > 0 || rest.calls > 0)
    return rest.names + rest.constants + rest.calls > 1 ? 'medium' : undefined;
  if (!hasValue) return undefined;
  return rest.ending === 'string' ||
    (rest.names === 0 && rest.operators > 0) ||
    isTruth(sql, rest.at - 1) ||
    typeAt(sql, rest.at - 2) === 'u'
    ? 'medium'
    : undefined;
}

function isTruth(sql: Sql, at: number): boolean {
  const text = tokenText(sql, at).toLowerCase();
  return text === 'true' || text === 'false' || text === 'null' || text.startsWith('@');
}

/** The value where a string was expected: what stands behind its first quote. */
export function judgeBreakOut(value: string, quote: string, fuel: Fuel): Confidence | undefined {
  const at = firstLoneQuote(value, quote);
  if (at === -1 || !mayGoOn(value, at + 1)) return undefined;
  const quoted = isQuotedWord(value, at, quote);
  const sql = readSql(value, at + 1, fuel);
  let i = 0;
  while (typeAt(sql, i) === ')') i++;
  // The rest of MySQL's `match … against ('x' in boolean mode)`.
  if (wordAt(sql, i) === 'in' && wordAt(sql, i + 1) === 'boolean') {
    i += 3;
    while (typeAt(sql, i) === ')') i++;
  }
  const plain = isPlainData(value, at);
  switch (typeAt(sql, i)) {
    case 'c':
      return !isRare(quote) && isBareTail(value, at, sql, i) ? 'medium' : undefined;
    case 'l':
    case 'o':
    case 'u':
      return quoted || isRare(quote) ? judgeRare(sql, i) : judgeGoingOn(value, at, sql, i, plain);
    case ';':
      return judgeSemicolon(value, at, sql, i, plain);
    case 'S':
      return quoted || isRare(quote) ? undefined : judgeStatement(sql, i, true);
    case 'E':
      if (quoted) return undefined;
      return typeAt(sql, i + 1) !== undefined && isSelectList(sql, i + 1) ? 'high' : undefined;
    case 'U':
      return (
        judgeUnion(sql, i) ??
        (plain &&
        wordAt(sql, i) === 'union' &&
        (isEnd(sql, i + 1) || wordAt(sql, i + 1) === 'all') &&
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
    case 's':
      return judgeAdjacent(sql, i, plain);
    default:
      return undefined;
  }
}

/** `"and"`, `'like'`: a quote, one word, and the quote again. */
function isQuotedWord(value: string, at: number, quote: string): boolean {
  let end = at + 1;
  // `a'or'b` has data before, `'or'1` data behind.
  if (at > 0 && /\w/.test(value[at - 1]!)) return false;
  while (end < value.length && (value.charCodeAt(end) | 32) >= 97 && (value.charCodeAt(end) | 32) <= 122) end++;
  return end > at + 1 && value[end] === quote && !/^\d/.test(value.slice(end + 1, end + 2));
}

/** Quotes that texts use for other things: an injection behind them must say more. */
function isRare(quote: string): boolean {
  return quote === '`' || quote === '\u00b4';
}

function isOdd(value: string, quote: string): boolean {
  return (value.split(quote).length & 1) === 0;
}

/** What may stand behind a string of SQL: an operator, a bracket, a comment, the end of a line, or a word of SQL. */
function mayGoOn(value: string, from: number): boolean {
  let next = from;
  while (next < value.length && value.charCodeAt(next) <= 32) next++;
  return next < value.length;
}

/** `' or …`, `'='…`, `'||…`: an expression that goes on behind the broken string. */
function judgeGoingOn(value: string, quote: number, sql: Sql, at: number, plain: boolean): Confidence | undefined {
  const rest = readExpression(sql, at, true);
  const type = typeAt(sql, at);
  if (rest.effect) {
    if (type === 'l' || plain) return isEffectShown(sql, rest) ? 'high' : undefined;
    return undefined;
  }
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
    return rest.names === 0 && rest.constants > 0 && typeAt(sql, rest.at - 1) === 'n' && plain ? 'medium' : undefined;
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
  return /^(?:--|#)[a-z]/i.test(sql.text.slice(sql.starts[at]!, sql.starts[at]! + 4));
}

function isEffectShown(sql: Sql, rest: Expression): boolean {
  return typeAt(sql, rest.at) !== 'E' || isSelectList(sql, rest.at + 1) || typeAt(sql, rest.at - 1) === '(';
}

/** A comparison that lost its right side, or a condition that something unknown follows. */
function judgeCut(sql: Sql, rest: Expression, plain: boolean): Confidence | undefined {
  if (!plain || rest.comparisons === 0) return undefined;
  const type = typeAt(sql, rest.at);
  if (type === undefined) return rest.constants > 0 || rest.names > 0 ? 'medium' : undefined;
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
  const before = value.charCodeAt(quote - 1);
  const opens = quote > 0 && before <= 32 && typeAt(sql, 0) !== 'l';
  if (opens) return false;
  return (
    !/^.\s+[a-z]{2,}\s|^.[^\n]{0,60}[a-z]{2,}\s+[a-z]{2,}\s+[a-z]{2,}/i.test(text) &&
    !/^.(?:\s|$)[^=]{0,60}[.!?]$/.test(text)
  );
}

function judgeRare(sql: Sql, at: number): Confidence | undefined {
  const rest = readExpression(sql, at, true);
  if (rest.effect) return typeAt(sql, at) === 'l' ? 'high' : undefined;
  return rest.constant && rest.logic > 0 ? 'high' : undefined;
}

function judgeSemicolon(value: string, quote: number, sql: Sql, at: number, plain: boolean): Confidence | undefined {
  let i = at;
  while (typeAt(sql, i) === ';') i++;
  const type = typeAt(sql, i);
  if (type === 'c') return isBareTail(value, quote, sql, i) ? 'medium' : undefined;
  // `x@example.com';` and nothing more: the query ends there.
  if (type === undefined)
    return plain && quote > 0 && /@|^[\w.-]{3,}$/.test(value.slice(0, quote)) ? 'medium' : undefined;
  return type === 'S' || type === 'E' ? judgeStatement(sql, i, true) : undefined;
}

/** `x' 'y`: two strings side by side are one to the database. */
function judgeAdjacent(sql: Sql, at: number, plain: boolean): Confidence | undefined {
  if (!plain) return undefined;
  const rest = readExpression(sql, at + 1, true);
  return rest.constant && rest.logic > 0 ? 'high' : rest.effect && rest.logic > 0 ? 'medium' : undefined;
}

/** Letters, digits, blanks and a few signs before the quote: data, not markup or a program. */
function isPlainData(value: string, quote: number): boolean {
  const before = value.slice(0, quote);
  if (quote <= 3) return !/[;{\r\n]/.test(before);
  return (
    quote <= 64 && /^[\w\s@.,%+*)(!?:\\/'"&$~^-]*$/.test(before) && !/\w\s{1,8}\w+\s{1,8}\w+\s{1,8}\w/.test(before)
  );
}

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
  const rest = value.slice(sql.starts[at]! + (sign === '#' || sign === '\0' ? 1 : 2)).trim();
  if (sign === '\0') return true;
  if (sign === '#') return rest.length <= 2;
  if (sign === '/*') return rest === '';
  return rest.length <= 24 && !/^[A-Za-z]/.test(value.slice(sql.starts[at]! + 2)) && !/\s/.test(rest);
}

/** `order by 5--`, `having 1=1`, `limit 0,1 into …`, `where 1=1`: a clause after the value. */
export function judgeClause(sql: Sql, at: number, behindValue: boolean, plain: boolean): Confidence | undefined {
  const next = typeAt(sql, at + 1);
  const nextWord = wordAt(sql, at + 1);
  switch (wordAt(sql, at)) {
    case 'order':
    case 'group': {
      if (nextWord !== 'by') return undefined;
      const type = typeAt(sql, at + 2);
      const after = typeAt(sql, at + 3);
      if (type === 'd' || type === 'f' || (type === '(' && behindValue))
        return typeAt(sql, at + 3) === 'E' ? 'high' : 'medium';
      if (type === 'k' && wordAt(sql, at + 2) === 'case') return 'high';
      // Whole, it is one of the lists that count the columns.
      if (type === 'n' && at === 0 && isEnd(sql, 3)) return 'medium';
      if (type === 'n')
        return after === 'c' || after === ',' || (behindValue && isEnd(sql, at + 3)) ? 'medium' : undefined;
      if (!behindValue) return undefined;
      return type === 'v' && (after === 'c' || wordAt(sql, at + 3) === 'having' || (after === ',' && plain))
        ? 'medium'
        : undefined;
    }
    case 'having':
    case 'where': {
      const rest = readExpression(sql, at + 1, false);
      if (rest.effect || rest.constant) return 'high';
      return behindValue && plain && (rest.ending === 'comment' || rest.ending === 'string') && rest.comparisons > 0
        ? 'medium'
        : undefined;
    }
    case 'as':
      return wordAt(sql, at + 2) === 'where' ? judgeClause(sql, at + 2, behindValue, plain) : undefined;
    case 'limit':
    case 'offset':
      if (!behindValue || !plain || (next !== 'n' && next !== '(')) return undefined;
      return endsClause(sql, at + 2) ? 'medium' : undefined;
    case 'into':
      return nextWord === 'outfile' || nextWord === 'dumpfile' ? 'high' : undefined;
    case 'procedure':
      return next === 'f' || nextWord === 'analyse' ? 'high' : undefined;
    case 'collate': {
      const after = typeAt(sql, at + 2);
      return behindValue && plain && (after === 'c' || after === 'l' || after === 'o') ? 'medium' : undefined;
    }
    case 'for':
    case 'end':
    case 'asc':
      return undefined;
    case 'from':
      return behindValue && plain && next === 'v' && (wordAt(sql, at + 2) === 'where' || typeAt(sql, at + 2) === 'c')
        ? readExpression(sql, at + 3, false).comparisons > 0 || typeAt(sql, at + 2) === 'c'
          ? 'medium'
          : undefined
        : undefined;
    case 'when':
      return undefined;
    case 'case':
      return nextWord === 'when' && next === 'k' && typeAt(sql, at + 2) !== 'v' ? 'medium' : undefined;
    case 'rollup':
    case 'with':
      return undefined;
    default:
      return undefined;
  }
}

function endsClause(sql: Sql, at: number): boolean {
  const type = typeAt(sql, at);
  return (
    type === 'c' ||
    type === ',' ||
    type === 'U' ||
    type === 'k' ||
    (type === 'l' && isComparisonWord(wordAt(sql, at + 2)))
  );
}

/** `',(select …)`, `', 1, sleep(5))--`: further columns of an INSERT. */
function judgeList(sql: Sql, at: number, plain: boolean): Confidence | undefined {
  for (let i = at; i < at + 64; i++) {
    const type = typeAt(sql, i);
    if (type === undefined) return undefined;
    if (type === 'd' || (type === 'E' && isSelectList(sql, i + 1))) return plain ? 'high' : 'medium';
    if (type === 'c') return plain && (typeAt(sql, i - 1) === ')' || i > at + 1) ? 'medium' : undefined;
    if (!',nsfo()vu'.includes(type)) return undefined;
    if (type === 'v' && typeAt(sql, i - 1) === 'v') return undefined;
  }
  return undefined;
}
