import { intrinsicOf } from '../cloudformation/intrinsic.ts';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';
import type { DeployedEvaluator } from './evaluate.ts';

/** Resources of one stack, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_ENTRIES = 500;
const MAX_NESTING = 5;

/**
 * Writes out `Fn::ForEach::Name: [Variable, [a, b], {Key${Variable}: …}]` in a map of resources, outputs or properties.
 * A loop over values that are not known is left out.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function expandForEach(tree: Tree | undefined, evaluator: DeployedEvaluator): Tree | undefined {
  if (tree?.kind !== 'map' || !hasLoop(tree)) return tree;
  return writeOut(tree, new Map(), evaluator, 0);
}

function hasLoop(tree: Tree): boolean {
  if (tree.kind === 'list') return tree.items.some(hasLoop);
  if (tree.kind !== 'map') return false;
  for (const [key, { value }] of tree.entries) if (key.startsWith('Fn::ForEach') || hasLoop(value)) return true;
  return false;
}

function writeOut(tree: Tree, bound: ReadonlyMap<string, string>, evaluator: DeployedEvaluator, nesting: number): Tree {
  if (tree.kind === 'scalar') {
    if (typeof tree.value !== 'string' || bound.size === 0) return tree;
    const text = fill(tree.value, bound);
    return text === tree.value ? tree : scalarTree(text, tree.place, tree.hidden);
  }
  if (tree.kind === 'list') {
    return listTree(
      tree.items.map((item) => writeOut(item, bound, evaluator, nesting)),
      tree.place,
    );
  }
  if (tree.kind !== 'map') return tree;
  const call = intrinsicOf(tree);
  if (call?.name === 'Ref' && call.argument.kind === 'scalar') {
    const value = bound.get(String(call.argument.value));
    if (value !== undefined) return scalarTree(value, tree.place);
  }
  const entries = new Map<string, MapEntry>();
  for (const [key, { key: place, value }] of tree.entries) {
    if (!key.startsWith('Fn::ForEach')) {
      entries.set(fill(key, bound), { key: place, value: writeOut(value, bound, evaluator, nesting) });
      continue;
    }
    const [variable, list, body] = value.kind === 'list' ? value.items : [];
    if (variable?.kind !== 'scalar' || !list || body?.kind !== 'map' || nesting >= MAX_NESTING) continue;
    const known = evaluator.evaluate(writeOut(list, bound, evaluator, nesting))?.value;
    for (const item of Array.isArray(known) ? known : []) {
      if (typeof item === 'object' || entries.size >= MAX_ENTRIES) continue;
      const inner = new Map(bound).set(String(variable.value), String(item));
      const written = writeOut(body, inner, evaluator, nesting + 1);
      if (written.kind === 'map') for (const [name, entry] of written.entries) entries.set(name, entry);
    }
  }
  return mapTree(entries, tree.place);
}

/** `${Name}` gives the value, `&{Name}` the value without what an id may not hold. */
function fill(text: string, bound: ReadonlyMap<string, string>): string {
  if (bound.size === 0) return text;
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, mark: string, name: string) => {
    const value = bound.get(name);
    if (value === undefined) return whole;
    return mark === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
  });
}
