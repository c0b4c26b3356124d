import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { type Outcome, runScenario } from '../testing/scenario.ts';

/* Clients of real databases and of AWS under `hooks.outbound.allow`: what is on the list works and prints nothing. */

const { folder: dist } = builtPackage();
const folder = tempFolder();
const require = createRequire(import.meta.url);
const at = (name: string): string => JSON.stringify(require.resolve(name));

/** What stands before a database: it can be stopped and started again, and listens on a local socket, too. */
interface Front {
  readonly port: number;
  readonly path: string;
  restart(): Promise<void>;
  close(): void;
}

async function front(to: number, path: string): Promise<Front> {
  const open = new Set<Socket>();
  const listen = async (where: number | string): Promise<Server> => {
    const server = createServer((socket) => {
      const beyond = connect(to, '127.0.0.1');
      for (const one of [socket, beyond]) {
        open.add(one);
        one.on('error', () => undefined).on('close', () => open.delete(one));
      }
      socket.pipe(beyond).pipe(socket);
    });
    if (typeof where === 'string') server.listen(where);
    else server.listen(where, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let tcp = await listen(0);
  const local = await listen(path);
  const { port } = tcp.address() as AddressInfo;
  const stop = (): void => {
    tcp.close();
    for (const socket of open) socket.destroy();
  };
  return {
    port,
    path,
    async restart() {
      stop();
      await sleep(150);
      tcp = await listen(port);
    },
    close() {
      stop();
      local.close();
    },
  };
}

type Kind = 'postgres' | 'mariadb' | 'mongodb';
const has = { postgres: hasPostgres, mariadb: hasMariadb, mongodb: hasFerretdb };
const starts = { postgres: startPostgres, mariadb: startMariadb, mongodb: startFerretdb };
const servers: Partial<Record<Kind, DatabaseServer>> = {};
const fronts: Partial<Record<Kind, Front>> = {};
/** Whoever connects to it has all fronts started anew, and is told by the connection's end. */
const control = createServer((socket) => {
  socket.on('error', () => undefined);
  void Promise.all(Object.values(fronts).map((one) => one?.restart())).then(() => socket.end());
});
const aws = createHttpServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end('{"FunctionName":"f","TableNames":[]}');
  });
});

