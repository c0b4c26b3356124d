import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { startEnvironment } from '../testing/lambda.ts';
import { nodeBinaries, runtimeClient } from '../testing/nodes.ts';
import { readLines } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const root = tempFolder();

const pairs = nodeBinaries().flatMap(({ name, path, client: major }) => {
  const client = runtimeClient(major);
  return client ? [{ name: `${name}, aws-lambda-ric ${major}`, node: path, major, client }] : [];
});

it.skipIf(pairs.length === 0)('has a runtime client to run on', () => {
  expect(pairs.length).toBeGreaterThan(0);
});

/** Bodies of async functions that return 'reached' or throw. */
const WAYS: Record<string, string> = {
  'net.connect': 'return reached(net.connect(port, host))',
  'net.connect, by the name of the address': 'return reached(net.connect(port, "localhost"))',
  'an address within IPv6': 'return reached(net.connect(port, "::ffff:127.0.0.1"))',
  'no host at all': 'return reached(net.connect(port))',
  'no address': 'return reached(net.connect(port, "0.0.0.0"))',
  'a name that leads there':
    'return reached(net.connect({ port, host: "api.example.com", lookup: (n, o, done) => setTimeout(() => (o.all ? done(null, [{ address: host, family: 4 }]) : done(null, host, 4)), 1) }))',
  'a Socket of its own': 'return reached(new net.Socket().connect({ host, port }))',
  'the prototype’s method': 'return reached(net.Socket.prototype.connect.call(new net.Socket(), port, host))',
  'http.request':
    'return reached(http.request({ host, port, path: "/2020-01-01/extension/register", method: "POST" }).on("error", () => 0).on("socket", (s) => s), true)',
  'a script that calls itself the runtime':
    'return reached(vm.runInThisContext("(net, port, host) => net.connect(port, host)", { filename: runtimeFile })(net, port, host))',
  'the same as a URL':
    'return reached(vm.runInThisContext("(net, port, host) => net.connect(port, host)", { filename: "file://" + runtimeFile })(net, port, host))',
  fetch:
    'try { await fetch(`http://${api}/2018-06-01/runtime/invocation/none/response`, { method: "POST", body: "{}", signal: AbortSignal.timeout(2000) }); return "reached" } catch (e) { if (e.name === "TimeoutError") return "reached"; throw e.cause ?? e }',
  'the native client, once more': 'require(nativeClient); return "reached"',
  'the native client by dlopen': 'process.dlopen({ exports: {} }, nativeClient); return "reached"',
};

function code(client: string, major: string): string {
  const list = Object.entries(WAYS).map(([name, body]) => `${JSON.stringify(name)}: async () => { ${body} }`);
  const folder = major === '3' ? `${client}/dist` : client;
  return `const net = require('net'); const http = require('http'); const vm = require('vm');
const api = process.env.AWS_LAMBDA_RUNTIME_API; const [host, port] = [api.split(':')[0], Number(api.split(':')[1])];
const runtimeFile = ${JSON.stringify(`${folder}/index.mjs`)}; const nativeClient = ${JSON.stringify(`${folder}/rapid-client.node`)};
const reached = (emitter, isRequest) => new Promise((resolve, reject) => {
  emitter.on('error', reject);
  if (isRequest) { emitter.on('socket', (s) => s.on('connect', () => { resolve('reached'); emitter.destroy(); })); emitter.end('{}'); }
  else emitter.on('connect', () => { resolve('reached'); emitter.destroy(); });
});
const ways = {${list.join(',\n')}};
const atLoad = ways['net.connect']().catch((e) => e.code);
const all = async () => {
  const told = { 'at load': await atLoad };
  for (const [name, way] of Object.entries(ways)) told[name] = await way().catch((e) => e.code ?? String(e));
  return told;
};
exports.handler = (event) => all();
exports.streaming = awslambda.streamifyResponse(async (event, stream) => { stream.write('a'); stream.write('b'); stream.end(); });`;
}

const names = ['at load', ...Object.keys(WAYS)];

describe.each(pairs)('$name', ({ node, client, major }) => {
  const start = (handler: string, preload: boolean) => {
    const folder = mkdtempSync(join(root, 'task-'));
    writeFileSync(join(folder, 'index.js'), code(client, major));
    const layer = preload ? { preload: join(dist, 'preload.cjs') } : {};
    return startEnvironment({ node, client, major, handler, code: folder, ...layer });
  };

  it('the Runtime API is the runtime’s alone', async () => {
    const open = await start('index.handler', false);
    const told = JSON.parse((await open.invoke({})).body) as Record<string, string>;
    await open.close();
    expect(told).toEqual(Object.fromEntries(names.map((name) => [name, 'reached'])));

    const guarded = await start('index.handler', true);
    const { body } = await guarded.invoke({});
    const { lines } = await guarded.close();
    expect(JSON.parse(body)).toEqual(Object.fromEntries(names.map((name) => [name, 'BULKHEAD_BLOCKED'])));
    const { attacks, faults } = readLines(lines);
    expect(faults).toEqual([]);
    expect(new Set(attacks.map((record) => `${record.rule} ${record.class}`))).toEqual(
      new Set(['hook/runtime tamper']),
    );
  });

  // As captureHTTPsGlobal of the X-Ray SDK does, and OpenTelemetry.
  const WRAPS =
    "const http = require('http'); const { request } = http; http.request = function (...args) { return request.apply(this, args); };";

  it('streamed answers pass where the function has wrapped http', async () => {
    const folder = mkdtempSync(join(root, 'task-'));
    const streams =
      "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('a'); stream.end(); });";
    writeFileSync(join(folder, 'index.js'), `${WRAPS} ${streams}`);
    const preload = join(dist, 'preload.cjs');
    const running = await startEnvironment({ node, client, major, handler: 'index.handler', code: folder, preload });
    expect(await running.invoke({})).toMatchObject({ streamed: true, body: 'a' });
    expect(readLines((await running.close()).lines).attacks).toEqual([]);
  });

  it('an error at load of a function that has wrapped http is reported once, or ends the process', async () => {
    const folder = mkdtempSync(join(root, 'task-'));
    writeFileSync(join(folder, 'index.js'), `${WRAPS} throw new Error('no such setting');`);
    const preload = join(dist, 'preload.cjs');
    const running = await startEnvironment({ node, client, major, handler: 'index.handler', code: folder, preload });
    const posted = await running.initError().catch(() => undefined);
    const { lines } = await running.close();
    const { attacks } = readLines(lines);
    // Client 4 reports past `http.request`.
    if (major === '4') expect([posted, attacks]).toMatchObject([{ is: 'init' }, []]);
    else
      expect([posted, attacks]).toMatchObject([
        undefined,
        [{ rule: 'hook/runtime', requestId: '', message: expect.stringContaining('wrapped http') }],
      ]);
    expect(lines.filter((line) => line.includes('no such setting')).length).toBeLessThan(4);
    expect(lines.join('')).toContain('no such setting');
  });

  it('the runtime’s own streamed answers pass', async () => {
    const running = await start('index.streaming', true);
    for (let i = 0; i < 3; i++) expect(await running.invoke({})).toMatchObject({ streamed: true, body: 'ab' });
    const { lines } = await running.close();
    // What the module does when it is loaded is stopped all the same.
    expect(readLines(lines).attacks).toMatchObject([{ rule: 'hook/runtime', requestId: '', action: 'blocked' }]);
    expect(readLines(lines).faults).toEqual([]);
  });
});
