import type { HclExpression, TemplatePart } from '../hcl/types.ts';
import { get, listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';
import { callFunction } from './functions.ts';
import { isCollection, isKnown, joinText, jsonText, openValue, textOf, truthOf } from './values.ts';

/** One step into a value: `.name` or `[index]`. */
export type Step = { readonly name: string } | { readonly index: Tree };

/** What names mean where an expression stands. */
export interface Scope {
  /**
   * The value of a name with the steps behind it (`var`, then `.a`; `aws_s3_bucket`, then `.b`, `.arn`), and how many of
   * them it took. `undefined`: no such name.
   */
  resolve(
    name: string,
    steps: readonly Step[],
    at: HclExpression,
  ): { readonly value: Tree; readonly taken: number } | undefined;
  /** Names of `for`, `each`, `count`. */
  readonly names: ReadonlyMap<string, Tree>;
  /** Steps left for the whole configuration: a bomb of nested loops ends here. */
  readonly budget: { left: number };
}

/** Values that all expressions of a configuration may make together; the largest of 178 public ones made 553. */
export const MAX_STEPS = 300_000;

/** The value of an expression. What only an apply would know stays open; references become CloudFormation's functions. */
export function evaluate(expression: HclExpression, scope: Scope): Tree {
  const { place } = expression;
  if (--scope.budget.left < 0) return openValue('takes too many steps to evaluate', '…', place);
  switch (expression.kind) {
    case 'literal':
      return scalarTree(expression.value, place);
    case 'template':
      return joinText(partsOf(expression.parts, scope, place), place);
    case 'variable':
    case 'attribute':
    case 'index':
      return readPath(expression, scope);
    case 'splat': {
      const of = evaluate(expression.of, scope);
      const items = of.kind === 'list' ? of.items : of.kind === 'scalar' && of.value === null ? [] : [of];
      if (of.kind === 'unknown') return of;
      const each = items.map((item) =>
        evaluate(
          expression.each({ kind: 'variable', name: SPLAT_ITEM, place }),
          withNames(scope, new Map([[SPLAT_ITEM, item]])),
        ),
      );
      return listTree(each, place);
    }
    case 'list':
      return listTree(
        expression.items.map((item) => evaluate(item, scope)),
        place,
      );
    case 'object': {
      const entries = new Map<string, MapEntry>();
      for (const { key, value } of expression.entries) {
        const name = textOf(evaluate(key, scope));
        if (name !== undefined) entries.set(name, { key: key.place, value: evaluate(value, scope) });
      }
      return mapTree(entries, place);
    }
    case 'call': {
      const values = expression.arguments.map((argument) => evaluate(argument, scope));
      const last = values.at(-1);
      if (expression.expands && last?.kind === 'list') values.splice(-1, 1, ...last.items);
      return callFunction(expression.name, values, place);
    }
    case 'unary': {
      const operand = evaluate(expression.operand, scope);
      if (operand.kind === 'unknown') return operand;
      if (expression.operator === '!') return callFunction('not', [operand], place);
      return scalarTree(-Number(textOf(operand)), place);
    }
    case 'binary':
      return evaluateBinary(expression, scope);
    case 'conditional': {
      const test = truthOf(evaluate(expression.test, scope));
      if (test !== undefined) return evaluate(test ? expression.then : expression.otherwise, scope);
      const [then, otherwise] = [evaluate(expression.then, scope), evaluate(expression.otherwise, scope)];
      if (isKnown(then) && jsonText(then) === jsonText(otherwise)) return then;
      return openValue('depends on a condition that is not known', '… ? … : …', place);
    }
    case 'for':
      return evaluateFor(expression, scope);
  }
}

const SPLAT_ITEM = '*';

function withNames(scope: Scope, more: ReadonlyMap<string, Tree>): Scope {
  return { ...scope, names: new Map([...scope.names, ...more]) };
}

function partsOf(parts: readonly TemplatePart[], scope: Scope, place: HclExpression['place']): Tree[] {
  return parts.flatMap((part): Tree[] => {
    if (typeof part === 'string') return [scalarTree(part, place)];
    if (!('place' in part)) {
      if (part.kind === 'each') {
        const over = evaluate(part.over, scope);
        const rounds = roundsOf(over);
        if (!rounds) return [openValue('is made by a loop over a value that is not known', '%{ for … }', place)];
        return rounds.flatMap(([key, value]) =>
          partsOf(part.body, withNames(scope, loopNames(part.names, key, value)), place),
        );
      }
      const test = truthOf(evaluate(part.test, scope));
      if (test === undefined) return [openValue('depends on a condition that is not known', '%{ if … }', place)];
      return partsOf(test ? part.then : part.otherwise, scope, place);
    }
    return [evaluate(part, scope)];
  });
}

/** Follows `a.b[c].d` from its name on. */
function readPath(expression: HclExpression, scope: Scope): Tree {
  const steps: Step[] = [];
  let root: HclExpression = expression;
  while (root.kind === 'attribute' || root.kind === 'index') {
    steps.unshift(root.kind === 'attribute' ? { name: root.name } : { index: evaluate(root.index, scope) });
    root = root.of;
  }
  if (root.kind !== 'variable') return follow(evaluate(root, scope), steps, expression);
  const own = scope.names.get(root.name);
  if (own) return follow(own, steps, expression);
  const found = scope.resolve(root.name, steps, expression);
  if (!found) return openValue(`${root.name} is nothing that this configuration declares`, root.name, expression.place);
  return follow(found.value, steps.slice(found.taken), expression);
}

/** The name or the number that a step goes to. */
export function keyOf(step: Step | undefined): string | undefined {
  if (step === undefined) return undefined;
  return 'name' in step ? step.name : textOf(step.index);
}

function follow(start: Tree, steps: readonly Step[], at: HclExpression): Tree {
  let here = start;
  for (const step of steps) {
    if (here.kind === 'unknown') return here;
    const key = keyOf(step);
    const found: Tree | undefined =
      key === undefined
        ? undefined
        : here.kind === 'list'
          ? here.items[Number(key)]
          : isCollection(here)
            ? get(here, key)
            : undefined;
    if (!found) return openValue('is not known before an apply', key ?? '…', at.place);
    here = found;
  }
  return here;
}

function evaluateBinary(expression: HclExpression & { kind: 'binary' }, scope: Scope): Tree {
  const { operator, place } = expression;
  const left = evaluate(expression.left, scope);
  if (operator === '&&' || operator === '||') {
    const [a, b] = [truthOf(left), truthOf(evaluate(expression.right, scope))];
    const decided = operator !== '&&';
    if (a === decided || b === decided) return scalarTree(decided, place);
    return a === undefined || b === undefined
      ? openValue('depends on a value that is not known', `… ${operator} …`, place)
      : scalarTree(!decided, place);
  }
  const right = evaluate(expression.right, scope);
  if (!isKnown(left) || !isKnown(right))
    return openValue('depends on a value that is not known', `… ${operator} …`, place);
  if (operator === '==' || operator === '!=') {
    const equal = jsonText(left) === jsonText(right) || (textOf(left) !== undefined && textOf(left) === textOf(right));
    return scalarTree(equal === (operator === '=='), place);
  }
  const [a, b] = [Number(textOf(left)), Number(textOf(right))];
  const results: Readonly<Record<string, () => number | boolean>> = {
    '+': () => a + b,
    '-': () => a - b,
    '*': () => a * b,
    '/': () => a / b,
    '%': () => a % b,
    '<': () => a < b,
    '>': () => a > b,
    '<=': () => a <= b,
    '>=': () => a >= b,
  };
  return scalarTree(results[operator]!(), place);
}

/** Keys and values of what a loop goes over, in Terraform's order; `undefined`: open. */
export function roundsOf(over: Tree): readonly (readonly [Tree, Tree])[] | undefined {
  if (over.kind === 'list') return over.items.map((item, index) => [scalarTree(index, item.place), item] as const);
  if (over.kind !== 'map' || !isCollection(over)) return undefined;
  return [...over.entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => [scalarTree(key, entry.key), entry.value] as const);
}

function loopNames(names: readonly string[], key: Tree, value: Tree): Map<string, Tree> {
  const [first = '_', second] = names;
  return second === undefined
    ? new Map([[first, value]])
    : new Map([
        [first, key],
        [second, value],
      ]);
}

function evaluateFor(expression: HclExpression & { kind: 'for' }, scope: Scope): Tree {
  const { place, names, condition, key, value, groups } = expression;
  const over = evaluate(expression.over, scope);
  const rounds = roundsOf(over);
  if (!rounds) return openValue('is made by a loop over a value that is not known', 'for …', place);
  const items: Tree[] = [];
  const entries = new Map<string, Tree[]>();
  for (const [roundKey, roundValue] of rounds) {
    const inner = withNames(scope, loopNames(names, roundKey, roundValue));
    if (condition && truthOf(evaluate(condition, inner)) === false) continue;
    const item = evaluate(value, inner);
    if (!key) {
      items.push(item);
      continue;
    }
    const name = textOf(evaluate(key, inner));
    if (name !== undefined) entries.set(name, [...(groups ? (entries.get(name) ?? []) : []), item]);
  }
  if (!key) return listTree(items, place);
  return mapTree(
    new Map<string, MapEntry>(
      [...entries].map(([name, found]) => [
        name,
        { key: place, value: groups ? listTree(found, place) : found.at(-1)! },
      ]),
    ),
    place,
  );
}
