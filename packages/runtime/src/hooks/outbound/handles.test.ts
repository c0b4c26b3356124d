import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { runScenario } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** What reached a server of ours. */
let hits: string[];
const local = join(folder, 'other.sock');
const listed = join(folder, 'listed.sock');
const onRequest = (name: string) => (_request: unknown, response: { end(text: string): void }) => {
  hits.push(name);
  response.end('here');
};
const http = createServer(onRequest('http'));
const http2 = createHttp2(onRequest('http2') as never);
const [other, allowed] = [createServer(onRequest('local')), createServer(onRequest('listed'))];
const udp = createSocket('udp4').on('message', () => hits.push('udp'));
/** Answers each question with 127.0.0.2, and notes its name (RFC 1035). */
const dns = createSocket('udp4').on('message', (message, from) => {
  const labels: string[] = [];
  let at = 12;
  for (; message[at] !== 0; at += message[at]! + 1)
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]!));
  hits.push(`dns ${labels.join('.')}`);
  const head = Buffer.from(message.subarray(0, at + 5));
  head.writeUInt16BE(0x8180, 2);
  const isA = head.readUInt16BE(at + 1) === 1;
  head.writeUInt16BE(isA ? 1 : 0, 6);
  head.writeUInt16BE(0, 10);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 127, 0, 0, 2]);
  dns.send(isA ? Buffer.concat([head, record]) : head, from.port, from.address);
});

const p = { http: 0, http2: 0, udp: 0, dns: 0 };
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  for (const server of [http, http2]) {
    server.listen(0, '0.0.0.0');
    await once(server, 'listening');
  }
  other.listen(local);
  allowed.listen(listed);
  for (const socket of [udp, dns]) {
    socket.bind(0, '0.0.0.0');
    await once(socket, 'listening');
  }
  Object.assign(p, { http: portOf(http), http2: portOf(http2), udp: portOf(udp), dns: portOf(dns) });
});
afterAll(() => {
  for (const server of [http, other, allowed]) server.closeAllConnections();
  for (const server of [http, http2, other, allowed, udp, dns]) server.close();
});
beforeEach(() => {
  hits = [];
});

