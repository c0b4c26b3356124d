import type { CdkCall, CdkConstruct, CdkValue, SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, ExternalShape, Model, ModelSet } from '../engine/types.ts';
import { folderOf } from '../project/paths.ts';
import { type CdkState, constructOf, describe, NODE, stateOf } from './describe.ts';
import { CDK_MODULES, camelCase, nameOf } from './names.ts';

/** What a reading of one application gathers. */
export interface Gathered {
  readonly constructs: Map<string, CdkConstruct>;
  readonly calls: Map<string, CdkCall>;
}

const MOST_CONSTRUCTS = 5_000;
const MOST_CALLS = 20_000;

/** Models of AWS CDK's library that write down what is made and called. Fresh ones for each reading: they gather. */
export function cdkModels(gathered: Gathered): readonly ModelSet[] {
  const call: Model = (site, engine) => modelCall(site, engine, gathered);
  return [
    { language: 'javascript', modules: CDK_MODULES.javascript, otherCalls: call },
    { language: 'python', modules: CDK_MODULES.python, otherCalls: call },
    { language: 'javascript', modules: ['path', 'node:path'], calls: { dirname: folderOfFile } },
    { language: 'javascript', modules: ['url', 'node:url'], calls: { fileURLToPath: fileOfUrl } },
    { language: 'python', modules: ['os'], calls: { 'path.dirname': folderOfFile } },
    { language: 'python', modules: ['pathlib'], calls: { Path: pathOfFile } },
    { language: 'python', modules: ['<file>'], otherCalls: methodOfPath },
  ];
}

function modelCall(site: CallSite, engine: Engine, gathered: Gathered): AbstractValue | undefined {
  const { callee } = site;
  const state = stateOf(callee);
  const path = callee.path;
  if (state?.kind === 'construct') return callOf(site, engine, gathered, state);
  if (path === 'Stack.of' || path.endsWith('.Stack.of')) return engine.external(callee.module, 'Stack#');
  // A method of an instance of a project's class that extends a construct.
  const self = site.isNew || !path.includes('#') ? undefined : constructOf(engine, site.receiver);
  if (self !== undefined) {
    const own = path.slice(0, path.indexOf('#') + 1);
    return callOf(site, engine, gathered, { kind: 'construct', key: self, own });
  }
  const name = nameOf({ module: callee.module, path: path.replaceAll('#', '') });
  if (state?.kind === 'made')
    return made(site, engine, `${state.name}().${lastName(path)}`, [...state.arguments, ...given(site, engine, 0)]);
  if (/(?:^|\.)Grant\.addToPrincipal(?:OrResource|AndResource)?$/i.test(name.replaceAll('_', '')))
    return grantOf(site, engine, gathered, name);
  const isClass = site.isNew || /(?:^|\.)[A-Z]\w*$/.test(path);
  const scope = constructOf(engine, site.arguments[0] ?? site.named.get('scope'));
  const id = site.arguments[1] ?? site.named.get('id') ?? site.named.get('construct_id');
  if (/(?:^|\.)App$/.test(path) && isClass)
    return makeConstruct(site, engine, gathered, { type: 'core.App', scope: undefined, id: undefined });
  const isInstance = isSuperCall(site);
  if (scope === undefined && !isInstance) {
    // `new MyStack()` without a scope is an application's only stack in tests; anything else is a value.
    return made(site, engine, name, given(site, engine, 0));
  }
  if (!isInstance && (id === undefined || !mayBeText(id))) return made(site, engine, name, given(site, engine, 0));
  const text = id === undefined ? undefined : engine.constantOf(id);
  return makeConstruct(site, engine, gathered, { type: name, scope, id: typeof text === 'string' ? text : undefined });
}

/** `new SqsEventSource(queue, { batchSize })` begins with a construct, too, and is none. */
function mayBeText(value: AbstractValue): boolean {
  return value.shapes.some(
    ({ kind }) => kind !== 'object' && kind !== 'list' && kind !== 'external' && kind !== 'closure' && kind !== 'class',
  );
}

