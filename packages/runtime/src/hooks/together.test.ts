import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
// Installed for the benchmarks.
const tracer = join(import.meta.dirname, '../../../../bench/node_modules/dd-trace');
const isInstalled = existsSync(tracer);

let server: Server;
let origin = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    response.end(request.headers['x-datadog-trace-id'] === undefined ? 'no trace' : 'traced');
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const USE = `
const http = require('http'); const cp = require('child_process'); const fs = require('fs');
const get = (url) => new Promise((ok, no) => http.get(url, (r) => { let t = ''; r.on('data', (d) => (t += d)).on('end', () => ok(t)); }).on('error', no));
const tell = (work) => Promise.resolve().then(work).then((value) => String(value).trim(), (error) => error.code);
exports.handler = async ({ queryStringParameters: { q } }) => [
  await tell(() => get(process.env.OWN_ORIGIN)),
  await tell(() => cp.execSync('echo ' + q)),
  await tell(() => new Promise((ok, no) => cp.exec('echo ' + q, (e, out) => (e ? no(e) : ok(out))))),
  await tell(() => fs.readFileSync('/etc/' + q).length > 0),
  await tell(() => new Promise((ok, no) => fs.readFile('/etc/' + q, (e, text) => (e ? no(e) : ok(text.length > 0))))),
];`;
const INIT = `require(${JSON.stringify(tracer)}).init({ startupLogs: false, telemetry: { enabled: false }, remoteConfig: { enabled: false } });`;

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it.skipIf(!isInstalled).each([
    ['after', `${INIT}\n${USE}`],
    ['before', USE],
  ])('dd-trace that wraps %s us keeps its traces, and we our blocks', async (when, code) => {
    const preload = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('/'); ${INIT}`)}`;
    const outcome = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code,
      events: [query({ q: 'hostname' }), query({ q: '../etc/hostname; echo pwned' })],
      nodeArgs: when === 'before' ? ['--import', preload] : [],
      env: { OWN_ORIGIN: origin, DD_TRACE_AGENT_URL: 'http://127.0.0.1:9' },
    });
    expect(outcome.answers[0]?.result, outcome.stderr).toEqual(['traced', 'hostname', 'hostname', 'true', 'true']);
    const [first, ...rest] = outcome.answers[1]!.result as string[];
    expect(first).toBe('traced');
    expect(rest).toEqual(Array(4).fill('BULKHEAD_BLOCKED'));
    expect(outcome.faults.filter(({ where }) => where.startsWith('hook/'))).toEqual([]);
  });
});
