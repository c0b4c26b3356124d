import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { argument, each, models } from './helpers.ts';

/** Drivers whose cursors and connections take SQL as text, parameters apart. */
const DRIVERS = [
  'psycopg2',
  'psycopg',
  'pymysql',
  'MySQLdb',
  'mysql',
  'sqlite3',
  'aiomysql',
  'aiopg',
  'asyncpg',
  'aiosqlite',
  'pg8000',
  'pyodbc',
  'cx_Oracle',
  'oracledb',
  'pymssql',
  'redshift_connector',
  'snowflake',
  'duckdb',
  'clickhouse_driver',
  'databases',
  'peewee',
  'records',
  'dataset',
  'prestodb',
  'trino',
  'pyathena',
  'psycopg_pool',
  'sqlite_utils',
  'clickhouse_connect',
  'mariadb',
  'asyncmy',
  'aioodbc',
  'vertica_python',
  'pyhive',
  'impala',
  'ibm_db_dbi',
  'hdbcli',
  'teradatasql',
  'cassandra',
  'influxdb',
  'influxdb_client',
  'tortoise',
];

const EXECUTES =
  /^(execute|executemany|executescript|execute_async|execute_string|raw|query|fetch|fetchrow|fetchval|fetch_all|fetch_one|read_sql|read_sql_query|exec_driver_sql|execute_sql|execute_query|copy|copy_expert|query_df|query_arrow|command|sql)$/;

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

const driver: Model = (call, engine) => {
  const name = lastName(call.callee.path);
  // The statement with its values quoted.
  if (name === 'mogrify') return call.arguments[0];
  if (!EXECUTES.test(name)) return undefined;
  const statement =
    call.arguments[0] ?? call.named.get('query') ?? call.named.get('operation') ?? call.named.get('sql');
  if (statement)
    engine.sink({ class: 'sqli', name: `${call.callee.module}.${name}`, value: statement, place: call.place });
  return engine.unknown('rows of a database', call.place);
};

const runStatement: Model = (call, engine) => {
  const statement = argument(call, 0, 'sql');
  if (statement) engine.sink({ class: 'sqli', name: 'pg8000.run', value: statement, place: call.place });
  return engine.unknown('rows of a database', call.place);
};

/** Statements of graph databases, values apart as well. */
const cypher: Model = (call, engine) => {
  // `session.execute_read(lambda tx: tx.run(…))`
  if (/\.((execute_)?(read|write)(_transaction)?)$/.test(call.callee.path)) {
    const [work, ...values] = call.arguments;
    const given = [engine.external(call.callee.module, 'tx#'), ...values];
    return work && engine.isFunction(work) ? engine.call(work, given, call.place, { named: call.named }) : undefined;
  }
  if (!/\.(run|execute_query|query)$/.test(call.callee.path)) return undefined;
  const statement = argument(call, 0, 'query');
  if (statement) engine.sink({ class: 'sqli', name: `${call.callee.module}.run`, value: statement, place: call.place });
  return engine.unknown('records of a database', call.place);
};

/** BigQuery and Spanner among Google's packages. */
const googleQuery: Model = (call, engine) => {
  if (
    !/(bigquery\.Client#\.(query|query_and_wait)|spanner\b.*\.execute_(sql|update|partitioned_dml))$/.test(
      call.callee.path,
    )
  )
    return undefined;
  const statement = argument(call, 0, 'query') ?? call.named.get('sql');
  if (statement) engine.sink({ class: 'sqli', name: 'google.cloud.query', value: statement, place: call.place });
  return engine.unknown('rows of a database', call.place);
};

/** Django's own ways past its queries: `raw`, `extra`, a cursor. */
const djangoQuery: Model = (call, engine) => {
  const { path } = call.callee;
  const isRaw = /\bobjects\b.*\.(raw|extra)$/.test(path) || /(^|\.)RawSQL$/.test(path);
  if (!isRaw && !/^db\.(connection|connections)\b.*\.(execute|executemany)$/.test(path)) return undefined;
  const written = [...call.named].flatMap(([name, value]) => (/params$/.test(name) ? [] : [value]));
  for (const statement of isRaw ? [call.arguments[0], ...written] : [argument(call, 0, 'sql')])
    if (statement) engine.sink({ class: 'sqli', name: 'django.db', value: statement, place: call.place });
  return engine.unknown('rows of a database', call.place);
};

/** A search whose body is an object of the sender. */
const searchBody: Model = (call, engine) => {
  if (!/(^|\.)(search|msearch|count|delete_by_query|update_by_query|async_search\.submit)$/.test(call.callee.path))
    return undefined;
  const body = call.named.get('body') ?? call.named.get('query') ?? call.arguments[0];
  if (body)
    engine.sink({
      class: 'nosqli',
      name: `${call.callee.module}.search`,
      value: body,
      place: call.place,
      onlyStructured: true,
    });
  return engine.unknown('documents', call.place);
};

/** SQLAlchemy's own expressions carry values apart; texts do not. */
const alchemyExecute: Model = (call, engine) => {
  const name = lastName(call.callee.path);
  if (!EXECUTES.test(name)) return undefined;
  const [statement] = call.arguments;
  const isText = statement?.shapes.some(({ kind }) => kind === 'text' || kind === 'event');
  if (statement && isText)
    engine.sink({ class: 'sqli', name: 'sqlalchemy.execute', value: statement, place: call.place });
  return engine.unknown('rows of a database', call.place);
};

