import type { Confidence } from '@bulkhead/core';
import { readExpression } from './expressions.ts';
import { type Sql, tokenText, typeAt, wordAt } from './tokens.ts';
import { isSystemTable } from './vocabulary.ts';

/** `union all select 1,2`, `union (values (1))`, `except select`, `union table mysql.user`. */
export function judgeUnion(sql: Sql, at: number): Confidence | undefined {
  let i = at + 1;
  for (;;) {
    const word = wordAt(sql, i);
    if (word === 'all' || word === 'distinct' || word === 'distinctrow' || typeAt(sql, i) === '(' || word === '+') i++;
    else break;
  }
  const type = typeAt(sql, i);
  const word = wordAt(sql, i);
  // `union all selectchar(88)`: a broken tool's payload, still nothing else.
  if (type === 'f' && word.startsWith('select')) return 'high';
  if (word === 'values') return typeAt(sql, i + 1) === '(' ? 'high' : undefined;
  if (word === 'table') return isSystemTable(wordAt(sql, i + 1)) ? 'high' : undefined;
  if (type !== 'E') return undefined;
  if (typeAt(sql, i - 1) === '(') return isEnd(sql, i + 1) ? 'medium' : 'high';
  i++;
  const next = typeAt(sql, i);
  // Cut off behind SELECT: a fragment of a tool. `minus` and `except` are words of prose.
  if (next === undefined || next === 'c') return wordAt(sql, at) === 'union' ? 'medium' : undefined;
  if (wordAt(sql, i) === 'all' && wordAt(sql, i + 1) === 'from') return 'high';
  if (isSelectList(sql, i)) return 'high';
  // Cut off in the list of columns.
  const cut = typeAt(sql, i) === 'v' && (isEnd(sql, i + 1) || (wordAt(sql, i + 1) === 'from' && isEnd(sql, i + 2)));
  return cut && sql.text.length < 80 ? 'medium' : undefined;
}

/** What can follow SELECT, other than a plain word: prose says "select the …". */
export function isSelectList(sql: Sql, at: number): boolean {
  let i = at;
  while (isSelectModifier(sql, i)) i++;
  if (i > at + 1 && typeAt(sql, i - 1) === 'n' && typeAt(sql, i) === undefined) return true;
  for (;;) {
    const type = typeAt(sql, i);
    const word = wordAt(sql, i);
    if (type === '(' || type === 'u' || (type === 'o' && (word === '-' || word === '+'))) i++;
    else break;
  }
  const next = typeAt(sql, i + 1);
  switch (typeAt(sql, i)) {
    case 'n':
      // `select 2 of them`
      return next !== 'v' && !(next === 'o' && wordAt(sql, i + 1) === 'in');
    case 's':
      return next !== 'v';
    case 'f':
    case 'd':
    case 'E':
      return true;
    case 'o':
      return (
        wordAt(sql, i) === '*' && (next === 'k' || next === undefined || next === 'c' || next === ',' || next === ')')
      );
    case 'k':
      return wordAt(sql, i) === 'case' || wordAt(sql, i) === 'exists';
    case 'v':
      return isColumnList(sql, i);
    default:
      return false;
  }
}

function isSelectModifier(sql: Sql, at: number): boolean {
  const word = wordAt(sql, at);
  if (word === 'distinct' || word === 'all' || word === 'top' || word === 'distinctrow' || word === 'sql_no_cache')
    return true;
  return typeAt(sql, at) === 'n' && wordAt(sql, at - 1) === 'top';
}

/** `name from t`, `a.b, c`, `a||b`; not "a colour, or two". */
function isColumnList(sql: Sql, at: number): boolean {
  let i = at + 1;
  if (wordAt(sql, i) === 'as') i += 2;
  const type = typeAt(sql, i);
  if (type === 'o' || type === 'l') return !isWordOperator(wordAt(sql, i));
  if (type === 'c') return true;
  if (wordAt(sql, i) === 'from') return typeAt(sql, i + 1) !== undefined && !isArticle(wordAt(sql, i + 1));
  if (type !== ',') return false;
  // Prose has commas too: more than words must follow.
  for (let steps = 0; steps < 40; steps++, i++) {
    const next = typeAt(sql, i);
    const word = wordAt(sql, i);
    if (word === 'from') return !isArticle(wordAt(sql, i + 1));
    if (next === undefined || next === 'c') return tokenText(sql, at).length < 32 && steps < 20;
    if (next === 'n' || next === 'f' || next === 'd' || next === 's') return true;
    if (next === 'v' && typeAt(sql, i - 1) === 'v') return false;
    if (next !== 'v' && next !== ',' && next !== 'o' && next !== 'l' && word !== 'as') return next === ')';
  }
  return true;
}