/** Ways to where the list does not lead: `reached` when they got there. */
const ESCAPES: Record<string, string> = {
  'a lookup of its own': 'return get({ lookup: evil })',
  'another function as dns.lookup':
    'const own = dns.lookup; dns.lookup = evil; try { return await get({}) } finally { dns.lookup = own }',
  'a lookup that nobody is told of': `const s = net.connect({ host: 'allowed.example', port: p.http, lookup: (h, o, d) => setTimeout(evil, 20, h, o, d) });
    s.removeAllListeners('lookup'); return over(s)`,
  'an emit of its own': `const s = new net.Socket(); const { emit } = s; s.emit = function (name, ...a) { return name === 'lookup' ? true : emit.call(this, name, ...a) };
    s.connect({ host: 'allowed.example', port: p.http, lookup: evil }); return over(s)`,
  'a host that changes':
    "let n = 0; return get({ lookup: evil, get host() { return n++ ? '127.0.0.2' : 'allowed.example' } })",
  'a host that throws at first': `let n = 0, last; const options = { port: p.http, get host() { if (n++ === 0) throw new Error('first'); return '127.0.0.2' } };
    for (let i = 0; i < 2; i++) try { return await over(net.connect(options)) } catch (e) { last = e } throw last`,
  'a handle of its own': 'return byHandle(new TCP(0))',
  'a handle by the constructor of a socket’s': `const s = net.connect(p.http, name); await once(s, 'connect'); const { constructor } = s._handle; s.destroy();
    return byHandle(new constructor(0))`,
  'a handle that says it belongs to another': `const s = net.connect(p.http, name); await once(s, 'connect'); s.on('error', () => {});
    const handle = new TCP(0); for (const key of Object.getOwnPropertySymbols(s._handle)) handle[key] = s._handle[key];
    return byHandle(handle)`,
  'an answer that is made up': "return forged((request) => request.oncomplete(null, ['127.0.0.2']))",
  'and handed over by a promise':
    "return forged((request) => void Promise.resolve(null).then(request.oncomplete.bind(request, null, ['127.0.0.2'])))",
  'and in the name of the request': 'return forged((request) => inScope(request))',
  'and with another Error': `return forged((request) => { const Own = Error; globalThis.Error = { prepareStackTrace: () => '', captureStackTrace() {} };
    try { inScope(request) } finally { globalThis.Error = Own } })`,
  'and put in the place of the real one': `return forged((request) => { request.oncomplete = Reflect.apply.bind(null, request.oncomplete, request, [null, ['127.0.0.2']]) }, name)`,
  'and before the real one': `const hook = async_hooks.createHook({ before() { const r = async_hooks.executionAsyncResource(); if (r?.constructor?.name === 'GetAddrInfoReqWrap') r.oncomplete(null, ['127.0.0.2']) } });
    hook.enable(); try { await dns.promises.lookup('allowed.example').catch(() => 0) } finally { hook.disable() } return get({ lookup: evil })`,
  'a resolver of its own servers': `const r = new dns.promises.Resolver(); r.setServers(['127.0.0.1:' + p.dns]); await r.resolve4('allowed.example');
    return get({ lookup: evil })`,
  'the handle of a resolver':
    "const r = new dns.Resolver(); r._handle.setServers([[4, '127.0.0.2', p.dns]]); return asked(await one(r, 'queryA', 'data.evil.example'), 'data.evil.example')",
  'a question by the handle': "return asked(await one(ours(), 'queryTxt', 'data.evil.example'), 'data.evil.example')",
  'a name with a NUL':
    "return asked(await one(ours(), 'queryA', 'data.evil.example\\0.wild.example'), 'data.evil.example')",
  'a name with a colon': 'return asked(await by("resolve4", "da:ta.evil.example"))',
  'the name of an address': 'return asked(await by("reverse", "192.0.2.77"))',
  'and by the handle': "return asked(await one(ours(), 'getHostByAddr', '192.0.2.78'), '78.2.0.192.in-addr.arpa')",
  'the service of an address':
    "return new Promise((ok, no) => dns.lookupService('192.0.2.79', 80, (e) => e && e.code !== 'ENOTFOUND' && e.code !== 'EAI_AGAIN' ? no(e) : ok('reached')))",
  'a datagram by a handle':
    'return datagram((handle, request) => handle.send(request, [Buffer.from("x")], 1, p.udp, "127.0.0.2", true))',
  'a datagram by a handle that is connected':
    'return datagram((handle, request) => handle.connect("127.0.0.2", p.udp) || handle.send(request, [Buffer.from("x")], 1, true))',
  'a datagram to where a lookup says': `const s = dgram.createSocket({ type: 'udp4', lookup: evil });
    return new Promise((ok, no) => s.send('x', p.udp, 'allowed.example', (e) => { s.close(); setTimeout(() => e ? no(e) : ok('reached'), 50) }))`,
  'a local socket by a handle': `let Pipe, Request; const hook = async_hooks.createHook({ init(id, type, trigger, it) { if (type === 'PIPEWRAP') Pipe = it.constructor; if (type === 'PIPECONNECTWRAP') Request = it.constructor } }).enable();
    await once(net.connect(listed), 'connect'); hook.disable(); const request = new Request();
    return new Promise((ok, no) => { request.oncomplete = (e) => e ? no(e) : ok('reached'); const code = new Pipe(0).connect(request, local); if (code) no(code) })`,
};

