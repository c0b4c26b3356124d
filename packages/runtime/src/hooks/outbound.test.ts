import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario } from '../testing/scenario.ts';
import { targetOf } from './outbound.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** A private service that must not be reached, and a front that redirects to it. */
let hits: string[];
let inner: Server;
let port: number;

beforeAll(async () => {
  inner = createServer((request, response) => {
    hits.push(request.url ?? '');
    if (request.url === '/redirect') {
      response.writeHead(302, { location: `http://127.0.0.2:${port}/secret` }).end();
      return;
    }
    response.end('secret');
  });
  // All of 127/8 is this machine: 127.0.0.1 stands for the one host, 127.0.0.2 for another.
  inner.listen(0, '0.0.0.0');
  await once(inner, 'listening');
  port = (inner.address() as AddressInfo).port;
});
afterAll(() => inner.close());
beforeEach(() => {
  hits = [];
});

/** Every way to reach a host, as the body of a handler that gets `url`. */
const WAYS: Record<string, string> = {
  fetch: 'return (await fetch(url)).text()',
  'fetch, nothing loaded before': 'return (await fetch(url)).text()',
  'http.get': `return new Promise((ok, no) => http.get(url, (r) => { let t = ''; r.on('data', (d) => (t += d)); r.on('end', () => ok(t)); }).on('error', no))`,
  'http.get by options, no agent': `const u = new URL(url); return new Promise((ok, no) => http.get({ host: u.hostname, port: u.port, path: u.pathname, agent: false }, (r) => { let t = ''; r.on('data', (d) => (t += d)); r.on('end', () => ok(t)); }).on('error', no))`,
  'net.connect': `const u = new URL(url); return new Promise((ok, no) => { const s = net.connect(Number(u.port), u.hostname, () => { s.write('GET /secret HTTP/1.0\\r\\n\\r\\n'); }); let t = ''; s.on('data', (d) => (t += d)); s.on('end', () => ok(t.split('\\r\\n\\r\\n')[1])); s.on('error', no); })`,
  'new net.Socket': `const u = new URL(url); return new Promise((ok, no) => { const s = new net.Socket(); let t = ''; s.on('data', (d) => (t += d)); s.on('end', () => ok(t.split('\\r\\n\\r\\n')[1])); s.on('error', no); s.connect({ host: u.hostname, port: Number(u.port) }, () => s.write('GET /secret HTTP/1.0\\r\\n\\r\\n')); })`,
};

