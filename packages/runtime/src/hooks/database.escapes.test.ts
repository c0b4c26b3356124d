import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { post, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/**
 * Ways around a check of writes, each a function of a socket and the bytes. A server of the test's own speaks just enough of
 * PostgreSQL's protocol: it tells which statements have reached it whole.
 */
const HANDLER = `
const net = require('node:net');
const { Writable, Duplex } = require('node:stream');
const message = (type, body) => {
  const head = Buffer.alloc(5); head.write(type); head.writeUInt32BE(4 + Buffer.byteLength(body), 1);
  return Buffer.concat([head, Buffer.from(body)]);
};
const login = () => {
  const body = Buffer.from('\\0\\x03\\0\\0user\\0a\\0\\0'); const size = Buffer.alloc(4); size.writeUInt32BE(4 + body.length);
  return Buffer.concat([size, body]);
};
const WAYS = {
  write: (socket, bytes) => socket.write(bytes),
  'end': (socket, bytes) => socket.end(bytes),
  'Writable.prototype.write.call': (socket, bytes) => Writable.prototype.write.call(socket, bytes),
  'Duplex.prototype.write.call': (socket, bytes) => Duplex.prototype.write.call(socket, bytes),
  'own write': (socket, bytes) => { socket.write = Writable.prototype.write; socket.write(bytes); },
  '_write': (socket, bytes) => socket._write(bytes, 'buffer', () => undefined),
  '_writev': (socket, bytes) => socket._writev([{ chunk: bytes.subarray(0, 3), encoding: 'buffer' }, { chunk: bytes.subarray(3), encoding: 'buffer' }], () => undefined),
  'cork and uncork': (socket, bytes) => { socket.cork(); for (let i = 0; i < bytes.length; i += 7) socket.write(bytes.subarray(i, i + 7)); socket.uncork(); },
  'a string': (socket, bytes) => socket.write(bytes.toString('latin1'), 'latin1'),
  'a string of hex': (socket, bytes) => socket.write(bytes.toString('hex'), 'hex'),
  'a string of base64': (socket, bytes) => socket.write(bytes.toString('base64'), 'base64'),
  'a Uint8Array': (socket, bytes) => socket.write(new Uint8Array(bytes)),
  'byte by byte': (socket, bytes) => { for (const byte of bytes) socket.write(Buffer.from([byte])); },
  'a pipe': (socket, bytes) => require('node:stream').Readable.from([bytes]).pipe(socket),
  'a prototype patched again': (socket, bytes) => {
    const { _writeGeneric } = net.Socket.prototype;
    net.Socket.prototype._writeGeneric = function (...args) { return _writeGeneric.apply(this, args); };
    socket.write(bytes);
    net.Socket.prototype._writeGeneric = _writeGeneric;
  },
  'an own _writeGeneric': (socket, bytes) => { socket._writeGeneric = net.Socket.prototype._writeGeneric; socket.write(bytes); },
  'a deleted _writeGeneric': (socket, bytes) => {
    const { _writeGeneric } = net.Socket.prototype;
    delete net.Socket.prototype._writeGeneric;
    // Standard output is a socket, too.
    try { socket.write(bytes); } finally { net.Socket.prototype._writeGeneric = _writeGeneric; }
  },
};
exports.handler = async (event) => {
  const text = JSON.parse(event.body).name;
  const arrived = [];
  const server = net.createServer((socket) => {
    let all = '';
    socket.on('error', () => undefined).on('data', (part) => { all += part.toString('latin1'); if (all.includes("stolen'\\0")) arrived.push(all.split('select ')[1].split(' ')[0]); });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  for (const [way, send] of Object.entries(WAYS)) {
    const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(login());
    await new Promise((resolve) => setTimeout(resolve, 5));
    const query = message('Q', "select " + way.replaceAll(' ', '_') + " from t where name = '" + text + "'\\0");
    try { send(socket, query); } catch {}
    await new Promise((resolve) => setTimeout(resolve, 15));
    socket.destroy();
  }
  server.closeAllConnections?.();
  server.close();
  return [...new Set(arrived)];
};`;

const hostile = "x' union select 'stolen";
const event = (name: string): unknown => post({ name });

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  const run = (options: string | undefined) =>
    runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: HANDLER,
      events: [event(hostile)],
      ...(options !== undefined && { options }),
    });

  it('every way to write reaches the server without the guard, and none with it', async () => {
    const [without, withGuard] = await Promise.all([run("{ policy: { hooks: { database: 'off' } } }"), run(undefined)]);
    const ways = [...HANDLER.matchAll(/^ {2}'?([\w ._]+)'?: \(socket, bytes\)/gm)].map(([, way]) => way!);
    expect(ways).toHaveLength(17);
    const arrived = without!.answers[0]!.result as string[];
    // Without a method to write with, nothing is written.
    expect(arrived.toSorted()).toEqual(
      ways
        .filter((way) => way !== 'a deleted _writeGeneric')
        .map((way) => way.replaceAll(' ', '_'))
        .toSorted(),
    );
    expect(withGuard!.answers).toEqual([{ result: [] }]);
  });

  it('a connection of before the guard is read as well', async () => {
    let arrived = '';
    const server = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (part) => {
          arrived += part.toString('latin1');
        });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const early = join(folder, `early-${(server.address() as AddressInfo).port}.cjs`);
    writeFileSync(
      early,
      `const socket = (globalThis.early = require('node:net').connect(${(server.address() as AddressInfo).port}, '127.0.0.1'));
       socket.on('error', () => undefined).write(Buffer.from([0, 0, 0, 16, 0, 3, 0, 0, 117, 115, 101, 114, 0, 97, 0, 0]));`,
    );
    const code = `exports.handler = async (event) => {
      const text = Buffer.from("select '" + JSON.parse(event.body).name + "'\\0");
      const head = Buffer.from([81, 0, 0, 0, 4 + text.length]);
      await new Promise((resolve) => setTimeout(resolve, 30));
      globalThis.early.write(Buffer.concat([head, text]));
      await new Promise((resolve) => setTimeout(resolve, 30));
    };`;
    const events = [event('honest'), event(hostile)];
    const outcome = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code,
      events,
      nodeArgs: ['--require', early],
    });
    server.close();
    expect(arrived).toContain("select 'honest'");
    expect(arrived).not.toContain('stolen');
    expect(outcome.attacks.filter(({ rule }) => rule === 'hook/database')).toHaveLength(1);
  });
});
