import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '@bulkhead/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { startEnvironment } from '../testing/lambda.ts';
import { nodeBinaries, runtimeClient } from '../testing/nodes.ts';
import { query, readLines, runScenario } from '../testing/scenario.ts';

/*
 * Code in the process against what a policy alone allows, by ways that lie beside the operation itself: what Node.js asks
 * user code for on its way, native classes behind objects, flags of children, names that are no text. escapes.test.ts has
 * those that need no list.
 */

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Each does what the policy below forbids, and says `pwned`; what only finds a way closed says `none`. */
const ATTEMPTS: Record<string, string> = {
  // First, as the native class can only be seen at the first worker. Node.js 24 gives us no way to be unheard there.
  'the native class of workers by a hook of async_hooks': `let native; const hook = require('node:async_hooks').createHook({ init(id, type, trigger, it) { if (type === 'WORKER') native ??= it.constructor } }).enable();
    new Worker('0', { eval: true }); hook.disable(); return isWorker(native)`,
  'the native class of workers by a handle': `const first = new Worker('0', { eval: true });
    return isWorker(first[Object.getOwnPropertySymbols(first).find((symbol) => symbol.description === 'kHandle')].constructor)`,
  'a worker whose start another postMessage reads': `return withPost((message) => { message.environmentData = new Map() }, () => answer(INSIDE, { eval: true, env: {} }))`,
  'the key of the lines by postMessage': `let seen; return withPost((message) => { for (const [name, text] of message.environmentData) if (String(text).includes('policyText')) seen = 'pwned' },
    async () => { await answer('0', { eval: true, env: {} }); return seen ?? 'none' }).then((told) => process.env.BULKHEAD_MODE === 'off' ? 'pwned' : told)`,
  'postMessage replaced while a worker is made': `const events = require('node:events'); const { init } = events; const post = MessagePort.prototype.postMessage;
    events.init = function (...a) { MessagePort.prototype.postMessage = function (m, ...r) { if (m?.environmentData) m.environmentData = new Map(); return post.call(this, m, ...r) }; return init.apply(this, a) };
    try { return await answer(INSIDE, { eval: true, env: {} }) } finally { events.init = init; MessagePort.prototype.postMessage = post }`,
  'data of a worker that sets what is handed down':
    "return answer(INSIDE, { eval: true, env: {}, workerData: { get a() { setEnvironmentData('BULKHEAD_PARENT', undefined); return 1 } } })",
  'data of a worker that starts another':
    "return answer(INSIDE, { eval: true, env: {}, workerData: { get a() { new Worker('0', { eval: true }); return 1 } } })",
  'a worker that puts others in the place of our parts': `return answer(\`const Module = require('node:module'); const nothing = () => new Proxy({}, { get: () => () => undefined });
    for (const name of ['child-process-judge', 'workers-node-child', 'hooks-closed']) { const file = \${JSON.stringify(dist)} + '/lazy/' + name + '.cjs'; const part = new Module(file); part.filename = file; part.loaded = true; part.exports = nothing; require.cache[file] = part }
    \` + INSIDE, { eval: true, env: {} })`,
  'modules that come in unseen':
    "Object.setPrototypeOf(process.moduleLoadList, Array.prototype); const { WASI } = await import('node:wasi'); return new WASI({ version: 'preview1', preopens: { '/': '/' } }) && 'pwned'",
  'modules that come in unseen, by an iterator': `const { prototype } = Array; const own = prototype[Symbol.iterator]; const seen = [];
    prototype[Symbol.iterator] = function () { seen[seen.length] = this; return own.call(this) };
    try { process.moduleLoadList } finally { prototype[Symbol.iterator] = own }
    for (const list of seen.length > 0 ? seen : [process.moduleLoadList]) Object.setPrototypeOf(list, prototype);
    const { WASI } = await import('node:wasi'); return new WASI({ version: 'preview1', preopens: { '/': '/' } }) && 'pwned'`,
  'the heap of a worker': `const worker = new Worker('setTimeout(() => {}, 9000)', { eval: true }); await new Promise((ok) => worker.once('online', ok));
    try { return (await worker.getHeapSnapshot()) && 'pwned' } finally { worker.terminate() }`,
  'the heap of a worker by its handle': `const worker = new Worker('setTimeout(() => {}, 9000)', { eval: true }); await new Promise((ok) => worker.once('online', ok));
    const handle = worker[Object.getOwnPropertySymbols(worker).find((symbol) => symbol.description === 'kHandle')];
    try { return handle.takeHeapSnapshot(new Uint8Array(2)) && 'pwned' } finally { worker.terminate() }`,
  'the native class of WASI': `const { WASI } = require('node:wasi'); const native = new WASI({ version: 'preview1' }).wasiImport.constructor;
    return native === Object ? 'none' : new native([], [], ['/', '/'], [0, 1, 2]) && 'pwned'`,

  'a Node.js child by another execPath': `const own = process.execPath; process.execPath = '/bin/true';
    try { return last(cp.execFileSync(own, [child], { env: {} })) } finally { process.execPath = own }`,
  'a Node.js child by another process': `const own = process; globalThis.process = { ...own, execPath: '/bin/true' };
    try { return last(cp.execFileSync(own.execPath, [child], { env: {} })) } finally { globalThis.process = own }`,
  'a Node.js child with a preload by --env-file': `return last(cp.execFileSync(process.execPath, ['--env-file=' + preloads, '-e', 'console.log("BULKHEAD_BLOCKED")'], { env: {} }).toString().split('pwned')[1] === undefined ? 'none' : 'pwned')`,
  'Node.js as a shell, by --run': "return last(cp.execFileSync(process.execPath, ['--run', 'x'], { cwd: scripts }))",
  'Node.js that makes a snapshot': `return last(cp.execFileSync(process.execPath, ['--snapshot-blob', ok + '/blob', '--build-snapshot', child], { env: {}, stdio: 'pipe' }))`,

  ...Object.fromEntries(
    [
      '--inspect-brk=0',
      '--expose-internals',
      '--expose_internals',
      '--openssl-config=none',
      '--loader=./none.mjs',
      'inspect',
    ].map((flag) => [
      `a Node.js child with ${flag}`,
      `return cp.spawnSync(process.execPath, ['${flag}'${flag === 'inspect' ? '' : ", '-v'"}], { timeout: 5000 }).error?.code ?? 'pwned'`,
    ]),
  ),
  'a Node.js child with a debugger by its options':
    "return cp.spawnSync(process.execPath, ['-v'], { env: { NODE_OPTIONS: '--max-old-space-size=99 --inspect=0' } }).error?.code ?? 'pwned'",
  'a Node.js child with libraries for OpenSSL':
    "return cp.spawnSync(process.execPath, ['-v'], { env: { OPENSSL_MODULES: ok } }).error?.code ?? 'pwned'",
  'another Buffer.from': `const { from } = Buffer; Buffer.from = () => { const other = from('/proc/self/environ'); other.toString = () => ok + '/x'; return other };
    try { return has(fs.readFileSync(from('/proc/self/environ'))) } finally { Buffer.from = from }`,
  'another Buffer.prototype.toString': `const { toString } = Buffer.prototype; Buffer.prototype.toString = () => ok + '/x'; let fd;
    try { fd = fs.openSync(Buffer.from('/proc/self/environ')) } finally { Buffer.prototype.toString = toString } return has(fs.readFileSync(fd))`,
  'another utf8Slice': `const { utf8Slice } = Buffer.prototype; Buffer.prototype.utf8Slice = () => ok + '/x'; let fd;
    try { fd = fs.openSync(Buffer.from('/proc/self/environ')) } finally { Buffer.prototype.utf8Slice = utf8Slice } return has(fs.readFileSync(fd))`,
  'memory by a link whose name is no text': "return has(fs.readFileSync(noText('/', '/proc/self/environ')))",
  'a file by a link whose name is no text': "return has(fs.readFileSync(noText(other, '/secret.json')))",
  'a new file by a link whose name is no text':
    "fs.writeFileSync(noText(other, '/new'), 'x'); return fs.existsSync(other + '/new') && 'pwned'",
  'a file of /tmp by require': "return has(JSON.stringify(require(other + '/secret.json')))",
  'a file of /tmp by the loader':
    "let got; const module = new Module('x'); module._compile = (text) => { got = text }; Module._extensions['.js'](module, other + '/secret.json'); return has(got)",
  'sqlite, imported':
    "const { DatabaseSync } = await import('node:sqlite'); return new DatabaseSync(other + '/a.db') && 'pwned'",
  'sqlite, a name out of parts':
    "return base((db) => db.exec(`attach (select '${other}' || char(47) || 'b.db') as x; create table if not exists x.a (b)`))",
  'sqlite, a name of bytes':
    "return base((db) => { db.prepare('attach ? as x').run(Buffer.from(other + '/c.db')); db.exec('create table if not exists x.a (b)') })",
  'sqlite, a name by a function':
    "return base((db) => { db.function('named', () => other + '/d.db'); db.exec('/* */ attach named() as x; create table if not exists x.a (b)') })",
  'sqlite, a copy': "return base((db) => db.exec(`vacuum main into '${other}' || '/e${process.pid}.db'`))",
  'sqlite, a template':
    "return base((db) => { const name = other + '/f.db'; db.createTagStore().run`attach ${name} as x`; db.exec('create table if not exists x.a (b)') })",

  'code by an object that says it': 'return vm.runInThisContext({ toString: () => \'"pwned"\' })',
  'code by an object in another context': 'return vm.runInNewContext({ toString: () => \'"pwned"\' })',

  'a variable that is defined':
    "try { Object.defineProperty(process.env, 'LD_PRELOAD', { value: '/tmp/x.so', writable: true, enumerable: true, configurable: true }); return process.env.LD_PRELOAD && 'pwned' } finally { delete process.env.LD_PRELOAD }",
  'a variable of a file':
    "fs.writeFileSync(ok + '/env', 'LD_PRELOAD=/tmp/x.so'); try { process.loadEnvFile(ok + '/env'); return process.env.LD_PRELOAD && 'pwned' } finally { delete process.env.LD_PRELOAD }",
};

