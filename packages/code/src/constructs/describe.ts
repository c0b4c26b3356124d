import type { CdkValue, SourcePlace, StaticValue } from '@bulkhead/core';
import type { AbstractValue, Engine, ExternalShape } from '../engine/types.ts';
import { folderOf } from '../project/paths.ts';
import { camelCase, nameOf } from './names.ts';

/** What a model keeps in a value of the library. */
export type CdkState =
  /** `own`: the path of the construct itself; what follows it in a value's path is something of the construct. */
  | { readonly kind: 'construct'; readonly key: string; readonly own: string }
  | { readonly kind: 'made'; readonly name: string; readonly arguments: readonly CdkValue[]; readonly own: string }
  /** A source file or a folder, relative to the root; `parent` behind it in a value's path is the folder above. */
  | { readonly kind: 'folder'; readonly folder: string };

/** Field of an instance of a project's class in which the construct that it is stands. */
export const NODE = '<construct>';

const DEEPEST = 8;
const MOST_FIELDS = 200;

export function stateOf(shape: ExternalShape | undefined): CdkState | undefined {
  const state = shape?.state as CdkState | undefined;
  return state !== undefined && ['construct', 'made', 'folder'].includes(state.kind) ? state : undefined;
}

/** The construct that a value is, also an instance of a class that extends one. */
export function constructOf(engine: Engine, value: AbstractValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const described = engine.externalsOf(value).length > 0 ? value : engine.ownField(value, NODE);
  const [only, ...others] = described === undefined ? [] : engine.externalsOf(described);
  const state = stateOf(only);
  return others.length === 0 && state?.kind === 'construct' && only?.path === state.own ? state.key : undefined;
}

/** Plain data of a value in a CDK program, bounded in depth and size. @param place of the call that is given it */
export function describe(engine: Engine, value: AbstractValue, place: SourcePlace, depth = 0): CdkValue {
  if (depth > DEEPEST) return { kind: 'unknown', reason: 'too deep to follow' };
  const shapes = value.shapes.filter((shape) => !(shape.kind === 'constant' && shape.value === undefined));
  const [shape] = shapes;
  if (shape === undefined) return { kind: 'unknown', reason: 'it is undefined' };
  if (shapes.length > 1) return { kind: 'unknown', reason: 'one of several values' };
  const inner = (one: AbstractValue): CdkValue => describe(engine, one, place, depth + 1);
  switch (shape.kind) {
    case 'external':
      return describeExternal(shape, place);
    case 'object':
    case 'list': {
      const node = engine.ownField(value, NODE);
      if (node !== undefined) return inner(node);
      const open = shape.object.rest !== undefined && shape.object.rest.value.shapes.length > 0;
      if (shape.kind === 'list') {
        const items = engine.knownItems(value) ?? [];
        return { kind: 'list', items: items.map(inner), open };
      }
      const fields: Record<string, CdkValue> = {};
      for (const name of engine.fieldNames(value).slice(0, MOST_FIELDS)) {
        const field = engine.ownField(value, name);
        if (field !== undefined && !isUndefined(field)) fields[camelCase(name)] = inner(field);
      }
      const computed = shape.object.computed?.map((field) => inner(field.value)) ?? [];
      return { kind: 'object', fields, open, ...(computed.length > 0 ? { computed } : {}) };
    }
    case 'text':
      return {
        kind: 'text',
        parts: shape.parts.map((part) => (typeof part === 'string' ? literal(part) : inner(part))),
      };
    default:
      return fromStatic(engine.static(value));
  }
}

const literal = (value: string): CdkValue => ({ kind: 'literal', value });

function isUndefined(value: AbstractValue): boolean {
  return value.shapes.every((shape) => shape.kind === 'constant' && shape.value === undefined);
}

function describeExternal(shape: ExternalShape, place: SourcePlace): CdkValue {
  const state = stateOf(shape);
  if (state?.kind === 'folder') return folderText(above(state.folder, shape.path));
  const isOwnFolder = shape.path === '__dirname' || shape.path === 'import.meta.dirname';
  if (shape.module === 'global' && isOwnFolder) return folderText(folderOf(place.file));
  if (state === undefined) return { kind: 'constant', name: nameOf(shape) };
  const attribute = shape.path.slice(state.own.length).replace(/^\./, '');
  if (state.kind === 'construct') {
    return { kind: 'construct', key: state.key, attribute: attribute.split('.').map(camelCase).join('.') };
  }
  if (attribute === '') return { kind: 'made', name: state.name, arguments: state.arguments };
  return { kind: 'made', name: `${state.name}().${camelCase(attribute)}`, arguments: state.arguments };
}

/** `parent`, `parents[1]` of pathlib. */
function above(file: string, path: string): string {
  let folder = file;
  for (const [, , index] of path.matchAll(/\.parent(s\W*(\d{1,2})|\b)/g)) {
    for (let i = 0; i <= Number(index ?? 0); i++) folder = folderOf(folder);
  }
  return folder;
}

/** A path from the root of the project, told from one that counts from the application's folder. */
const folderText = (folder: string): CdkValue => ({
  kind: 'text',
  parts: [{ kind: 'constant', name: 'root' }, literal(folder === '' ? '' : `/${folder}`)],
});

function fromStatic(value: StaticValue): CdkValue {
  switch (value.kind) {
    case 'literal':
      return value;
    case 'environment':
      return { kind: 'unknown', reason: `the environment variable ${value.name} of the synthesis` };
    case 'unknown':
      return { kind: 'unknown', reason: value.reason };
    default:
      return { kind: 'unknown', reason: 'decided at synthesis' };
  }
}
