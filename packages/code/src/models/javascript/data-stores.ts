import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { callBackWith, cleaning, each, methodOf, models } from './helpers.ts';

/*
 * Databases: a query whose text holds event data, and filters that the sender may make.
 */

const SQL_METHODS: ReadonlySet<string> = new Set([
  'query',
  'execute',
  'raw',
  'prepare',
  'exec',
  'run',
  'all',
  'get',
  'each',
  'any',
  'one',
  'none',
  'many',
  'oneOrNone',
  'manyOrNone',
  'multi',
  'result',
  'unsafe',
  '$queryRawUnsafe',
  '$executeRawUnsafe',
  'queryRaw',
  'literal',
  'whereRaw',
  'orderByRaw',
  'havingRaw',
  'selectRaw',
  'joinRaw',
  'groupByRaw',
  'fromRaw',
  'simpleQuery',
  'batch',
]);
/** Only of builders are these methods of text: a plain client's `get` asks for something else. */
const ROW_METHODS: ReadonlySet<string> = new Set([
  'run',
  'all',
  'get',
  'each',
  'exec',
  'one',
  'any',
  'none',
  'many',
  'result',
]);

const CONDITIONS = /^(where|andWhere|orWhere|having|andHaving|orHaving|orderBy|addOrderBy|groupBy|addGroupBy)$/;

/** Where drivers look for the statement in what they are given. */
const FIELDS = ['text', 'sql', 'query', 'sqlText'];

function sqlText(engine: Engine, value: AbstractValue, isBatch = false): AbstractValue {
  // `batch([{ sql, args }])`
  const items = isBatch ? engine.knownItems(value) : undefined;
  if (items !== undefined && items.length > 0) return engine.join(items.map((one) => sqlText(engine, one)));
  return FIELDS.map((name) => engine.ownField(value, name)).find((one) => one !== undefined) ?? value;
}

/** A tag's strings come as a list; its values go apart. */
function isTagged(value: AbstractValue): boolean {
  return value.shapes.length > 0 && value.shapes.every(({ kind }) => kind === 'list');
}

const sql =
  (library: string, hasRowMethods: boolean): Model =>
  (call, engine) => {
    const method = methodOf(call);
    const [first] = call.arguments;
    if (
      first !== undefined &&
      SQL_METHODS.has(method) &&
      !/\bprepare\(\)\.(?:all|get|run|each)$/.test(call.callee.path) &&
      (hasRowMethods || !ROW_METHODS.has(method)) &&
      (method === 'batch' || !isTagged(first))
    ) {
      engine.sink({
        class: 'sqli',
        name: `${library}.${method}`,
        value: sqlText(engine, first, method === 'batch'),
        place: call.place,
      });
    }
    // Conditions of a builder that are written as text, and `neon(address)`, which is asked by being called.
    const isCondition = library === 'typeorm' && CONDITIONS.test(method);
    const isAsked = library === '@neondatabase/serverless' && method === 'neon()';
    if (
      first !== undefined &&
      (isAsked || isCondition) &&
      !first.shapes.some(({ kind }) => kind === 'object' || kind === 'list')
    )
      engine.sink({ class: 'sqli', name: isAsked ? 'neon' : `typeorm.${method}`, value: first, place: call.place });
    return connection(call, engine);
  };

/** Connections, pools and builders stay of their library, so that what they are asked later is seen. */
function connection(call: CallSite, engine: Engine): AbstractValue {
  const suffix = call.isNew ? '#' : '()';
  const path = call.callee.path.length > 60 ? 'client' : call.callee.path;
  return callBackWith(call, engine, engine.external(call.callee.module, `${path}${suffix}`));
}

const ESCAPING = /(^|\.)(escape|escapeId|escapeLiteral|escapeIdentifier|format|as\.format)$/;

function sqlLibrary(names: readonly string[], hasRowMethods = false): readonly ModelSet[] {
  return names.map((name) =>
    models([name, `${name}/promise`], {
      otherCalls: (call, engine) => {
        if (ESCAPING.test(call.callee.path)) {
          const values = call.arguments;
          const joined = values.length === 0 ? engine.constant('') : engine.text(values);
          return engine.cleaned(joined, ['sqli']);
        }
        return sql(name, hasRowMethods)(call, engine);
      },
    }),
  );
}