/** What has to come to the same as without us. */
const HONEST: Record<string, string> = {
  'a request': 'return text({ host: name })',
  'requests at once': 'return (await Promise.all(Array.from({ length: 12 }, () => text({ host: name })))).join()',
  'requests by an agent that keeps them':
    'const agent = new http.Agent({ keepAlive: true, maxSockets: 1 }); return [await text({ host: name, agent }), await text({ host: name, agent })].join()',
  fetch: "return (await fetch('http://' + name + ':' + p.http)).text()",
  'happy eyeballs': 'return text({ host: name, autoSelectFamily: true })',
  'one family': 'return text({ host: name, autoSelectFamily: false })',
  'a lookup that asks dns': 'return text({ host: name, lookup: (h, o, done) => dns.lookup(h, o, done) })',
  'a lookup with a cache': `const { address, family } = await dns.promises.lookup(name);
    return text({ host: name, lookup: (h, o, done) => o.all ? done(null, [{ address, family }]) : done(null, address, family) })`,
  'an address that was looked up':
    'const { address } = await dns.promises.lookup(name); return text({ host: address })',
  'localhost by a lookup of its own':
    "return text({ host: 'localhost', lookup: (h, o, d) => o.all ? d(null, [{ address: '127.0.0.1', family: 4 }]) : d(null, '127.0.0.1', 4) })",
  'a proxy': "return text({ host: name, path: 'http://' + name + '/x' })",
  'HTTP/2': `const c = http2.connect('http://' + name + ':' + p.http2); const r = c.request({ ':path': '/' }); let t = ''; r.on('data', (d) => (t += d));
    await once(r, 'end'); c.close(); return t`,
  'a local socket': 'return text({ socketPath: listed })',
  'a socket that connects again': `const s = new net.Socket(); for (let i = 0; i < 3; i++) { s.connect(p.http, name); await once(s, 'connect'); s.destroy(); await once(s, 'close') } return 'connected'`,
  datagrams: `const s = dgram.createSocket('udp4'); const send = () => new Promise((ok, no) => s.send('x', p.udp, name, (e) => e ? no(e) : ok('sent')));
    const all = [await send(), await send()]; s.close(); return all.join()`,
  'a datagram that is connected': `const s = dgram.createSocket('udp4'); s.connect(p.udp, name); await once(s, 'connect');
    return new Promise((ok, no) => s.send('x', (e) => { s.close(); e ? no(e) : ok('sent') }))`,
  'a port that nobody listens to': 'return text({ host: name, port: 1 }).catch((e) => e.code ?? e.errors?.[0].code)',
  'a lookup that fails':
    "return text({ host: 'none.wild.example', lookup: (h, o, d) => d(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) }).catch((e) => e.code)",
};

const HEAD = `
const http = require('node:http'), net = require('node:net'), dgram = require('node:dgram'), dns = require('node:dns'), http2 = require('node:http2'), async_hooks = require('node:async_hooks');
const { once } = require('node:events');
const evil = (host, options, done) => (options.all ? done(null, [{ address: '127.0.0.2', family: 4 }]) : done(null, '127.0.0.2', 4));
evil.all = false;`;

