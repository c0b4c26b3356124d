import type { SourcePlace } from '@bulkhead/core';
import type { BodyProof } from '../models/request-bodies.ts';
import { findMember } from './classes.ts';
import { allClean } from './compare.ts';
import { fieldCell, newObject, restCell, write, writeAlso } from './heap.ts';
import { type Machine, step } from './machine.ts';
import { functionNames } from './modules.ts';
import { cleanedByChecks } from './operators.ts';
import { cleanedTaint, joinTaints, newTaint } from './taint.ts';
import type { AbstractValue, ExternalShape, HeapObject, Shape, Taint } from './types.ts';
import {
  ABSENT,
  constant,
  external,
  holdsOwnNames,
  join,
  joinTwo,
  sameValue,
  shaped,
  UNDEFINED,
  unknown,
} from './values.ts';

/** The last step of a source, before anything has happened to the data. */
export const READ = ' is read from the event';
const MOST_KEYS = 16;

/** What reading `object.name` gives. */
export function readMember(m: Machine, object: AbstractValue, name: string, place: SourcePlace): AbstractValue {
  const values: AbstractValue[] = [];
  // `{ id } = {}`: beside a part of the event the empty object is the code's own, and the data is not in it.
  const isEvent = object.shapes.length > 1 && object.shapes.some(({ kind }) => kind === 'event');
  for (const shape of object.shapes)
    values.push(readShape(m, shape, isEvent && shape.kind === 'object' ? [] : object.taint, name, place));
  return values.length === 1 ? (values[0] as AbstractValue) : join(values);
}

function readShape(m: Machine, shape: Shape, taint: readonly Taint[], name: string, place: SourcePlace): AbstractValue {
  switch (shape.kind) {
    case 'object':
    case 'list':
      return readObject(m, shape, taint, name, place);
    case 'event': {
      const { fields } = m.onEvent;
      const cell = fields.size === 0 ? undefined : fields.get(joinPath(shape.path, name));
      if (cell === undefined || cell.value === ABSENT) return readEvent(m, shape, taint, name, place);
      return cell.mayBeAbsent ? joinTwo(cell.value, readEvent(m, shape, taint, name, place)) : cell.value;
    }
    case 'context': {
      const set = shape.path === '' ? m.onContext.fields.get(name)?.value : undefined;
      if (set !== undefined && set !== ABSENT) return set;
      return shaped({ kind: 'context', path: joinPath(shape.path, name) }, taint);
    }
    case 'answer':
      if (name === 'length') return unknown('a length', place);
      return shaped(
        { kind: 'answer', call: shape.call, path: joinPath(shape.path, /^\d+$/.test(name) ? '[]' : name) },
        // What names a secret is none.
        /^(ARN|Name|VersionId|VersionStages|CreatedDate|Type|Version|DataType|\$metadata|ResponseMetadata)$/.test(name)
          ? []
          : partOf(taint, name),
      );
    case 'external':
      return shape.module === '<error>'
        ? readError(taint, name, place)
        : carry(readExternal(m, shape, name, place), taint, name);
    case 'closure': {
      const own = shape.closure.properties.fields.get(name);
      if (own !== undefined && own.value !== ABSENT) return own.value;
      if (name === 'prototype') {
        const cell = fieldCell(shape.closure.properties, name);
        const prototype = shaped({ kind: 'object', object: newObject(m.heap, place, m.during === 'load') });
        if (cell !== undefined) write(m.heap, cell, prototype);
        return prototype;
      }
      // `(async () => {}).constructor` makes functions of texts, as `Function` does.
      if (name === 'constructor' && m.language === 'javascript') return shaped(external('global', 'Function'));
      return name === 'name' ? constant(shape.closure.function.name) : unknown('a property of a function', place);
    }
    case 'class': {
      const member = findMember(m, shape.class, name, true, place, shaped(shape));
      return member ?? unknown('a member of a class', place);
    }
    case 'constant':
      if (typeof shape.value === 'string') {
        if (name === 'length') return constant(shape.value.length);
        if (/^\d{1,4}$/.test(name)) return constant(shape.value[Number(name)]);
      }
      return shape.value === undefined || shape.value === null
        ? UNDEFINED
        : unknown('part of a constant', place, taint);
    case 'text': {
      if (name === 'length') return unknown('a length', place);
      // Texts of Python have no such members; paths have.
      const isPath = m.language === 'python' && /^(name|stem|suffix|parent)$/.test(name);
      const part = unknown(`its ${name}`, place, partOf(taint, name));
      if (!isPath) return part;
      return name === 'parent' ? shaped(shape, taint) : m.engine.cleaned(part, ['traversal']);
    }
    case 'unknown':
      return name === 'length' ? unknown('a length', place) : unknown(shape.reason, shape.place, partOf(taint, name));
    default:
      return name === 'length' ? unknown('a length', place) : unknown(`its ${name}`, place, partOf(taint, name));
  }
}