/** `format('… %L', value)`: `%s` puts a value in as it is, `%I` and `%L` quote it. */
const formatted: Model = (call, engine) => {
  const [form, ...values] = call.arguments;
  const known = form && engine.constantOf(form);
  if (form === undefined || typeof known !== 'string') return cleaning(['sqli'])(call, engine);
  const places = [...known.matchAll(/%(?:\d+\$)?([sIL])/g)].map(([, kind]) => kind);
  const parts = values.map((value, i) => (places[i] === 's' ? value : engine.cleaned(value, ['sqli'])));
  return engine.text([known, ...parts]);
};

const FILTER_METHODS: ReadonlySet<string> = new Set([
  'find',
  'findOne',
  'findOneAndUpdate',
  'findOneAndDelete',
  'findOneAndReplace',
  'findOneAndRemove',
  'findAndModify',
  'updateOne',
  'updateMany',
  'update',
  'deleteOne',
  'deleteMany',
  'remove',
  'replaceOne',
  'count',
  'countDocuments',
  'distinct',
  'exists',
  'aggregate',
  'where',
  'findById',
  '$where',
  'mapReduce',
  'bulkWrite',
]);

const mongo: Model = (call, engine) => {
  const method = methodOf(call);
  const filter = call.arguments[method === 'distinct' ? 1 : 0];
  const name = `${call.callee.module}.${method}`;
  if (filter !== undefined && FILTER_METHODS.has(method) && method !== 'findById') {
    engine.sink({
      class: 'nosqli',
      name,
      value: filter,
      place: call.place,
      onlyStructured: true,
      ...(call.callee.module === 'mongoose' ? { confidence: 'medium' as const } : {}),
    });
    const where = method === '$where' ? filter : engine.ownField(filter, '$where');
    if (where !== undefined) engine.sink({ class: 'codei', name: `${name} $where`, value: where, place: call.place });
  }
  return connection(call, engine);
};

export const dataStoreModels: readonly ModelSet[] = [
  ...sqlLibrary([
    'pg',
    'mysql',
    'mysql2',
    'mssql',
    'oracledb',
    'serverless-mysql',
    'promise-mysql',
    'mariadb',
    'sequelize',
    'sequelize-typescript',
    'typeorm',
    'knex',
    'tedious',
    'data-api-client',
    'snowflake-sdk',
    '@prisma/client',
    'postgres',
    '@neondatabase/serverless',
    '@vercel/postgres',
    'redshift-data',
    'cassandra-driver',
    'drizzle-orm',
    '@mikro-orm/core',
    'odbc',
    'presto-client',
    'clickhouse',
    'kysely',
    'pg-pool',
    'athena-express',
    '@google-cloud/bigquery',
    '@planetscale/database',
    '@libsql/client',
    'serverless-postgres',
    'databricks-sql',
    '@databricks/sql',
    'ibm_db',
    'trino-client',
  ]),
  ...sqlLibrary(
    ['sqlite3', 'better-sqlite3', 'sqlite', 'pg-promise', 'node:sqlite', 'alasql', 'slonik', 'duckdb', 'sql.js'],
    true,
  ),
  models(['sqlstring', 'sql-escape', 'sql-escaper'], { otherCalls: cleaning(['sqli']) }),
  models(['pg-format'], { otherCalls: formatted }),
  // A statement that is handed on with its values apart.
  models(['pg-cursor', 'pg-query-stream'], { otherCalls: (call) => (call.isNew ? call.arguments[0] : undefined) }),
  models(['sql-template-strings', 'sql-template-tag', '@databases/sql', '@databases/pg'], {
    otherCalls: (call, engine) => engine.unknown('a query with parameters', call.place),
  }),
  models(['mongodb', 'mongoose', 'monk', 'mongojs', 'mongoist'], { otherCalls: mongo }),
  models(['mongo-sanitize', 'express-mongo-sanitize'], { calls: each(['', 'sanitize'], cleaning(['nosqli'])) }),
  models(['ldapjs', 'ldapts', 'activedirectory'], {
    otherCalls: (call, engine) => {
      const options = call.arguments[1];
      const filter = options && (engine.ownField(options, 'filter') ?? undefined);
      if (/search$/.test(call.callee.path) && filter !== undefined) {
        engine.sink({ class: 'ldap', name: 'ldap.search', value: filter, place: call.place });
      }
      return connection(call, engine);
    },
  }),
  // Keys and values go apart; what comes back was stored by somebody.
  models(['redis', 'ioredis', 'memcached', '@upstash/redis', 'node-cache', 'lru-cache'], { otherCalls: connection }),
];