function isWordOperator(word: string): boolean {
  return word === 'or' || word === 'and' || word === 'in' || word === 'is' || word === 'like' || word === 'between';
}

function isArticle(word: string): boolean {
  return /^(?:the|a|an|this|that|these|those|your|our|my|his|her|their|its|here|there|each|any|all|one|list)$/.test(
    word,
  );
}

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
      if (next === 'v' && thirdWord === 'from' && typeAt(sql, at + 3) === 'v') return sure;
      if (nextWord !== 'from' || third !== 'v') return undefined;
      return isEnd(sql, at + 3) || wordAt(sql, at + 3) === 'where' ? sure : undefined;
    case 'truncate':
      if (injected && next === 'v' && isEnd(sql, at + 2)) return 'high';
      return OBJECTS.has(nextWord) && third === 'v' ? sure : undefined;
    case 'drop':
    case 'alter':
    case 'create':
      if (nextWord === 'or') return thirdWord === 'replace' ? sure : undefined;
      if (!OBJECTS.has(nextWord)) return injected && next === 'v' && isEnd(sql, at + 2) ? 'medium' : undefined;
      return third === undefined || third === 'o' || third === 'c' ? undefined : sure;
    case 'exec':
    case 'execute':
      if (isProcedure(nextWord)) return 'high';
      if (nextWord === 'immediate') return third === 's' || third === 'v' || third === 'f' ? 'high' : undefined;
      if (next === '(' && third === 'n' && tokenText(sql, at + 2).startsWith('@')) return injected ? 'high' : 'medium';
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
      return injected && (next === '(' || next === 'u' || next === 'n' || nextWord === 'exists') ? 'medium' : undefined;
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
      return (nextWord === 'data' || nextWord === 'xml') && /^(?:infile|local|low_priority|concurrent)$/.test(thirdWord)
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
      return hasWord(sql, at + 2, 'program')
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
      if (next === 'd' || next === 's') return sure;
      return injected && (next === 'f' || next === '(' || nextWord === 'language') ? 'medium' : undefined;
    case 'attach':
    case 'detach':
      return nextWord === 'database' && (third === 's' || third === 'v') ? 'high' : undefined;
    case 'rename':
    case 'lock':
    case 'optimize':
    case 'analyze':
    case 'lock ':
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

/** `xp_cmdshell`, `master..sp_x`, `sys.xp_y` and the packages of Oracle. */
function isProcedure(word: string): boolean {
  const last = word.slice(word.lastIndexOf('.') + 1);
  return /^(?:xp|sp)_/.test(last) || /^(?:dbms|utl)_\w/.test(word);
}

export function isEnd(sql: Sql, at: number): boolean {
  const type = typeAt(sql, at);
  return type === undefined || type === 'c' || type === ';';
}

function hasWord(sql: Sql, from: number, word: string): boolean {
  for (let i = from; i < from + 24; i++) {
    if (typeAt(sql, i) === undefined) return false;
    if (wordAt(sql, i) === word) return true;
  }
  return false;
}

/**
 * Whether the text is one statement from its first word on: what a report, a tutorial or a console holds. What it may
 * not hold beside that is found elsewhere.
 */