/** `super(scope, id, props)` of a class that extends a construct: the instance is the construct. */
function isSuperCall(site: CallSite): boolean {
  if (!site.isNew || site.receiver === undefined || site.arguments.length + site.named.size < 2) return false;
  return site.receiver.shapes.some((shape) => shape.kind === 'object' && shape.object.instanceOf !== undefined);
}

function makeConstruct(
  site: CallSite,
  engine: Engine,
  { constructs }: Gathered,
  { type, scope, id }: Pick<CdkConstruct, 'type' | 'scope' | 'id'>,
): AbstractValue {
  const { place } = site;
  const arguments_ = given(site, engine, type === 'core.App' ? 0 : 2, ['scope', 'id', 'construct_id']);
  let key = type === 'core.App' ? 'app' : `${scope ?? ''}/${id ?? `?${at(place)}`}`;
  const known = constructs.get(key);
  // Two places of one id: in other stacks whose scope is not known, or in branches.
  if (known !== undefined && at(known.place) !== at(place)) key += `@${at(place)}`;
  const same = constructs.get(key);
  if (same !== undefined) {
    const changed =
      same.arguments.length !== arguments_.length || JSON.stringify(same.arguments) !== JSON.stringify(arguments_);
    if (changed || id === undefined) {
      constructs.set(key, {
        ...same,
        several: true,
        arguments: same.arguments.map((one, i) => common(one, arguments_[i])),
      });
    }
  } else if (constructs.size < MOST_CONSTRUCTS) {
    constructs.set(key, { key, scope, id, type, arguments: arguments_, several: false, place });
  }
  const own = site.callee.path + (site.isNew ? '#' : '()');
  const value = engine.external(site.callee.module, own, { kind: 'construct', key, own } satisfies CdkState);
  if (site.receiver !== undefined && isSuperCall(site)) engine.setField(site.receiver, NODE, value);
  return value;
}

/** What two rounds agree on. */
function common(a: CdkValue, b: CdkValue | undefined): CdkValue {
  if (b !== undefined && JSON.stringify(a) === JSON.stringify(b)) return a;
  if (a.kind === 'object' && b?.kind === 'object') {
    const fields: Record<string, CdkValue> = {};
    for (const name of new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])) {
      const [x, y] = [a.fields[name], b.fields[name]];
      fields[name] = x === undefined || y === undefined ? DIFFERS : common(x, y);
    }
    return { kind: 'object', fields, open: a.open || b.open };
  }
  return DIFFERS;
}

const DIFFERS: CdkValue = { kind: 'unknown', reason: 'differs between the instances that are made here' };

function callOf(
  site: CallSite,
  engine: Engine,
  { calls }: Gathered,
  state: CdkState & { readonly kind: 'construct' },
): AbstractValue {
  const { place } = site;
  const method = site.callee.path.slice(state.own.length).replace(/^\./, '').split('.').map(camelCase).join('.');
  const arguments_ = given(site, engine, 0);
  const result = `${state.key}.${method}(${calls.size})`;
  const key = `${at(place)} ${state.key} ${method} ${JSON.stringify(arguments_)}`;
  const known = calls.get(key);
  if (known === undefined && calls.size < MOST_CALLS) {
    calls.set(key, { on: state.key, method, arguments: arguments_, result, place });
  }
  const own = `${site.callee.path}()`;
  return engine.external(site.callee.module, own, {
    kind: 'construct',
    key: known?.result ?? result,
    own: own.length > 120 ? own.slice(0, 120) : own,
  } satisfies CdkState);
}

