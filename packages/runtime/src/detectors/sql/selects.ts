import type { Confidence } from '@bulkhead/core';
import { isEnd, type Sql, tokenText, typeAt, wordAt } from './tokens.ts';
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
  if (word === 'values') {
    return typeAt(sql, i + 1) === '(' || (wordAt(sql, i + 1) === 'row' && typeAt(sql, i + 2) === '(')
      ? 'high'
      : undefined;
  }
  if (word === 'table') {
    if (isSystemTable(wordAt(sql, i + 1))) return 'high';
    return typeAt(sql, i + 1) === 'v' && (typeAt(sql, i + 2) === 'c' || wordAt(sql, i + 2) === 'limit')
      ? 'medium'
      : undefined;
  }
  if (type !== 'E') return undefined;
  if (typeAt(sql, i - 1) === '(') return isEnd(sql, i + 1) ? 'medium' : 'high';
  i++;
  const next = typeAt(sql, i);
  // Cut off behind SELECT: a fragment of a tool. `minus` and `except` are words of prose.
  if (next === undefined || next === 'c') return wordAt(sql, at) === 'union' ? 'medium' : undefined;
  if (wordAt(sql, i) === 'all' && wordAt(sql, i + 1) === 'from') return 'high';
  if (
    isSelectList(sql, i) ||
    (wordAt(sql, i) === 'next' && wordAt(sql, i + 1) === 'value' && wordAt(sql, i + 2) === 'for')
  )
    return 'high';
  // Cut off in the list of columns.
  const cut = typeAt(sql, i) === 'v' && (isEnd(sql, i + 1) || (wordAt(sql, i + 1) === 'from' && isEnd(sql, i + 2)));
  return cut && sql.text.length < 80 ? 'medium' : undefined;
}

/** What can follow SELECT, other than a plain word: prose says "select the …". */
export function isSelectList(sql: Sql, at: number): boolean {
  let i = at;
  while (isSelectModifier(sql, i)) i++;
  if (i > at + 1 && typeAt(sql, i - 1) === 'n' && typeAt(sql, i) === undefined) return true;
  let opened = false;
  for (;;) {
    const type = typeAt(sql, i);
    const word = wordAt(sql, i);
    opened ||= type === '(';
    if (type === '(' || type === 'u' || (type === 'o' && (word === '-' || word === '+'))) i++;
    else break;
  }
  const next = typeAt(sql, i + 1);
  switch (typeAt(sql, i)) {
    case 'n':
      // `select 2 of them`
      return next !== 'v' && !(next === 'o' && wordAt(sql, i + 1) === 'in');
    case 's':
      // "(Select "Common" if it works on more than one platform)", "(Select "Help" from the menu)"
      return next !== 'v' && next !== 'S' && !(wordAt(sql, i + 1) === 'from' && isArticle(wordAt(sql, i + 2)));
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
      return isColumnList(sql, i, opened);
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
function isColumnList(sql: Sql, at: number, opened: boolean): boolean {
  let i = at + 1;
  while (opened && typeAt(sql, i) === ')') i++;
  if (wordAt(sql, i) === 'as') i += 2;
  const type = typeAt(sql, i);
  if (type === 'o' || type === 'l') return !isWordOperator(wordAt(sql, i)) && wordAt(sql, i) !== '|';
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
