import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { inputOf, record } from './sdk-calls.ts';

/** A table, entity or model of a mapper, and the request that is being put together on it. */
interface MapperState {
  readonly kind: 'mapper';
  readonly table: AbstractValue | undefined;
  /** Set from the method that says what is asked on. */
  readonly operation?: string;
}

/** How one library is spoken to. */
interface Mapper {
  /** Operations by the first method of a chain. */
  readonly operations: Readonly<Record<string, string>>;
  /** Methods that ask at once; the others wait for one of {@link ends}. */
  readonly atOnce: ReadonlySet<string>;
  readonly ends: ReadonlySet<string>;
}

const ELECTRODB: Mapper = {
  operations: {
    get: 'GetItem',
    put: 'PutItem',
    create: 'PutItem',
    upsert: 'UpdateItem',
    update: 'UpdateItem',
    patch: 'UpdateItem',
    delete: 'DeleteItem',
    remove: 'DeleteItem',
    query: 'Query',
    find: 'Query',
    match: 'Query',
    collections: 'Query',
    scan: 'Scan',
    transaction: 'TransactWriteItems',
  },
  atOnce: new Set(),
  ends: new Set(['go', 'page']),
};

const DYNAMOOSE: Mapper = {
  operations: {
    get: 'GetItem',
    batchGet: 'BatchGetItem',
    create: 'PutItem',
    save: 'PutItem',
    batchPut: 'BatchWriteItem',
    batchDelete: 'BatchWriteItem',
    update: 'UpdateItem',
    delete: 'DeleteItem',
    query: 'Query',
    scan: 'Scan',
  },
  atOnce: new Set(['get', 'batchGet', 'create', 'save', 'batchPut', 'batchDelete', 'update', 'delete']),
  ends: new Set(['exec', 'all']),
};

/** Before version 1 methods ask at once; since then `entity.build(GetItemCommand)…send()`. */
const TOOLBOX: Mapper = {
  operations: {
    get: 'GetItem',
    put: 'PutItem',
    update: 'UpdateItem',
    delete: 'DeleteItem',
    query: 'Query',
    scan: 'Scan',
    batchGet: 'BatchGetItem',
    batchWrite: 'BatchWriteItem',
    transactWrite: 'TransactWriteItems',
    transactGet: 'TransactGetItems',
  },
  atOnce: new Set([
    'get',
    'put',
    'update',
    'delete',
    'query',
    'scan',
    'batchGet',
    'batchWrite',
    'transactWrite',
    'transactGet',
  ]),
  ends: new Set(['send']),
};

/** `entity.get({ id }).go()`: the chain keeps its first operation, its end asks. */
function chain(site: CallSite, engine: Engine, mapper: Mapper, state: MapperState): AbstractValue | undefined {
  const { module, path } = site.callee;
  const names = path
    .slice(path.lastIndexOf('#') + 1)
    .split('.')
    .filter((name) => name !== '');
  const method = names.at(-1) ?? '';
  let { operation } = state;
  if (operation === undefined && method === 'build') operation = builtOperation(engine, site.arguments[0]);
  operation ??= names.flatMap((name) =>
    Object.hasOwn(mapper.operations, name) ? (mapper.operations[name] ?? []) : [],
  )[0];
  const asksNow = mapper.ends.has(method) || (state.operation === undefined && mapper.atOnce.has(method));
  if (operation !== undefined && asksNow) {
    const fields: Record<string, AbstractValue> = state.table === undefined ? {} : { TableName: state.table };
    // Keys and items go by the mapper's own rules: what they are in the table is not known.
    const rest = engine.unknown('made by a mapper', site.place, ...site.arguments);
    const input = engine.object(fields, site.place, rest);
    return record(engine, site.place, undefined, { service: 'dynamodb', operation, input, by: 'library' });
  }
  return engine.external(module, 'mapper#', operation === undefined ? state : { ...state, operation });
}

/** `build(GetItemCommand)` of dynamodb-toolbox */
function builtOperation(engine: Engine, action: AbstractValue | undefined): string | undefined {
  for (const { path } of action === undefined ? [] : engine.externalsOf(action)) {
    const name = /([A-Za-z]+)Command$/.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

function isMapper(state: unknown): state is MapperState {
  return (state as { readonly kind?: unknown } | undefined)?.kind === 'mapper';
}

/** Where a table's name is found in what a mapper is made with. */
type TableOf = (site: CallSite, engine: Engine) => AbstractValue | undefined;

function mapperSet(
  modules: readonly string[],
  mapper: Mapper,
  constructors: Readonly<Record<string, TableOf>>,
): ModelSet {
  const call: Model = (site, engine) => {
    const { state, path, module } = site.callee;
    if (isMapper(state)) {
      // `new Model(values)` of dynamoose
      if (site.isNew) return engine.external(module, 'mapper#', state);
      return chain(site, engine, mapper, state);
    }
    const tableOf = Object.hasOwn(constructors, path) ? constructors[path] : undefined;
    if (tableOf === undefined) return undefined;
    return engine.external(module, 'mapper#', { kind: 'mapper', table: tableOf(site, engine) } satisfies MapperState);
  };
  return { language: 'javascript', modules, otherCalls: call };
}

function option(engine: Engine, site: CallSite, at: number, name: string): AbstractValue | undefined {
  return engine.ownField(inputOf(engine, site.arguments[at], site.place), name);
}

/** The table of an entity: given with it, or the name of the `Table` that it is put on. */
const tableOfEntity: TableOf = (site, engine) => {
  const table = option(engine, site, 0, 'table');
  if (table === undefined) return undefined;
  const states = engine.externalsOf(table).flatMap(({ state }) => (isMapper(state) ? [state] : []));
  return states[0] === undefined ? table : states[0].table;
};

/** Libraries that map objects to DynamoDB: table and operation, as far as they show. */
export const dynamodbMappers: readonly ModelSet[] = [
  mapperSet(['electrodb'], ELECTRODB, {
    Entity: (site, engine) => option(engine, site, 1, 'table') ?? option(engine, site, 0, 'table'),
    Service: (site, engine) => option(engine, site, 1, 'table'),
  }),
  mapperSet(['dynamoose'], DYNAMOOSE, { model: (site) => site.arguments[0] }),
  mapperSet(['dynamodb-toolbox', 'dynamodb-toolbox/*'], TOOLBOX, {
    Table: (site, engine) => option(engine, site, 0, 'name'),
    Entity: tableOfEntity,
  }),
];