/** Stack and message of an error; codes and names tell nothing. */
function readError(taint: readonly Taint[], name: string, place: SourcePlace): AbstractValue {
  if (name !== 'stack' && name !== 'message' && name !== 'stackTrace') return unknown(`the ${name} of an error`, place);
  const source = name === 'message' ? 'error.message' : 'error.stack';
  return unknown(
    `the ${name} of an error`,
    place,
    taint.map((one) => ({ ...one, source, key: `error:${source}` })),
  );
}

/** A part of tainted data: checks of the part do not hold for the whole. */
function partOf(taint: readonly Taint[], name: string): readonly Taint[] {
  if (taint.length === 0) return taint;
  return taint.map((one) => {
    const key = `${one.key}.${name}`;
    return one.key.endsWith(`.${name}`) || key.length > 300 ? one : { ...one, parent: one, key };
  });
}

function readObject(
  m: Machine,
  shape: Shape & { readonly kind: 'object' | 'list' },
  taint: readonly Taint[],
  name: string,
  place: SourcePlace,
): AbstractValue {
  const { object } = shape;
  const cell = object.fields.get(name);
  if (cell !== undefined && cell.value !== ABSENT) return carry(cell.value, taint, name);
  const rest = object.rest === undefined || object.rest.value === ABSENT ? undefined : object.rest.value;
  if (shape.kind === 'list') {
    if (name === 'length') {
      return rest === undefined && !object.grown ? constant(countItems(object)) : unknown('a length', place);
    }
    if (/^\d+$/.test(name)) return carry(rest ?? UNDEFINED, taint, name);
  }
  if (object.instanceOf !== undefined) {
    const member = findMember(m, object.instanceOf, name, false, place, shaped(shape));
    if (member !== undefined) return member;
    return rest ?? unknown(`the field ${name}`, place, taint);
  }
  const instance = m.namespaceOf.get(object);
  if (instance !== undefined) return m.exported(instance, name, place);
  if (rest !== undefined) return carry(rest, taint, name);
  return taint.length > 0 ? unknown(`the field ${name}`, place, partOf(taint, name)) : UNDEFINED;
}

function carry(value: AbstractValue, taint: readonly Taint[], name: string): AbstractValue {
  // What a condition proves is no data of anybody.
  if (taint.length === 0 || value.implies !== undefined) return value;
  return { shapes: value.shapes, taint: joinTaints(value.taint, partOf(taint, name)) };
}

export function countItems(object: HeapObject): number {
  let items = 0;
  for (const cell of object.fields.values()) if (cell.value !== ABSENT) items++;
  return items;
}

export function readExternal(m: Machine, shape: ExternalShape, name: string, place: SourcePlace): AbstractValue {
  const models = m.registries[m.language](shape.module);
  const path = joinPath(shape.path, name === 'default' && shape.path === '' ? '' : name);
  const known = models.reads.get(path)?.({ object: shape, name, place }, m.engine);
  if (known !== undefined) return known;
  for (const other of models.otherReads) {
    const value = other({ object: shape, name, place }, m.engine);
    if (value !== undefined) return value;
  }
  return shaped(external(shape.module, path, shape.state === undefined ? {} : { state: shape.state }));
}

