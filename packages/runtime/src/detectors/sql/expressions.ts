import { isOpenString, type Sql, tokenText, typeAt, wordAt } from './tokens.ts';
import { kindOf } from './vocabulary.ts';

/** How a piece of SQL that goes on behind a value ends. */
export type Ending =
  /** A comment swallows what the developer wrote behind the value. */
  | 'comment'
  /** A string without its closing quote: the developer's own closes it. */
  | 'string'
  | 'semicolon'
  | 'end'
  /** Something that no expression of SQL goes on with. */
  | 'broken';

/** What stands in an expression of SQL, as far as it was one. */
export interface Expression {
  readonly ending: Ending;
  /** The token that ended it. */
  readonly at: number;
  readonly logic: number;
  readonly comparisons: number;
  /** Operators of any other kind, string concatenation by juxtaposition among them. */
  readonly operators: number;
  /** A comparison between constants, or of a name with itself: it says nothing of any data. */
  readonly constant: boolean;
  /** A sub-select, or a call that nobody makes but for its effect. */
  readonly effect: boolean;
  readonly calls: number;
  readonly names: number;
  readonly constants: number;
}

/** Tokens of one expression that are looked at; a sub-select or a call for effect behind them is found by itself. */
const MOST = 160;

/**
 * Reads on as an expression of SQL does, behind a complete value (`' or 1=1`) or before one.
 *
 * Closing brackets that nothing opened belong to the developer's part of the query.
 */
export function readExpression(sql: Sql, from: number, behindValue: boolean): Expression {
  let logic = 0;
  let comparisons = 0;
  let operators = 0;
  let calls = 0;
  let names = 0;
  let constants = 0;
  let constant = false;
  let effect = false;
  let ending: Ending = 'broken';
  let wantsValue = !behindValue;
  /** `between` waits for its `and`. */
  let between = 0;
  let depth = 0;
  let i = from;
  for (; i < from + MOST; i++) {
    const type = typeAt(sql, i);
    if (type === undefined) {
      ending = i > from && isOpenString(sql, i - 1) ? 'string' : 'end';
      break;
    }
    if (type === 'c') {
      ending = 'comment';
      break;
    }
    if (type === ';') {
      ending = 'semicolon';
      break;
    }
    const word = wordAt(sql, i);
    if (type === '(') depth++;
    else if (type === ')') depth--;
    if (wantsValue) {
      if (type === 'u' || type === '(' || (type === 'o' && (word === '-' || word === '+'))) continue;
      if (type === 'E') {
        effect = true;
        break;
      }
      if (type === 'k') {
        if (word === 'case' && wordAt(sql, i - 1) !== 'in') {
          // `case when` is looked at no further: nothing honest continues a value with it.
          effect = true;
          break;
        }
        if (word === 'exists' && typeAt(sql, i + 1) === ')') {
          calls++;
          wantsValue = false;
          continue;
        }
        if (word === 'exists' || word === 'all' || word === 'any' || word === 'some' || word === 'distinct') continue;
        if (word === 'interval') continue;
        break;
      }
      if (type === 'o' && word === 'in') continue;
      if (type === 'd' || type === 'f') {
        if (type === 'd') effect = true;
        calls++;
        continue;
      }
      if (type === 'o' && word === '*' && typeAt(sql, i + 1) === ')') {
        wantsValue = false;
        continue;
      }
      if (type === 'o' && typeAt(sql, i - 1) === 'o' && i > from && isComparisonWord(word)) continue;
      if (type === 'n' || type === 's' || type === 'v') {
        if (type === 'v' && /[._]/.test(word) && kindOf(word) === 'd') effect = true;
        if (type === 'v') names++;
        else constants++;
        wantsValue = false;
        if (i > from && isConstantComparison(sql, from, i)) constant = true;
        continue;
      }
      // `f()` has no argument.
      if (type === ')' && typeAt(sql, i - 1) === '(') {
        wantsValue = false;
        continue;
      }
      break;
    }
    if (type === ')') continue;
    if (type === 'l') {
      if (word === 'and' && between > 0) between--;
      else logic++;
      wantsValue = true;
      continue;
    }
    if (type === 'o') {
      if (word === 'notnull' || word === 'isnull') {
        comparisons++;
        continue;
      }
      if (word === '::') {
        const cast = typeAt(sql, i + 1);
        if (cast !== 'v' && cast !== 'f') break;
        operators++;
        i++;
        continue;
      }
      if (word === 'escape') {
        wantsValue = true;
        continue;
      }
      if (word === 'between') between++;
      if (isComparisonWord(word)) comparisons++;
      else operators++;
      wantsValue = true;
      continue;
    }
    if (type === 'u') {
      // `not like`, `! all`, `not in`
      const next = wordAt(sql, i + 1);
      if (typeAt(sql, i + 1) !== 'o' && next !== 'all' && next !== 'any') break;
      if (next === 'all' || next === 'any') {
        comparisons++;
        wantsValue = true;
      }
      continue;
    }
    if (type === ',') {
      wantsValue = true;
      continue;
    }
    if (type === 's' && typeAt(sql, i - 1) === 's' && i > from) {
      operators++;
      continue;
    }
    if (type === '(' && typeAt(sql, i - 1) === 'v' && i > from) {
      wantsValue = true;
      continue;
    }
    // cast(x as int), convert(x using utf8), substring(x from 1 for 2)
    if (type === 'k' && depth > 0 && (word === 'from' || word === 'for')) {
      wantsValue = true;
      continue;
    }
    if (type === 'k' && (word === 'collate' || (depth > 0 && (word === 'as' || word === 'using')))) {
      i++;
      operators++;
      continue;
    }
    break;
  }
  if (wantsValue && ending !== 'broken' && i > from) ending = ending === 'end' ? 'end' : 'broken';
  return { ending, at: i, logic, comparisons, operators, constant, effect, calls, names, constants };
}

/** Whether the value at `right` is compared with a constant, or a name with itself. */
function isConstantComparison(sql: Sql, from: number, right: number): boolean {
  let operator = right - 1;
  while (operator > from && isPrefix(sql, operator)) operator--;
  if (typeAt(sql, operator) !== 'o' || !isComparisonWord(wordAt(sql, operator))) return false;
  while (operator > from && (typeAt(sql, operator - 1) === 'o' || typeAt(sql, operator - 1) === 'u')) operator--;
  let left = operator - 1;
  while (left >= from && typeAt(sql, left) === ')') left--;
  if (left < from) return false;
  const type = typeAt(sql, right);
  const other = typeAt(sql, left);
  if (type === 'v') return other === 'v' && tokenText(sql, left).toLowerCase() === tokenText(sql, right).toLowerCase();
  return other === 'n' || other === 's';
}

function isPrefix(sql: Sql, at: number): boolean {
  const type = typeAt(sql, at);
  const word = wordAt(sql, at);
  return type === '(' || type === 'u' || word === '-' || word === '+';
}

/** `=`, `<>`, `like` and their like. */
export function isComparisonWord(word: string): boolean {
  const code = word.charCodeAt(0);
  return (code >= 60 && code <= 62) || COMPARISONS.has(word);
}

const COMPARISONS = new Set(
  '!= like rlike regexp ilike in between is sounds similar glob match notnull isnull ~ @> @? @@ ?| #> contains member'.split(
    ' ',
  ),
);
