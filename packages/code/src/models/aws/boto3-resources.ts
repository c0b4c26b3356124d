import { own } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ReadModel } from '../../engine/types.ts';
import { type MadeRow, type ParameterRow, resourceRow, waiterOperation } from './boto3-data.ts';
import { BOTO3, type Boto3State, given, made, methodOf, recordOperation, request, stateOf } from './boto3-state.ts';
import { entityTransfer } from './boto3-transfer.ts';

type Entity = Boto3State & { readonly kind: 'entity' };
type Collection = Boto3State & { readonly kind: 'collection' };

const LISTS = new Set(['all', 'filter', 'limit', 'page_size', 'pages']);

export function entity(engine: Engine, state: Entity): AbstractValue {
  return made(engine, state.type === '' ? `resource.${state.service}` : `${state.service}.${state.type}`, state);
}

/** A call of something that boto3's `resource` made. */
export function entityCall(call: CallSite, engine: Engine, state: Entity): AbstractValue | undefined {
  const method = methodOf(call.callee.path);
  const row = resourceRow(state.service, state.type);
  if (row === undefined || method === '') return undefined;
  const moved = entityTransfer(call, engine, method, state);
  if (moved) return moved;
  if (state.service === 'dynamodb' && state.type === 'Table' && method === 'batch_writer')
    return made(engine, 'dynamodb.BatchWriter', { kind: 'writer', table: state.identifiers['Name'], where: state });
  const part = own(row.has, method) ?? (state.type === '' ? anyOf(state.service, method) : undefined);
  if (part)
    return entity(engine, {
      ...state,
      type: part.type,
      loaded: undefined,
      identifiers: identifiersOf(part, call, engine, state),
    });
  if ((method === 'load' || method === 'reload') && row.load) {
    recordOperation(engine, call, state.service, row.load.op, requestOf(call, engine, state, row.load.params), state);
    return engine.constant(null);
  }
  const waiter = own(row.waiters, method);
  if (waiter) {
    const operation = waiterOperation(state.service, waiter.waiter);
    if (operation)
      recordOperation(engine, call, state.service, operation, requestOf(call, engine, state, waiter.params), state);
    return engine.constant(null);
  }
  const action = own(row.actions, method);
  if (!action) return undefined;
  const input = requestOf(call, engine, state, action.params);
  const answer = recordOperation(engine, call, state.service, action.op, input, state);
  if (!action.returns || !answer) return answer;
  const one = entity(engine, {
    ...state,
    type: action.returns.type,
    identifiers: identifiersOf(action.returns, call, engine, state, answer, input),
    loaded: action.returns.path ? pathOf(engine, answer, action.returns.path) : undefined,
  });
  return action.returns.path?.endsWith('[]') ? engine.list([], call.place, one) : one;
}

/** `s3.Object(bucket, key)`: a service makes each of its resources from all its identifiers. */
function anyOf(service: string, type: string): MadeRow | undefined {
  const ids = resourceRow(service, type)?.ids;
  return ids && { type, ids: ids.map((name) => [name, 'input', ''] as const) };
}

/** Reading an attribute of a resource asks AWS once; identifiers, parts and collections ask nobody. */
export const readEntity: ReadModel = ({ object, name, place }, engine) => {
  const state = stateOf(object.state);
  if (state?.kind === 'entity' && object.path.endsWith('#.meta') && name === 'client') {
    const { service, region, endpoint } = state;
    return made(engine, 'client', {
      kind: 'client',
      service,
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoint } : {}),
    });
  }
  if (state?.kind !== 'entity' || !/#$/.test(object.path)) return undefined;
  const row = resourceRow(state.service, state.type);
  if (!row) return undefined;
  const identifier = own(row.aliases, name) ?? row.ids?.find((each) => snake(each) === name);
  if (identifier !== undefined) return state.identifiers[identifier] ?? engine.unknown('an identifier', place);
  if (own(row.many, name))
    return made(engine, `${state.service}.${state.type}.${name}`, {
      kind: 'collection',
      of: state,
      name,
    });
  const part = own(row.has, name);
  if (part && /^[a-z]/.test(name))
    return entity(engine, { ...state, type: part.type, loaded: undefined, identifiers: {} });
  if (name === 'meta') return undefined;
  if (!row.attributes?.split(' ').includes(name)) return undefined;
  if (state.loaded) return engine.field(state.loaded, pascalCase(name), place);
  const loading: CallSite = {
    callee: object,
    receiver: undefined,
    arguments: [],
    named: new Map(),
    others: undefined,
    place,
    isNew: false,
    language: 'python',
  };
  const answer =
    row.load &&
    recordOperation(
      engine,
      loading,
      state.service,
      row.load.op,
      requestOf(loading, engine, state, row.load.params),
      state,
    );
  return answer ? engine.field(answer, pascalCase(name), place) : undefined;
};

/** `bucket.objects.filter(Prefix=…)`: a list of resources, which asks once; `bucket.objects.delete()`. */
export function collectionCall(call: CallSite, engine: Engine, state: Collection): AbstractValue | undefined {
  const { of } = state;
  const many = own(resourceRow(of.service, of.type)?.many, state.name);
  if (!many?.returns) return undefined;
  const method = methodOf(call.callee.path);
  const input = requestOf(call, engine, of, many.params, method === 'filter');
  const isBatch = own(resourceRow(of.service, many.returns.type)?.batch, method) !== undefined;
  if (!isBatch && !LISTS.has(method)) return undefined;
  const answer = recordOperation(engine, call, of.service, many.op, input, of);
  if (!answer) return undefined;
  const each: Entity = {
    ...of,
    type: many.returns.type,
    identifiers: identifiersOf(many.returns, call, engine, of, answer, input),
    loaded: many.returns.path ? pathOf(engine, answer, many.returns.path) : undefined,
    ofMany: true,
  };
  if (isBatch) return batchCall(call, engine, each, method);
  const list = engine.list([], call.place, entity(engine, each));
  return method === 'pages' ? engine.list([], call.place, list) : list;
}

