import type { Confidence } from '@bulkhead/core';
import { readExpression } from './expressions.ts';
import { isSelectList } from './selects.ts';
import { judgeStatement } from './statements.ts';
import { hasWord, type Sql, tokenText, typeAt, wordAt } from './tokens.ts';
import { isSystemTable } from './vocabulary.ts';

/**
 * Whether the text is one statement from its first word on: what a report, a tutorial or a console holds. What it may
 * not hold beside that is found elsewhere.
 */
export function isWholeStatement(sql: Sql): boolean {
  // In brackets it is what an injected value is, and no console's text.
  const type = typeAt(sql, 0);
  if (type !== 'S' && type !== 'E' && type !== 'k') return false;
  const i = 0;
  const next = typeAt(sql, i + 1);
  const nextWord = wordAt(sql, i + 1);
  switch (wordAt(sql, i)) {
    case 'select':
      return isSelectList(sql, i + 1) || next === 'v' || hasWord(sql, i + 2, 'from');
    case 'insert':
    case 'replace':
      return nextWord === 'into' || next === 'v';
    case 'merge':
      // "Merge pull request #1 from …"
      return nextWord === 'into' || (next === 'v' && (wordAt(sql, i + 2) === 'using' || hasWord(sql, i + 3, 'using')));
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
      if (nextWord === 'recursive') return true;
      return (
        (next === 'v' || next === 's' || next === 'f') && (wordAt(sql, i + 2) === 'as' || typeAt(sql, i + 2) === '(')
      );
    case 'copy':
      return nextWord === 'into' && typeAt(sql, i + 2) === '(';
    // A line of a longer statement.
    case 'from':
      return next === '(' && typeAt(sql, 2) === 'E';
    case 'where':
      return nextWord === 'exists' || (next === 'v' && typeAt(sql, 2) === 'o');
    case 'use':
      return next === 'v' && (typeAt(sql, 2) === undefined || typeAt(sql, 2) === ';' || typeAt(sql, 2) === 'c');
    case 'explain':
    case 'show':
    case 'describe':
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
  if (word === 'drop' || word === 'truncate' || word === 'delete') {
    for (let j = i + 2; j < i + 9; j++) {
      // "Drop support for x (#15567)" names an issue.
      if (typeAt(sql, j) === 'c') return /^#\d/.test(tokenText(sql, j)) ? undefined : 'medium';
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
    // `cast((select …) as int)`: the error tells what was selected.
    if (
      (word === 'cast' || word === 'convert') &&
      depth <= 0 &&
      typeAt(sql, i + 1) === '(' &&
      typeAt(sql, i + 2) === '(' &&
      typeAt(sql, i + 3) === 'E'
    )
      return 'medium';
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
      if (before === 'E' && (typeAt(sql, i + 1) === undefined || typeAt(sql, i + 1) === ')')) return undefined;
    }
  }
  return undefined;
}
