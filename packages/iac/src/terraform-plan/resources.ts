import { type Buildable, build, join } from '../deployed/build.ts';
import type { TerraformResource } from '../terraform/expand.ts';
import { referTo } from '../terraform/references.ts';
import { openValue } from '../terraform/values.ts';
import { fromPlain } from '../yaml/plain.ts';
import { get, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';
import { itemsOf, type Plan, type PlanResource, readPlan, textOf } from './plan.ts';

/** Longest chain of blocks inside of blocks. */
const MAX_DEPTH = 20;

/**
 * The resources of a plan with what the plan does not know yet put in from its configuration: references to other
 * resources, policy documents whose ARNs are still open.
 * @param folder of the plan, relative to the project root
 */
export function planResources(document: Tree, folder: string): TerraformResource[] {
  const plan = readPlan(document);
  return plan.resources
    .filter(({ isData, type }) => !isData || type === 'archive_file')
    .map((resource) => ({
      address: resource.address,
      type: resource.type,
      values: merged(resource.values, resource.expressions, resource, plan, 0) ?? mapTree(new Map(), resource.place),
      place: resource.place,
      folder,
    }));
}

function merged(
  values: Tree | undefined,
  expressions: Tree | undefined,
  resource: PlanResource,
  plan: Plan,
  depth: number,
): Tree | undefined {
  if (expressions?.kind !== 'map' || depth > MAX_DEPTH) return values;
  const entries = new Map<string, MapEntry>(values?.kind === 'map' ? values.entries : []);
  for (const [name, { key, value: expression }] of expressions.entries) {
    const known = entries.get(name)?.value;
    if (expression.kind === 'list') {
      const items = itemsOf(known);
      const count = Math.max(items.length, expression.items.length);
      const blocks = Array.from({ length: count }, (_, index) =>
        merged(items[index], expression.items[Math.min(index, expression.items.length - 1)], resource, plan, depth + 1),
      );
      entries.set(name, { key, value: build(blocks, key) });
      continue;
    }
    if (known && !isOpen(known)) continue;
    const value = get(expression, 'constant_value') ?? referenceOf(get(expression, 'references'), resource, plan);
    if (value) entries.set(name, { key, value });
  }
  return mapTree(entries, values?.place ?? resource.place);
}

/** The plan leaves out what it does not know, or writes nothing in its place. */
function isOpen(tree: Tree): boolean {
  if (tree.kind === 'scalar') return tree.value === null || tree.value === '';
  return tree.kind === 'list' && tree.items.length === 0;
}

/** What an expression refers to. Text around a reference is not in a plan: the reference stands for the whole. */
function referenceOf(references: Tree | undefined, resource: PlanResource, plan: Plan): Tree | undefined {
  if (!references) return undefined;
  const { place } = resource;
  const found = plan.resolve(references, resource.prefix);
  if (!found) return openValue('is known after the apply', itemsOf(references).map(textOf).join(', '), place);
  const target = plan.resources.find(({ address }) => address === found.address);
  if (target?.type === 'aws_iam_policy_document') return policyDocument(target, plan);
  if (target?.isData) {
    return get(target.values, found.attribute) ?? openValue('is read from the account', found.address, place);
  }
  return referTo(found.address, target?.type ?? '', found.attribute, place);
}

/** A policy document of a data source: as the plan has it, else from its blocks. */
function policyDocument(resource: PlanResource, plan: Plan): Tree {
  const { place, prefix } = resource;
  const text = textOf(get(resource.values, 'json'));
  if (text !== undefined) {
    try {
      return fromPlain(JSON.parse(text), place);
    } catch {
      // No JSON after all: the blocks say the rest.
    }
  }
  const statements = itemsOf(get(resource.expressions, 'statement')).map((statement): Buildable => {
    const constant = (name: string) => get(statement, name, 'constant_value');
    const resources = get(statement, 'resources');
    const named = itemsOf(get(resources, 'references')).flatMap((item): Buildable[] => {
      const reference = build([item], item.place);
      const found = plan.resolve(reference, prefix);
      const target = plan.resources.find(({ address }) => address === found?.address);
      if (!found || found.attribute === '' || !target || target.isData) return [];
      // Whether `/*` follows is not in a plan.
      const rest = openValue('may go on', String(item.kind === 'scalar' ? item.value : ''), place);
      return [join('', referTo(found.address, target.type, found.attribute, place), rest)];
    });
    return {
      Sid: constant('sid'),
      Effect: constant('effect') ?? 'Allow',
      Action: constant('actions'),
      NotAction: constant('not_actions'),
      Resource: get(resources, 'constant_value') ?? (named.length > 0 ? named : undefined),
      NotResource: constant('not_resources'),
    };
  });
  return build({ Version: '2012-10-17', Statement: statements }, place);
}