/** Only these Node.js versions have what it needs. */
const NEEDS: readonly [RegExp, RegExp][] = [
  [/async_hooks/, / (?:20|22)/],
  [/--run|sqlite/, / (?:22|24)/],
  [/sqlite, a template/, / 24/],
];

const HEAD = `const cp = require('node:child_process'), fs = require('node:fs'), vm = require('node:vm'), Module = require('node:module');
const { Worker, MessagePort, setEnvironmentData } = require('node:worker_threads');
const INSIDE = \`const { parentPort } = require('node:worker_threads');
  try { parentPort.postMessage(require('node:child_process').execFileSync('ls', ['/']).length > 0 ? 'pwned' : '') } catch (e) { parentPort.postMessage(e.code) }\`;
const last = (text) => String(text).trim().split('\\n').at(-1);
const has = (text) => /AWS_|secret/.test(String(text)) ? 'pwned' : String(text).slice(0, 40);
const isWorker = (native) => native?.name === 'Worker' ? 'pwned' : 'none';
const answer = (code, options) => new Promise((done) => {
  new Worker(code, options).on('message', done).on('error', (e) => done(e.code ?? e.message)).on('exit', done);
});
const withPost = async (change, work) => {
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (message, ...rest) { if (message?.environmentData) change(message); return postMessage.call(this, message, ...rest) };
  try { return await work() } finally { MessagePort.prototype.postMessage = postMessage }
};
const noText = (leadsTo, rest) => {
  const link = Buffer.concat([Buffer.from(ok + '/link'), Buffer.from([255])]);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(leadsTo, link);
  return Buffer.concat([link, Buffer.from(rest)]);
};
const base = (work) => { work(new (require('node:sqlite').DatabaseSync)(':memory:')); return 'pwned' };
`;