function code(form: 'cjs' | 'mjs', body: string, bare = false): string {
  const head = bare
    ? form === 'cjs'
      ? 'exports.handler = handler;'
      : 'export { handler };'
    : form === 'cjs'
      ? "const http = require('http'); const net = require('net'); exports.handler = handler;"
      : "import * as http from 'http'; import net from 'node:net'; export { handler };";
  return `${head}\nasync function handler(event) { const { url, own } = event.queryStringParameters; ${body} }`;
}

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  describe.each(['cjs', 'mjs'] as const)('%s', (form) => {
    it.each(Object.entries(WAYS))('%s', async (name, body) => {
      const bare = name.includes('nothing');
      const url = `http://127.0.0.1:${port}/secret`;
      const outcome = await runScenario({
        node,
        dist,
        folder,
        form,
        code: code(form, body, bare),
        events: [query({ url })],
      });
      expect(outcome.stderr).toBe('');
      expect(outcome.answers[0]?.result, outcome.lines.join('\n')).toMatchObject({ statusCode: 403 });
      expect(outcome.attacks.filter((record) => record.action === 'blocked')).toMatchObject([
        {
          rule: 'hook/outbound',
          class: 'ssrf',
          path: 'queryStringParameters.url',
          excerpt: url,
          requestId: 'request-0',
          sink: { operation: 'net.connect', target: `127.0.0.1:${port}` },
        },
      ]);
      expect(hits).toEqual([]);

      // The attack is real: switched off, the same request gets the secret.
      const env = { BULKHEAD_MODE: 'off' };
      const off = await runScenario({
        node,
        dist,
        folder,
        form,
        code: code(form, body),
        events: [query({ url })],
        env,
      });
      expect(off.answers[0]?.result).toBe('secret');
    });
  });

  it.each<[string, string]>([
    ['a decimal address', 'http://2130706433:PORT/secret'],
    ['a short one', 'http://127.1:PORT/secret'],
    ['an IPv6-mapped one', 'http://[::ffff:127.0.0.1]:PORT/secret'],
    ['the unspecified address', 'http://0.0.0.0:PORT/secret'],
    ['a name that is always local', 'http://localhost:PORT/secret'],
  ])('%s', async (_name, template) => {
    const events = [query({ url: template.replace('PORT', String(port)) })];
    for (const body of [WAYS['fetch']!, WAYS['http.get']!]) {
      const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: code('cjs', body), events });
      expect(outcome.answers[0]?.result, outcome.lines.join('\n')).toMatchObject({ statusCode: 403 });
    }
    expect(hits).toEqual([]);
  });

  // The name is resolved by a lookup of the test's own: first public, then private, as a rebinding server answers.
  it('a name of the event is judged by the address that the socket is about to use', async () => {
    const body = `
      let asked = 0;
      const lookup = (host, options, done) => {
        asked++;
        const address = '127.0.0.1';
        options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);
      };
      try {
        await new Promise((ok, no) => http.get(url, { lookup }, ok).on('error', no));
      } catch (e) { return [e.code, e.class, asked]; }`;
    const events = [query({ url: `http://rebound.example:${port}/secret` })];
    const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: code('cjs', body), events });
    expect(outcome.answers[0]?.result).toEqual(['BULKHEAD_BLOCKED', 'ssrf', 1]);
    expect(hits).toEqual([]);
  });

  it.each(['fetch', 'http.get with its own following'])('a redirect of %s into the private network', async (way) => {
    const body =
      way === 'fetch'
        ? 'return (await fetch(url)).text()'
        : `const get = (u) => new Promise((ok, no) => http.get(u, (r) => { if (r.headers.location) return ok(get(r.headers.location)); let t = ''; r.on('data', (d) => (t += d)); r.on('end', () => ok(t)); }).on('error', no));
           return get(url);`;
    // The front stands for a public host: the policy lets it through by name.
    const options = `{ policy: { hooks: { outbound: { action: 'block', allow: ['127.0.0.1'] } } } }`;
    const events = [query({ url: `http://127.0.0.1:${port}/redirect` })];
    const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: code('cjs', body), events, options });
    expect(outcome.answers[0]?.result, outcome.lines.join('\n')).toMatchObject({ statusCode: 403 });
    expect(outcome.attacks.at(-1)).toMatchObject({ class: 'ssrf', sink: { target: `127.0.0.2:${port}` } });
    expect(hits).toEqual(['/redirect']);
  });

  it('a request that nobody listens to fails its invocation, not the process', async () => {
    const body = `return new Promise((ok) => http.get(url, ok))`;
    const events = [
      query({ url: `http://127.0.0.1:${port}/secret` }),
      query({ url: `http://localhost:${port}/x` }),
      query({}),
    ];
    const outcome = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: code('cjs', `if (!url) return 'fine'; ${body}`),
      events,
    });
    expect(outcome.answers, outcome.stderr).toMatchObject([
      { result: { statusCode: 403 } },
      { result: { statusCode: 403 } },
      { result: 'fine' },
    ]);
    expect(outcome.exitCode).toBe(0);
  });
});

const node = process.execPath;
const run = (body: string, parameters: Record<string, string>, more: Partial<Parameters<typeof runScenario>[0]> = {}) =>
  runScenario({ node, dist, folder, form: 'cjs', code: code('cjs', body), events: [query(parameters)], ...more });

describe('what is not an attack', () => {
  it.each<[string, Record<string, string>]>([
    ['the developer’s own private host', { q: 'x' }],
    ['with the same address in X-Forwarded-For and sourceIp', { q: '127.0.0.1 is my address' }],
    ['with a URL of another port', { url: 'http://127.0.0.1:1/' }],
  ])('%s', async (_name, parameters) => {
    const outcome = await run(`return (await fetch('http://127.0.0.1:${port}/own')).text()`, parameters);
    expect(outcome.answers[0]).toEqual({ result: 'secret' });
    expect(outcome.attacks.filter((record) => record.rule === 'hook/outbound')).toEqual([]);
  });

  it('an endpoint that is configured, named by the event as a host', async () => {
    const env = { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` };
    const body = `return (await fetch('http://127.0.0.1:${port}/own')).text()`;
    expect((await run(body, { host: '127.0.0.1' }, { env })).answers[0]).toEqual({ result: 'secret' });
    expect((await run(body, { url: `http://127.0.0.1:${port}/x` }, { env })).answers[0]?.result).toMatchObject({
      statusCode: 403,
    });
  });

  it('a host on the allow-list', async () => {
    const options = `{ policy: { hooks: { outbound: { action: 'block', allow: ['127.0.0.1:${port}'] } } } }`;
    const outcome = await run('return (await fetch(url)).text()', { url: `http://127.0.0.1:${port}/a` }, { options });
    expect(outcome.answers[0]).toEqual({ result: 'secret' });
  });
});

