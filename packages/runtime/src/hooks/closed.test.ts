import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { startEnvironment } from '../testing/lambda.ts';
import { nodeBinaries, runtimeClient } from '../testing/nodes.ts';
import { type Outcome, query, readLines, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
mkdirSync(join(folder, 'code'));
writeFileSync(join(folder, 'code/late.cjs'), 'module.exports = 1');
writeFileSync(join(folder, 'code/late.mjs'), 'export default 1');

/** The package with a fault of its own in every check, from the first line on. */
function faulty(): string {
  const copy = join(folder, 'faulty');
  cpSync(dist, copy, { recursive: true });
  for (const name of ['runtime.cjs', 'preload.cjs']) {
    const text = readFileSync(join(copy, name), 'utf8');
    const broken = text.replaceAll(
      /\bshield(?:\(|:\(?function\()(\w+),(\w+),\w+,\w+\)\{let \w+;try\{/g,
      (head, where) => `${head}if(${where}!=='answer')throw new Error('a fault');`,
    );
    expect(broken.split("'a fault'").length, name).toBe(2);
    writeFileSync(join(copy, name), broken);
  }
  return copy;
}

const LISTS = {
  'child-process': { allow: ['true'] },
  outbound: { allow: ['allowed.example'] },
  files: { allow: ['/tmp/none'] },
  workers: { allow: ['ok.js'] },
  native: { allow: ['/opt/none'] },
  code: { allow: ['none'] },
};

const withAction = (action: string) =>
  Object.fromEntries(Object.entries(LISTS).map(([hook, list]) => [hook, { action, ...list }]));

/** What each list forbids; the answer tells what came of it. */
const CODE = `const cp = require('node:child_process'), fs = require('node:fs'), net = require('node:net'), dns = require('node:dns'), dgram = require('node:dgram'), vm = require('node:vm');
const { Worker } = require('node:worker_threads'), { once } = require('node:events');
exports.handler = async ({ folder }) => {
  const server = net.createServer((socket) => socket.end()).listen(0); await once(server, 'listening');
  const { port } = server.address(), udp = dgram.createSocket('udp4');
  const attempts = {
    program: () => cp.execFileSync('echo', ['x']),
    shell: () => new Promise((done, fail) => cp.exec('echo x', (error) => error ? fail(error) : done())),
    write: () => fs.writeFileSync(folder + '/x', 'x'),
    promise: () => fs.promises.writeFile(folder + '/x', 'x'),
    read: () => fs.readFileSync(folder + '/code/late.cjs'),
    connection: async () => { const socket = net.connect(port, '127.0.0.1'); await once(socket, 'connect'); socket.destroy() },
    local: async () => { const socket = net.connect(folder + '/none.sock'); await once(socket, 'connect').catch((error) => { if (error.code !== 'ENOENT') throw error }) },
    datagram: () => new Promise((done, fail) => udp.send('x', port, '127.0.0.1', (error) => error ? fail(error) : done())),
    name: () => new Promise((done, fail) => dns.lookup('127.0.0.1', (error) => error ? fail(error) : done())),
    worker: async () => { const worker = new Worker(folder + '/code/late.cjs'); await once(worker, 'exit') },
    code: () => new Function('return 1')(),
    script: () => vm.runInThisContext('1'),
    native: () => { try { process.dlopen({ exports: {} }, folder + '/none.node') } catch (error) { if (error.code === 'BULKHEAD_BLOCKED') throw error } },
  };
  const came = {};
  for (const name in attempts) came[name] = await Promise.resolve().then(attempts[name]).then(() => 'done', (error) => error.code === 'BULKHEAD_BLOCKED' ? 'refused' : String(error));
  came.require = require(folder + '/code/late.cjs');
  came.import = (await import(folder + '/code/late.mjs')).default;
  server.close(); udp.close();
  return came;
};`;

/** What the list of hosts forbids, with each getter of a flag replaced by one that throws. */
const FLAGS = `const net = require('node:net'), dgram = require('node:dgram'), dns = require('node:dns'), { once } = require('node:events');
process.on('uncaughtException', () => {});
exports.handler = async () => {
  const server = net.createServer((socket) => socket.end()).listen(0); await once(server, 'listening');
  const { port } = server.address(), udp = dgram.createSocket('udp4'), came = [];
  const attempts = {
    connection: async () => { const socket = net.connect(port, '127.0.0.1'); await once(socket, 'connect'); socket.destroy() },
    datagram: () => new Promise((done, fail) => udp.send('x', port, '127.0.0.1', (error) => error ? fail(error) : done())),
    name: () => new Promise((done, fail) => dns.lookup('leak.invalid', (error) => error && error.code !== 'ENOTFOUND' && error.code !== 'EAI_AGAIN' ? fail(error) : done())),
  };
  const late = () => new Promise((_, fail) => setTimeout(fail, 300, new Error('late')));
  for (const flag of ['hasIndices', 'global', 'ignoreCase', 'multiline', 'dotAll', 'unicode', 'sticky']) {
    const own = Object.getOwnPropertyDescriptor(RegExp.prototype, flag);
    for (const name in attempts) {
      Object.defineProperty(RegExp.prototype, flag, { get() { throw new Error('replaced') }, configurable: true });
      try { await Promise.race([attempts[name](), late()]); came.push(flag + ': ' + name) } catch {} finally { Object.defineProperty(RegExp.prototype, flag, own) }
    }
  }
  server.close(); udp.close();
  return came;
};`;

const NAMES =
  'program shell write promise read connection local datagram name worker code script native require import'.split(' ');
/** Loading modules is never refused: the function would not start. */
const all = (what: string) => Object.fromEntries(NAMES.map((name) => [name, /require|import/.test(name) ? 1 : what]));

describe.each(nodeBinaries())('$name', ({ path: node, major: nodeMajor, client: major }) => {
  const run = (hooks: object, more: { dist?: string; mode?: string } = {}): Promise<Outcome> =>
    runScenario({
      node,
      dist: more.dist ?? faulty(),
      folder,
      form: 'cjs',
      code: CODE,
      events: [{ folder }],
      options: JSON.stringify({ policy: { mode: more.mode, hooks } }),
    });

  it('refuses what an allow-list rules and cannot be checked, and tells of the fault alone', async () => {
    const { answers, faults, attacks, stderr } = await run(withAction('block'));
    expect(answers[0]?.result, stderr).toEqual(all('refused'));
    expect(attacks).toEqual([]);
    for (const hook of Object.keys(LISTS)) {
      const own = faults.filter(({ where }) => where === `hook/${hook}`);
      // Once each: counted from then on, and told at powers of two.
      expect(new Set(own.map(({ count }) => count)).size, hook).toBe(own.length);
      expect(own.length, hook).toBeGreaterThan(0);
    }
  });

  it.each([
    ['in alert mode', withAction('alert'), undefined],
    ['where the mode caps it', withAction('block'), 'alert'],
    ['without lists', Object.fromEntries(Object.keys(LISTS).map((hook) => [hook, { action: 'block' }])), undefined],
    ['where the list is of anything', { outbound: { action: 'block', allow: ['*'] } }, undefined],
    ['where a list only lets pass', { native: { action: 'block', allow: ['binding'] } }, undefined],
  ])('lets it pass %s', async (_, hooks, mode) => {
    const { answers, stderr } = await run(hooks, mode === undefined ? {} : { mode });
    expect(answers[0]?.result, stderr).toEqual(all('done'));
  });

  it('refuses modules of folders that are not on the list, and nothing else of code', async () => {
    const hooks = { code: { action: 'block', modules: ['/tmp/none'] } };
    const { answers } = await run(hooks);
    expect(answers[0]?.result ?? answers[0]?.error).toMatchObject({ code: 'BULKHEAD_BLOCKED', class: 'codegen' });
  });

  it('fails an event whose sender cannot be checked, and takes nothing out of it', async () => {
    const hooks = { flow: { action: 'block', triggers: ['apigateway-v1'] } };
    const { answers, attacks } = await run(hooks);
    expect(answers[0]?.error).toMatchObject({ code: 'BULKHEAD_BLOCKED', class: 'flow' });
    expect(attacks).toEqual([]);
  });

  it('is not blind where getters of the flags of patterns fail', async () => {
    const { answers, stderr } = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: FLAGS,
      events: [{}],
      options: JSON.stringify({ policy: { hooks: withAction('block') } }),
    });
    expect(answers[0]?.result, stderr).toEqual([]);
  });

  it('lets a function start that way by the layer, on Lambda’s own client', async ({ skip }) => {
    const client = runtimeClient(major);
    if (client === undefined) return skip();
    const code = join(folder, `task-${nodeMajor}`);
    mkdirSync(code, { recursive: true });
    writeFileSync(join(code, 'part.mjs'), 'export const word = "hello";');
    writeFileSync(
      join(code, 'index.mjs'),
      `import { word } from './part.mjs'; import { readFileSync } from 'node:fs';
       let code; try { readFileSync('/tmp/none/of/it') } catch (error) { code = error.code }
       export const handler = async () => ({ statusCode: 200, body: word + ' ' + code });`,
    );
    const environment = await startEnvironment({
      node,
      client,
      major,
      handler: 'index.handler',
      code,
      preload: join(faulty(), 'preload.cjs'),
      env: { BULKHEAD_POLICY: JSON.stringify({ v: 1, mode: 'block', detectors: {}, hooks: withAction('block') }) },
    });
    const posted = await environment.invoke(query({ q: 'world' }));
    const { lines } = await environment.close();
    expect(posted.body, lines.join('\n')).toContain('hello BULKHEAD_BLOCKED');
    expect(readLines(lines).faults.length).toBeGreaterThan(0);
  });
});
