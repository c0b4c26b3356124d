import type { ModelSet } from '../../engine/types.ts';
import { type Dangerous, fromTable, type Package } from './sink-table.ts';

/*
 * Databases beside those of `data-stores.ts`: statements in a language of their own, and searches whose form the sender decides.
 */

const statement = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  calls,
  class: 'sqli',
  at,
  onlyText: true,
});
const query = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  calls,
  class: 'nosqli',
  at,
  onlyText: true,
});
const filter = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  calls,
  class: 'nosqli',
  at,
  onlyStructured: true,
});
const script = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  calls,
  class: 'codei',
  at,
  onlyText: true,
});

const SEARCHES = /^(search|msearch|count|deleteByQuery|updateByQuery|explain|validateQuery|asyncSearch\.submit)$/;
/** Of ActiveRecord's likes: what is written as SQL. */
const RAW =
  /^(raw|whereRaw|orWhereRaw|andWhereRaw|havingRaw|orHavingRaw|orderByRaw|groupByRaw|joinRaw|fromRaw|selectRaw|withRaw)$/;

const PACKAGES: readonly Package[] = [
  {
    names: ['@clickhouse/client', '@clickhouse/client-web'],
    dangerous: [statement(/^(query|command|exec|insert)$/, '0.query')],
  },
  {
    names: ['@google-cloud/bigquery', '@google-cloud/spanner'],
    dangerous: [statement(/^(createQueryJob|createQueryStream|run|runStream|runUpdate)$/, 0, '0.query', '0.sql')],
    isPartial: true,
  },
  {
    names: ['@duckdb/node-api', 'duckdb-async', '@duckdb/duckdb-wasm'],
    dangerous: [statement(/^(run|runAndRead\w*|stream|prepare|query|all|exec|each|send)$/, 0)],
  },
  {
    names: ['influx'],
    dangerous: [statement(/^(query|queryRaw)$/, 0)],
    escapes: { calls: /^(stringLit|quoted|measurement|tag)$/, cleanFor: ['sqli'] },
  },
  {
    names: ['@influxdata/influxdb-client', '@influxdata/influxdb3-client'],
    dangerous: [
      statement(/^(collectRows|queryRows|queryRaw|queryLines|iterateRows|iterateLines|collectLines|query)$/, 0),
    ],
    escapes: { calls: /^(fluxString|fluxRegExp|flux|sanitizeString)$/, cleanFor: ['sqli'] },
  },
  {
    names: ['neo4j-driver', 'neo4j-driver-lite', 'falkordb'],
    hands: /^(executeRead|executeWrite|readTransaction|writeTransaction)$/,
    dangerous: [statement(/^(run|executeQuery|query|roQuery)$/, 0)],
  },
  { names: ['gremlin'], dangerous: [statement(/^(submit|stream)$/, 0)] },
  { names: ['couchbase'], dangerous: [statement(/^(query|analyticsQuery)$/, 0)] },
  { names: ['@azure/cosmos'], dangerous: [statement(/^query$/, 0, '0.query')] },
  {
    names: [
      '@mikro-orm/postgresql',
      '@mikro-orm/mysql',
      '@mikro-orm/sqlite',
      '@mikro-orm/mariadb',
      '@mikro-orm/better-sqlite',
      '@mikro-orm/knex',
    ],
    dangerous: [statement(/^(execute|raw|sql|createRawQuery)$/, 0)],
  },
  { names: ['objection', 'bookshelf', '@adonisjs/lucid'], dangerous: [statement(RAW, 0)] },
  { names: ['jsforce'], dangerous: [statement(/^(query|queryMore|queryAll|search)$/, 0)] },
  { names: ['tedious'], dangerous: [statement(/^Request$/, 0)], isPartial: true },
  {
    names: [
      '@electric-sql/pglite',
      'massive',
      'node-firebird',
      'node-adodb',
      'pg-native',
      'libpq',
      'vertica',
      'hdb',
      '@sap/hana-client',
    ],
    dangerous: [statement(/^(query|execute|exec|prepare|run|querySync|executeQuery|executeUpdate|all|each)$/, 0)],
  },
  {
    names: ['@elastic/elasticsearch', '@opensearch-project/opensearch', 'elasticsearch'],
    dangerous: [
      filter(SEARCHES, '0.body', '0.query', 0),
      query(/^(search|count|deleteByQuery|updateByQuery)$/, '0.q'),
      script(
        /^(update|updateByQuery|search|putScript|reindex)$/,
        '0.body.script',
        '0.body.script.source',
        '0.script.source',
        '0.script',
      ),
    ],
  },
  {
    names: ['meilisearch', 'typesense', 'algoliasearch'],
    dangerous: [
      { ...query(/^search$/, '1.filter', '1.filters', '0.filter_by'), confidence: 'medium', onlyBuilt: true },
    ],
  },
  {
    names: ['ioredis', 'redis', '@redis/client', '@upstash/redis', 'iovalkey'],
    dangerous: [script(/^(eval|scriptLoad)$/, 0), { ...script(/^script$/, 1) }],
    isPartial: true,
  },
  {
    names: ['nano', '@cloudant/cloudant', 'pouchdb', 'pouchdb-find'],
    dangerous: [filter(/^(find|partitionedFind|mango)$/, 0)],
  },
  { names: ['@supabase/supabase-js', '@supabase/postgrest-js'], dangerous: [query(/^or$/, 0)] },
  { names: ['fauna'], dangerous: [query(/^(fql|query)$/, 0)] },
  { names: ['arangojs'], dangerous: [query(/^query$/, 0, '0.query')] },
  {
    names: ['@typegoose/typegoose'],
    dangerous: [
      {
        ...filter(
          /^(find|findOne|findOneAnd\w+|updateOne|updateMany|deleteOne|deleteMany|countDocuments|exists|aggregate|where|replaceOne)$/,
          0,
        ),
        confidence: 'medium',
      },
    ],
  },
  { names: ['@prisma/client'], dangerous: [filter(/^(findRaw|aggregateRaw|\$runCommandRaw)$/, 0)], isPartial: true },
  { names: ['mongodb'], dangerous: [filter(/^(command|runCommand)$/, 0)], isPartial: true },
  {
    names: ['activedirectory', 'activedirectory2', 'ldapjs-client'],
    dangerous: [
      {
        calls: /^(find|findUsers|findGroups|search)$/,
        class: 'ldap',
        at: [0, '0.filter', 1, '1.filter'],
        onlyText: true,
      },
    ],
  },
  {
    names: ['ldapjs', 'ldapts'],
    dangerous: [{ calls: /^(bind|search|modify|add|del|compare|modifyDN)$/, class: 'ldap', at: [0], onlyText: true }],
    isPartial: true,
  },
  { names: ['ldap-escape'], dangerous: [], escapes: { calls: /^(filter|dn|escape)$/, cleanFor: ['ldap'] } },
];

/** Databases with languages of their own. */
export const moreStoreModels: readonly ModelSet[] = fromTable(PACKAGES);