describe('what is one whatever the event says', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://169.254.170.2/v2/credentials',
  ])('%s', async (target) => {
    const outcome = await run(`return (await fetch(${JSON.stringify(target)})).text()`, {});
    expect(outcome.answers[0]?.result).toMatchObject({ statusCode: 403 });
    expect(outcome.attacks).toMatchObject([{ class: 'ssrf', path: '', action: 'blocked' }]);
  });

  it('a host outside the allow-list', async () => {
    const options = `{ policy: { hooks: { outbound: { action: 'block', allow: ['api.example.com'] } } } }`;
    const outcome = await run(`return (await fetch('http://127.0.0.1:${port}/own')).text()`, {}, { options });
    expect(outcome.answers[0]?.result).toMatchObject({ statusCode: 403 });
    expect(outcome.attacks).toMatchObject([{ class: 'egress' }]);
    expect(hits).toEqual([]);
  });
});

it('the Lambda Runtime API is the runtime’s own, not the event’s', async () => {
  const env = { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` };
  // Its own hook lets nobody else call it at all.
  const options = `{ policy: { hooks: { runtime: { action: 'off' } } } }`;
  const own = await run(`return (await fetch('http://127.0.0.1:${port}/2018-06-01')).text()`, {}, { env, options });
  expect(own.answers[0]).toEqual({ result: 'secret' });
  const url = `http://127.0.0.1:${port}/2018-06-01/runtime/invocation/next`;
  const led = await run('return (await fetch(url)).text()', { url }, { env, options });
  expect(led.answers[0]?.result).toMatchObject({ statusCode: 403 });
  expect(led.attacks.at(-1)?.message).toMatch(/Runtime API/);
  expect(hits).toEqual(['/2018-06-01']);
});

it('invocations at once: the hit belongs to the request that made it', async () => {
  const evil = `http://127.0.0.1:${port}/secret`;
  const body = `await new Promise((ok) => setImmediate(ok)); return (await fetch(url)).text()`;
  const events = Array.from({ length: 12 }, (_, i) => query({ url: i === 7 ? evil : `http://127.0.0.2:${port}/${i}` }));
  const options = `{ policy: { hooks: { outbound: { action: 'block', allow: ['127.0.0.2'] } } } }`;
  const outcome = await run(body, {}, { events, options, atOnce: true });
  const blocked = outcome.attacks.filter((record) => record.action === 'blocked');
  expect(blocked).toMatchObject([{ requestId: 'request-7', class: 'ssrf' }]);
  outcome.answers.forEach((answer, i) => {
    if (i === 7) expect(answer.result).toMatchObject({ statusCode: 403 });
    else expect(answer).toEqual({ result: 'secret' });
  });
});

it.each<[unknown[], unknown]>([
  [[80, '10.0.0.1'], { host: '10.0.0.1', port: 80 }],
  [['80'], { host: 'localhost', port: 80 }],
  [[{ host: 'a', port: '1' }], { host: 'a', port: 1 }],
  [[[{ host: 'a', port: 1 }, null]], { host: 'a', port: 1 }],
  [[{ port: 5 }], { host: 'localhost', port: 5 }],
  [[{ path: '/run/x.sock' }], undefined],
  [[{ path: '/run/x.sock', port: 80, host: 'localhost' }], undefined],
  [[{ path: null, port: 80, host: 'a' }], { host: 'a', port: 80 }],
  [['/run/x.sock'], undefined],
  [[], undefined],
])('arguments %j', (args, target) => {
  expect(targetOf(args)).toEqual(target);
});
