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

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it('a secret leaves by nothing that stands in the place of what bytes are read by', async () => {
    const { answers, stderr } = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: CODE,
      events: [{}],
      env: { AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIbPxRfiCYzEXAMPLEKEY12345678' },
      options: JSON.stringify({ policy: { hooks: { credentials: 'block', outbound: 'off' } } }),
    });
    const { open, count } = (answers[0]?.result ?? {}) as { open?: string[]; count?: number };
    expect(count, stderr).toBeGreaterThan(120);
    expect(open).toEqual([]);
  }, 60_000);
});
