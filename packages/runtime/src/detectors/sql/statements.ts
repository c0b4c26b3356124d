import type { Confidence } from '@bulkhead/core';
import { hasComparison, isEnd, isSign } from './predicates.ts';
import type { SqlTokens } from './tokens.ts';

/** What is SQL wherever it stands: UNION SELECT, a second statement, a sub-select, a call made for its effect. */
export function judgeStatements(sql: SqlTokens): Confidence | undefined {
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
        // The pattern last: compiling it takes a millisecond or two of a cold start.
        if (words[i - 1] === 'from' && isSystemTable(words[i]!)) return 'high';
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
export function isSelectList(sql: SqlTokens, at: number): boolean {
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
export function judgeStatement(sql: SqlTokens, at: number, after: boolean): Confidence | undefined {
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

function isSystemTable(word: string): boolean {
  return /^(?:information_schema\.|mysql\.|pg_catalog\.|sys\.|sqlite_master|sysobjects|syscolumns|sysibm\.|msysaccessobjects|all_tables|user_tables|dual$|master\.\.)/.test(
    word,
  );
}
