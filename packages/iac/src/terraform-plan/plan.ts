import type { SourcePlace } from '@bulkhead/core';
import { get, type MapEntry, type Tree } from '../yaml/tree.ts';

/** One resource of a plan: what is known of it, and what its configuration refers to. */
export interface PlanResource {
  /** `module.a.aws_sqs_queue.jobs[0]`. */
  readonly address: string;
  readonly type: string;
  /** Managed, or a data source. */
  readonly isData: boolean;
  readonly values: Tree | undefined;
  readonly expressions: Tree | undefined;
  /** `module.a.`, or nothing for the root module. */
  readonly prefix: string;
  readonly place: SourcePlace;
}

export interface Plan {
  readonly resources: readonly PlanResource[];
  /** The address that an expression refers to, and its attribute; variables and outputs of modules are followed. */
  resolve(
    references: Tree | undefined,
    prefix: string,
  ): { readonly address: string; readonly attribute: string } | undefined;
}

/** Modules inside of modules, and variables that are handed on through them. */
const MAX_DEPTH = 20;
const MAX_RESOURCES = 20_000;

/**
 * Reads the output of `terraform show -json PLAN`.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readPlan(document: Tree): Plan {
  const configuration = new Map<string, Tree>();
  const modules = new Map<string, Tree>();
  readConfiguration(get(document, 'configuration', 'root_module'), '', modules, configuration, 0);
  const resources: PlanResource[] = [];
  const known = new Set<string>();
  const add = (values: Tree | undefined) => readModule(values, '', configuration, resources, known, 0);
  add(get(document, 'planned_values', 'root_module'));
  add(get(document, 'prior_state', 'values', 'root_module'));
  addDeferred(configuration, resources, known);

  const addresses = new Set(resources.map(({ address }) => address));
  const instances = new Map<string, string>();
  for (const address of addresses) {
    const base = address.replace(/\[[^\]]*\]$/, '');
    if (!instances.has(base)) instances.set(base, address);
  }
  const resolve = (references: Tree | undefined, prefix: string, depth = 0): ReturnType<Plan['resolve']> => {
    if (depth > MAX_DEPTH) return undefined;
    for (const item of references?.kind === 'list' ? references.items : []) {
      if (item.kind !== 'scalar') continue;
      const text = String(item.value);
      const [head, name, attribute = ''] = partsOf(text);
      if (head === 'var') {
        const outer = prefix.replace(/module\.[^.]+\.$/, '');
        const call = callOf(modules.get(outer), prefix);
        const found = resolve(get(call, 'expressions', name ?? '', 'references'), outer, depth + 1);
        if (found) return found;
      } else if (head === 'module') {
        const inner = `${prefix}module.${(name ?? '').replace(/\[.*$/, '')}.`;
        const output = get(modules.get(inner), 'outputs', attribute, 'expression', 'references');
        const found = resolve(output, inner, depth + 1);
        if (found) return found;
      } else if (head !== undefined && name !== undefined) {
        const isData = head === 'data';
        const base = isData ? `${prefix}data.${name}.${attribute.split('.')[0]}` : `${prefix}${head}.${name}`;
        const address = addresses.has(base) ? base : instances.get(base.replace(/\[[^\]]*\]$/, ''));
        if (address !== undefined) {
          return { address, attribute: isData ? attribute.split('.').slice(1).join('.') : attribute };
        }
      }
    }
    return undefined;
  };
  return { resources, resolve: (references, prefix) => resolve(references, prefix) };
}

/** `aws_sqs_queue.q[0].arn` is `aws_sqs_queue`, `q[0]`, `arn`. */
function partsOf(text: string): string[] {
  const [head, name, ...rest] = text.split('.');
  return [head, name, rest.join('.')].filter((part) => part !== undefined);
}

function callOf(outer: Tree | undefined, prefix: string): Tree | undefined {
  const name = /module\.([^.]+)\.$/.exec(prefix)?.[1];
  return name === undefined ? undefined : get(outer, 'module_calls', name);
}

function readConfiguration(
  module: Tree | undefined,
  prefix: string,
  modules: Map<string, Tree>,
  configuration: Map<string, Tree>,
  depth: number,
): void {
  if (!module || depth > MAX_DEPTH) return;
  modules.set(prefix, module);
  for (const resource of itemsOf(get(module, 'resources'))) {
    const address = textOf(get(resource, 'address'));
    if (address !== undefined) configuration.set(`${prefix}${address}`, resource);
  }
  const calls = get(module, 'module_calls');
  for (const [name, { value }] of calls?.kind === 'map' ? calls.entries : new Map<string, MapEntry>()) {
    readConfiguration(get(value, 'module'), `${prefix}module.${name}.`, modules, configuration, depth + 1);
  }
}

function readModule(
  module: Tree | undefined,
  prefix: string,
  configuration: ReadonlyMap<string, Tree>,
  resources: PlanResource[],
  known: Set<string>,
  depth: number,
): void {
  if (!module || depth > MAX_DEPTH) return;
  for (const resource of itemsOf(get(module, 'resources'))) {
    const address = textOf(get(resource, 'address'));
    const type = textOf(get(resource, 'type'));
    if (address === undefined || type === undefined || known.has(address) || resources.length >= MAX_RESOURCES)
      continue;
    known.add(address);
    resources.push({
      address,
      type,
      isData: textOf(get(resource, 'mode')) === 'data',
      values: get(resource, 'values'),
      expressions: get(configuration.get(address.replace(/\[[^\]]*\]/g, '')), 'expressions'),
      prefix,
      place: resource.place,
    });
  }
  for (const child of itemsOf(get(module, 'child_modules'))) {
    const address = textOf(get(child, 'address'));
    if (address === undefined) continue;
    // Instances of a module share one configuration.
    readModule(child, `${address.replace(/\[[^\]]*\]/g, '')}.`, configuration, resources, known, depth + 1);
  }
}

/** Data sources that wait for something to be made stand in the configuration only. */
function addDeferred(configuration: ReadonlyMap<string, Tree>, resources: PlanResource[], known: Set<string>): void {
  for (const [address, tree] of configuration) {
    if (known.has(address) || textOf(get(tree, 'mode')) !== 'data') continue;
    const type = textOf(get(tree, 'type')) ?? '';
    const prefix = /^((?:module\.[^.]+\.)*)/.exec(address)?.[1] ?? '';
    resources.push({
      address,
      type,
      isData: true,
      values: undefined,
      expressions: get(tree, 'expressions'),
      prefix,
      place: tree.place,
    });
  }
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}