const alchemyText: Model = (call, engine) => {
  const statement = argument(call, 0, 'text');
  if (statement) engine.sink({ class: 'sqli', name: 'sqlalchemy.text', value: statement, place: call.place });
  return engine.external('sqlalchemy', 'text#');
};

const SQL = /^\s*(select|insert|update|delete|replace|merge|create|drop|alter|call|exec|with|truncate)\b/i;

/**
 * `cursor.execute(text)` of something that nobody knows: SQL where the text begins like SQL, and only as a guess.
 */
export const unknownExecute: Model = (call, engine) => {
  if (!/(^|\.)(execute|executemany|executescript)$/.test(call.callee.path)) return undefined;
  const [statement] = call.arguments;
  if (!statement || !beginsLikeSql(engine, statement)) return undefined;
  engine.sink({ class: 'sqli', name: 'cursor.execute', value: statement, place: call.place });
  return engine.unknown('rows of a database', call.place);
};

function beginsLikeSql(engine: Engine, value: AbstractValue): boolean {
  return value.shapes.some((shape) => {
    if (shape.kind !== 'text') return false;
    const first = shape.parts[0];
    return SQL.test(typeof first === 'string' ? first : first ? String(engine.constantOf(first) ?? '') : '');
  });
}

const escapedText: Model = (call, engine) =>
  /\.(escape|escape_string|literal)$/.test(call.callee.path) && call.arguments[0]
    ? engine.cleaned(call.arguments[0], ['sqli'])
    : undefined;

/** MongoDB's filters: an object of the sender may hold operators. */
const MONGO =
  /^(find|find_one|find_one_and_\w+|update_one|update_many|delete_one|delete_many|replace_one|count_documents|distinct|aggregate|remove|update)$/;

const mongo: Model = (call, engine) => {
  const name = lastName(call.callee.path);
  if (!MONGO.test(name)) return undefined;
  const filter = argument(call, name === 'distinct' ? 1 : 0, 'filter');
  if (filter) {
    engine.sink({ class: 'nosqli', name: `pymongo.${name}`, value: filter, place: call.place, onlyStructured: true });
    const where = engine.ownField(filter, '$where');
    if (where) engine.sink({ class: 'nosqli', name: `pymongo.${name} $where`, value: where, place: call.place });
  }
  return engine.unknown('documents', call.place);
};

const LDAP = /^(search|search_s|search_st|search_ext|search_ext_s|paged_search)$/;

const ldap: Model = (call: CallSite, engine: Engine) => {
  const name = lastName(call.callee.path);
  if (!LDAP.test(name)) return undefined;
  const filter = call.callee.module === 'ldap3' ? argument(call, 1, 'search_filter') : argument(call, 2, 'filterstr');
  const base = argument(call, 0, call.callee.module === 'ldap3' ? 'search_base' : 'base');
  for (const value of [filter, base])
    if (value) engine.sink({ class: 'ldap', name: `${call.callee.module}.${name}`, value, place: call.place });
  return engine.unknown('entries of a directory', call.place);
};

/** `filter_format('(uid=%s)', [name])` */
const ldapFormatted: Model = (call, engine) => {
  const [form, values] = call.arguments;
  const items = values === undefined ? [] : (engine.knownItems(values) ?? [engine.item(values, call.place)]);
  return form && engine.text([form, ...items.map((item) => engine.cleaned(item, ['ldap']))]);
};

const ldapEscaped: Model = (call, engine) => {
  const [value] = call.arguments;
  return value && engine.cleaned(value, ['ldap']);
};

export const databaseModels: readonly ModelSet[] = [
  // Of packages that nobody has described.
  models('*', {}, { otherCalls: unknownExecute }),
  // `connection.escape(text)`, `connection.escape_string(text)`
  ...['pymysql', 'MySQLdb', 'mysql'].map((name) => models(name, {}, { otherCalls: escapedText })),
  ...DRIVERS.map((name) => models(name, {}, { otherCalls: driver })),
  models('pandas', each(['read_sql', 'read_sql_query'], driver)),
  models('pg8000', each(['native.Connection#.run', 'native.Connection#.prepare', 'Connection#.run'], runStatement)),
  ...['neo4j', 'py2neo', 'falkordb'].map((name) => models(name, {}, { otherCalls: cypher })),
  ...['sqlalchemy', 'flask_sqlalchemy', 'sqlmodel'].map((name) =>
    models(
      name,
      each(
        ['text', 'literal_column'].flatMap((one) => [one, `sql.${one}`, `sql.expression.${one}`]),
        alchemyText,
      ),
      { otherCalls: alchemyExecute },
    ),
  ),
  models('google', {}, { otherCalls: googleQuery }),
  models('django', {}, { otherCalls: djangoQuery }),
  ...['elasticsearch', 'opensearchpy'].map((name) => models(name, {}, { otherCalls: searchBody })),
  models('pymongo', {}, { otherCalls: mongo }),
  models('motor', {}, { otherCalls: mongo }),
  models(
    'ldap',
    {
      'filter.escape_filter_chars': ldapEscaped,
      'filter.filter_format': ldapFormatted,
      'dn.escape_dn_chars': ldapEscaped,
    },
    { otherCalls: ldap },
  ),
  models(
    'ldap3',
    { 'utils.conv.escape_filter_chars': ldapEscaped, 'utils.dn.escape_rdn': ldapEscaped },
    { otherCalls: ldap },
  ),
];