export function joinPath(path: string, name: string): string {
  if (path === '') return name;
  return name === '' ? path : name.startsWith('[') ? `${path}${name}` : `${path}.${name}`;
}

/** A part of the event, with its taint where a stranger writes it. */
function readEvent(
  m: Machine,
  shape: Shape & { readonly kind: 'event' },
  taint: readonly Taint[],
  name: string,
  place: SourcePlace,
): AbstractValue {
  if (name === 'length') return unknown('a length', place);
  const part = /^\d+$/.test(name) ? '[]' : name;
  // A path that goes on and on is a loop that walks down a tree.
  const path = shape.path.length > 200 ? shape.path : joinPath(shape.path, part);
  return eventPart(m, path, shape.structured, taint, place, shape.path);
}

export function eventPart(
  m: Machine,
  path: string,
  structured: boolean,
  taint: readonly Taint[],
  place: SourcePlace,
  from: string,
): AbstractValue {
  m.seenPaths?.add(path);
  const shape: Shape = { kind: 'event', path, structured: structured || m.structured(path) };
  const confidence = m.controlled(path);
  if (confidence === undefined) return shaped(shape);
  const parent = taint.find((one) => one.carries === 'event' && one.source === from);
  const way = (parent?.steps ?? []).filter(({ text }) => !text.endsWith(READ));
  const fresh = newTaint('event', path, step(place, `${path || 'the event'}${READ}`), {
    parent,
    confidence: parent?.confidence === 'medium' ? 'medium' : confidence,
  });
  const read = { ...fresh, steps: [...way.slice(0, 12), ...fresh.steps] };
  const proof = m.proven(path);
  return shaped(shape, [proof === undefined ? read : provenTaint(read, proof)]);
}

/** What a model of the API proves; where requests of another content type pass it by, only that it is looked at. */
function provenTaint(taint: Taint, { cleanFor, only, place }: BodyProof): Taint {
  if (only === undefined) return cleanedTaint(taint, cleanFor);
  if (cleanFor !== 'all') return taint;
  const text = `API Gateway checks it for ${only.join(', ')}, and nothing for other content types: name the model $default`;
  return { ...taint, confidence: 'medium', steps: [{ place, text }, ...taint.steps] };
}

/** `object[key]` with a key that the code computes. */
export function readComputed(m: Machine, object: AbstractValue, key: AbstractValue, place: SourcePlace): AbstractValue {
  const names = constantNames(key);
  if (names !== undefined) return join(names.map((name) => m.read(object, name, place)));
  const values: AbstractValue[] = [];
  for (const shape of object.shapes) {
    const module = shape.kind === 'object' ? m.namespaceOf.get(shape.object) : undefined;
    if (module !== undefined) {
      const names = functionNames(module).slice(0, MOST_KEYS);
      values.push(...names.map((name) => m.exported(module, name, place)));
    } else if (shape.kind === 'object' || shape.kind === 'list') {
      const found = anyItem(shape.object);
      values.push(found === undefined ? unknown('a field by a computed name', place, object.taint) : found);
    } else if (shape.kind === 'event') {
      const part = looksLikeIndex(key) || /(^|\.)Records$/.test(shape.path) ? '[]' : '*';
      values.push(readEvent(m, shape, object.taint, part, place));
    } else if (shape.kind === 'answer') {
      values.push(shaped({ kind: 'answer', call: shape.call, path: joinPath(shape.path, '[]') }, object.taint));
    } else {
      values.push(readShape(m, shape, object.taint, '*', place));
    }
  }
  const found = join(values);
  // A table that the code holds has its own names alone: what is found there was asked for under one of these.
  if (key.taint.length === 0 || !object.shapes.every(isTable)) return found;
  return { ...found, mayBeFalse: true, implies: { whenTrue: allClean(key), whenFalse: [] } };
}