function code(bodies: Readonly<Record<string, string>>, name: string): string {
  const attempts = Object.entries(bodies).map(([what, body]) => `[${JSON.stringify(what)}, async () => { ${body} }],`);
  return `${HEAD}
const [p, name, local, listed] = ${JSON.stringify([p, name, local, listed])};
const over = (socket) => new Promise((ok, no) => socket.on('error', no).on('connect', () => { socket.destroy(); ok('reached') }));
const text = (options) => new Promise((ok, no) => http.get({ port: p.http, ...options }, (r) => { let t = ''; r.on('data', (d) => (t += d)); r.on('end', () => ok(t)); }).on('error', no));
const get = (options) => over(net.connect(Object.defineProperties({ host: 'allowed.example', port: p.http }, Object.getOwnPropertyDescriptors(options))));
let TCP, Request, Query, UDP;
const find = async_hooks.createHook({ init(id, type, trigger, it) {
  if (type === 'TCPWRAP') TCP ??= it.constructor; if (type === 'TCPCONNECTWRAP') Request ??= it.constructor;
  if (type === 'QUERYWRAP') Query ??= it.constructor; if (type === 'UDPWRAP') UDP ??= it.constructor;
} });
const seek = async () => {
  find.enable();
  const s = net.connect(p.http, name); await once(s, 'connect'); s.destroy();
  await new Promise((ok) => ours().resolve4('a.wild.example', ok));
  const d = dgram.createSocket('udp4'); await new Promise((ok) => d.send('x', p.udp, name, ok)); d.close();
  find.disable();
};
const ours = () => { const r = new dns.Resolver(); r.setServers(['127.0.0.1:' + p.dns]); return r };
const byHandle = (handle, address = '127.0.0.2') => new Promise((ok, no) => {
  const request = new Request(); request.oncomplete = (e) => { handle.close(); e ? no(e) : ok('reached') };
  const code = handle.connect(request, address, p.http); if (code) no(code);
});
const datagram = (send) => new Promise((ok, no) => {
  const handle = new UDP(); const request = {}; handle.bind('0.0.0.0', 0, 0);
  const code = send(handle, request); setTimeout(() => { handle.close(); code < 0 ? no(code) : ok('reached') }, 50);
});
const one = async (r, method, asked) => { const q = new Query(); q.oncomplete = () => {}; const code = r._handle[method](q, asked); if (code) throw code };
const by = (method, asked) => new Promise((ok, no) => ours()[method](asked, (e) => e?.code === 'BULKHEAD_BLOCKED' ? no(e) : ok()));
const asked = async (_, what) => { await new Promise((ok) => setTimeout(ok, 100)); return 'reached ' + what };
const inScope = (request) => {
  const own = new async_hooks.AsyncResource('own'); for (const key of Object.getOwnPropertySymbols(own)) request[key] = own[key];
  own.runInAsyncScope.call(request, request.oncomplete, request, null, ['127.0.0.2']);
};
const forged = async (forge, host = 'allowed.example') => {
  let request; const hook = async_hooks.createHook({ init(id, type, trigger, it) { if (type === 'GETADDRINFOREQWRAP') request = it } }).enable();
  dns.lookup(host, () => 0); hook.disable();
  forge(request); await new Promise((ok) => setTimeout(ok, 20));
  return get({ lookup: evil, host });
};
const attempts = [${attempts.join('\n')}];
exports.handler = async () => {
  await seek();
  const told = {};
  for (const [what, attempt] of attempts) {
    try { told[what] = await Promise.race([attempt(), new Promise((ok) => setTimeout(ok, 3000, 'late'))]) } catch (e) { while (e?.code === undefined && e?.cause) e = e.cause; told[what] = String(e?.code ?? e) }
  }
  return told;
};`;
}

const REFUSED = /^(?:BULKHEAD_BLOCKED|EACCES|-13|-22)$/;

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  const run = async (bodies: Readonly<Record<string, string>>, mode: string, nodeArgs: readonly string[] = []) => {
    hits = [];
    const name = hostname();
    const allow = [name, 'localhost', 'allowed.example', '*.wild.example', `127.0.0.1:${p.dns}`, `unix:${listed}`];
    const options = `{ policy: { hooks: { outbound: { action: 'block', allow: ${JSON.stringify(allow)} } } } }`;
    const env = { BULKHEAD_MODE: mode };
    const outcome = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: code(bodies, name),
      events: [{}],
      options,
      env,
      nodeArgs,
    });
    const told = outcome.answers[0]?.result as Record<string, string> | undefined;
    expect(told, `${outcome.exitCode}${outcome.stderr}${outcome.lines.join('\n')}`).toBeTypeOf('object');
    return { told: told!, outcome, reached: hits };
  };
  const unlike = (told: Record<string, string>, expected: RegExp): string[] =>
    Object.entries(told).flatMap(([what, result]) => (expected.test(result) ? [] : [`${what}: ${result}`]));

  it('no handle, listener, getter, resolver or answer of its own leads past the list', async () => {
    const off = await run(ESCAPES, 'off');
    expect(unlike(off.told, /^reached/)).toEqual([]);
    const on = await run(ESCAPES, 'block');
    expect(unlike(on.told, REFUSED)).toEqual([]);
    // Those of the honest beginnings of some.
    expect(
      on.reached.filter((hit) => !/^(?:http|listed|udp|dns a\.wild\.example|dns allowed\.example)$/.test(hit)),
    ).toEqual([]);
    expect(on.outcome.faults.filter(({ message }) => message !== 'Error: first')).toEqual([]);
  }, 60_000);

  it('what is honest comes to the same', async () => {
    const off = await run(HONEST, 'off');
    const on = await run(HONEST, 'block');
    expect(on.told).toEqual(off.told);
    expect(on.outcome.attacks).toEqual([]);
    expect(on.outcome.faults).toEqual([]);
    expect(on.reached.sort()).toEqual(off.reached.sort());
  }, 60_000);
});
