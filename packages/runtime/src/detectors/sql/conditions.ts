import type { Confidence } from '@bulkhead/core';
import { hasComparison, isComparison, isEnd, isEndOrLogic, isMatchWord, isSign, isTruth } from './predicates.ts';
import { isSelectList } from './statements.ts';
import type { SqlTokens } from './tokens.ts';

/** `or 1=1`, `and 'a'='a'`, `or x=x` anywhere: logic before a comparison that does not depend on any data. */
export function judgeTautology(sql: SqlTokens, from: number): Confidence | undefined {
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

/** `or 1=1`, `and (select …`, `|| sleep(5)`: logic that goes on with more than a word. */
export function judgeCondition(sql: SqlTokens, from: number, brokeOut: boolean): Confidence | undefined {
  const { types, words } = sql;
  let at = from;
  for (;;) {
    let i = at + 1;
    while (types[i] === '(' || types[i] === 'u' || (types[i] === 'o' && isSign(sql, i)) || words[i] === 'binary') i++;
    const type = types[i];
    if (type === 'E') return isSelectList(sql, i + 1) || brokeOut ? 'high' : undefined;
    if (type === 'd') return 'high';
    if (type === 'f') return brokeOut || hasComparison(sql, i) ? 'medium' : undefined;
    if (words[i] === 'case' || words[i] === 'exists') {
      return types[i + 1] === 'k' || types[i + 1] === '(' ? 'high' : undefined;
    }
    if (type !== 'n' && type !== 's' && type !== 'v') return undefined;
    let j = i + 1;
    while (types[j] === ')') j++;
    if (types[j] === 'l') {
      // `or 1 or 2 or …`: what comes last decides.
      if (type === 'v' || !(brokeOut || isEndOrLogic(sql, j + 1))) return undefined;
      at = j;
      continue;
    }
    if (types[j] === 'o' || types[j] === 'u') return comparisonAt(sql, i, j, brokeOut);
    if (words[j] === 'between') return 'medium';
    if (types[j] === 'c' && type !== 'v') return 'medium';
    if (types[j] === ';' && type === 'n') return 'medium';
    if (!brokeOut) return words[i] === 'true' && isEnd(sql, j) && at > 0 ? 'low' : undefined;
    if (!isEnd(sql, j)) return undefined;
    // `' or '`: the developer's own closing quote makes the rest.
    if (type === 's') return sql.ends[i]! - sql.starts[i]! < 40 ? 'medium' : undefined;
    return type === 'n' && isTruth(sql, i) ? 'medium' : undefined;
  }
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
export function judgeComparison(sql: SqlTokens, at: number): Confidence | undefined {
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
export function judgeClause(sql: SqlTokens, at: number, after: boolean): Confidence | undefined {
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
export function judgeList(sql: SqlTokens, at: number): Confidence | undefined {
  const { types } = sql;
  for (let i = at; i < types.length; i++) {
    const type = types[i]!;
    if (type === 'd' || (type === 'E' && isSelectList(sql, i + 1))) return 'high';
    if (type === 'c') return types[i - 1] === ')' ? 'medium' : undefined;
    if (!',ns()o'.includes(type)) return undefined;
  }
  return undefined;
}