function isTable(shape: Shape): boolean {
  return holdsOwnNames(shape) && shape.kind === 'object' && shape.object.instanceOf === undefined;
}

function looksLikeIndex(key: AbstractValue): boolean {
  return key.shapes.some(
    (shape) =>
      (shape.kind === 'constant' && typeof shape.value === 'number') ||
      (shape.kind === 'unknown' && shape.reason === 'a number'),
  );
}

/** Every name that a computed key may be, where all are known. */
export function constantNames(key: AbstractValue): readonly string[] | undefined {
  if (key.shapes.length > MOST_KEYS) return undefined;
  const names: string[] = [];
  for (const shape of key.shapes) {
    if (shape.kind !== 'constant' || (typeof shape.value !== 'string' && typeof shape.value !== 'number')) {
      return undefined;
    }
    names.push(String(shape.value));
  }
  return names;
}

/** Any one field or item; `undefined` where there is none. */
export function anyItem(object: HeapObject): AbstractValue | undefined {
  let found: AbstractValue | undefined;
  for (const cell of object.fields.values()) {
    if (cell.value !== ABSENT) found = found === undefined ? cell.value : joinTwo(found, cell.value);
  }
  const rest = object.rest?.value;
  if (rest !== undefined && rest !== ABSENT) found = found === undefined ? rest : joinTwo(found, rest);
  return found;
}

/** `object[key] = value`. Sure only where there is one object and one name. */
export function writeMember(
  m: Machine,
  object: AbstractValue,
  key: AbstractValue,
  value: AbstractValue,
  place: SourcePlace,
): void {
  const names = constantNames(key);
  const isSure = object.shapes.length === 1 && names?.length === 1;
  for (const shape of object.shapes) {
    const target = writable(m, shape, names?.[0], place);
    if (target === undefined) continue;
    if (names === undefined) {
      writeAlso(m.heap, restCell(target), value);
      // A name that was looked at before it was put in stays harmless for whoever asks for the names.
      noteComputed(target, cleanedByChecks(m, key), value);
      continue;
    }
    for (const given of names) {
      // What is put into a part of the event is kept under the whole path.
      const name = shape.kind === 'event' ? joinPath(shape.path, given) : given;
      const setter = target.instanceOf && findMember(m, target.instanceOf, name, false, place, undefined, 'setter');
      if (setter) {
        m.call({ callee: setter, receiver: shaped(shape), arguments: [value], place });
        continue;
      }
      const cell = fieldCell(target, name) ?? restCell(target);
      if (isSure) write(m.heap, cell, value);
      else writeAlso(m.heap, cell, value);
    }
  }
}

/** Names that are kept of one object. */
export const MOST_COMPUTED = 16;

/** `request.RequestItems[process.env.TABLE] = …` names a table as a literal would. Objects that outlive the function are left. */
function noteComputed(object: HeapObject, key: AbstractValue, value: AbstractValue): void {
  if (object.isModuleLevel || object.instanceOf !== undefined) return;
  const computed = object.computed ?? [];
  if (computed.length >= MOST_COMPUTED || computed.some((known) => sameValue(known.key, key))) return;
  object.computed = [...computed, { key, value }];
}

function writable(m: Machine, shape: Shape, name: string | undefined, place: SourcePlace): HeapObject | undefined {
  if (shape.kind === 'object' || shape.kind === 'list') return shape.object;
  if (shape.kind === 'class') return shape.class.statics;
  if (shape.kind === 'context' && shape.path === '') return m.onContext;
  if (shape.kind === 'event' && (shape.path === '' || name !== undefined)) return m.onEvent;
  if (shape.kind !== 'closure') return undefined;
  if (name === 'prototype') readShape(m, shape, [], name, place);
  return shape.closure.properties;
}
