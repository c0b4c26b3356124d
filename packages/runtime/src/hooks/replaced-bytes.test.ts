import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Puts something else in the place of what bytes are read by, one after the other, and sends a secret to a server of its own. */
const CODE = `const net = require('node:net');
const { once } = require('node:events');
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
exports.handler = async () => {
  let received = '';
  const server = net.createServer((socket) => socket.on('data', (data) => { received += data.latin1Slice() }).on('error', () => {}).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const secret = process.env.AWS_SECRET_ACCESS_KEY;
  const OwnBuffer = Buffer;
  const bytes = Buffer.from('PUT / HTTP/1.1\\r\\n\\r\\n' + secret);
  const send = (replace, data, encoding) => new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      const undo = replace();
      try { socket.write(data, encoding) } catch {} finally { undo() }
    });
    // Without what bytes are read by, Node.js itself may come to no end.
    const timer = setTimeout(() => socket.destroy(), 100);
    socket.on('error', () => {}).on('close', () => { clearTimeout(timer); done() });
  });
  const typed = getPrototypeOf(Uint8Array.prototype);
  const kinds = [() => undefined, () => '', () => 0, () => -1, () => false, () => new Uint8Array(0), () => { throw new Error('no') }];
  const ways = [['nothing', () => () => {}]];
  for (const [name, holder, keys] of [
    ['Buffer', Buffer, 'from concat alloc byteLength'],
    ['Buffer.prototype', Buffer.prototype, 'indexOf includes latin1Slice utf8Slice subarray slice toString equals'],
    ['TypedArray.prototype', typed, 'buffer byteLength byteOffset length indexOf includes set subarray slice'],
    ['globalThis', globalThis, 'Buffer Uint8Array'],
  ])
    for (const key of keys.split(' ')) {
      const own = getOwnPropertyDescriptor(holder, key);
      for (const kind of own ? kinds : [])
        ways.push([name + '.' + key, () => {
          defineProperty(holder, key, own.get && holder !== globalThis ? { get: kind, configurable: true } : { value: function () { return kind() }, configurable: true, writable: true });
          return () => defineProperty(holder, key, own);
        }]);
    }
  ways.push(['globalThis.Buffer, set', () => { globalThis.Buffer = class { static from() {} }; return () => { globalThis.Buffer = OwnBuffer } }]);
  const open = [];
  for (const [name, replace] of ways)
    for (const [data, encoding] of [[bytes], [secret, 'latin1'], [secret, 'utf8']]) {
      received = '';
      await send(replace, data, encoding);
      if (received.includes(secret.slice(-20))) open.push(name);
    }
  server.close();
  return { open: [...new Set(open)], count: ways.length };
};`;

/** Writes that are not what they look like, each by somebody who has the socket in his hands. */
const DISGUISED = `const net = require('node:net');
const { once } = require('node:events');
const { defineProperty, getPrototypeOf } = Reflect;
exports.handler = async () => {
  let received = '';
  const server = net.createServer((socket) => socket.on('data', (data) => { received += data.latin1Slice() }).on('error', () => {}).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const secret = process.env.AWS_SECRET_ACCESS_KEY;
  const plain = () => Buffer.from('PUT / HTTP/1.1\\r\\n\\r\\n' + secret);
  const other = Buffer.from('x'.repeat(100));
  const own = (name, value) => Object.defineProperty(plain(), name, { value, configurable: true });
  class Bytes extends Uint8Array { subarray() { return other } indexOf() { return -1 } slice() { return other } static get [Symbol.species]() { return function () { return other } } }
  const answering = (...values) => { let asked = 0; return { get chunk() { return values[Math.min(asked++, values.length - 1)] }, encoding: 'buffer' } };
  const shared = () => { const bytes = new Uint8Array(new SharedArrayBuffer(200)); bytes.set(plain()); return Buffer.from(bytes.buffer, 0, plain().length) };
  const generic = (data, several = false) => (socket) => socket._writeGeneric(several, data, 'buffer', () => {});
  const replacing = (name, holder, keys) => (socket) => {
    const undo = [];
    let asked = 0;
    defineProperty(socket, name, { configurable: true, set() {}, get() {
      for (const key of asked++ === 0 ? keys.split(' ') : []) {
        const was = Object.getOwnPropertyDescriptor(holder, key);
        undo.push(() => defineProperty(holder, key, was));
        defineProperty(holder, key, { value: () => undefined, configurable: true, writable: true });
      }
      return name === 'connecting' ? false : undefined;
    } });
    try { socket._writeGeneric(false, plain(), 'buffer', () => {}) } finally { while (undo.length > 0) undo.pop()() }
  };
  const ways = {
    'an own length': (socket) => socket.write(own('length', 0)),
    'an own length, handed on': generic(own('length', 0)),
    'an own byteLength': generic(own('byteLength', 0)),
    'another buffer': generic(own('buffer', other.buffer)),
    'own methods': generic(Object.assign(plain(), { subarray: () => other, toString: () => '', indexOf: () => -1, latin1Slice: () => '' })),
    'a class of its own': generic(new Bytes(plain())),
    'a prototype of its own': generic(Object.setPrototypeOf(plain(), { __proto__: Uint8Array.prototype, length: 0, subarray: () => other })),
    'no prototype': generic(Object.setPrototypeOf(plain(), null)),
    'memory that is shared': generic(shared()),
    'a chunk that changes': generic([answering(other, plain())], true),
    'a chunk that changes later': generic([answering(other, other, plain())], true),
    'a list that says all are bytes': generic(Object.assign([answering(other, other, other, plain())], { allBuffers: true }), true),
    'a getter that replaces what texts are read by': replacing('connecting', String.prototype, 'charCodeAt startsWith includes indexOf'),
    'a getter that replaces what bytes are read by': replacing('connecting', Buffer.prototype, 'toString latin1Slice'),
    'a getter that replaces what lists are read by': replacing('_isStdio', Array.prototype, 'filter find some map'),
    'a name that replaces what lists are read by': replacing('servername', Array.prototype, 'filter find some map'),
  };
  const open = [];
  for (const [name, send] of Object.entries({ nothing: (socket) => socket.write('hello'), ...ways })) {
    received = '';
    await new Promise((done) => {
      const socket = net.connect(port, '127.0.0.1', () => { try { send(socket) } catch {} });
      const timer = setTimeout(() => socket.destroy(), 150);
      socket.on('error', () => {}).on('close', () => { clearTimeout(timer); done() });
    });
    if (name === 'nothing' ? received !== 'hello' : received.includes(secret.slice(-20))) open.push(name);
  }
  server.close();
  return { open, count: Object.keys(ways).length };
};`;

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it.each([
    ['nothing that stands in the place of what bytes are read by', CODE, 120],
    ['no write that is not what it looks like', DISGUISED, 15],
  ])(
    'a secret leaves by %s',
    async (_what, code, least) => {
      const { answers, stderr } = await runScenario({
        node,
        dist,
        folder,
        form: 'cjs',
        code,
        events: [{}],
        env: { AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIbPxRfiCYzEXAMPLEKEY12345678' },
        options: JSON.stringify({ policy: { hooks: { credentials: 'block', outbound: 'off' } } }),
      });
      const { open, count } = (answers[0]?.result ?? {}) as { open?: string[]; count?: number };
      expect(count, stderr).toBeGreaterThan(least);
      expect(open).toEqual([]);
    },
    60_000,
  );
});
