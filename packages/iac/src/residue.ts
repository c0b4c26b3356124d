import type { LambdaFunction, Resource, Unknown } from '@bulkhead/core';
import type { CloudFormationTemplate } from './cloudformation/template.ts';
import type { Tree } from './yaml/tree.ts';

/** What is known of an unknown value, for whoever may decide the rest. */
export interface Residue {
  readonly tree: Tree;
  readonly template: CloudFormationTemplate;
}

/**
 * Beside the model, not in it: the model says what is known, never what the lab would take instead. It is kept by
 * identity, so a copy of an app loses it and the expression is parsed again.
 */
const residues = new WeakMap<Unknown, Residue>();

export function keepResidue(unknown: Unknown, residue: Residue): void {
  residues.set(unknown, residue);
}

export function residueOf(unknown: Unknown): Residue | undefined {
  return residues.get(unknown);
}

const templates = new WeakMap<readonly Resource[], CloudFormationTemplate>();

/** Remembers the template behind an app's resources: parameters and mappings are not in the model. */
export function keepTemplate(resources: readonly Resource[], template: CloudFormationTemplate): void {
  templates.set(resources, template);
}

export function templateBehind(resources: readonly Resource[]): CloudFormationTemplate | undefined {
  return templates.get(resources);
}

interface Marks {
  /** The handler holds a value from the environment, which no message may show. */
  readonly handlerHidden: boolean;
  /** The environment has more variables than the model names: a map of them stayed unknown. */
  readonly environmentOpen: boolean;
}

const marks = new WeakMap<LambdaFunction, Marks>();

/** Remembers beside the model what a function's source says about its values. */
export function markFunction(fn: LambdaFunction, mark: Marks): LambdaFunction {
  marks.set(fn, mark);
  return fn;
}

export function marksOf(fn: LambdaFunction): Marks {
  return marks.get(fn) ?? { handlerHidden: false, environmentOpen: false };
}
