import { type Buildable, build } from '../deployed/build.ts';
import { get, listTree, scalarTree, type Tree } from '../yaml/tree.ts';
import { asDocument } from './json-document.ts';
import { pascal } from './references.ts';
import { isReferring, truthOf } from './values.ts';

/** How one Terraform type is written in CloudFormation. */
export interface TerraformKind {
  readonly type: string;
  /** Properties by CloudFormation's name; a name with dots nests (`TracingConfig.Mode`). */
  readonly properties: Readonly<Record<string, Property>>;
}

/** The name of an attribute, or what its value becomes. */
export type Property = string | ((values: Tree) => Buildable);

/** The properties of a resource after its kind's table. */
export function propertiesOf(kind: TerraformKind, values: Tree): Tree {
  const root: Record<string, Buildable> = {};
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = typeof property === 'string' ? get(values, property) : property(values);
    if (value === undefined) continue;
    const path = name.split('.');
    let here = root;
    for (const key of path.slice(0, -1)) {
      here[key] ??= {};
      here = here[key] as Record<string, Buildable>;
    }
    here[path.at(-1)!] = value;
  }
  return build(root, values.place);
}

/** The first block of a type. */
export function block(values: Tree | undefined, name: string): Tree | undefined {
  const found = get(values, name);
  return found?.kind === 'list' ? found.items[0] : found;
}

export function blocks(values: Tree | undefined, name: string): readonly Tree[] {
  const found = get(values, name);
  return found?.kind === 'list' ? found.items : found ? [found] : [];
}

/** An attribute inside of the first block of a type. */
export function inBlock(name: string, ...path: readonly string[]): (values: Tree) => Tree | undefined {
  return (values) => {
    let here = block(values, name);
    for (const key of path.slice(0, -1)) here = block(here, key);
    return get(here, path.at(-1)!);
  };
}

/** A JSON document, given as text or by `jsonencode`. */
export function document(name: string): (values: Tree) => Tree | undefined {
  return (values) => asDocument(get(values, name));
}

/** Every field of a block under CloudFormation's spelling, blocks inside of it too. */
export function sameNames(name: string): (values: Tree) => Buildable {
  return (values) => {
    const found = block(values, name);
    return found && respell(found);
  };
}

export function respell(tree: Tree): Buildable {
  if (tree.kind !== 'map' || isReferring(tree)) return tree;
  const fields: Record<string, Buildable> = {};
  for (const [key, { value }] of tree.entries) {
    const [only] = value.kind === 'list' ? value.items : [];
    const isBlock = value.kind === 'list' && only?.kind === 'map' && !isReferring(only);
    fields[pascal(key)] = isBlock ? (value.items.length === 1 ? respell(only) : value.items.map(respell)) : value;
  }
  return fields;
}

/** A truth value turned round: `disable_execute_api_endpoint`. */
export function whether(name: string, then: Buildable, otherwise?: Buildable): (values: Tree) => Buildable {
  return (values) => {
    const value = get(values, name);
    if (!value) return undefined;
    const truth = truthOf(value);
    return truth === undefined ? undefined : truth ? then : otherwise;
  };
}

/** Tags as CloudFormation lists them. */
export function tags(values: Tree): Buildable {
  const found = get(values, 'tags');
  if (found?.kind !== 'map' || isReferring(found)) return undefined;
  return [...found.entries].map(([key, { value }]) => ({ Key: key, Value: value }));
}

/** A list, also where one value stands. */
export function listOf(value: Tree | undefined): Tree | undefined {
  return value === undefined || value.kind === 'list' ? value : listTree([value], value.place);
}

export function constant(value: string | number | boolean, at: Tree): Tree {
  return scalarTree(value, at.place);
}
