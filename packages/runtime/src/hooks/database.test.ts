import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import {
  type DatabaseServer,
  hasFerretdb,
  hasMariadb,
  hasPostgres,
  startFerretdb,
  startMariadb,
  startPostgres,
} from '../testing/databases.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, post, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const require = createRequire(import.meta.url);

/** Text of a module's path for code in another folder. */
const at = (name: string): string => JSON.stringify(require.resolve(name));

/** Each makes `run(sql, values)` over a pool of one connection; `T` is whether to encrypt. */
const DRIVERS: Record<string, { readonly server: 'postgres' | 'mariadb'; readonly code: string }> = {
  pg: {
    server: 'postgres',
    code: `const { Pool } = require(${at('pg')});
      const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 1, ssl: T && { ca, servername: 'localhost' } });
      pool.on('error', () => undefined);
      const run = (sql, values) => pool.query(sql, values);`,
  },
  'postgres (pipelines)': {
    server: 'postgres',
    code: `const sql = require(${at('postgres')})({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 1, ssl: T && { ca, servername: 'localhost' }, onnotice() {} });
      const run = (text, values) => sql.unsafe(text, values);`,
  },
  mysql2: {
    server: 'mariadb',
    code: `const pool = require(${at('mysql2/promise')}).createPool({ host: '127.0.0.1', port, user: 'app', password: 'pw', database: 'app', connectionLimit: 1, ssl: T ? { ca, servername: 'localhost' } : undefined });
      const run = (sql, values) => (values ? pool.execute(sql, values) : pool.query(sql));`,
  },
  'mysql2, compressed': {
    server: 'mariadb',
    code: `const pool = require(${at('mysql2/promise')}).createPool({ host: '127.0.0.1', port, user: 'app', password: 'pw', database: 'app', connectionLimit: 1, compress: true, ssl: T ? { ca, servername: 'localhost' } : undefined });
      const run = (sql, values) => (values ? pool.execute(sql, values) : pool.query(sql));`,
  },
  mariadb: {
    server: 'mariadb',
    code: `const pool = require(${at('mariadb')}).createPool({ host: '127.0.0.1', port, user: 'app', password: 'pw', database: 'app', connectionLimit: 1, acquireTimeout: 5000, ssl: T ? { ca } : undefined });
      const run = (sql, values) => (values ? pool.execute(sql, values) : pool.query(sql));`,
  },
  'mariadb, compressed': {
    server: 'mariadb',
    code: `const pool = require(${at('mariadb')}).createPool({ host: '127.0.0.1', port, user: 'app', password: 'pw', database: 'app', connectionLimit: 1, acquireTimeout: 5000, compress: true, ssl: T ? { ca } : undefined });
      const run = (sql, values) => (values ? pool.execute(sql, values) : pool.query(sql));`,
  },
};

/** Runs a query for each record at once, and tells how each went. */
const HANDLER = `
exports.handler = async (event) => Promise.all(event.Records.map(async ({ body }) => {
  const query = body.startsWith('?') ? ['select ' + (body.length > 0 ? "concat(?, '')" : '') + ' as v', [body.slice(1)]] : ["select '" + body + "' as v"];
  if (query[1] && PLACEHOLDER === '$1') query[0] = "select concat($1::text, '') as v";
  try {
    const result = await run(...query);
    const rows = result.rows ?? (Array.isArray(result[0]) ? result[0] : result);
    return rows[0].v;
  } catch (error) { return 'failed: ' + error.message; }
}));`;

const queue = (bodies: readonly string[]): unknown => ({
  Records: bodies.map((body, index) => ({
    messageId: `id-${index}`,
    receiptHandle: 'handle',
    body,
    attributes: {},
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:jobs',
    awsRegion: 'eu-west-1',
  })),
});

const servers: Partial<Record<'postgres' | 'mariadb' | 'mongodb', DatabaseServer>> = {};
beforeAll(async () => {
  if (hasPostgres) servers.postgres = await startPostgres();
  if (hasMariadb) servers.mariadb = await startMariadb();
  if (hasFerretdb) servers.mongodb = await startFerretdb();
}, 120_000);
afterAll(async () => {
  for (const server of Object.values(servers)) await server?.close();
});