beforeAll(async () => {
  for (const kind of ['postgres', 'mariadb', 'mongodb'] as const) {
    if (!has[kind]) continue;
    const server = await starts[kind]();
    servers[kind] = server;
    fronts[kind] = await front(server.port, join(folder, kind === 'postgres' ? '.s.PGSQL.5432' : `${kind}.sock`));
  }
  for (const server of [control, aws]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
}, 120_000);
afterAll(async () => {
  for (const one of Object.values(fronts)) one?.close();
  for (const server of Object.values(servers)) await server?.close();
  aws.closeAllConnections();
  for (const server of [control, aws]) server.close();
});

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** Each makes `ask()` over a pool; `to` says where it is, `T` whether to encrypt. */
const CLIENTS: Record<string, { readonly kind: Kind; readonly code: string }> = {
  pg: {
    kind: 'postgres',
    code: `const pool = new (require(${at('pg')}).Pool)({ host: to.path ? to.path.slice(0, to.path.lastIndexOf('/')) : to.host, port: to.path ? 5432 : to.port, user: 'postgres', database: 'postgres', max: 2, connectionTimeoutMillis: 10_000, ssl: T && { ca, servername: 'localhost' } });
      pool.on('error', () => undefined);
      const ask = async () => (await pool.query('select $1::int as v', [7])).rows[0].v;`,
  },
  postgres: {
    kind: 'postgres',
    code: `const sql = require(${at('postgres')})({ ...(to.path ? { path: to.path } : { host: to.host, port: to.port }), user: 'postgres', database: 'postgres', max: 2, connect_timeout: 10, ssl: T && { ca, servername: 'localhost' }, onnotice() {} });
      const ask = async () => (await sql\`select \${7}::int as v\`)[0].v;`,
  },
  mysql2: {
    kind: 'mariadb',
    code: `const pool = require(${at('mysql2/promise')}).createPool({ ...(to.path ? { socketPath: to.path } : { host: to.host, port: to.port }), user: 'app', password: 'pw', database: 'app', connectionLimit: 2, connectTimeout: 10_000, ssl: T ? { ca, servername: 'localhost' } : undefined });
      const ask = async () => (await pool.execute('select 7 as v'))[0][0].v;`,
  },
  mariadb: {
    kind: 'mariadb',
    code: `const pool = require(${at('mariadb')}).createPool({ ...(to.path ? { socketPath: to.path } : { host: to.host, port: to.port }), user: 'app', password: 'pw', database: 'app', connectionLimit: 2, acquireTimeout: early ? 10_000 : 2000, connectTimeout: 8000, ssl: T ? { ca } : undefined });
      const ask = async () => Number((await pool.query('select 7 as v'))[0].v);`,
  },
  mongodb: {
    kind: 'mongodb',
    code: `const client = new (require(${at('mongodb')}).MongoClient)(to.path ? 'mongodb://' + encodeURIComponent(to.path) : 'mongodb://' + to.host + ':' + to.port + '/', { serverSelectionTimeoutMS: 3000 });
      const ask = async () => (await client.db('x').command({ ping: 1 })).ok + 6;`,
  },
};

const HANDLER = `
let ask = early ? make() : undefined;
const all = () => { ask ??= make(); return Promise.all([ask(), ask(), ask()]) };
const restart = () => new Promise((done) => require('node:net').connect(restarts, '127.0.0.1').on('error', done).on('close', done).resume());
/** As functions do: what a lost connection fails with is tried again. */
const again = async (ask) => { for (let left = 20; ; left--) try { return await ask() } catch (error) { if (left === 0 || error.code === 'BULKHEAD_BLOCKED') throw error; await new Promise((done) => setTimeout(done, 50)) } };
process.on('uncaughtException', (error) => { if (error.code === 'BULKHEAD_BLOCKED') throw error });
exports.handler = async ({ lost }) => { if (lost) await restart(); return lost ? again(all) : all() };`;

/** A `node` for which names stand for more than one address; `undefined` where that cannot be arranged. */
function withHosts(node: string): string | undefined {
  const hosts = join(folder, 'hosts');
  const lines = ['127.0.0.1 localhost', '127.0.0.9 db.internal.example', '127.0.0.1 db.internal.example'];
  writeFileSync(hosts, `${lines.join('\n')}\n`);
  const script = join(folder, `node-${node.replaceAll('/', '-')}`);
  const mount = `mount --bind ${hosts} /etc/hosts && exec ${node} --network-family-autoselection-attempt-timeout=5000 "$@"`;
  writeFileSync(script, `#!/bin/sh\nexec unshare -rm sh -c '${mount}' node "$@"\n`);
  chmodSync(script, 0o755);
  return spawnSync(script, ['-e', '']).status === 0 ? script : undefined;
}

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  interface Where {
    readonly host?: string;
    readonly path?: string;
    readonly tls?: boolean;
    /** The pool is made when the module is loaded, before `protect` comes: what it begins then is not seen by the guard. */
    readonly early?: boolean;
    readonly node?: string;
    readonly allow: readonly string[];
    readonly events: readonly unknown[];
  }

  function run(
    name: string,
    { host, path, tls = false, early = true, allow, events, node: own = node }: Where,
  ): Promise<Outcome> {
    const { kind, code } = CLIENTS[name]!;
    const to = path === undefined ? { host, port: fronts[kind]!.port } : { path };
    const head = `const to = ${JSON.stringify(to)}, T = ${tls}, ca = ${JSON.stringify(servers[kind]!.certificate)}, restarts = ${portOf(control)}, early = ${early};`;
    const options = JSON.stringify({ policy: { hooks: { outbound: { action: 'block', allow } } } });
    return runScenario({
      node: own,
      dist,
      folder,
      form: 'cjs',
      code: `${head} const make = () => { ${code}; return ask };${HANDLER}`,
      events,
      options,
    });
  }

  const works = ({ answers, attacks, faults, stderr }: Outcome, times: number): void => {
    expect(answers, stderr).toEqual(Array.from({ length: times }, () => ({ result: [7, 7, 7] })));
    expect([...attacks, ...faults]).toEqual([]);
  };

  for (const [name, { kind }] of Object.entries(CLIENTS)) {
    describe.skipIf(!has[kind])(name, () => {
      const port = (): number => fronts[kind]!.port;

      const ways: readonly (readonly [string, string, boolean])[] = [
        ['by name', 'localhost', false],
        ['by address', '127.0.0.1', false],
        ['by name, TLS', 'localhost', true],
      ];
      // MongoDB's protocol is spoken by a server without TLS.
      it.each(ways.filter(([, , tls]) => !tls || kind !== 'mongodb'))(
        'works %s, and again after its server was started anew',
        async (_, host, tls) => {
          const allow = [`${host}:${port()}`, `127.0.0.1:${portOf(control)}`];
          works(await run(name, { host, tls, allow, events: [{}, { lost: true }, {}] }), 3);
        },
      );

      it('works over a local socket that is listed', async () => {
        const { path } = fronts[kind]!;
        works(await run(name, { path, allow: [`unix:${path}`], events: [{}] }), 1);
      });

      it('works by a name of several addresses, of which one answers', async ({ skip }) => {
        const own = withHosts(node);
        if (own === undefined) return skip();
        works(
          await run(name, { host: 'db.internal.example', allow: ['*.internal.example'], node: own, events: [{}] }),
          1,
        );
      });

      it.each([
        ['another port', () => ({ host: 'localhost', allow: ['localhost:1'] }), () => `localhost:${port()}`],
        ['the address behind a name', () => ({ host: 'localhost', allow: ['127.0.0.1'] }), () => `localhost:${port()}`],
        [
          'a local socket',
          () => ({ path: fronts[kind]!.path, allow: ['localhost'] }),
          () => `unix:${fronts[kind]!.path}`,
        ],
      ])('is refused where the list has not %s, with the line that would allow it', async (_, where, line) => {
        const { answers, attacks } = await run(name, { ...where(), early: false, events: [{}] });
        // MongoDB's client looks for another server until its time is up, and then throws an error of its own.
        const { code, message } = answers[0]?.error ?? {};
        if (name === 'mongodb') expect(message).toBeDefined();
        else {
          expect(code).toBe('BULKHEAD_BLOCKED');
          expect(message).toContain(`To allow it, add "${line()}" to hooks.outbound.allow.`);
        }
        expect(new Set(attacks.map(({ class: attack, sink }) => `${attack} ${sink?.target}`))).toEqual(
          new Set([`egress ${line()}`]),
        );
      });
    });
  }

  describe('clients of AWS', () => {
    const code = (): string => `
      const { LambdaClient, GetFunctionCommand } = require(${at('@aws-sdk/client-lambda')});
      const { DynamoDBClient, ListTablesCommand } = require(${at('@aws-sdk/client-dynamodb')});
      const endpoint = 'http://localhost:${portOf(aws)}';
      const lambda = new LambdaClient({ endpoint }), tables = new DynamoDBClient({ endpoint });
      exports.handler = async () => [(await lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))).$metadata.httpStatusCode, (await tables.send(new ListTablesCommand({}))).$metadata.httpStatusCode];`;
    const runAws = (allow: readonly string[]): Promise<Outcome> =>
      runScenario({
        node,
        dist,
        folder,
        form: 'cjs',
        code: code(),
        events: [{}, {}],
        options: JSON.stringify({ policy: { hooks: { outbound: { action: 'block', allow } } } }),
      });

    it('work where their endpoint is listed', async () => {
      const { answers, attacks, faults, stderr } = await runAws([`localhost:${portOf(aws)}`]);
      expect(answers, stderr).toEqual([{ result: [200, 200] }, { result: [200, 200] }]);
      expect([...attacks, ...faults]).toEqual([]);
    });

    it('are refused where it is not, with the line that would allow it', async () => {
      const { answers } = await runAws(['aws:*']);
      expect(answers[0]?.error?.code).toBe('BULKHEAD_BLOCKED');
      expect(answers[0]?.error?.message).toContain(`add "localhost:${portOf(aws)}" to hooks.outbound.allow`);
    });
  });

  it('repeats no host that the event names', async () => {
    const { answers } = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: 'exports.handler = ({ host }) => fetch(`http://${host}/`)',
      events: [{ host: 'evil.example' }],
      options: JSON.stringify({ policy: { hooks: { outbound: { action: 'block', allow: ['good.example'] } } } }),
    });
    expect(answers[0]?.error?.message).toContain('To allow it, add it to hooks.outbound.allow.');
    expect(answers[0]?.error?.message).not.toContain('evil');
  });
});
