import type { Confidence } from '@bulkhead/core';
import { isAssignment, judgeClause, judgeList } from './clauses.ts';
import { isComparisonWord, readExpression } from './expressions.ts';
import { isSelectList } from './selects.ts';
import { judgeDeclare, judgeStatement } from './statements.ts';
import { isEnd, isOpenString, type Sql, startOf, tokenText, typeAt, wordAt } from './tokens.ts';

/** Tokens of the expression that the developer expected. */
const LONGEST = 24;

/** The value where a number or a name was expected: `1 or 1=1`, `1) order by 5--`, `-1 union select`. */
export function judgeBare(sql: Sql): Confidence | undefined {
  // One expression, which the developer expected. Two words side by side are prose.
  let i = 0;
  let depth = 0;
  let hasValue = false;
  for (; i < LONGEST; i++) {
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
  // A list, a formula: no value goes on so long before it leaves its place.
  if (i === LONGEST) return undefined;
  const type = typeAt(sql, i);
  // `'a'='b`: the developer's quotes stand around it.
  if (typeAt(sql, 0) === 's' && typeAt(sql, 1) === 'o' && isOpenString(sql, 2) && isComparisonWord(wordAt(sql, 1))) {
    return tokenText(sql, 0)[0] === tokenText(sql, 2)[0] && tokenText(sql, 2).length < 40 ? 'medium' : undefined;
  }
  const number = typeAt(sql, 0) !== 'v' && typeAt(sql, 0) !== 'f';
  if (typeAt(sql, 0) === 'f' && isProbe(wordAt(sql, 0)) && typeAt(sql, 2) !== 'v' && countProbes(sql, 16) > 1)
    return 'medium';
  switch (type) {
    case 'l':
      if (wordAt(sql, i) === '||' && isRecord(sql.text)) return undefined;
      if (i > 2 && readHead(sql)) return readExpression(sql, i, true).ending === 'broken' ? undefined : 'medium';
      return judgeBareLogic(sql, i, number, hasValue);
    case 'U':
      if (i === 0 || !number || wordAt(sql, i) !== 'union') return undefined;
      return isEnd(sql, i + 1) || (wordAt(sql, i + 1) === 'table' && typeAt(sql, i + 2) === 'v' && isEnd(sql, i + 3))
        ? 'medium'
        : undefined;
    case 'S':
      if (i > 0) return undefined;
      return wordAt(sql, 0) === 'declare' ? judgeDeclare(sql) : judgeStatement(sql, 0, false);
    case 'k':
      if (i === 0 && wordAt(sql, i) === 'case') return isChoice(sql) ? 'medium' : undefined;
      return judgeClause(sql, i, i > 0, number && hasValue);
    case 'o':
      if (wordAt(sql, i) === '::') return judgeCast(sql, i);
      if (typeAt(sql, i + 1) === '(' && typeAt(sql, i + 2) === 'E') return 'high';
      return judgeMatch(sql, i, number);
    case 'u':
      return undefined;
    case ',':
      // `1),(2,3)--`: a further row of an INSERT.
      if (depth < 0 && typeAt(sql, 0) === 'n' && typeAt(sql, i + 1) === '(') return judgeList(sql, i, true);
      return i === 1 && typeAt(sql, 0) === 'n' && isAssignment(sql, i) ? 'medium' : undefined;
    case 'c':
      return judgeBareComment(sql, i);
    default:
      return undefined;
  }
}

/** `0619|11/11/2010||1.1|0`: fields between pipes, some of them empty. */
function isRecord(text: string): boolean {
  const pipe = text.search(/[^|]\|[^|]/);
  return pipe !== -1 && /[^|]\|[^|]/.test(text.slice(pipe + 2)) && !/['"()=#]|--/.test(text);
}

/** `1=1`, `(2>1)` before the logic: constants are compared. */
function readHead(sql: Sql): boolean {
  if (typeAt(sql, 0) === 's') return false;
  const head = readExpression(sql, 0, false);
  return head.constant && head.names + head.operators === 0;
}

/** `case 1 when 2 then 2 end`; a choice between columns is part of an honest query. */
function isChoice(sql: Sql): boolean {
  let when = false;
  let names = 0;
  let asked = false;
  for (let i = 1; i < 16; i++) {
    const type = typeAt(sql, i);
    const word = wordAt(sql, i);
    if (type === undefined || (type === 'v' && typeAt(sql, i - 1) === 'v')) return false;
    if (type === 'v') names++;
    if (type === 'f' || type === 'd' || type === 'E') asked = true;
    if (word === 'when') when = true;
    if (word === 'then') return when && (asked || names === 0);
  }
  return false;
}

const MATCHES = new Set('like rlike regexp ilike in between is sounds similar glob div mod'.split(' '));

function isMatch(word: string): boolean {
  return MATCHES.has(word);
}

/** A whole value of nothing but a probing call: `ascii(substring(version(),1,1))`. */
function judgeEndless(sql: Sql, end: number): Confidence | undefined {
  const probes = countProbes(sql, end);
  if (end === 1) return tokenText(sql, 0).startsWith('@@') ? 'medium' : undefined;
  if (typeAt(sql, 0) === 'f' && (asksServer(sql, end) || spellsString(sql, end))) return 'medium';
  if (probes > 1) return 'medium';
  if (probes === 1 && typeAt(sql, 0) === 'n' && typeAt(sql, 1) === 'o') return 'medium';
  if (end < 5 || typeAt(sql, 0) !== '(' || end > 12) return undefined;
  // `(7=8)*3`
  return readHead(sql) ? 'medium' : undefined;
}

/** `version()`, `ifnull(user(),1)`: a call without an argument that tells of the server, alone or as an argument. */
function asksServer(sql: Sql, end: number): boolean {
  for (let i = 0; i < end; i++) {
    if (
      (typeAt(sql, i) === 'f' || typeAt(sql, i) === 'd') &&
      typeAt(sql, i + 1) === '(' &&
      typeAt(sql, i + 2) === ')' &&
      /^(?:version|(?:current_)?(?:database|user|schema)|(?:system|session)_user|(?:db|host|user)_name)$/.test(
        wordAt(sql, i),
      )
    )
      return true;
  }
  return false;
}

/** `char(49,32,50)`, `concat(0x61,0x62)`: a string without quotes. */
function spellsString(sql: Sql, end: number): boolean {
  const word = wordAt(sql, 0);
  if (word !== 'char' && word !== 'chr' && word !== 'concat') return false;
  let numbers = 0;
  for (let i = 2; i < end - 1; i++) {
    const type = typeAt(sql, i);
    if (type === ',') continue;
    if (type !== 'n' || (word === 'concat' && !/^0x/i.test(tokenText(sql, i)))) return false;
    numbers++;
  }
  return numbers > (word === 'concat' ? 1 : 2);
}

function countProbes(sql: Sql, end: number): number {
  let probes = 0;
  for (let i = 0; i < end; i++) if (typeAt(sql, i) === 'f' && isProbe(wordAt(sql, i))) probes++;
  return probes;
}

const PROBES = new Set(
  (
    'version database user ascii substring substr mid ord concat_ws unhex hex conv char chr concat load_file length ' +
    'compress uncompress md5'
  ).split(' '),
);

function isProbe(word: string): boolean {
  return PROBES.has(word);
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
  const rest = sql.text.slice(startOf(sql, at) + (sign === '#' ? 1 : 2)).trim();
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
  // `) and true`, `)) and ((false`: brackets of the query end before, and a constant is all that follows.
  if (!hasValue && typeAt(sql, 0) === ')' && rest.names === 0 && isTruth(sql, rest.at - 1)) return 'medium';
  // A sign alone before a value is a flag of a shell command; words are what prose has.
  if (!hasValue && rest.comparisons === 0 && rest.calls === 0) {
    return rest.ending === 'comment' && rest.names === 0 && rest.constants === 1 && typeAt(sql, rest.at - 1) === 'n'
      ? 'medium'
      : undefined;
  }
  if (rest.ending === 'comment') return 'medium';
  // `1 and version()`
  if (firstConstant && next === 'f' && isProbe(wordAt(sql, at + 1)) && rest.names === 0) return 'medium';
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
