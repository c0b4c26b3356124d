import type { SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { kindOf, type Tree } from '../yaml/tree.ts';
import { intrinsicOf } from './intrinsic.ts';

interface Evaluation {
  evaluate(tree: Tree): Tree;
  condition(name: string, place: SourcePlace): boolean | undefined;
}

/**
 * Decides `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not` and `Condition`.
 * @returns `undefined` when it depends on a value that is not known
 */
export function decideCondition(tree: Tree, evaluation: Evaluation): boolean | undefined {
  if (tree.kind === 'unknown') return undefined;
  const call = intrinsicOf(tree);
  if (!call) {
    if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return tree.value;
    throw badTemplate(tree.place, `a condition must be a function such as Fn::Equals, not ${kindOf(tree)}`);
  }
  const { name, argument } = call;
  if (name === 'Condition') return evaluation.condition(textOf(argument), argument.place);
  if (!['Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not'].includes(name)) return undefined;
  if (argument.kind !== 'list') throw badTemplate(argument.place, `${name} takes a list`);
  const { items } = argument;
  if (name === 'Fn::Equals') return decideEquals(items, argument, evaluation);
  const answers = items.map((item) => decideCondition(item, evaluation));
  switch (name) {
    case 'Fn::Not':
      if (answers.length !== 1) throw badTemplate(argument.place, 'Fn::Not takes a list of one condition');
      return answers[0] === undefined ? undefined : !answers[0];
    case 'Fn::And':
      if (answers.includes(false)) return false;
      return answers.includes(undefined) ? undefined : true;
    default:
      if (answers.includes(true)) return true;
      return answers.includes(undefined) ? undefined : false;
  }
}

function decideEquals(items: readonly Tree[], argument: Tree, evaluation: Evaluation): boolean | undefined {
  if (items.length !== 2) throw badTemplate(argument.place, 'Fn::Equals takes a list of two values');
  const [left, right] = items.map((item) => evaluation.evaluate(item)) as [Tree, Tree];
  if (left.kind !== 'scalar' || right.kind !== 'scalar') return undefined;
  return String(left.value) === String(right.value);
}

function textOf(tree: Tree): string {
  if (tree.kind !== 'scalar') throw badTemplate(tree.place, `Condition takes a name, not ${kindOf(tree)}`);
  return String(tree.value);
}