/** Honest neighbours: come to the same with the guard and its lists. */
const HONEST: Record<string, string> = {
  'a worker with all that it may be given': `const { port1, port2 } = new MessageChannel();
    const worker = new Worker("const w = require('node:worker_threads'); w.workerData.port.postMessage([process.argv.slice(2), w.threadId > 0, w.resourceLimits.maxOldGenerationSizeMb])",
      { eval: true, argv: ['a', 1], workerData: { port: port2 }, transferList: [port2], resourceLimits: { maxOldGenerationSizeMb: 64 } });
    const told = await new Promise((done) => port1.once('message', done)); port1.close(); await worker.terminate(); return told`,
  'a worker whose file has signs of URLs': 'return answer(odd, {})',
  'a worker by a path from here':
    "const from = process.cwd(); process.chdir(ok); try { return await answer('./odd%20 #1?.cjs', {}) } finally { process.chdir(from) }",
  'environment data of its own': `setEnvironmentData('mine', 5); return answer("const w = require('node:worker_threads'); w.parentPort.postMessage(w.getEnvironmentData('mine'))", { eval: true })`,
  'the list of modules':
    "return process.moduleLoadList.includes('NativeModule fs') && Array.isArray(process.moduleLoadList)",
  'a child with --env-file':
    "return last(cp.execFileSync(process.execPath, ['--env-file=' + settings, '-p', 'process.env.SETTING'], { env: {} }))",
  'paths as bytes':
    "fs.writeFileSync(Buffer.from(ok + '/bytes'), 'x'); return fs.readFileSync(Buffer.from(ok + '/bytes'), 'latin1')",
  'a name that is no text': `const name = Buffer.concat([Buffer.from(ok + '/caf'), Buffer.from([0xe9])]); fs.writeFileSync(name, 'x');
    const text = fs.readFileSync(name, 'latin1'); fs.rmSync(name); return text`,
  'a module of the deployment': "return require('./events.json').length",
  'a variable of its own by a file':
    'process.loadEnvFile(settings); const { SETTING } = process.env; delete process.env.SETTING; return SETTING',
  'a variable of its own, defined':
    "Object.defineProperty(process.env, 'OWN', { value: 'x', writable: true, enumerable: true, configurable: true }); const { OWN } = process.env; delete process.env.OWN; return OWN",
  'options of Node.js that load nothing':
    "process.env.NODE_OPTIONS = '--max-old-space-size=100'; return process.env.NODE_OPTIONS",
};

