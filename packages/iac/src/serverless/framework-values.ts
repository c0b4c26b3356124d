import { BulkheadError, isMap, type Unknown } from '@bulkhead/core';
import { referenceOf } from '../cloudformation/intrinsic.ts';
import { functionLogicalId } from '../local-value.ts';
import { fromPlain } from '../yaml/plain.ts';
import { get, listTree, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';
import type { Answer, ReadSource } from './resolve.ts';
import { unknown } from './source-context.ts';

/** What the framework itself made of a service, for a plug-in that runs inside of it. */
export interface FrameworkValues {
  /** The configuration with its variables replaced, as the framework reads it. */
  readonly configuration: unknown;
  /** The CloudFormation template that it compiled, with what plug-ins added; left out before packaging. */
  readonly compiled?: unknown;
}

/**
 * Variables whose values may stand in a report. What comes from the environment, parameters, Parameter Store or a source
 * that nobody knows may be a secret: it stays unknown.
 */
const SHOWN = new Set(['self', 'file', 'opt', 'sls', 'aws', 'cf', 's3', 'git', 'strToBool', 'construct']);

/** Fills what our own resolver left open with what the framework found at the same keys; places stay those of the file. */
export function withFrameworkValues(tree: Tree, value: unknown): Tree {
  if (value === undefined || value === null) return tree;
  if (tree.kind === 'unknown') return mayShow(tree.unknown.expression) ? fromPlain(value, tree.place) : tree;
  if (tree.kind === 'list') {
    if (!Array.isArray(value) || value.length !== tree.items.length) return tree;
    const items = tree.items.map((item, index) => withFrameworkValues(item, value[index]));
    return items.every((item, index) => item === tree.items[index]) ? tree : listTree(items, tree.place);
  }
  if (tree.kind !== 'map' || typeof value !== 'object' || Array.isArray(value)) return tree;
  const known = value as Readonly<Record<string, unknown>>;
  const entries = new Map<string, MapEntry>();
  let changed = false;
  for (const [key, entry] of tree.entries) {
    const inner = Object.hasOwn(known, key) ? withFrameworkValues(entry.value, known[key]) : entry.value;
    changed ||= inner !== entry.value;
    entries.set(key, inner === entry.value ? entry : { key: entry.key, value: inner });
  }
  return changed ? mapTree(entries, tree.place) : tree;
}

/** Every value of a tree that is still open. */
export function unknownsIn(tree: Tree): Unknown[] {
  if (tree.kind === 'unknown') return [tree.unknown];
  if (tree.kind === 'list') return tree.items.flatMap(unknownsIn);
  return tree.kind === 'map' ? [...tree.entries.values()].flatMap(({ value }) => unknownsIn(value)) : [];
}

function mayShow(expression: string): boolean {
  const types = [...expression.matchAll(/\$\{([A-Za-z]\w*)/g)].map((match) => match[1]!);
  return types.length > 0 && types.every((type) => SHOWN.has(type) || type === 'AWS');
}

/** Whatever our sources refuse (a file outside of the folder, a source of a plug-in) the framework has read already. */
export function tolerant(read: ReadSource): ReadSource {
  return (call, resolver): Answer => {
    try {
      const answer = read(call, resolver);
      return 'missing' in answer && !answer.otherwise ? { ...answer, asks: true } : answer;
    } catch (error) {
      if (!(error instanceof BulkheadError)) throw error;
      return unknown(call, error.message);
    }
  };
}

/** Names that the framework makes anew in each packaging; what they are is in our own expansion under another name. */
const FRAMEWORKS_OWN = new Set(['AWS::Lambda::Version', 'AWS::Lambda::LayerVersion', 'AWS::ApiGateway::Deployment']);

/** Resources of the compiled template; what plug-ins made stands where `plugins` stands. */
export function compiledResources(document: Tree, { compiled }: FrameworkValues): Tree | undefined {
  if (compiled === undefined) return undefined;
  const place = (document.kind === 'map' ? document.entries.get('plugins')?.key : undefined) ?? document.place;
  const resources = get(fromPlain(compiled, place), 'Resources');
  if (resources?.kind !== 'map') return undefined;
  const entries = new Map(
    [...resources.entries].filter(([, { value }]) => {
      const type = get(value, 'Type');
      return type?.kind === 'scalar' && !FRAMEWORKS_OWN.has(String(type.value));
    }),
  );
  return mapTree(entries, place);
}

/** Logical id of the role that a function has in the compiled template. */
export function compiledRole(functionId: string, { compiled }: FrameworkValues): string | undefined {
  let here = compiled;
  for (const key of ['Resources', functionLogicalId(functionId), 'Properties', 'Role'])
    here = isMap(here) ? here[key] : undefined;
  return here === undefined ? undefined : referenceOf(fromPlain(here, { file: '', line: 1, column: 1 }))?.id;
}