/** `Grant.addToPrincipal({ grantee, actions, resourceArns })` gives what a statement added to the grantee gives. */
function grantOf(site: CallSite, engine: Engine, { calls }: Gathered, name: string): AbstractValue {
  const arguments_ = given(site, engine, 0);
  const fields = arguments_[0]?.kind === 'object' ? arguments_[0].fields : {};
  const { grantee, actions, resourceArns: resources, conditions } = fields;
  if (grantee?.kind === 'construct' && calls.size < MOST_CALLS) {
    const { place } = site;
    const statement: CdkValue = {
      kind: 'made',
      name: 'aws-iam.PolicyStatement',
      arguments: [
        {
          kind: 'object',
          fields: {
            ...(actions && { actions }),
            ...(resources && { resources }),
            ...(conditions && { conditions }),
          },
          open: false,
        },
      ],
    };
    const result = `${grantee.key}.grant(${calls.size})`;
    const call = { on: grantee.key, method: 'addToPrincipalPolicy', arguments: [statement], result, place };
    calls.set(`${at(place)} ${grantee.key} ${JSON.stringify(arguments_)}`, call);
  }
  return made(site, engine, name, arguments_);
}

function made(site: CallSite, engine: Engine, name: string, arguments_: readonly CdkValue[]): AbstractValue {
  const own = `${site.callee.path}${site.isNew ? '#' : '()'}`;
  return engine.external(site.callee.module, own, {
    kind: 'made',
    name,
    arguments: arguments_,
    own,
  } satisfies CdkState);
}

/** Arguments from one on, and Python's keywords as an object behind them. */
function given(site: CallSite, engine: Engine, from: number, without: readonly string[] = []): readonly CdkValue[] {
  const values = site.arguments.slice(from).map((value) => describe(engine, value, site.place));
  const fields: Record<string, CdkValue> = {};
  for (const [name, value] of site.named) {
    if (!without.includes(name)) fields[camelCase(name)] = describe(engine, value, site.place);
  }
  const isOpen = site.others !== undefined;
  return Object.keys(fields).length === 0 && !isOpen ? values : [...values, { kind: 'object', fields, open: isOpen }];
}

const lastName = (path: string): string => camelCase(path.slice(path.lastIndexOf('.') + 1));

const at = ({ file, line, column }: SourcePlace): string => `${file}:${line}:${column}`;

/** Names by which a program of either language calls its own file. */
const OWN_FILE: readonly string[] = ['builtins __file__', 'global __filename', 'global import.meta.filename'];

/** `os.path.dirname(__file__)`, `path.dirname(__filename)`, and folders above. */
const folderOfFile: Model = (call, engine) => {
  const shape = firstExternal(call, engine);
  if (shape === undefined) return undefined;
  const state = stateOf(shape);
  if (state?.kind === 'folder') return folder(engine, folderOf(state.folder));
  return OWN_FILE.includes(`${shape.module} ${shape.path}`) ? folder(engine, folderOf(call.place.file)) : undefined;
};

/** `fileURLToPath(import.meta.url)` */
const fileOfUrl: Model = (call, engine) => {
  const shape = firstExternal(call, engine);
  return shape?.module === 'global' && shape.path === 'import.meta.url'
    ? engine.external('global', 'import.meta.filename')
    : undefined;
};

/** `Path(__file__)`: what is read of it (`parent.parent`) is counted where it is described. */
const pathOfFile: Model = (call, engine) => {
  const shape = firstExternal(call, engine);
  const { file } = call.place;
  return shape?.module === 'builtins' && shape.path === '__file__'
    ? engine.external('<file>', 'file', { kind: 'folder', folder: file } satisfies CdkState)
    : undefined;
};

/** `resolve()` and its like change nothing of a path that counts from the root already. */
const methodOfPath: Model = ({ callee: { path, state, module }, receiver, arguments: parts }, engine) => {
  if (path.endsWith('.joinpath') && receiver !== undefined)
    return engine.text([receiver, ...parts.flatMap((part) => [engine.constant('/'), part])]);
  return /\.(?:resolve|absolute|as_posix|expanduser)$/.test(path)
    ? engine.external(module, `${path}()`, state)
    : undefined;
};

const firstExternal = (call: CallSite, engine: Engine): ExternalShape | undefined =>
  call.arguments[0] === undefined ? undefined : engine.externalsOf(call.arguments[0])[0];

const folder = (engine: Engine, path: string): AbstractValue =>
  engine.external('<file>', 'folder', { kind: 'folder', folder: path } satisfies CdkState);
