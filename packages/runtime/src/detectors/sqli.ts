import type { Confidence } from '@bulkhead/core';
import { readSql, type SqlTokens } from './sql-tokens.ts';
import { COMPARISON, DOUBLE_DASH, HASH, PAREN, PIPE, QUOTE, SPACE, SQL_STRONG, SQL_WEAK, STAR } from './traits.ts';
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
  detect(value, traits) {
    if ((traits & (SQL_STRONG | SQL_WEAK | QUOTE | PIPE)) === 0) return undefined;
    const strong = (traits & SQL_STRONG) !== 0 && (traits & (SPACE | STAR | PAREN)) !== 0;
    const logic = (traits & (SQL_WEAK | PIPE)) !== 0 && (traits & (COMPARISON | HASH | DOUBLE_DASH)) !== 0;
    const broken = (traits & QUOTE) !== 0 && breaksOut(value, (traits & (SQL_STRONG | SQL_WEAK)) !== 0);
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

/** `or 1=1`, `and 'a'='a'`, `or x=x` anywhere: logic before a comparison that does not depend on any data. */
function judgeTautology(sql: SqlTokens, from: number): Confidence | undefined {
  const { types, words } = sql;
  for (let i = from; i < types.length; i++) {
    if (types[i] !== 'l') continue;
    let left = i + 1;
    while (types[left] === '(' || types[left] === 'u') left++;
    const right = left + 2;
    if (words[left + 1] !== '=' && words[left + 1] !== 'like') continue;
    if (types[left] === 'n' && types[right] === 'n') return 'high';
    if (types[left] === 's' && types[right] === 's' && sql.ends[right]! - sql.starts[right]! < 40) return 'high';
    if (types[left] !== 'v' || words[left] === '') continue;
    if (types[right] === 'v' && words[left] === words[right]) return 'high';
    if (types[right] === 'v' && types[right + 1] === 'c') return 'medium';
    if (types[right] === 's' && words[left + 1] === 'like') return 'medium';
  }
  return undefined;
}

/** What is SQL wherever it stands: UNION SELECT, a second statement, a sub-select, a call made for its effect. */
function judgeStatements(sql: SqlTokens): Confidence | undefined {
  const { types, words } = sql;
  for (let i = 0; i < types.length; i++) {
    switch (types[i]) {
      case 'U':
        if (isUnionSelect(sql, i)) return 'high';
        break;
      case ';':
        if (types[i + 1] === 'S' || types[i + 1] === 'E') {
          const found = judgeStatement(sql, i + 1, true);
          if (found !== undefined) return found;
        }
        break;
      case '(':
        if (types[i + 1] === 'E' && isSelectList(sql, i + 2)) {
          const before = types[i - 1];
          if (before === undefined || 'lou(,fd'.includes(before) || words[i - 1] === 'by' || before === 'E')
            return 'high';
        }
        break;
      case 'd':
        if (isEffect(sql, i)) return 'high';
        break;
      case 'k':
        if (words[i] === 'into' && (words[i + 1] === 'outfile' || words[i + 1] === 'dumpfile')) return 'high';
        if (words[i] === 'procedure' && words[i + 1] === 'analyse') return 'high';
        break;
      case 'S':
        if (words[i] === 'waitfor' && words[i + 1] === 'delay' && (types[i + 2] === 's' || types[i + 2] === 'n'))
          return 'high';
        if (words[i] === 'exec' || words[i] === 'execute') {
          if (/(?:^|\.)(?:xp|sp)_\w/.test(words[i + 1] ?? '')) return 'high';
        }
        break;
      case 'v':
        if (isSystemTable(words[i]!) && words[i - 1] === 'from') return 'high';
        break;
    }
  }
  if (types[0] === 'E' || types[0] === 'S') return judgeStatement(sql, 0, false);
  return undefined;
}

function isUnionSelect(sql: SqlTokens, at: number): boolean {
  const { types, words } = sql;
  let i = at + 1;
  while (
    (types[i] === 'c' && words[i]!.endsWith('\n')) ||
    words[i] === 'all' ||
    words[i] === 'distinct' ||
    words[i] === 'distinctrow' ||
    types[i] === '(' ||
    words[i] === '+'
  )
    i++;
  // `union all selectchar(88)`: a broken tool's payload, still nothing else.
  if (types[i] === 'f' && words[i]!.startsWith('select')) return true;
  if (types[i] !== 'E') return false;
  i++;
  while (words[i] === 'all' || words[i] === 'distinct' || words[i] === '+' || words[i]?.endsWith('\n')) i++;
  return types[i] === undefined ? types[at + 1] === 'k' || types[at + 1] === '(' : isSelectList(sql, i);
}

/** What can follow SELECT, other than a plain word: prose says "select the …". */
function isSelectList(sql: SqlTokens, at: number): boolean {
  const { types, words } = sql;
  let i = at;
  while (words[i] === 'distinct' || words[i] === 'top' || words[i] === 'all') i++;
  while (types[i] === '(' || types[i] === 'u' || (types[i] === 'o' && isSign(sql, i))) i++;
  switch (types[i]) {
    case 'n':
    case 's':
    case 'f':
    case 'd':
    case 'E':
      return true;
    case 'o':
      return words[i] === '*';
    case 'k':
      return words[i] === 'case';
    case 'v':
      return (
        types[i + 1] === ',' ||
        words[i + 1] === 'from' ||
        types[i + 1] === 'o' ||
        types[i + 1] === 'l' ||
        types[i + 1] === 'c'
      );
    default:
      return false;
  }
}

/** A statement of its own. `after` an injected `;` or quote less is asked of it than at the start of a text. */
function judgeStatement(sql: SqlTokens, at: number, after: boolean): Confidence | undefined {
  const { types, words } = sql;
  const next = types[at + 1];
  const nextWord = words[at + 1] ?? '';
  switch (words[at]) {
    case 'select':
      if (after) return isSelectList(sql, at + 1) ? 'high' : undefined;
      // A whole query is what a report or a tutorial holds; of constants or calls, it is what a probe holds.
      return next === 'n' || next === 'd' || next === 's' ? 'medium' : undefined;
    case 'insert':
      return nextWord === 'into' && types[at + 2] === 'v' && '(kE'.includes(types[at + 3] ?? '?') ? 'high' : undefined;
    case 'update':
      return next === 'v' && words[at + 2] === 'set' && types[at + 3] === 'v' && words[at + 4] === '='
        ? 'high'
        : undefined;
    case 'delete':
      if (nextWord !== 'from' || types[at + 2] !== 'v') return undefined;
      return isEnd(sql, at + 3)
        ? after
          ? 'high'
          : undefined
        : words[at + 3] === 'where' && hasComparison(sql, at + 4)
          ? 'high'
          : undefined;
    case 'drop':
    case 'truncate':
    case 'alter':
    case 'create':
      if (
        !/^(?:table|database|view|user|login|function|procedure|schema|index|column|alias|role|trigger)$/.test(
          nextWord,
        ) &&
        nextWord !== 'or'
      )
        return undefined;
      if (types[at + 2] === undefined) return undefined;
      // `drop table lamps` alone is also what a shop is asked for.
      return after || types[at + 3] === '(' || types[at + 3] === 'c' || types[at + 3] === ';' ? 'high' : undefined;
    case 'exec':
    case 'execute':
      if (/(?:^|\.)(?:xp|sp)_|^master(?:\.|$)/.test(nextWord)) return 'high';
      return after && (next === '(' || next === 's' || next === 'n') ? 'high' : undefined;
    case 'declare':
      return next === 'n' && (types[at + 2] === 'v' || types[at + 2] === 'f' || types[at + 2] === 'k')
        ? 'high'
        : undefined;
    case 'shutdown':
      return after && (isEnd(sql, at + 1) || nextWord === 'with') ? 'high' : undefined;
    case 'waitfor':
      return nextWord === 'delay' || nextWord === 'time' ? 'high' : undefined;
    case 'set':
      return after && next === 'n' && words[at + 2] === '=' ? 'high' : undefined;
    case 'begin':
      return after && (nextWord === 'try' || types[at + 1] === 'S' || nextWord === 'dbms_lock.sleep')
        ? 'high'
        : undefined;
    case 'if':
      return after && (next === '(' || next === 'u' || next === 'n') ? 'medium' : undefined;
    case 'grant':
    case 'revoke':
      return after && next === 'v' && /^(?:on|to|from)$/.test(words[at + 2] ?? '') ? 'medium' : undefined;
    case 'load':
      return /^(?:data|file)$/.test(nextWord) ? 'medium' : undefined;
    case 'handler':
      return next === 'v' && /^(?:open|read|close)$/.test(words[at + 2] ?? '') ? 'medium' : undefined;
    case 'backup':
      return nextWord === 'database' && after ? 'high' : undefined;
    default:
      return undefined;
  }
}

/** `or 1=1`, `and (select …`, `|| sleep(5)`: logic that goes on with more than a word. */
function judgeCondition(sql: SqlTokens, at: number, brokeOut: boolean): Confidence | undefined {
  const { types, words } = sql;
  let i = at + 1;
  while (types[i] === '(' || types[i] === 'u' || (types[i] === 'o' && isSign(sql, i)) || words[i] === 'binary') i++;
  const type = types[i];
  if (type === 'E') return isSelectList(sql, i + 1) || brokeOut ? 'high' : undefined;
  if (type === 'd') return 'high';
  if (type === 'f') return brokeOut || hasComparison(sql, i) ? 'medium' : undefined;
  if (words[i] === 'case' || words[i] === 'exists')
    return types[i + 1] === 'k' || types[i + 1] === '(' ? 'high' : undefined;
  if (type !== 'n' && type !== 's' && type !== 'v') return undefined;
  let j = i + 1;
  while (types[j] === ')') j++;
  if (types[j] === 'o' || types[j] === 'l' || types[j] === 'u') {
    if (types[j] === 'l')
      return type === 'v'
        ? undefined
        : isEndOrLogic(sql, j + 1) || brokeOut
          ? conditionTail(sql, j, brokeOut)
          : undefined;
    return comparisonAt(sql, i, j, brokeOut);
  }
  if (words[j] === 'between') return 'medium';
  if (types[j] === 'c' && type !== 'v') return 'medium';
  if (types[j] === ';' && type === 'n') return 'medium';
  if (!brokeOut) return words[i] === 'true' && j > i && isEnd(sql, j) && at > 0 ? 'low' : undefined;
  if (!isEnd(sql, j)) return undefined;
  // `' or '`: the developer's own closing quote makes the rest.
  if (type === 's') return sql.ends[i]! - sql.starts[i]! < 40 ? 'medium' : undefined;
  return type === 'n' && isTruth(sql, i) ? 'medium' : undefined;
}

function conditionTail(sql: SqlTokens, at: number, brokeOut: boolean): Confidence | undefined {
  return judgeCondition(sql, at, brokeOut);
}

/** A comparison whose two sides are constants or calls, or of a name with a constant once a quote was broken. */
function comparisonAt(sql: SqlTokens, left: number, at: number, brokeOut: boolean): Confidence | undefined {
  const { types, words } = sql;
  let i = at;
  // Arithmetic before the comparison: `or 5*3=15`, `or 1.e(1)`.
  let steps = 0;
  while (types[i] !== undefined && !isComparison(sql, i) && steps++ < 24) {
    if (types[i] === 'd' || types[i] === 'E') return 'high';
    if (!'onsvfu()'.includes(types[i]!)) break;
    i++;
  }
  if (!isComparison(sql, i))
    return brokeOut && steps > 0 && types[at] === 'o' && isEnd(sql, i) && i > at + 1 ? 'medium' : undefined;
  let right = i + 1;
  while (
    types[right] === '(' ||
    types[right] === 'u' ||
    (types[right] === 'o' && isSign(sql, right)) ||
    words[right] === 'binary' ||
    words[right] === 'like' ||
    isComparison(sql, right)
  )
    right++;
  const rightType = types[right];
  const leftType = types[left];
  if (rightType === 'd' || rightType === 'E' || words[right] === 'case') return 'high';
  const constants =
    (leftType === 'n' || leftType === 's') && (rightType === 'n' || rightType === 's' || rightType === 'f');
  if (constants) return 'high';
  if (rightType === undefined) return brokeOut && leftType !== 'v' ? 'medium' : undefined;
  if (!brokeOut) return undefined;
  return rightType === 'n' || rightType === 's' || rightType === 'f' || (leftType !== 'v' && rightType === 'v')
    ? 'medium'
    : undefined;
}

/** `'='`, `' like '%`, `'+(select …`, `'||pg_sleep(5)`: an operator right after the broken string. */
function judgeComparison(sql: SqlTokens, at: number): Confidence | undefined {
  const { types, words } = sql;
  let compared = false;
  let called = false;
  let i = at;
  let wantValue = false;
  for (; i < types.length; i++) {
    const type = types[i]!;
    if (type === 'c' || type === ';') break;
    if (type === 'k' || type === 'U') break;
    if (type === '?') return undefined;
    if (type === 'd' || type === 'E') called = true;
    if (type === 'v' || type === 'S') return called ? 'high' : undefined;
    if (type === 'o') {
      if (isComparison(sql, i) || isMatchWord(sql, i)) compared = true;
      wantValue = true;
    } else if (type === 'n' || type === 's') {
      if (sql.ends[i]! - sql.starts[i]! > 60) return undefined;
      // Two values side by side are prose or markup.
      if (!wantValue && i > at && 'ns'.includes(types[i - 1]!)) return undefined;
      wantValue = false;
    }
  }
  if (called) return 'high';
  const first = words[at]!;
  if (isComparison(sql, at) || isMatchWord(sql, at)) return isEnd(sql, at + 1) ? undefined : 'medium';
  if (compared) return 'medium';
  return first.length > 1 && isEnd(sql, i) && types[i - 1] === 's' ? 'low' : undefined;
}

/** `order by 5--`, `having 1=1`, `limit 0,1 into …`, `where 1=1`: a clause after the value. */
function judgeClause(sql: SqlTokens, at: number, after: boolean): Confidence | undefined {
  const { types, words } = sql;
  switch (words[at]) {
    case 'order':
    case 'group': {
      if (words[at + 1] !== 'by') return undefined;
      const type = types[at + 2];
      if (type === 'd' || type === '(') return 'high';
      if (type === 'n')
        return types[at + 3] === 'c' || types[at + 3] === ',' || (after && isEnd(sql, at + 3)) ? 'medium' : undefined;
      return after && type === 'v' && (types[at + 3] === 'c' || words[at + 3] === 'having') ? 'medium' : undefined;
    }
    case 'having':
    case 'where':
      return judgeCondition(sql, at, false);
    case 'as':
      return words[at + 2] === 'where' ? judgeCondition(sql, at + 2, false) : undefined;
    case 'limit':
      return after && types[at + 1] === 'n' && (types[at + 2] === 'c' || types[at + 2] === ',' || types[at + 2] === 'U')
        ? 'medium'
        : undefined;
    case 'into':
      return words[at + 1] === 'outfile' || words[at + 1] === 'dumpfile' ? 'high' : undefined;
    default:
      return undefined;
  }
}

/** `',(select …)`, `', 1, sleep(5))--`: further columns of an INSERT. */
function judgeList(sql: SqlTokens, at: number): Confidence | undefined {
  const { types } = sql;
  for (let i = at; i < types.length; i++) {
    const type = types[i]!;
    if (type === 'd' || (type === 'E' && isSelectList(sql, i + 1))) return 'high';
    if (type === 'c') return types[i - 1] === ')' ? 'medium' : undefined;
    if (!',ns()o'.includes(type)) return undefined;
  }
  return undefined;
}

/** A call that waits, reads files, raises an error with data in it, or is asked for inside of logic. */
function isEffect(sql: SqlTokens, at: number): boolean {
  const { types, words } = sql;
  const name = words[at]!;
  const arg = types[at + 2];
  if (
    name.includes('.') ||
    /^(?:pg_sleep|benchmark|randomblob|load_file|xp_|sp_|extractvalue|updatexml|query_to_xml)/.test(name)
  ) {
    return arg === 'n' || arg === 's' || arg === 'd' || arg === '(' || arg === 'f' || arg === 'o';
  }
  const before = types[at - 1];
  if (name !== 'sleep') return false;
  if (arg !== 'n' && arg !== '(') return false;
  return (
    before === 'l' ||
    before === ',' ||
    before === 'E' ||
    before === 'k' ||
    (before === '(' && at > 1) ||
    (before === 'o' && words[at - 1] !== '=')
  );
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

function isComparison(sql: SqlTokens, at: number): boolean {
  if (sql.types[at] !== 'o') return false;
  const word = sql.words[at]!;
  return word.charCodeAt(0) >= 60 && word.charCodeAt(0) <= 62 ? true : word === '!=' || isMatchWord(sql, at);
}

function isMatchWord(sql: SqlTokens, at: number): boolean {
  return (
    sql.types[at] === 'o' && /^(?:like|rlike|regexp|ilike|in|between|is|sounds|similar|glob)$/.test(sql.words[at]!)
  );
}

function isSign(sql: SqlTokens, at: number): boolean {
  const word = sql.words[at];
  return word === '-' || word === '+';
}

function hasComparison(sql: SqlTokens, from: number): boolean {
  for (let i = from; i < sql.types.length && i < from + 24; i++) if (isComparison(sql, i)) return true;
  return false;
}

function isEnd(sql: SqlTokens, at: number): boolean {
  const type = sql.types[at];
  return type === undefined || type === 'c' || type === ';';
}

function isEndOrLogic(sql: SqlTokens, at: number): boolean {
  return (
    isEnd(sql, at) || sql.types[at] === 'l' || sql.types[at] === 'n' || sql.types[at] === 's' || sql.types[at] === '('
  );
}

function isTruth(sql: SqlTokens, at: number): boolean {
  const text = sql.text.slice(sql.starts[at], sql.ends[at]).toLowerCase();
  return text === '1' || text === '0' || text === 'true' || text === 'false' || text === 'null' || text.startsWith('@');
}

function isSystemTable(word: string): boolean {
  return /^(?:information_schema\.|mysql\.|pg_catalog\.|sys\.|sqlite_master|sysobjects|syscolumns|sysibm\.|msysaccessobjects|all_tables|user_tables|dual$|master\.\.)/.test(
    word,
  );
}