export function isWholeStatement(sql: Sql): boolean {
  // In brackets it is what an injected value is, and no console's text.
  if (typeAt(sql, 0) === '(') return false;
  const i = 0;
  const next = typeAt(sql, i + 1);
  const nextWord = wordAt(sql, i + 1);
  switch (wordAt(sql, i)) {
    case 'select':
      return isSelectList(sql, i + 1) || next === 'v' || hasWord(sql, i + 2, 'from');
    case 'insert':
    case 'replace':
    case 'merge':
      return nextWord === 'into' || next === 'v';
    case 'update':
      return wordAt(sql, i + 2) === 'set';
    case 'delete':
      return nextWord === 'from';
    case 'create':
    case 'alter':
    case 'drop':
    case 'truncate':
    case 'grant':
    case 'revoke':
      return next !== undefined;
    case 'with':
      return next === 'v' && (wordAt(sql, i + 2) === 'as' || typeAt(sql, i + 2) === '(');
    // A line of a longer statement.
    case 'from':
      return next === '(' && typeAt(sql, 2) === 'E';
    case 'where':
      return nextWord === 'exists' || (next === 'v' && typeAt(sql, 2) === 'o');
    case 'explain':
    case 'show':
    case 'describe':
    case 'use':
    case 'set':
    case 'begin':
    case 'pragma':
      return next !== undefined;
    default:
      return false;
  }
}

/** A whole statement that only asks the server about itself, or that lost its end: a probe. */
export function judgeProbe(sql: Sql): Confidence | undefined {
  let i = 0;
  while (typeAt(sql, i) === '(') i++;
  const word = wordAt(sql, i);
  if (word === 'select') return judgeSelectProbe(sql, i + 1);
  if (word === 'exec' || word === 'execute' || word === 'declare' || word === 'waitfor' || word === 'shutdown') {
    return judgeStatement(sql, i, false);
  }
  if (word === 'load' || word === 'copy' || word === 'attach' || word === 'handler')
    return judgeStatement(sql, i, false);
  if (word === 'insert' && wordAt(sql, i + 1) === 'into')
    return isSystemTable(wordAt(sql, i + 2)) ? 'medium' : undefined;
  if (word === 'drop' || word === 'truncate' || word === 'delete' || word === 'shutdown') {
    for (let j = i + 2; j < i + 9; j++) {
      if (typeAt(sql, j) === 'c') return 'medium';
      if (wordAt(sql, j) === 'where') return readExpression(sql, j + 1, false).constant ? 'medium' : undefined;
    }
  }
  return undefined;
}

const ABOUT_SERVER = new Set([
  'version',
  'user',
  'database',
  'schema',
  'char',
  'chr',
  'ascii',
  'case',
  'sleep',
  'load_file',
  'concat_ws',
  'hex',
  'unhex',
]);

/** `select @@version`, `select user()`, `select 1,2`, `select char(75)+char(76)`: no table is asked. */
function judgeSelectProbe(sql: Sql, from: number): Confidence | undefined {
  let plain = 0;
  let items = 1;
  let depth = 0;
  /** Something but strings is selected. */
  let told = false;
  for (let i = from; i < from + 60; i++) {
    const type = typeAt(sql, i);
    const word = wordAt(sql, i);
    if (type === undefined || type === 'c' || type === ';') return i > from && told ? 'medium' : undefined;
    if (type === '?' || type === 'S' || type === 'U') return undefined;
    if (type === '(') depth++;
    if (type === ')') depth--;
    if (type === 'd' || (type === 'n' && depth <= 0) || ABOUT_SERVER.has(word)) told = true;
    if (depth > 0) continue;
    if (type === ',') items++;
    // `@@version` and the like, or bare numbers beside other columns: what an injection selects.
    if (type === 'n' && word === '@' && tokenText(sql, i).startsWith('@@')) return 'medium';
    if (
      type === 'n' &&
      (typeAt(sql, i - 1) === ',' || typeAt(sql, i - 1) === 'E') &&
      (typeAt(sql, i + 1) === ',' || wordAt(sql, i + 1) === 'from')
    )
      plain++;
    if (word === 'from') return plain > 0 && items > 1 ? 'medium' : undefined;
    if (type === 'v' && depth <= 0) {
      const before = typeAt(sql, i - 1);
      if (before === 'v' || before === 'n' || before === 's') return undefined;
      if (before === 'E' || before === ',') plain = plain || 0;
      if (before === 'E' && (typeAt(sql, i + 1) === undefined || typeAt(sql, i + 1) === ')')) return undefined;
    }
  }
  return undefined;
}
