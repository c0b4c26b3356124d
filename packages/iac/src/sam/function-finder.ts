import { attributeOf, intrinsicOf } from '../cloudformation/intrinsic.ts';
import type { TemplateResource } from '../cloudformation/template.ts';
import { subParts } from '../deployed/joined-text.ts';
import { get, type Tree } from '../yaml/tree.ts';

/** Finds the function of the template that a value names, also inside of a text and through an alias. */
export interface FunctionFinder {
  (tree: Tree | undefined): string | undefined;
  /** The first resource of a type that a value refers to, anywhere in it. */
  reference(tree: Tree | undefined, type: string): TemplateResource | undefined;
}

/** Values that are looked through for a reference; an invocation URI has about ten. */
const MAX_VALUES = 200;

export function createFunctionFinder(
  resources: ReadonlyMap<string, TemplateResource>,
  functionIds: ReadonlySet<string>,
): FunctionFinder {
  const find = (tree: Tree | undefined, depth = 0): string | undefined => {
    for (const id of namesIn(tree)) {
      if (functionIds.has(id)) return id;
      const resource = resources.get(id);
      if (depth < 3 && (resource?.type === 'AWS::Lambda::Alias' || resource?.type === 'AWS::Lambda::Version')) {
        const found = find(get(resource.properties, 'FunctionName'), depth + 1);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  const reference = (tree: Tree | undefined, type: string) => {
    for (const id of namesIn(tree)) {
      const resource = resources.get(id);
      if (resource?.type === type) return resource;
    }
    return undefined;
  };
  return Object.assign((tree: Tree | undefined) => find(tree), { reference });
}

/** Logical ids that a value refers to. */
function* namesIn(tree: Tree | undefined): Generator<string> {
  const open: (Tree | undefined)[] = [tree];
  for (let count = 0; open.length > 0 && count < MAX_VALUES; count++) {
    const here = open.shift();
    if (!here) continue;
    if (here.kind === 'unknown') open.push(here.residue);
    else if (here.kind === 'list') open.push(...here.items.slice(0, MAX_VALUES));
    else if (here.kind === 'map') {
      const call = intrinsicOf(here);
      const argument = call?.argument;
      if (call?.name === 'Ref' && argument?.kind === 'scalar') yield String(argument.value);
      else if (call?.name === 'Fn::GetAtt' && argument) {
        const target = attributeOf(argument);
        if (target) yield target.id;
      } else {
        if (call?.name === 'Fn::Sub') {
          const pattern = argument?.kind === 'list' ? argument.items[0] : argument;
          const parts = pattern?.kind === 'scalar' ? subParts(String(pattern.value).slice(0, 2_000)) : [];
          for (const part of parts) if (typeof part === 'object') yield part.name.split('.')[0]!;
        }
        for (const { value } of here.entries.values()) open.push(value);
      }
    }
  }
}