let names: Record<string, string> = {};
beforeAll(() => {
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  for (const name of ['ok', 'other']) mkdirSync(join(folder, name));
  const run =
    "try { require('node:child_process').execFileSync('/bin/ls', ['/']); console.log('pwned') } catch (e) { console.log(e.code) }";
  write('package.json', '{"scripts":{"x":"echo pwned"}}');
  write('other/secret.json', '{"a":"secret"}');
  names = {
    dist,
    ok: join(folder, 'ok'),
    other: join(folder, 'other'),
    scripts: folder,
    child: write('child.cjs', run),
    preloads: write('preloads', `NODE_OPTIONS="--require ${write('preload.cjs', run)}"`),
    settings: write('ok/settings', 'SETTING=five'),
    odd: write('ok/odd%20 #1?.cjs', "require('node:worker_threads').parentPort.postMessage('odd')"),
  };
});

const policy = () => ({
  // By their paths, too: in a folder that anybody can write a name says nothing.
  'child-process': { action: 'block', allow: ['node', 'true', ...nodeBinaries().map(({ path }) => path)] },
  files: { action: 'block', allow: [names['ok']] },
});

function code(attempts: Readonly<Record<string, string>>): string {
  const parts = Object.entries(attempts).map(([name, body]) => `[${JSON.stringify(name)}, async () => { ${body} }],`);
  return `${HEAD}const { ${Object.keys(names).join(', ')} } = ${JSON.stringify(names)};
const attempts = [
${parts.join('\n')}
];
exports.handler = async () => {
  const told = {};
  for (const [name, attempt] of attempts) {
    try { told[name] = await attempt(); } catch (error) { told[name] = error.code ?? String(error); }
  }
  return told;
};`;
}

