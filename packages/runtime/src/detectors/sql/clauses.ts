import type { Confidence } from '@bulkhead/core';
import { isComparisonWord, readExpression } from './expressions.ts';
import { isSelectList } from './selects.ts';
import { endOf, isEnd, isOpenString, type Sql, startOf, typeAt, wordAt } from './tokens.ts';

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
      if (type === 'n') {
        // `order by 5 desc--`
        const sign = behindValue && /^(?:asc|desc)$/.test(wordAt(sql, at + 3)) ? typeAt(sql, at + 4) : after;
        return sign === 'c' || after === ',' || (behindValue && isEnd(sql, at + 3)) ? 'medium' : undefined;
      }
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
      if (nextWord === 'outfile' || nextWord === 'dumpfile') return 'high';
      // `into @,@`, `into @a,@b`: as many variables as there are columns.
      return behindValue &&
        plain &&
        sql.text.charCodeAt(startOf(sql, at + 1)) === 64 &&
        /^into\s{1,4}@\w{0,16}\s?(?:,|#|--|$)/i.test(sql.text.slice(startOf(sql, at), startOf(sql, at) + 40))
        ? 'medium'
        : undefined;
    // `for update`, `for xml path('')`
    case 'for':
      return behindValue && plain && /^(?:update|share|xml|json|browse)$/.test(nextWord) && endsInComment(sql, at + 2)
        ? 'medium'
        : undefined;
    case 'procedure':
      return next === 'f' || nextWord === 'analyse' ? 'high' : undefined;
    case 'collate': {
      const after = typeAt(sql, at + 2);
      return behindValue && plain && (after === 'c' || after === 'l' || after === 'o') ? 'medium' : undefined;
    }
    case 'from':
      return behindValue && plain && next === 'v' && (wordAt(sql, at + 2) === 'where' || typeAt(sql, at + 2) === 'c')
        ? readExpression(sql, at + 3, false).comparisons > 0 || typeAt(sql, at + 2) === 'c'
          ? 'medium'
          : undefined
        : undefined;
    case 'case':
      return nextWord === 'when' && next === 'k' && typeAt(sql, at + 2) !== 'v' ? 'medium' : undefined;
    default:
      return undefined;
  }
}

function endsInComment(sql: Sql, at: number): boolean {
  for (let i = at; i < at + 12; i++) {
    if (typeAt(sql, i) === 'c') return true;
    if (typeAt(sql, i) === undefined) return false;
  }
  return false;
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

/** `', role='admin`, `', role=1 where id=2--`: a further column of an UPDATE, closed by the developer's quote or by none. */
export function isAssignment(sql: Sql, comma: number): boolean {
  if (typeAt(sql, comma + 1) !== 'v' || wordAt(sql, comma + 2) !== '=') return false;
  const type = typeAt(sql, comma + 3);
  const after = typeAt(sql, comma + 4);
  if (type === 's' && isOpenString(sql, comma + 3)) return endOf(sql, comma + 3) - startOf(sql, comma + 3) < 40;
  return (type === 's' || type === 'n') && (after === 'c' || wordAt(sql, comma + 4) === 'where');
}

/** `',(select …)`, `', 1, sleep(5))--`: further columns of an INSERT. */
export function judgeList(sql: Sql, at: number, plain: boolean): Confidence | undefined {
  if (plain && isAssignment(sql, at)) return 'medium';
  for (let i = at; i < at + 64; i++) {
    const type = typeAt(sql, i);
    if (type === undefined) return undefined;
    if (type === 'd' || (type === 'E' && isSelectList(sql, i + 1))) return plain ? 'high' : 'medium';
    if (type === 'c' || (type === ';' && typeAt(sql, i + 1) === 'c'))
      return plain && (typeAt(sql, i - 1) === ')' || i > at + 1) ? 'medium' : undefined;
    if (!',nsfo()vu'.includes(type)) return undefined;
    if (type === 'v' && typeAt(sql, i - 1) === 'v') return undefined;
  }
  return undefined;
}