/** Methods of a list that came of a collection: `bucket.objects.all().delete()`. */
export const listCall: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver?.shapes.some(({ kind }) => kind === 'list')) return undefined;
  const method = call.callee.path;
  for (const { module, state: known } of engine.externalsOf(engine.item(receiver, call.place))) {
    const state = module === BOTO3 ? stateOf(known) : undefined;
    if (state?.kind !== 'entity' || !state.ofMany) continue;
    if (LISTS.has(method)) return receiver;
    const done = batchCall(call, engine, state, method);
    if (done) return done;
  }
  return undefined;
};

function batchCall(call: CallSite, engine: Engine, each: Entity, method: string): AbstractValue | undefined {
  const batch = own(resourceRow(each.service, each.type)?.batch, method);
  return (
    batch && recordOperation(engine, call, each.service, batch.op, requestOf(call, engine, each, batch.params), each)
  );
}

/** `with table.batch_writer() as batch: batch.put_item(Item=…)` */
export function writerCall(
  call: CallSite,
  engine: Engine,
  state: Boto3State & { readonly kind: 'writer' },
): AbstractValue | undefined {
  const method = methodOf(call.callee.path);
  const kind = method === 'put_item' ? 'PutRequest' : method === 'delete_item' ? 'DeleteRequest' : undefined;
  if (kind === undefined) return undefined;
  const names = kind === 'PutRequest' ? 'Item' : 'Key';
  const item = given(call, names, 0) ?? engine.unknown('an item');
  const requests = engine.list(
    [engine.object({ [kind]: engine.object({ [names]: item }, call.place) }, call.place)],
    call.place,
  );
  const items = engine.object({}, call.place);
  if (state.table) nameBy(engine, items, state.table, requests);
  const input = engine.object({ RequestItems: items }, call.place);
  recordOperation(engine, call, 'dynamodb', 'BatchWriteItem', input, state.where);
  return engine.constant(null);
}

/** A field whose name may be known only at the deploy: the table's name. */
function nameBy(engine: Engine, object: AbstractValue, name: AbstractValue, value: AbstractValue): void {
  const text = engine.constantOf(name);
  if (typeof text === 'string') {
    engine.setField(object, text, value);
    return;
  }
  engine.addItem(object, value);
  for (const shape of object.shapes) if (shape.kind === 'object') shape.object.computed = [{ key: name, value }];
}

function identifiersOf(
  row: MadeRow,
  call: CallSite,
  engine: Engine,
  state: Entity,
  answer?: AbstractValue,
  input?: AbstractValue,
): Record<string, AbstractValue> {
  const identifiers: Record<string, AbstractValue> = {};
  let position = 0;
  for (const [target, source, name] of row.ids ?? []) {
    let value: AbstractValue | undefined;
    if (source === 'input') value = given(call, snake(target), position++) ?? given(call, target);
    else if (source === 'identifier') value = state.identifiers[name];
    else if (source === 'requestParameter' && input) value = engine.ownField(input, name);
    else if (source === 'response' && answer) value = pathOf(engine, answer, name);
    identifiers[target] = value ?? engine.unknown('an identifier', call.place);
  }
  return identifiers;
}

function requestOf(
  call: CallSite,
  engine: Engine,
  state: Entity,
  rows: readonly ParameterRow[] = [],
  withNamed = true,
): AbstractValue {
  const fixed: Record<string, AbstractValue> = {};
  for (const [target, source, name] of rows) {
    const value =
      source === 'identifier'
        ? state.identifiers[name]
        : source === 'string'
          ? engine.constant(name)
          : engine.unknown('data of the resource');
    if (value) place(engine, fixed, target, value, call);
  }
  return withNamed ? request(call, engine, fixed) : engine.object(fixed, call.place);
}

/** `Delete.Objects[].Key`: fields and lists are made on the way. */
function place(
  engine: Engine,
  fields: Record<string, AbstractValue>,
  target: string,
  value: AbstractValue,
  call: CallSite,
): void {
  const [first = '', ...rest] = target.split('.');
  const name = first.replace(/\[.*$/, '');
  let inner = value;
  if (rest.length > 0) {
    const nested: Record<string, AbstractValue> = {};
    place(engine, nested, rest.join('.'), value, call);
    inner = engine.object(nested, call.place);
  }
  const isOne = /\[\d\]/.test(first);
  const listed = first === name ? inner : isOne ? engine.list([inner], call.place) : engine.list([], call.place, inner);
  const known = fields[name];
  if (known && rest.length > 0 && first === name)
    for (const field of engine.fieldNames(inner)) engine.setField(known, field, engine.field(inner, field));
  else fields[name] = known ? engine.join([known, listed]) : listed;
}

/** `Messages[].ReceiptHandle` of an answer. */
function pathOf(engine: Engine, answer: AbstractValue, path: string): AbstractValue {
  if (path === '@') return answer;
  let value = answer;
  for (const step of path.split('.')) {
    const name = step.replace(/\[.*$/, '');
    if (name !== '' && /^\w+$/.test(name)) value = engine.field(value, name);
    if (step.includes('[')) value = engine.item(value);
  }
  return value;
}

/** As botocore's `xform_name`. */
export function snake(name: string): string {
  return name
    .replace(/([A-Z][a-z]+)([A-Z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
