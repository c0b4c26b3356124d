import path from 'node:path';
import { own, type SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { build, ref } from '../deployed/build.ts';
import type { ProjectFiles } from '../files.ts';
import type { HclBlock, HclBody, HclExpression } from '../hcl/types.ts';
import { get, listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';
import type { Configuration } from './configuration.ts';
import { evaluate, MAX_STEPS, roundsOf, type Scope, type Step } from './evaluate.ts';
import { isLambdaModule, lambdaModule } from './lambda-module.ts';
import { otherStack } from './other-stack.ts';
import { policyDocument } from './policy-document.ts';
import { referTo } from './references.ts';
import { mapOf, openValue, textOf } from './values.ts';

/** One resource as Terraform would make it, its attributes and blocks evaluated as far as they are known. */
export interface TerraformResource {
  /** `module.orders.aws_sqs_queue.jobs["a"]` */
  readonly address: string;
  readonly type: string;
  /** Attributes by name; blocks as lists of maps, as in Terraform's own plan. */
  readonly values: Tree;
  readonly place: SourcePlace;
  /** Folder of its module, relative to the project root: what `path.module` is. */
  readonly folder: string;
}

export interface ExpandOptions {
  readonly files: ProjectFiles;
  /** Names in a folder below the project root; empty where there is none. */
  readonly list: (folder: string) => readonly string[];
  readonly read: (folder: string) => Configuration | undefined;
  /** Values given on the command line. */
  readonly params: Readonly<Record<string, string>>;
  /** Told of modules and expressions that are not followed. */
  readonly note: (why: string, expression: string, place: SourcePlace) => void;
}

/** Type of the data source that makes zip files; the one that stands among the resources. */
export const ARCHIVE = 'archive_file';
/** Why nothing is known of what a module makes. */
export const FOREIGN_MODULE = 'is a module from elsewhere, which is not read';
/** Modules inside of modules; Terraform's guides advise against more than three. */
const MAX_MODULE_DEPTH = 10;
/** Resources of one configuration. CloudFormation stops at 500 a stack; Terraform states with 5,000 are split by hand. */
const MAX_RESOURCES = 20_000;
/** Arguments of a block that say how often it stands, not what it is. */
const META = new Set(['count', 'for_each', 'provider', 'depends_on', 'lifecycle', 'source', 'version', 'providers']);

/** A configuration with its local modules, `count`, `for_each` and `dynamic` blocks written out. */
export interface ExpandedConfiguration {
  readonly resources: readonly TerraformResource[];
  /** Of the root module. */
  readonly outputs: ReadonlyMap<string, Tree>;
}

/** Every resource of a configuration and its local modules, and what it shows to other configurations. */
export function expandConfiguration(root: Configuration, options: ExpandOptions): ExpandedConfiguration {
  const found: TerraformResource[] = [];
  const budget = { left: MAX_STEPS };
  const given = new Map<string, Tree>(
    Object.entries(options.params).map(([name, value]) => [
      name,
      scalarTree(value, { file: '--param', line: 1, column: 1 }),
    ]),
  );
  const output = expandModule(root, { prefix: '', given, depth: 0 });
  const outputs = new Map<string, Tree>();
  for (const name of root.outputs.keys()) {
    const value = output(name);
    if (value) outputs.set(name, value);
  }
  return { resources: found, outputs };

  interface ModuleInput {
    readonly prefix: string;
    readonly given: ReadonlyMap<string, Tree>;
    readonly depth: number;
  }

  /** @returns its outputs */
  function expandModule(configuration: Configuration, input: ModuleInput): (name: string) => Tree | undefined {
    const memo = new Map<string, Tree>();
    const doing = new Set<string>();
    const children = new Map<string, { readonly outputs: Tree }>();
    const scope: Scope = { names: new Map(), budget, resolve };

    /** Values that name each other in a circle stay open. */
    function once(key: string, at: SourcePlace, make: () => Tree): Tree {
      const known = memo.get(key);
      if (known) return known;
      if (doing.has(key)) return openValue('refers to itself', key, at);
      doing.add(key);
      const value = make();
      doing.delete(key);
      memo.set(key, value);
      return value;
    }

    function resolve(
      name: string,
      steps: readonly Step[],
      at: HclExpression,
    ): { value: Tree; taken: number } | undefined {
      const first = nameOf(steps[0]);
      const second = nameOf(steps[1]);
      const { place } = at;
      switch (name) {
        case 'var':
          return first === undefined ? undefined : { value: variable(first, place), taken: 1 };
        case 'local': {
          const local = first === undefined ? undefined : configuration.locals.get(first);
          return local && { value: once(`local.${first}`, place, () => evaluate(local.value, scope)), taken: 1 };
        }
        case 'path':
          return { value: scalarTree(first === 'module' ? folderFrom(configuration.folder) : '.', place), taken: 1 };
        case 'terraform':
          return { value: scalarTree('default', place), taken: 1 };
        case 'module':
          return first === undefined ? undefined : { value: moduleValue(first, place), taken: 1 };
        case 'data':
          return first === undefined || second === undefined ? undefined : dataValue(first, second, steps, place);
        default:
          return first === undefined ? undefined : resourceValue(name, first, steps, at);
      }
    }

    function variable(name: string, place: SourcePlace): Tree {
      return once(`var.${name}`, place, () => {
        const declared = configuration.variables.get(name);
        const passed = input.given.get(name) ?? (input.depth === 0 ? fromFile(name) : undefined);
        if (passed) return passed;
        const otherwise = declared?.body.attributes.get('default');
        return otherwise
          ? evaluate(otherwise.value, scope)
          : openValue('is a variable without a value (--param)', `var.${name}`, declared?.place ?? place);
      });
    }

    function fromFile(name: string): Tree | undefined {
      const expression = configuration.given.get(name);
      return expression && evaluate(expression, scope);
    }

    function moduleValue(name: string, place: SourcePlace): Tree {
      const block = configuration.modules.get(name);
      if (!block) return openValue('is no module of this configuration', `module.${name}`, place);
      return expandCall(name, block).outputs;
    }

    function expandCall(name: string, block: HclBlock): { readonly outputs: Tree } {
      const known = children.get(name);
      if (known) return known;
      const { place } = block;
      // A module that uses its own outputs sees them as open.
      children.set(name, { outputs: openValue('refers to itself', `module.${name}`, place) });
      const source = block.body.attributes.get('source');
      const sourceText = source && textOf(evaluate(source.value, scope));
      const folder = source && localFolder(sourceText, configuration.folder);
      const inner = folder === undefined || input.depth >= MAX_MODULE_DEPTH ? undefined : options.read(folder);
      const isLambda = isLambdaModule(sourceText);
      if (!inner && !isLambda) {
        const why = folder === undefined ? FOREIGN_MODULE : 'is a module that is not there';
        options.note(why, `module.${name}`, source?.place ?? place);
        const outputs = openValue(why, `module.${name}`, place);
        children.set(name, { outputs });
        return { outputs };
      }
      const instances = instancesOf(block);
      const all = instances.map(({ key, names }) => {
        const inside = { ...scope, names };
        const passed = new Map<string, Tree>();
        for (const [argument, { value }] of block.body.attributes) {
          if (!META.has(argument)) passed.set(argument, evaluate(value, inside));
        }
        const prefix = `${input.prefix}module.${name}${key}.`;
        if (!inner) {
          const made = lambdaModule({ prefix, given: passed, place, folder: configuration.folder });
          found.push(...made.resources);
          return { key, tree: made.outputs };
        }
        const output = expandModule(inner, { prefix, given: passed, depth: input.depth + 1 });
        const entries = new Map<string, MapEntry>();
        for (const [outputName, outputBlock] of inner.outputs) {
          const value = output(outputName);
          if (value) entries.set(outputName, { key: outputBlock.place, value });
        }
        return { key, tree: mapTree(entries, place) };
      });
      const made = { outputs: together(all, place) };
      children.set(name, made);
      return made;
    }

    function dataValue(type: string, name: string, steps: readonly Step[], place: SourcePlace) {
      const block = configuration.data.get(`${type}.${name}`);
      const attribute = nameOf(steps[2]);
      const value = (tree: Tree) => ({ value: tree, taken: 3 });
      const pseudo = own(PSEUDO, `${type}.${attribute}`);
      if (pseudo !== undefined) return value(build(ref(pseudo), place));
      if (!block)
        return { value: openValue('is no data source of this configuration', `data.${type}.${name}`, place), taken: 2 };
      if (type === 'aws_iam_policy_document' && attribute === 'json') {
        return value(once(`data.${type}.${name}`, place, () => policyDocument(blockValues(block, scope), block.place)));
      }
      const other = otherStack({ type, name, steps, block, folder: configuration.folder, place }, (expression) =>
        evaluate(expression, scope),
      );
      if (other) return other;
      const given = attribute === undefined ? undefined : block.body.attributes.get(attribute);
      // What is asked for by name is known by that name: the archive of a folder, a bucket from elsewhere.
      if (given && !/^(?:arn|id|json|value|result)$/.test(attribute!)) return value(evaluate(given.value, scope));
      if (type === 'archive_file' && attribute !== undefined) {
        const from = block.body.attributes.get('source_dir') ?? block.body.attributes.get('source_file');
        if (/^output_path$/.test(attribute) && from) return value(evaluate(from.value, scope));
      }
      return value(openValue(`is read from ${type} when Terraform runs`, `data.${type}.${name}`, place));
    }

    function resourceValue(type: string, name: string, steps: readonly Step[], at: HclExpression) {
      const block = configuration.resources.get(`${type}.${name}`);
      if (!block) return undefined;
      const base = `${input.prefix}${type}.${name}`;
      const isMany = block.body.attributes.has('count') || block.body.attributes.has('for_each');
      const index = steps[1] && 'index' in steps[1] ? steps[1].index : undefined;
      if (isMany && !index) {
        const all = instancesOf(block).map(({ key }) => ({
          key,
          tree: objectOf(`${base}${key}`, type, block, at.place),
        }));
        return { value: together(all, at.place), taken: 1 };
      }
      const address = index && isMany ? `${base}${keyOf(index)}` : base;
      const attribute = nameOf(steps[index ? 2 : 1]);
      if (attribute === undefined) return { value: objectOf(address, type, block, at.place), taken: index ? 2 : 1 };
      return { value: attributeValue(address, type, attribute, block, at.place), taken: index ? 3 : 2 };
    }

    /** What the configuration says itself stays known, unless it is what others refer to the resource by. */
    function attributeValue(
      address: string,
      type: string,
      attribute: string,
      block: HclBlock,
      place: SourcePlace,
    ): Tree {
      const given = block.body.attributes.get(attribute);
      const refers = referTo(address, type, attribute, place);
      if (!given || get(refers, 'Ref')) return refers;
      return once(`${address}.${attribute}`, place, () => evaluate(given.value, scope));
    }

    /** A whole resource as a value, for `for` and splats over several. */
    function objectOf(address: string, type: string, block: HclBlock, place: SourcePlace): Tree {
      const names = [
        'id',
        'arn',
        'name',
        'url',
        'bucket',
        'function_name',
        'invoke_arn',
        'execution_arn',
        ...block.body.attributes.keys(),
      ];
      const entries = new Map<string, MapEntry>();
      for (const attribute of names) {
        if (!META.has(attribute))
          entries.set(attribute, { key: place, value: attributeValue(address, type, attribute, block, place) });
      }
      return mapTree(entries, place);
    }

    /** `count` and `for_each` written out; one instance where they are not known. */
    function instancesOf(block: HclBlock): { key: string; names: ReadonlyMap<string, Tree> }[] {
      const { place } = block;
      const count = block.body.attributes.get('count');
      const each = block.body.attributes.get('for_each');
      if (count) {
        const number = Number(textOf(evaluate(count.value, scope)) ?? Number.NaN);
        const indexes = Number.isNaN(number)
          ? [0]
          : Array.from({ length: Math.min(number, 1_000) }, (_, index) => index);
        return indexes.map((index) => ({
          key: `[${index}]`,
          names: new Map([['count', mapOf([['index', scalarTree(index, place)]], place)]]),
        }));
      }
      if (each) {
        const over = evaluate(each.value, scope);
        const rounds = roundsOf(over);
        if (!rounds) {
          const open = openValue('is a key of a value that is not known', 'each.key', each.place);
          return [{ key: '["…"]', names: new Map([['each', pair(open, open)]]) }];
        }
        return rounds.slice(0, 1_000).map(([key, value]) => {
          // A set's items are their own keys.
          const name = over.kind === 'list' ? value : key;
          return { key: `[${JSON.stringify(textOf(name) ?? '…')}]`, names: new Map([['each', pair(name, value)]]) };
        });
      }
      return [{ key: '', names: new Map() }];
    }

    for (const [name, block] of configuration.resources) {
      const type = block.labels[0]!;
      for (const { key, names } of instancesOf(block)) {
        if (found.length >= MAX_RESOURCES) throw badTemplate(block.place, `makes more than ${MAX_RESOURCES} resources`);
        const values = blockValues(block, { ...scope, names });
        found.push({
          address: `${input.prefix}${name}${key}`,
          type,
          values,
          place: block.place,
          folder: configuration.folder,
        });
      }
    }
    // Archives say which folder a function's zip is made of.
    for (const [name, block] of configuration.data) {
      if (block.labels[0] !== 'archive_file') continue;
      const values = blockValues(block, scope);
      found.push({
        address: `${input.prefix}data.${name}`,
        type: ARCHIVE,
        values,
        place: block.place,
        folder: configuration.folder,
      });
    }
    for (const [name, block] of configuration.modules) expandCall(name, block);
    return (name) => {
      const value = configuration.outputs.get(name)?.body.attributes.get('value');
      return value && once(`output.${name}`, value.place, () => evaluate(value.value, scope));
    };
  }

  /** A local module's folder relative to the project root; `undefined` for a registry, git, or what leads out of the root. */
  function localFolder(source: string | undefined, from: string): string | undefined {
    if (source === undefined || !/^\.{1,2}(?:\/|$)/.test(source)) return undefined;
    try {
      return options.files.inside({ path: path.join(options.files.root, from, source) });
    } catch {
      return undefined;
    }
  }
}

const PSEUDO: Readonly<Record<string, string>> = {
  'aws_caller_identity.account_id': 'AWS::AccountId',
  'aws_caller_identity.id': 'AWS::AccountId',
  'aws_region.name': 'AWS::Region',
  'aws_region.region': 'AWS::Region',
  'aws_region.id': 'AWS::Region',
  'aws_partition.partition': 'AWS::Partition',
  'aws_partition.id': 'AWS::Partition',
};

/** Attributes and blocks of a block, `dynamic` ones written out. */
function blockValues(block: HclBlock, scope: Scope): Tree {
  return bodyValues(block.body, scope, block.place);
}

function bodyValues(body: HclBody, scope: Scope, place: SourcePlace): Tree {
  const entries = new Map<string, MapEntry>();
  for (const [name, attribute] of body.attributes) {
    if (META.has(name)) continue;
    const value = evaluate(attribute.value, scope);
    if (!(value.kind === 'scalar' && value.value === null)) entries.set(name, { key: attribute.place, value });
  }
  const blocks = new Map<string, { key: SourcePlace; values: Tree[] }>();
  const add = (type: string, key: SourcePlace, value: Tree) => {
    const list = blocks.get(type) ?? { key, values: [] };
    list.values.push(value);
    blocks.set(type, list);
  };
  for (const inner of body.blocks) {
    if (META.has(inner.type)) continue;
    if (inner.type !== 'dynamic' || inner.labels.length !== 1) {
      add(inner.type, inner.place, bodyValues(inner.body, scope, inner.place));
      continue;
    }
    const type = inner.labels[0]!;
    const each = inner.body.attributes.get('for_each');
    const content = inner.body.blocks.find((one) => one.type === 'content');
    const iterator = inner.body.attributes.get('iterator')?.value;
    const name = iterator?.kind === 'variable' ? iterator.name : type;
    if (!each || !content) continue;
    const open = openValue('is an item of a value that is not known', `${name}.value`, each.place);
    const rounds = roundsOf(evaluate(each.value, scope)) ?? [[open, open] as const];
    for (const [key, value] of rounds.slice(0, 1_000)) {
      const names = new Map([...scope.names, [name, pair(key, value)] as const]);
      add(type, inner.place, bodyValues(content.body, { ...scope, names }, inner.place));
    }
  }
  for (const [type, { key, values }] of blocks) entries.set(type, { key, value: listTree(values, key) });
  return mapTree(entries, place);
}

function nameOf(step: Step | undefined): string | undefined {
  return step && 'name' in step ? step.name : undefined;
}

function keyOf(index: Tree): string {
  if (index.kind === 'scalar' && typeof index.value === 'number') return `[${index.value}]`;
  return `[${JSON.stringify(textOf(index) ?? '…')}]`;
}

/** Instances as one value: a list of `count`, a map of `for_each`, the instance alone where there is one without a key. */
function together(all: readonly { readonly key: string; readonly tree: Tree }[], place: SourcePlace): Tree {
  const [only] = all;
  if (only?.key === '') return only.tree;
  if (only?.key.startsWith('["')) {
    const entries = all.map(({ key, tree }): [string, MapEntry] => [
      JSON.parse(key.slice(1, -1)) as string,
      { key: place, value: tree },
    ]);
    return mapTree(new Map(entries), place);
  }
  return listTree(
    all.map(({ tree }) => tree),
    place,
  );
}

function pair(key: Tree, value: Tree): Tree {
  return mapOf(
    [
      ['key', key],
      ['value', value],
    ],
    value.place,
  );
}

function folderFrom(folder: string): string {
  return folder === '' ? '.' : `./${folder}`;
}