type Told = Record<string, unknown>;

function unlike(told: Told, expected: RegExp): Told {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => !expected.test(String(value))));
}

describe.each(nodeBinaries())('ways past lists, $name', ({ name: version, path: node, client: major }) => {
  const attempts = Object.fromEntries(
    Object.entries(ATTEMPTS).filter(([name]) => NEEDS.every(([of, on]) => !of.test(name) || on.test(version))),
  );
  const common = { node, dist, folder, form: 'cjs', events: [query({ a: 'b' })] } as const;

  it('open without the guard, closed with it', async () => {
    const hooks = { ...policy(), code: { action: 'block', allow: ['handler.cjs/none'] } };
    const scenario = { ...common, code: code(attempts), options: JSON.stringify({ policy: { hooks } }) };
    const without = await runScenario({ ...scenario, env: { BULKHEAD_MODE: 'off' } });
    const { answers, stderr, lines } = await runScenario(scenario);
    const told = answers[0]?.result as Told;
    expect(without.answers[0]?.result, without.stderr).toBeTypeOf('object');
    expect(told, stderr + lines.join('\n')).toBeTypeOf('object');
    expect(unlike(without.answers[0]!.result as Told, /pwned/)).toEqual({});
    expect(unlike(told, /^(?:BULKHEAD_BLOCKED|none)$/)).toEqual({});
    expect(Object.keys(told)).toEqual(Object.keys(attempts));
  }, 60_000);

  it('what is honest comes to the same', async () => {
    const scenario = { ...common, code: code(HONEST) };
    const without = await runScenario({ ...scenario, env: { BULKHEAD_MODE: 'off' } });
    const { answers, attacks, faults } = await runScenario({
      ...scenario,
      options: JSON.stringify({
        policy: { hooks: { ...policy(), workers: { action: 'block', allow: ['eval', 'odd%20 #1?.cjs'] } } },
      }),
    });
    expect(answers[0]?.result).toEqual(without.answers[0]?.result);
    expect(attacks).toEqual([]);
    expect(faults).toEqual([]);
  }, 60_000);

  const client = runtimeClient(major);
  it.skipIf(!client)(
    "closed on Lambda's own runtime client, through the layer",
    async () => {
      const task = join(folder, `task-${version.replace(/\W/g, '')}`);
      mkdirSync(task);
      writeFileSync(join(task, 'index.js'), code(attempts));
      const hooks = { ...DEFAULT_POLICY.hooks, ...policy(), code: { action: 'block', allow: ['none'] } };
      const environment = await startEnvironment({
        node,
        client: client!,
        major,
        handler: 'index.handler',
        code: task,
        preload: join(dist, 'preload.cjs'),
        env: { BULKHEAD_POLICY: JSON.stringify({ ...DEFAULT_POLICY, hooks }) },
      });
      const { body } = await environment.invoke(query({ a: 'b' }));
      const { lines, stderr } = await environment.close();
      expect(unlike(JSON.parse(body) as Told, /^(?:BULKHEAD_BLOCKED|none)$/), stderr).toEqual({});
      expect(readLines(lines).attacks.length).toBeGreaterThan(0);
    },
    60_000,
  );
});
