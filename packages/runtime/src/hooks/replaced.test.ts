import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
writeFileSync(join(folder, 'secret'), 'secret');

const POLICY = {
  'child-process': { action: 'block', allow: ['true'] },
  outbound: { action: 'block', allow: ['allowed.example', '*.wild.example', 'aws:s3'] },
  files: { action: 'block', allow: ['/tmp/none'] },
  workers: { action: 'block', allow: ['ok.js'] },
  native: { action: 'block', allow: ['/opt/none'] },
  code: { action: 'block', allow: ['none'] },
};

/**
 * Puts something else in the place of each function and getter of the language that checks may use, one after the other, and
 * does what no rule allows. Left out are getters of patterns by which a search never ends.
 */
const CODE = `const cp = require('node:child_process'), fs = require('node:fs'), net = require('node:net'), vm = require('node:vm'), dns = require('node:dns');
const async_hooks = require('node:async_hooks'), { once } = require('node:events'), { Worker } = require('node:worker_threads');
let sqlite; try { sqlite = require('node:sqlite') } catch {}
const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const OwnFunction = Function, { log } = console;
exports.handler = async ({ secret }) => {
  let TCP, Request;
  const hook = async_hooks.createHook({ init(id, type, trigger, it) { if (type === 'TCPWRAP') TCP ??= it.constructor; if (type === 'TCPCONNECTWRAP') Request ??= it.constructor } }).enable();
  const server = net.createServer().listen(0, '127.0.0.1'); await once(server, 'listening');
  const first = net.connect(server.address().port, '127.0.0.1'); await Promise.race([once(first, 'error'), new Promise((ok) => setTimeout(ok, 50))]).catch(() => 0);
  hook.disable(); first.destroy(); server.close();
  const attacks = [
    ['a process', () => cp.execFileSync('echo', ['x'])],
    ['a file', () => fs.readFileSync(secret)],
    ['the environment', () => fs.readFileSync('/proc/self/environ')],
    ['a connection', () => { const socket = new net.Socket(); socket.on('error', () => {}); socket.connect({ host: '127.0.0.2', port: 9 }); const { _handle } = socket; socket.destroy(); if (!_handle) throw { code: 'BULKHEAD_BLOCKED' } }],
    ['a worker', () => { const worker = new Worker('/none/evil.js'); worker.on('error', () => {}); worker.terminate() }],
    ['native code', () => process.dlopen({ exports: {} }, '/tmp/none.node')],
    ['a binding', () => process.binding('tcp_wrap')],
    ['code', () => new OwnFunction('return 1')],
    ['a script', () => vm.runInThisContext('1')],
  ];
  if (Request) attacks.push(['a handle', () => { const handle = new TCP(0); const code = handle.connect(new Request(), '127.0.0.2', 9); handle.close(); if (code < 0) throw { code: 'BULKHEAD_BLOCKED' } }]);
  if (sqlite) attacks.push(['a database', () => new sqlite.DatabaseSync('/tmp/none.db')], ['another', () => new sqlite.DatabaseSync(':memory:').exec("ATTACH '/tmp/none.db' AS x")]);
  const open = [];
  const attempt = (what) => {
    for (let i = 0; i < attacks.length; i++) {
      let came = true;
      try { attacks[i][1]() } catch { came = false }
      if (came) open[open.length] = what + ': ' + attacks[i][0];
    }
  };
  attempt('nothing');
  const names = 'String Array Object RegExp Map Set WeakMap Number Math JSON Reflect URL Error'.split(' ');
  const holders = [];
  for (const name of names) for (const holder of [globalThis[name], globalThis[name].prototype]) if (holder) holders.push([name, holder]);
  for (const name of names) holders.push(['globalThis', globalThis, name]);
  const skipped = new Set(['constructor', '__proto__', 'global', 'unicode', 'sticky', 'hasIndices', 'unicodeSets', 'ignoreCase', 'multiline', 'dotAll', 'globalThis', 'console', 'process']);
  const kinds = [() => undefined, () => true];
  let count = 0;
  for (let h = 0; h < holders.length; h++) {
    const [name, holder, only] = holders[h];
    const keys = only ? [only] : ownKeys(holder).filter((key) => !skipped.has(key));
    for (let k = 0; k < keys.length; k++) {
      const own = getOwnPropertyDescriptor(holder, keys[k]);
      const isFunction = typeof own.value === 'function';
      if (!own.configurable || !(isFunction || (own.get && holder !== globalThis))) continue;
      for (let i = 0; i < kinds.length; i++) {
        const kind = kinds[i];
        defineProperty(holder, keys[k], isFunction ? { value: function () { return kind() }, configurable: true, writable: true } : { get() { return kind() }, configurable: true });
        try { attempt(name + '.' + String(keys[k])) } finally { defineProperty(holder, keys[k], own) }
        count++;
      }
    }
  }
  return { open, count };
};`;

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it('nothing that stands in the place of a part of the language opens a way', async () => {
    const { answers, stderr } = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: CODE,
      events: [{ secret: join(folder, 'secret') }],
      options: JSON.stringify({ policy: { hooks: POLICY } }),
    });
    const { open, count } = (answers[0]?.result ?? {}) as { open?: string[]; count?: number };
    expect(count, stderr).toBeGreaterThan(400);
    expect(open).toEqual([]);
  }, 60_000);
});