let count = 0;
const has = { postgres: hasPostgres, mariadb: hasMariadb };

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  function run(server: DatabaseServer, driver: string, tls: boolean, events: readonly unknown[]): Promise<Outcome> {
    const head = `const T = ${tls}; const port = ${server.port}; const ca = ${JSON.stringify(server.certificate)};`;
    const placeholder = `const PLACEHOLDER = ${server === servers.postgres ? "'$1'" : "'?'"};`;
    const code = [head, placeholder, driver, HANDLER].join('\n');
    return runScenario({ node, dist, folder, form: 'cjs', code, events });
  }

  for (const [name, { server, code }] of Object.entries(DRIVERS)) {
    describe.skipIf(!has[server])(name, () => {
      it.each([
        ['plain', false],
        ['TLS', true],
      ])(
        '%s: the hostile record of three fails, on a connection that an earlier invocation left warm',
        async (_, tls) => {
          const events = [
            queue(['warm']),
            queue(['first', "x' union select 'stolen", 'third']),
            queue(['first', "it''s O''Brien; -- ", '?x'.concat("' or '1'='1")]),
          ];
          const outcome = await run(servers[server]!, code, tls, events);
          expect(outcome.stderr).toBe('');
          expect(
            outcome.answers.map(({ result }) => result),
            outcome.lines.join('\n'),
          ).toEqual([
            ['warm'],
            [
              'first',
              expect.stringContaining('Blocked by Bulkhead: event data changes the structure of a query.'),
              'third',
            ],
            ['first', "it's O'Brien; -- ", "x' or '1'='1"],
          ]);
          expect(outcome.attacks.filter(({ rule }) => rule === 'hook/database')).toMatchObject([
            {
              action: 'blocked',
              class: 'sqli',
              path: 'Records[1].body',
              sink: { operation: server === 'postgres' ? 'postgres query' : 'mysql query' },
              requestId: 'request-1',
            },
          ]);
          expect(outcome.faults).toEqual([]);
        },
      );
    });
  }

  describe.skipIf(!hasFerretdb)('mongodb', () => {
    const MONGO = `
const { MongoClient } = require(${at('mongodb')});
const client = new MongoClient('mongodb://127.0.0.1:' + port + '/', { maxPoolSize: 1, serverSelectionTimeoutMS: 5000 });
exports.handler = async (event) => {
  const users = client.db(name).collection('users');
  const { login, password, code, hook, job } = JSON.parse(event.body);
  const failed = (error) => 'failed: ' + error.message;
  if (hook) {
    // The event has a key that is called like the operator of the developer's own.
    await users.updateOne({ n: { $gte: 7 } }, { $set: { hook: JSON.stringify(hook) } }, { upsert: true });
    return users.countDocuments({ hook: { $exists: true } }).catch(failed);
  }
  if (job === 'update') return users.updateOne({ login }, { $set: { seen: true } }).then(() => 'updated', failed);
  if (job === 'delete') return users.deleteMany({ login }).then(() => 'deleted', failed);
  if (job === 'modify') return users.findOneAndUpdate({ login }, { $set: { seen: true } }).then(() => 'modified', failed);
  if (job === 'aggregate') return users.aggregate([{ $match: { login } }]).toArray().then(() => 'found', failed);
  if (job === 'function') return users.aggregate([{ $addFields: { x: { $function: { body: "function() { return '" + login + "' }", args: [], lang: 'js' } } } }]).toArray().catch(failed);
  if (login === 'seed') { await users.insertOne({ login: 'admin', password: 'x', n: 7 }); return 'seeded'; }
  if (code) return users.countDocuments({ $where: "this.login == '" + code + "'" }).catch((error) => 'failed: ' + error.message);
  return users.countDocuments({ login, password, n: { $gt: 1 } }).catch((error) => 'failed: ' + error.message);
};`;
    it("operators and scripts from the event are stopped, the developer's own pass", async () => {
      const events = [
        { login: 'seed' },
        { login: 'admin', password: 'x' },
        { login: 'admin', password: { $ne: null } },
        { login: 'admin', password: 'costs $ne $gt 5' },
        { code: "x' || '1' == '1" },
        { hook: { event: 'identify', $set: { name: 'Bob $gte' } } },
        ...['update', 'delete', 'modify', 'aggregate'].flatMap((job) => [
          { job, login: 'nobody' },
          { job, login: { $gt: '' } },
        ]),
        { job: 'function', login: "x' + db.users + '" },
      ].map(post);
      const head = `const port = ${servers.mongodb!.port}; const name = 'app${count++}';`;
      const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: head + MONGO, events });
      expect(
        outcome.answers.map(({ result }) => result),
        outcome.lines.join('\n'),
      ).toEqual([
        'seeded',
        1,
        expect.stringContaining('Blocked by Bulkhead: event data brings an operator into a query.'),
        0,
        expect.stringContaining('Blocked by Bulkhead: event data changes the structure of a query.'),
        1,
        ...['updated', 'deleted', 'modified', 'found'].flatMap((done) => [
          done,
          expect.stringContaining('Blocked by Bulkhead: event data brings an operator into a query.'),
        ]),
        expect.stringContaining('Blocked by Bulkhead: event data changes the structure of a query.'),
      ]);
    });
  });

  describe.skipIf(!hasPostgres)('a handler that lets the error out', () => {
    it.each(['pg', 'postgres (pipelines)'])('%s: is answered as a block', async (driver) => {
      const post = (name: string): unknown => ({
        version: '2.0',
        routeKey: 'POST /',
        rawPath: '/',
        headers: {},
        requestContext: { http: { method: 'POST', path: '/' } },
        body: name,
        isBase64Encoded: false,
      });
      const code = `const T = false; const port = ${servers.postgres!.port};${DRIVERS[driver]!.code}
exports.handler = async (event) => {
  const results = await Promise.all([run('select 1'), run("select '" + event.body + "' as v"), run('select 2')]);
  return { statusCode: 200, body: String(results.length) };
};`;
      const events = [post('Bob'), post("x' union select 'stolen"), post('Bob')];
      const outcome = await runScenario({ node, dist, folder, form: 'cjs', code, events });
      expect(outcome.answers.map(({ result }) => (result as { statusCode: number })?.statusCode)).toEqual([
        200, 403, 200,
      ]);
    });
  });
});
