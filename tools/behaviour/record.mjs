// Records what programs do, as the guard's hooks see it in real processes, and writes it to traces.jsonl: one invocation a line.
//   node tools/behaviour/record.mjs [--node PATH …]
// Servers listen on loopback only; names are mapped to them below the guard, and what is not mapped is refused.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from '../load-sources.mjs';
import { FAMILIES } from './hostile.mjs';

const here = import.meta.dirname;
const { values } = parseArgs({ options: { node: { type: 'string', multiple: true, default: [process.execPath] } } });
/** Invocations of an honest program in one process. */
const INVOCATIONS = 40;
/** Honest programs that each hostile variant is put into. */
const HOSTS = 3;
/** Distinct behaviours of one trace that are kept. */
const MOST = 200;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-record-'));
const apps = readdirSync(join(here, 'apps'))
  .sort()
  .map((file) => basename(file, '.mjs'));
try {
  await bundleRuntime();
  const world = await openServers();
  const jobs = [];
  for (const node of values.node) {
    for (const app of apps) jobs.push({ node, app });
    let turn = 0;
    for (const [family, variants] of Object.entries(FAMILIES)) {
      for (let variant = 0; variant < variants.length; variant++) {
        for (let host = 0; host < HOSTS; host++) jobs.push({ node, app: apps[turn++ % apps.length], family, variant });
      }
    }
  }
  const lines = [];
  // One after the other: some share /tmp.
  for (const job of jobs) lines.push(...(await run(job, world)));
  writeFileSync(join(here, 'traces.jsonl'), `${lines.join('\n')}\n`);
  console.log(`${jobs.length} processes, ${lines.length} invocations`);
  world.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The runtime as it is, except that what hooks see is kept instead of added up. */
async function bundleRuntime() {
  const tracer = {
    name: 'tracer',
    setup(bundler) {
      bundler.onLoad({ filter: /\/behaviour\/watch\.ts$/ }, () => ({
        loader: 'js',
        contents: `export function createBehaviourWatch() {
          const traces = (globalThis.bulkheadTraces = new Map());
          return {
            saw(kind, what, scope) {
              const id = scope?.requestId ?? 'init';
              if (!traces.has(id)) traces.set(id, []);
              traces.get(id).push([kind, String(what)]);
            },
            end() {},
          };
        }`,
      }));
    },
  };
  await build({
    entryPoints: [join(root, 'packages/runtime/src/index.ts')],
    outfile: join(folder, 'runtime.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['bulkhead-source'],
    logLevel: 'error',
    plugins: [tracer],
  });
}

/** Lays one function out and invokes it; the traces of its invocations as lines. */
async function run({ node, app, family, variant }, world) {
  const task = mkdtempSync(join(folder, 'task-'));
  cpSync(join(here, 'apps', `${app}.mjs`), join(task, 'app.mjs'));
  cpSync(join(here, 'hostile.mjs'), join(task, 'node_modules_hostile.mjs'));
  symlinkSync(join(root, 'node_modules'), join(task, 'node_modules'));
  for (const sub of ['bin', 'templates']) mkdirSync(join(task, sub));
  writeFileSync(join(task, 'bin/convert'), '#!/bin/sh\ncp "$1" "$2"\n');
  chmodSync(join(task, 'bin/convert'), 0o755);
  writeFileSync(join(task, 'templates/mail.txt'), 'Hello <%= name %>\n');
  writeFileSync(
    join(task, 'templates/receivers.yml'),
    'receivers: [http://hooks.example.com/a, http://hooks.example.org/b]\n',
  );
  writeFileSync(join(task, 'main.cjs'), driver(family, variant));
  const env = {
    PATH: process.env.PATH,
    HOME: '/root',
    TRACE_TCP: String(world.tcp),
    TRACE_UDP: String(world.udp),
    TRACE_PG: String(world.postgres),
    TRACE_HTTP: String(world.http),
    LAMBDA_TASK_ROOT: task,
    AWS_LAMBDA_FUNCTION_NAME: app,
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'token',
    BULKHEAD_MODE: 'alert',
  };
  const out = await new Promise((resolve) => {
    const child = spawn(node, ['--no-warnings', join(task, 'main.cjs')], {
      cwd: task,
      env,
      timeout: 30_000,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('close', (code) => resolve({ errors, code }));
  });
  const line = out.errors.split('\n').find((each) => each.startsWith('@traces '));
  if (!line) throw new Error(`${app} ${family ?? ''} ${variant ?? ''}: ${out.code} ${out.errors.slice(-500)}`);
  const { traces, failed } = JSON.parse(line.slice(8));
  if (failed.length > 0 && family === undefined) throw new Error(`${app}: ${failed[0]}`);
  const plain = (what) =>
    what
      .replaceAll(`file://${task}`, '/var/task')
      .replaceAll(task, '/var/task')
      .replaceAll(root.replace(/\/$/, ''), '/var/task')
      .replaceAll(folder, '/var/task');
  const init = traces.init ?? [];
  rmSync(task, { recursive: true, force: true });
  return (
    Array.from({ length: family === undefined ? INVOCATIONS : 2 }, (_, i) => i)
      // Of a function with hostile code, the invocation that it ran in.
      .filter((i) => family === undefined || i === (family === 'load-step' ? 0 : 1))
      .map((i) => {
        const seen = [];
        for (const [kind, what] of [...(i === 0 ? init : []), ...(traces[`r${i}`] ?? [])]) {
          const text = `${kind} ${plain(what).slice(0, 160)}`;
          if (seen.at(-1) !== text && seen.length < MOST) seen.push(text);
        }
        const label = family === undefined ? { app } : { app, family, variant };
        return JSON.stringify({ ...label, first: i === 0, seen });
      })
  );
}

function driver(family, variant) {
  return `
const net = require('node:net');
const connect = net.Socket.prototype.connect;
const write = require('node:fs').writeSync;
const env = { ...process.env };
for (const name of Object.keys(env)) if (name.startsWith('TRACE_') && name !== 'TRACE_UDP') delete process.env[name];
net.Socket.prototype.connect = function (...args) {
  const list = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof list[0] === 'object' && list[0] ? list[0] : undefined;
  const port = Number(options ? options.port : list[0]);
  const to = port === 5432 ? env.TRACE_PG : [80, 443, 8000, 8080, 8086, 9001].includes(port) ? env.TRACE_HTTP : env.TRACE_TCP;
  if (options) Object.assign(options, { host: '127.0.0.1', port: Number(to), lookup: undefined });
  else { list[0] = Number(to); list[1] = '127.0.0.1'; }
  return Reflect.apply(connect, this, args);
};
const { protect } = require(${JSON.stringify(join(folder, 'runtime.cjs'))});
(async () => {
  const hostile = ${family === undefined ? 'undefined' : `(await import('./node_modules_hostile.mjs')).FAMILIES[${JSON.stringify(family)}][${variant}]`};
  ${family === 'load-step' ? 'await hostile({});' : ''}
  const app = await import('./app.mjs');
  const failed = [];
  const handler = protect(async (event, context) => {
    const answer = await app.handler(event, context);
    ${family !== undefined && family !== 'load-step' ? "if (context.awsRequestId === 'r1') await hostile({ body: 'data of a caller' });" : ''}
    return answer;
  });
  for (let i = 0; i < ${family === undefined ? INVOCATIONS : 2}; i++) {
    try {
      await handler(app.event(i), { awsRequestId: 'r' + i, getRemainingTimeInMillis: () => 10000 });
    } catch (error) {
      failed.push(String(error && error.stack));
    }
  }
  write(2, '\\n@traces ' + JSON.stringify({ traces: Object.fromEntries(globalThis.bulkheadTraces), failed }) + '\\n');
  process.exit(0);
})();`;
}

/** Every server that a program may reach: HTTP that answers anything, TCP that speaks first as SMTP does, PostgreSQL, UDP. */
async function openServers() {
  const http = createHttp((request, response) => request.resume().on('end', () => response.end('a,b\nc,d\n')));
  const tcp = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', () => socket.write('250 ok\r\n'))
      .write('220 ready\r\n');
  });
  const postgres = createServer((socket) => servePostgres(socket.on('error', () => undefined)));
  const udp = createSocket('udp4');
  await Promise.all([http, tcp, postgres].map((server) => new Promise((done) => server.listen(0, '127.0.0.1', done))));
  await new Promise((done) => udp.bind(0, '127.0.0.1', done));
  return {
    http: http.address().port,
    tcp: tcp.address().port,
    postgres: postgres.address().port,
    udp: udp.address().port,
    close: () => {
      for (const server of [http, tcp, postgres]) {
        server.closeAllConnections?.();
        server.close();
        server.unref();
      }
      udp.close();
      setTimeout(() => process.exit(0), 100);
    },
  };
}

/** As much of a PostgreSQL server as drivers need to run a query that finds nothing (protocol 3.0). */
function servePostgres(socket) {
  let started = false;
  const message = (type, body = Buffer.alloc(0)) => {
    const head = Buffer.alloc(5);
    head.write(type, 0, 'latin1');
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const at = started ? 1 : 0;
      if (rest.length < at + 4 || rest.length < at + rest.readInt32BE(at)) return;
      const type = started ? String.fromCharCode(rest[0]) : 'startup';
      const code = started ? 0 : rest.readInt32BE(4);
      rest = rest.subarray(at + rest.readInt32BE(at));
      if (type === 'startup') {
        if (code === 80877103) {
          socket.write('N');
          continue;
        }
        started = true;
        socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      } else if (type === 'Q') socket.write(Buffer.concat([message('C', Buffer.from('SELECT 0\0')), ready]));
      else if (type === 'P') socket.write(message('1'));
      else if (type === 'B') socket.write(message('2'));
      else if (type === 'D') socket.write(message('n'));
      else if (type === 'E') socket.write(message('C', Buffer.from('SELECT 0\0')));
      else if (type === 'S') socket.write(ready);
      else if (type === 'X') socket.end();
    }
  });
}
