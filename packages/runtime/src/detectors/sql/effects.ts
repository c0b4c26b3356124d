import type { Confidence } from '@bulkhead/core';
import { isComparisonWord } from './expressions.ts';
import { type Fuel, isEnd, readSql, type Sql, typeAt, wordAt } from './tokens.ts';

/** `iif(2=1,…`, `if(5<9,…`, `elt(3=3,…`: a call that chooses by a comparison of numbers tells what the database does. */
export function judgeChoice(sql: Sql): Confidence | undefined {
  let i = typeAt(sql, 0) === 'k' ? 1 : 0;
  if (typeAt(sql, i) === 'f' || typeAt(sql, i) === 'd') i++;
  while (typeAt(sql, i) === '(') i++;
  if (i === 0 || typeAt(sql, i) !== 'n' || wordAt(sql, i) !== '') return undefined;
  const operator = wordAt(sql, i + 1);
  if (typeAt(sql, i + 1) !== 'o' || !isComparisonWord(operator) || operator === 'in' || operator === 'is')
    return undefined;
  return typeAt(sql, i + 2) === 'n' && operator !== '==' && operator !== '!=' ? 'medium' : undefined;
}

/** A call that waits, reads files, raises an error with data in it. */
export function judgeEffect(text: string, start: number, fuel: Fuel): Confidence | undefined {
  const sql = readSql(text, start, fuel);
  const name = wordAt(sql, 0);
  // The server hides statements with this name in them from its log.
  if (name === 'sp_password' && text.lastIndexOf('--', start) !== -1) return 'medium';
  if (typeAt(sql, 0) !== 'd') return name.includes('xp_') && start === 0 && isEnd(sql, 1) ? 'medium' : undefined;
  // It prints to whoever runs the block.
  if (name.startsWith('dbms_output')) return undefined;
  const first = typeAt(sql, 2);
  if (WEAK_EFFECTS.has(name) || name === 'elt') return judgeChoice(sql);
  if (name === 'sleep' || name === 'elt' || name === 'polygon' || name === 'linestring' || name === 'exp') {
    return name === 'sleep' ? judgeSleep(text, start, sql) : undefined;
  }
  if (first === undefined) return start === 0 ? 'medium' : undefined;
  if (first === ')') return NO_ARGUMENT.has(name) ? 'medium' : undefined;
  if (name === 'benchmark') return first === 'n' && typeAt(sql, 3) === ',' ? 'high' : undefined;
  if ('nsdfu(Ev'.includes(first) || (first === 'o' && wordAt(sql, 2) === '-')) return 'high';
  return undefined;
}

const NO_ARGUMENT = new Set(['sqlite_version', 'pg_backend_pid', 'db_name', 'host_name', 'suser_name', 'suser_sname']);
/** Names that drawings, programs and reports use too. */
const WEAK_EFFECTS = new Set(
  'multipoint multipolygon multilinestring geometrycollection readfile writefile generate_series group_concat listagg object_id is_member get_lock col_name json_arrayagg zeroblob make_set'.split(
    ' ',
  ),
);

/** `sleep(5)` is also a call of many programming languages: it must stand where a condition or a list goes on. */
function judgeSleep(text: string, start: number, sql: Sql): Confidence | undefined {
  const first = typeAt(sql, 2);
  if (first === 'v') return start === 0 && typeAt(sql, 4) === 'c' ? 'medium' : undefined;
  if (first !== 'n' && first !== '(' && first !== 'f' && first !== 'E' && first !== 's') return undefined;
  let i = start - 1;
  while (i >= 0 && (text.charCodeAt(i) <= 32 || text.charCodeAt(i) === 40)) i--;
  while (i >= 0 && (text.charCodeAt(i) === 33 || text.charCodeAt(i) === 126 || text.charCodeAt(i) === 40)) i--;
  if (i < 0) return isEnd(sql, 4) || /^[<>=!]/.test(wordAt(sql, 4)) ? 'medium' : undefined;
  const before = text.charCodeAt(i);
  if (before === 59 || before === 46) return undefined;
  if (before === 39 || before === 34 || before === 44 || before === 124 || before === 38) return 'high';
  if (before === 43 || before === 45 || before === 42 || before === 47 || before === 94 || before === 37) return 'high';
  const word = /[a-z]{2,8}$/i.exec(text.slice(Math.max(0, i - 8), i + 1))?.[0].toLowerCase();
  return word !== undefined &&
    /^(?:or|and|xor|select|where|by|having|when|then|else|if|like|rlike|not|between|in|limit)$/.test(word)
    ? 'high'
    : undefined;
}
