import type { Confidence } from '@bulkhead/core';
import { isSelectList } from './selects.ts';
import { isEnd, type Sql, tokenText, typeAt, wordAt } from './tokens.ts';

const OBJECTS = new Set(
  (
    'table database view user login function procedure proc schema index column alias role trigger sequence server ' +
    'assembly extension type language aggregate domain tablespace directory materialized temp temporary event external ' +
    'global credential endpoint or unique partition constraint synonym package java keyspace if'
  ).split(' '),
);

/**
 * A statement of its own, at the word that begins it.
 * @param injected behind a `;` or a broken quote, where less is asked of it than at the start of a text
 */
export function judgeStatement(sql: Sql, at: number, injected: boolean): Confidence | undefined {
  const next = typeAt(sql, at + 1);
  const nextWord = wordAt(sql, at + 1);
  const third = typeAt(sql, at + 2);
  const thirdWord = wordAt(sql, at + 2);
  const sure = injected ? 'high' : undefined;
  switch (wordAt(sql, at)) {
    case 'select':
      if (injected) return isSelectList(sql, at + 1) ? 'high' : undefined;
      return undefined;
    case 'insert':
    case 'replace':
    case 'merge':
      return nextWord === 'into' && third !== ',' && third !== 'n' ? sure : undefined;
    case 'update':
      return next === 'v' && thirdWord === 'set' && typeAt(sql, at + 3) === 'v' ? sure : undefined;
    case 'delete':
      // "delete this from the list" goes on as a sentence does.
      if (next === 'v' && thirdWord === 'from' && typeAt(sql, at + 3) === 'v')
        return isEnd(sql, at + 4) || /^(?:where|join|inner|left|as|,|\.)$/.test(wordAt(sql, at + 4)) ? sure : undefined;
      if (nextWord !== 'from' || third !== 'v') return undefined;
      return isEnd(sql, at + 3) || wordAt(sql, at + 3) === 'where' ? sure : undefined;
    case 'truncate':
      if (injected && next === 'v' && isEnd(sql, at + 2)) return 'high';
      return OBJECTS.has(nextWord) && third === 'v' ? sure : undefined;
    case 'drop':
    case 'alter':
    case 'create':
      if (nextWord === 'or') return thirdWord === 'replace' ? sure : undefined;
      if (!OBJECTS.has(nextWord) && !(injected && nextWord === 'tables'))
        return injected && next === 'v' && isEnd(sql, at + 2) ? 'medium' : undefined;
      return third === undefined || third === 'o' || third === 'c' ? undefined : sure;
    case 'exec':
    case 'execute':
      if (isProcedure(nextWord)) return 'high';
      if (nextWord === 'immediate') return third === 's' || third === 'v' || third === 'f' ? 'high' : undefined;
      if (next === '(' && third === 'n' && tokenText(sql, at + 2).startsWith('@')) {
        // `execute(@Named("a") String b)`: Java, a method whose parameter is annotated.
        return typeAt(sql, at + 3) === '(' ? undefined : injected ? 'high' : 'medium';
      }
      if (!injected) return undefined;
      if (next === '(' || next === 's' || next === 'n' || nextWord === 'as') return 'high';
      return next === 'v' && /[._]/.test(nextWord) && isEnd(sql, at + 2) ? 'medium' : undefined;
    case 'declare':
      return next === 'n' && tokenText(sql, at + 1).startsWith('@')
        ? 'high'
        : injected && next === 'v' && third === 'v'
          ? 'medium'
          : undefined;
    case 'shutdown':
      return injected && (isEnd(sql, at + 1) || nextWord === 'with' || nextWord === 'immediate') ? 'high' : undefined;
    case 'waitfor':
      return nextWord === 'delay' || nextWord === 'time'
        ? third === 's' || third === 'n'
          ? 'high'
          : 'medium'
        : undefined;
    case 'set':
      if (!injected) return undefined;
      if (next === 'n' && thirdWord === '=') return 'high';
      return /^(?:global|session|role|names|identity_insert|password|rowcount|noexec)$/.test(nextWord)
        ? 'medium'
        : undefined;
    case 'begin':
      if (!injected) return undefined;
      if (nextWord === 'try' || next === 'd' || next === 'S' || next === 'E') return 'high';
      return isEnd(sql, at + 1) ? 'medium' : undefined;
    case 'if':
      if (!injected) return undefined;
      // "if not, write to …", "if 2 of them"
      if (next === 'u') return third === '(' || thirdWord === 'exists' ? 'medium' : undefined;
      // `'; if (stored === 'dark' || …`: JavaScript's
      // `; if (!vote.ok)`: so are all that begin so, since the one server that takes IF outside of procedures has no such operator.
      if (next === '(' && thirdWord === '!') return undefined;
      if (next === '(')
        return third === 'v' && !/^(?:[=<>]|<>|!=|like|in|is)$/.test(wordAt(sql, at + 3)) ? undefined : 'medium';
      return nextWord === 'exists' || (next === 'n' && third === 'o') ? 'medium' : undefined;
    case 'grant':
    case 'revoke':
    case 'deny':
      return (next === 'v' || next === 'k' || next === 'E' || next === 'S') &&
        /^(?:on|to|from|,|privileges)$/.test(thirdWord)
        ? injected
          ? 'high'
          : undefined
        : undefined;
    case 'load':
      return (nextWord === 'data' || nextWord === 'xml') &&
        /^(?:infile|local|low_priority|concurrent)$/.test(thirdWord) &&
        !/^[(c]$/.test(typeAt(sql, at + 3) ?? '')
        ? 'high'
        : undefined;
    case 'bulk':
      return nextWord === 'insert' ? sure : undefined;
    case 'handler':
      return next === 'v' && /^(?:open|read|close)$/.test(thirdWord) ? 'high' : undefined;
    case 'backup':
    case 'restore':
      if (nextWord !== 'database' && nextWord !== 'log') return undefined;
      return injected ? 'high' : third === 'v' && wordAt(sql, at + 3) === 'to' ? 'medium' : undefined;
    case 'copy':
      if (next !== 'v' && next !== '(') return undefined;
      return copiesByProgram(sql, at + 2)
        ? 'high'
        : injected && (thirdWord === 'from' || thirdWord === 'to')
          ? 'high'
          : undefined;
    case 'prepare':
      return next === 'v' && (thirdWord === 'from' || thirdWord === 'as') ? sure : undefined;
    case 'deallocate':
      return nextWord === 'prepare' ? sure : undefined;
    case 'call':
    case 'do':
      // A name in double quotes is no body: `"for file in *; do", how …`.
      if (next === 'd' || (next === 's' && !tokenText(sql, at + 1).startsWith('"'))) return sure;
      return injected && (next === 'f' || next === '(' || nextWord === 'language') ? 'medium' : undefined;
    case 'attach':
    case 'detach':
      return nextWord === 'database' && (third === 's' || third === 'v') ? 'high' : undefined;
    case 'rename':
    case 'lock':
    case 'optimize':
    case 'analyze':
      return /^tables?$/.test(nextWord) && third === 'v' ? sure : injected && isEnd(sql, at + 1) ? 'medium' : undefined;
    case 'dbcc':
    case 'raiserror':
      return injected && (next === 'f' || next === '(' || next === 'v') ? 'high' : undefined;
    case 'kill':
    case 'vacuum':
    case 'reconfigure':
    case 'commit':
    case 'rollback':
    case 'pragma':
    case 'reset':
    case 'flush':
    case 'purge':
    case 'show':
    case 'describe':
    case 'desc':
    case 'explain':
    case 'use':
    case 'print':
      if (injected && next === 'E' && isSelectList(sql, at + 2)) return 'high';
      if (next === 'n' && tokenText(sql, at + 1).startsWith('@@')) return 'medium';
      return injected && isEnd(sql, at + 2) ? 'medium' : undefined;
    case 'listen':
    case 'notify':
      return injected && (isEnd(sql, at + 1) || (isEnd(sql, at + 2) && (next === 'v' || next === 'n' || next === 's')))
        ? 'medium'
        : undefined;
    case 'with':
      return injected && next === 'v' && thirdWord === 'as' && typeAt(sql, at + 3) === '(' ? 'high' : undefined;
    case 'while':
    case 'goto':
      return injected && (next === '(' || next === 'n') ? 'medium' : undefined;
    default:
      return undefined;
  }
}

/** `declare @a int` of a script; with a string in hexadecimal it hides what it runs. */
export function judgeDeclare(sql: Sql): Confidence | undefined {
  const verdict = judgeStatement(sql, 0, false);
  return verdict === undefined || isEnd(sql, 2) || /0x[0-9a-f]{6}|exec\s?\(/i.test(sql.text) ? verdict : 'low';
}

/** How far the program may stand behind COPY: a list of columns or a query in brackets is between them. */
const COPIED = 40;

/** `copy t from program 'id'`: PostgreSQL runs what stands behind PROGRAM; "a copy of our program" has neither word nor string. */
function copiesByProgram(sql: Sql, from: number): boolean {
  for (let i = from; i < from + COPIED; i++) {
    const word = wordAt(sql, i);
    if (word === '' && typeAt(sql, i) === undefined) return false;
    if ((word === 'from' || word === 'to') && wordAt(sql, i + 1) === 'program') {
      const then = typeAt(sql, i + 2);
      return then === undefined || then === 's' || then === '?' || then === 'c' || then === 'n';
    }
  }
  return false;
}

/** `xp_cmdshell`, `master..sp_x`, `sys.xp_y` and the packages of Oracle. */
function isProcedure(word: string): boolean {
  const last = word.slice(word.lastIndexOf('.') + 1);
  return /^(?:xp|sp)_/.test(last) || /^(?:dbms|utl)_\w/.test(word);
}
