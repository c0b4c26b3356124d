import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, query, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const temporary = mkdtempSync(join(folder, 'escapes-'));

/** Loaded before the guard: keeps what it can get. */
const EARLY = `const cp = require('node:child_process');
globalThis.early = { ...cp, spawnOf: cp.ChildProcess.prototype.spawn };`;

/** Loaded into workers before their code. */
const EVIL = 'globalThis.binding = process.binding.bind(process);';

/**
 * Every way to run `sh -c "echo got x; echo pwned"`, whose second half the event brought; it says what came out.
 * Between them lie attempts to make a check blind: what they replace is put back after each.
 */
const PROCESSES: Record<string, string> = {
  execSync: 'return cp.execSync(line).toString()',
  'execSync kept from before the guard': 'return early.execSync(line).toString()',
  'spawnSync kept from before the guard': "return early.spawnSync('sh', ['-c', line]).stdout.toString()",
  'execFileSync kept from before the guard': "return early.execFileSync('sh', ['-c', line]).toString()",
  'spawn kept from before the guard': "return output(early.spawn('sh', ['-c', line]))",
  'exec kept from before the guard':
    'return new Promise((ok, no) => early.exec(line, (e, out) => (e ? no(e) : ok(out))))',
  'ChildProcess.prototype.spawn':
    "return output(start(cp.ChildProcess.prototype.spawn, { file: 'sh', args: ['sh', '-c', line] }))",
  'ChildProcess.prototype.spawn kept from before':
    "return output(start(early.spawnOf, { file: 'sh', args: ['sh', '-c', line] }))",
  'the handle of a child process': `const child = new cp.ChildProcess(); const ok = handle(child, 'sh', ['sh', '-c', line]);
    return ok === 0 ? 'pwned' : 'failed ' + ok`,
  'the class of that handle': `const { constructor } = Object.getPrototypeOf(new cp.ChildProcess()._handle);
    return handle({ _handle: new constructor() }, 'sh', ['sh', '-c', line]) === 0 ? 'pwned' : 'failed'`,
  'process.binding of synchronous starts':
    "return process.binding('spawn_sync').spawn({ file: 'sh', args: ['sh', '-c', line], stdio: pipes }).output[1].toString()",
  'process.binding of asynchronous starts':
    "return handle({ _handle: new (process.binding('process_wrap').Process)() }, 'sh', ['sh', '-c', line]) === 0 ? 'pwned' : 'failed'",
  'a deleted wrapper':
    "delete cp.execSync; return require('node:child_process').spawnSync(line, { shell: true }).stdout.toString()",
  'a replaced wrapper':
    'cp.ChildProcess.prototype.spawn = early.spawnOf; return output(cp.spawn(line, { shell: true }))',
  'a fresh copy of the module': "return process.getBuiltinModule('child_process').execSync(line).toString()",
  'file and arguments that change':
    "let n = 0; return output(start(early.spawnOf, { get file() { return n++ ? 'sh' : 'true' }, args: ['sh', '-c', line] }))",
  'String.prototype.includes': 'String.prototype.includes = () => false; return cp.execSync(line).toString()',
  'String.prototype.indexOf': 'String.prototype.indexOf = () => -1; return cp.execSync(line).toString()',
  'an accessor for indexOf': `const own = String.prototype.indexOf; let n = 0;
    Object.defineProperty(String.prototype, 'indexOf', { get: () => (n++ ? () => -1 : own), configurable: true });
    return cp.execSync(line).toString()`,
  'RegExp.prototype.exec and test':
    'RegExp.prototype.exec = () => null; RegExp.prototype.test = () => false; return cp.execSync(line).toString()',
  'Array.isArray': "Array.isArray = () => false; return cp.spawnSync('sh', ['-c', line]).stdout.toString()",
  'Array.prototype.findIndex and map':
    'Array.prototype.findIndex = () => -1; Array.prototype.map = () => []; return cp.execSync(line).toString()',
  'the iterators of arrays': `const kept = Array.prototype[Symbol.iterator]; const own = Object.getPrototypeOf([][Symbol.iterator]());
    own.next = () => ({ done: true }); try { return cp.execSync(line).toString() } finally { Array.prototype[Symbol.iterator] = kept }`,
  'Symbol.species': `Object.defineProperty(Array, Symbol.species, { get: () => function () { return {} }, configurable: true });
    return cp.execSync(line).toString()`,
  'call, apply and Reflect.apply': `Function.prototype.call = function () {}; Function.prototype.apply = function () {};
    Reflect.apply = () => undefined; return cp.execSync(line).toString()`,
  'Map and WeakMap':
    'Map.prototype.get = () => undefined; WeakMap.prototype.get = () => undefined; return cp.execSync(line).toString()',
  'AsyncLocalStorage.prototype.getStore': `const { AsyncLocalStorage } = require('node:async_hooks');
    AsyncLocalStorage.prototype.getStore = () => ({ policy: { mode: 'off', hooks: {} }, strings: { values: [] } });
    return cp.execSync(line).toString()`,
  'JSON and Object.keys': 'JSON.parse = () => ({}); Object.keys = () => []; return cp.execSync(line).toString()',
  'Error.prepareStackTrace': 'Error.prepareStackTrace = () => []; return cp.execSync(line).toString()',
  'a scope out of the async context': `const held = require('node:async_hooks').executionAsyncResource();
    for (const key of Object.getOwnPropertySymbols(held)) if (held[key]?.policy) held[key].policy = off;
    return cp.execSync(line).toString()`,
  'a scope of its own in the async context': `const { AsyncLocalStorage } = require('node:async_hooks'); const { getStore } = AsyncLocalStorage.prototype;
    let storage; AsyncLocalStorage.prototype.getStore = function () { storage = this; return getStore.call(this) };
    try { cp.execSync('true') } finally { AsyncLocalStorage.prototype.getStore = getStore }
    return storage ? storage.run({ policy: off, strings: { values: [] } }, () => cp.execSync(line).toString()) : cp.execSync(line).toString()`,
  'what stands for a scope, made anew': `const { AsyncLocalStorage } = require('node:async_hooks'); const { getStore } = AsyncLocalStorage.prototype;
    let storage, held; AsyncLocalStorage.prototype.getStore = function () { const got = getStore.call(this); if (got) { storage = this; held = got; } return got };
    try { cp.execSync('true') } finally { AsyncLocalStorage.prototype.getStore = getStore }
    const own = held && held.constructor !== Object && new held.constructor({ policy: off, strings: { values: [] } });
    return own ? storage.run(own, () => cp.execSync(line).toString()) : cp.execSync(line).toString()`,
  'the list of scopes by a slice of its own': `const { slice } = Array.prototype; let found = [];
    Array.prototype.slice = function (...a) { if (this[0]?.policy) found.push(this[0]); return slice.apply(this, a) };
    try { kept.outside.runInAsyncScope(() => cp.execSync('true')) } finally { Array.prototype.slice = slice }
    for (const scope of found) scope.policy = off; return cp.execSync(line).toString()`,
  'a used up stack': `let got; const dive = () => { try { dive() } catch {} if (got === undefined) try { const { stdout } = cp.spawnSync('sh', ['-c', line]);
    if (stdout) got = stdout.toString() } catch (e) { if (e.code) got = e } }; dive(); if (got?.code) throw got; return got`,
  'an environment that loads a script':
    "return cp.execFileSync('bash', ['-c', 'true'], { env: { BASH_ENV: file } }).length === 0 && 'pwned'",
  'an environment that loads a library':
    "return cp.execFileSync('true', { env: { LD_PRELOAD: file }, stdio: 'ignore' }) || 'pwned'",
  'an environment that loads a module': `return cp.spawnSync(process.execPath, ['-v'], { env: { NODE_OPTIONS: '--require ' + file } }).status !== null && 'pwned'`,
  'another folder': "return cp.execFileSync('pwd', { cwd: '/var/' + out }).length > 0 && 'pwned'",
  'a shell of the event': "return cp.spawnSync('echo pwned', { shell: file }) && 'pwned'",
  'an option of tar': "return cp.spawnSync('tar', ['-cf', '/dev/null', '/dev/null', option]) && 'pwned'",
  // Without the guard it ends this process, so it gets something that the call itself refuses.
  execve:
    "try { process.execve('/bin/sh', ['sh', '-c', line, 0n ** 2n + ''], { 'A=\\0': '' }) } catch (e) { return e.code === 'ERR_INVALID_ARG_VALUE' ? 'pwned' : Promise.reject(e) }",
};

/** Code of a worker: tells whether the policy of its parent, which allows no `ls`, holds in it. */
const INSIDE = `const { parentPort, getEnvironmentData } = require('node:worker_threads');
const tell = (text) => parentPort.postMessage(text + ' ' + getEnvironmentData('BULKHEAD_PARENT') + ' ' + process.env.BULKHEAD_PARENT);
try { tell(require('node:child_process').execFileSync('ls', ['/']).length > 0 ? 'pwned' : '') } catch (e) { tell(e.code) }`;
const MODULE = `import { parentPort } from 'node:worker_threads'; import { execFileSync } from 'node:child_process';
try { execFileSync('ls', ['/']); parentPort.postMessage('pwned') } catch (e) { parentPort.postMessage(e.code) }`;

const WORKERS: Record<string, string> = {
  eval: 'return answer(inside, { eval: true })',
  'with an empty environment': 'return answer(inside, { eval: true, env: {} })',
  'without flags': 'return answer(inside, { eval: true, execArgv: [] })',
  'with neither': 'return answer(inside, { eval: true, env: {}, execArgv: [] })',
  'with the environment shared': 'return answer(inside, { eval: true, env: SHARE_ENV, execArgv: [] })',
  'with an input': 'return answer(inside, { eval: true, stdin: true, env: {} })',
  'from a data: URL':
    "return answer(new URL('data:text/javascript,' + encodeURIComponent(MODULE)), { env: {}, execArgv: [] })",
  'from a file': 'return answer(workerFile, { env: {}, execArgv: [] })',
  'from a file: URL': "return answer(require('node:url').pathToFileURL(workerFile), { env: {} })",
  'of a worker': `return answer(\`const { Worker, parentPort } = require('node:worker_threads');
    new Worker(\${JSON.stringify(inside)}, { eval: true, env: {}, execArgv: [] }).on('message', (m) => parentPort.postMessage(m))\`, { eval: true, env: {} })`,
  'by the constructor of another':
    "const first = new Worker('0', { eval: true }); return answer(inside, { eval: true, env: {} }, first.constructor)",
  'by a subclass': 'return answer(inside, { eval: true, env: {} }, class extends Worker {})',
  'with options that change':
    'let n = 0; return answer(inside, { eval: true, get env() { return n++ ? {} : undefined }, get execArgv() { return n++ ? [] : undefined } })',
  'with a preload of its own': `return answer(\`const { parentPort } = require('node:worker_threads');
    try { parentPort.postMessage(binding('spawn_sync') ? 'pwned' : '') } catch (e) { parentPort.postMessage(e.code) }\`,
    { eval: true, env: { NODE_OPTIONS: '--require ' + evil } })`,
  'with a preload by flag': `return answer(\`const { parentPort } = require('node:worker_threads');
    try { parentPort.postMessage(binding('spawn_sync') ? 'pwned' : '') } catch (e) { parentPort.postMessage(e.code) }\`,
    { eval: true, execArgv: ['--require', evil] })`,
  'with methods replaced':
    'Array.prototype.push = () => 0; JSON.stringify = () => "{}"; return answer(inside, { eval: true, env: {}, execArgv: [] })',
  'a Node.js child':
    "return cp.execFileSync(process.execPath, [childFile], { env: {} }).toString().split('\\n').at(-2)",
  'a Node.js child by another spelling': `const own = process.execPath.replace('/bin/', '/bin/./');
    return cp.execFileSync(own, [childFile], { env: {} }).toString().split('\\n').at(-2)`,
  'a Node.js child from its folder': `return cp.execFileSync('./node', [childFile], { env: {}, cwd: require('node:path').dirname(process.execPath) })
    .toString().split('\\n').at(-2)`,
  'a Node.js child that is told something else':
    "return cp.execFileSync(process.execPath, [childFile], { env: { BULKHEAD_PARENT: '{}' } }).toString().split('\\n').at(-2)",
  'a Node.js child with a preload of its own': `return cp.execFileSync(process.execPath, ['-e', "try { console.log(binding('spawn_sync') ? 'pwned' : '') } catch (e) { console.log(e.code) }"],
    { env: { NODE_OPTIONS: '--require ' + evil } }).toString().split('\\n').at(-2)`,
  'a library for a program that is allowed': `return cp.execFileSync('true', { env: { LD_PRELOAD: '/tmp/none.so' }, stdio: 'pipe' }).length === 0 && 'pwned'`,
  'a path for a shell': `return cp.execFileSync('sh', ['-c', 'PATH=/tmp/none:$PATH; true && echo pwned | cat'])+''`,
  'commands by standard input': `return cp.execFileSync('sh', ['-sc', ''], { input: 'ls / >&2; echo pwned' }).toString()`,
  'a fork': `return new Promise((ok) => cp.fork(childFile, { env: {}, execArgv: [], silent: true }).stdout.on('data',
    (text) => { for (const line of String(text).split('\\n')) if (/^(pwned|BULKHEAD)/.test(line)) ok(line) }))`,
};

/** What reaches below JavaScript; says `pwned` when it got there, or failed only for want of a real library. */
const NATIVE: Record<string, string> = {
  'process.dlopen from /tmp': 'return load(() => process.dlopen({ exports: {} }, library))',
  'require of native code in /tmp': 'return load(() => require(library))',
  'native code behind a link': "return load(() => process.dlopen({ exports: {} }, '/proc/self/root' + library))",
  'native code by a descriptor':
    "return load(() => process.dlopen({ exports: {} }, '/proc/self/fd/' + require('node:fs').openSync(library, 'r')))",
  'native code that the event names': "return load(() => process.dlopen({ exports: {} }, '/opt/plugins/' + out))",
  'an engine of OpenSSL': "return load(() => require('node:crypto').setEngine(library))",
  'process.binding of files': "return typeof process.binding('fs').open === 'function' && 'pwned'",
  'process.binding of sockets': "return process.binding('tcp_wrap') && 'pwned'",
  'process.binding of evaluation': "return process.binding('contextify') && 'pwned'",
  'a binding by an object': "return process.binding({ toString: () => 'tcp_wrap' }) && 'pwned'",
  'inspector.open': "const inspector = require('node:inspector'); inspector.open(0); inspector.close(); return 'pwned'",
  'an inspector session': `const { Session } = require('node:inspector'); const session = new Session(); session.connect();
    return new Promise((ok, no) => session.post('Runtime.evaluate', { expression: '"pwned"' }, (e, r) => (e ? no(e) : ok(r.result.value))))`,
  'a session of inspector/promises': `const { Session } = await import('node:inspector/promises'); const session = new Session(); session.connect();
    return (await session.post('Runtime.evaluate', { expression: '"pwned"' })).result.value`,
  'SIGUSR1 to itself': "return process.kill(process.pid, 'SIGUSR1') && 'pwned'",
  'process._debugProcess': "process._debugProcess(process.pid); return 'pwned'",
  'a heap snapshot in a file': "return require('node:v8').writeHeapSnapshot(temporary + '/heap') && 'pwned'",
  'a heap snapshot as a stream': "return require('node:v8').getHeapSnapshot() && 'pwned'",
  'a heap snapshot by import()': "return (await import('node:v8')).getHeapSnapshot() && 'pwned'",
  'a report in a file': "return process.report.writeReport(temporary + '/report.json') && 'pwned'",
  'objects of the heap by inspect': `const { queryObjects } = require('node:v8'); const { inspect } = require('node:util'); let seen = 0;
    Function.prototype[inspect.custom] = () => { seen++; return '' };
    try { queryObjects(Function, { format: 'summary' }) } finally { delete Function.prototype[inspect.custom] } return seen > 100 && 'pwned'`,
  'an allow-list by pollution': `Object.prototype.allow = ['binding', 'heap', 'inspector'];
    try { return process.binding('tcp_wrap') && 'pwned' } finally { delete Object.prototype.allow }`,
  'a report at a signal': `try { process.report.reportOnSignal = true; return process.report.reportOnSignal && 'pwned' } finally { process.report.reportOnSignal = false }`,
  'an engine for a key of TLS':
    "return load(() => require('node:tls').createSecureContext({ privateKeyIdentifier: 'x', privateKeyEngine: library }))",
  'an engine for a certificate of TLS':
    "return load(() => require('node:tls').createSecureContext({ clientCertEngine: library }))",
  'flags of V8': "require('node:v8').setFlagsFromString('--allow_natives_syntax'); return 'pwned'",
};

/** Honest neighbours of the above: the same with the guard and without. */
const HONEST: Record<string, string> = {
  'lodash asks for util': "return typeof process.binding('util')",
  'detect-libc reads a report': 'return typeof process.report.getReport().header.nodejsVersion',
  'a CPU profile': `const { Session } = require('node:inspector'); const session = new Session(); session.connect();
    const post = (method) => new Promise((ok, no) => session.post(method, (e, r) => (e ? no(e) : ok(r))));
    await post('Profiler.enable'); await post('Profiler.start'); return typeof (await post('Profiler.stop')).profile`,
  'the collector is exposed': "require('node:v8').setFlagsFromString('--expose-gc'); return 'set'",
  'native code of the deployment that is missing': "try { require('/var/task/x.node') } catch (e) { return e.code }",
  'a signal to itself': 'return process.kill(process.pid, 0)',
  'a program with options of the event': "return cp.execFileSync('printf', ['%s', '-vf']).toString()",
  'an option as data': "return cp.spawnSync('tar', ['--version', '--', option]).status",
  'a worker with data': `return new Promise((ok) => new Worker("const w = require('node:worker_threads'); w.parentPort.postMessage([w.workerData.a, process.env.A, process.argv[2]])",
    { eval: true, workerData: { a: 1 }, env: { A: 'b' }, argv: ['c'] }).on('message', ok))`,
  'environment data': `setEnvironmentData('own', 5); const value = await new Promise((ok) => new Worker(
    "const w = require('node:worker_threads'); w.parentPort.postMessage(w.getEnvironmentData('own'))", { eval: true }).on('message', ok)); return value`,
  'a worker with a wrong flag':
    "try { new Worker('0', { eval: true, execArgv: ['--no-such-flag'] }) } catch (e) { return e.code }",
  'String.prototype as a polyfill left it':
    "String.prototype.includes = function own(s) { return this.indexOf(s) !== -1 }; cp.execSync('true'); return String.prototype.includes.name",
  'detached, argv0 and a group':
    "return new Promise((ok) => cp.spawn('sh', ['-c', 'echo $0'], { argv0: 'my', detached: true }).stdout.on('data', (d) => ok(String(d))))",
  'a missing program':
    "return new Promise((ok) => cp.spawn('/no/such').on('error', (e) => ok(e.code + e.path + e.spawnargs.length)))",
  spawnargs: "return cp.spawn('echo', ['a']).spawnargs.concat('b').join()",
};

const HEAD = `const cp = require('node:child_process');
const { Worker, SHARE_ENV, setEnvironmentData } = require('node:worker_threads');
const { early } = globalThis;
const pipes = [{ type: 'ignore' }, { type: 'pipe', readable: false, writable: true }, { type: 'ignore' }];
const ignored = [{ type: 'ignore' }, { type: 'ignore' }, { type: 'ignore' }];
const output = (child) => new Promise((ok, no) => {
  let out = '';
  child.on('error', no);
  child.on('close', () => ok(out));
  child.stdout.on('data', (d) => (out += d));
});
const start = (spawn, options) => {
  const child = new cp.ChildProcess();
  Object.defineProperty(options, 'stdio', { value: 'pipe', writable: true, enumerable: true });
  spawn.call(child, options);
  return child;
};
const isPositional = Number.parseInt(process.versions.node, 10) >= 24;
const env = ['PATH=/usr/bin:/bin'];
const handle = ({ _handle }, file, args) => isPositional
  ? _handle.spawn(file, args, null, env, ignored, 0)
  : _handle.spawn({ file, args, envPairs: env, stdio: ignored });
const load = (run) => {
  try {
    run();
  } catch (e) {
    if (e.code !== 'ERR_DLOPEN_FAILED' && !/engine|shared library/i.test(e.message)) throw e;
  }
  return 'pwned';
};
const answer = (code, options, Class = Worker) => new Promise((ok) => {
  const worker = new Class(code, options);
  worker.on('message', ok);
  worker.on('error', (e) => ok(e.code ?? e.message));
});

// Puts back what an attempt replaced, without anything that it may have replaced.
const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const holders = [String.prototype, Array.prototype, Array, RegExp.prototype, Function.prototype, Reflect, Map.prototype,
  WeakMap.prototype, JSON, Object, cp, cp.ChildProcess.prototype, Object.getPrototypeOf([][Symbol.iterator]()),
  require('node:async_hooks').AsyncLocalStorage.prototype];
const kept = [];
for (const holder of holders) for (const key of ownKeys(holder)) kept.push({ holder, key, own: getOwnPropertyDescriptor(holder, key) });
const off = { mode: 'off', hooks: new Proxy({}, { get: () => ({ action: 'off' }) }) };
kept.outside = new (require('node:async_hooks').AsyncResource)('outside');
const putBack = () => {
  for (let i = 0; i < kept.length; i++) {
    const { holder, key, own } = kept[i];
    const now = getOwnPropertyDescriptor(holder, key);
    if (!now || now.value !== own.value || now.get !== own.get) defineProperty(holder, key, own);
  }
  Error.prepareStackTrace = undefined;
};
`;

/** One handler that makes all attempts, each in a world that is whole again. */
function code(attempts: Readonly<Record<string, string>>, names: object): string {
  const parts = Object.entries(attempts).map(
    ([name, body]) => `[${JSON.stringify(name)}, async ({ line, file, out, option }) => { ${body} }],`,
  );
  return `${HEAD}
const { inside, MODULE, evil, workerFile, childFile, library, temporary } = ${JSON.stringify(names)};
const attempts = [
${parts.join('\n')}
];
exports.handler = async ({ queryStringParameters: { q, file, out, option } }) => {
  const told = {};
  for (const [name, attempt] of attempts) {
    try {
      const running = attempt({ line: 'echo got ' + q, file, out, option });
      putBack();
      told[name] = await running;
    } catch (error) {
      told[name] = error.code ?? String(error);
    }
    putBack();
  }
  return told;
};`;
}

const EVENT = query({
  q: 'x; echo pwned',
  file: '/opt/evil/run.sh',
  out: '../../usr/lib',
  option: '--checkpoint-action=exec=sh',
});
const NO_LS =
  "{ policy: { hooks: { 'child-process': { action: 'block', allow: ['node', 'true', 'echo', 'cat'] }, workers: { action: 'block', allow: ['eval', 'data:', 'worker.cjs'] } } } }";

let names: Record<string, string> = {};
beforeAll(() => {
  const write = (name: string, text: string): string => {
    const file = join(temporary, name);
    writeFileSync(file, text);
    return file;
  };
  const child =
    "try { require('node:child_process').execFileSync('ls', ['/']); console.log('pwned') } catch (e) { console.log(e.code) }";
  names = {
    early: write('early.cjs', EARLY),
    evil: write('evil.cjs', EVIL),
    library: write('x.node', 'no library'),
    workerFile: write('worker.cjs', INSIDE),
    childFile: write('child.cjs', child),
    inside: INSIDE,
    MODULE,
    temporary,
  };
});

type Told = Record<string, unknown>;

/** What the attempts came to: without the guard, and with it. */
async function both(
  node: string,
  attempts: Readonly<Record<string, string>>,
  options?: string,
): Promise<{ without: Told; with: Told; outcome: Outcome }> {
  const common = {
    node,
    dist,
    folder,
    form: 'cjs',
    code: code(attempts, names),
    events: [EVENT],
    nodeArgs: ['--require', names['early']!],
    ...(options !== undefined && { options }),
  } as const;
  const without = await runScenario({ ...common, env: { BULKHEAD_MODE: 'off' } });
  const outcome = await runScenario(common);
  expect(without.answers[0]?.result, without.stderr + without.lines.join('\n')).toBeTypeOf('object');
  expect(outcome.answers[0]?.result, outcome.stderr + outcome.lines.join('\n')).toBeTypeOf('object');
  return { without: without.answers[0]!.result as Told, with: outcome.answers[0]!.result as Told, outcome };
}

/** Attempts that came through, or did not even without the guard, by name. */
function unlike(told: Told, names: readonly string[], expected: RegExp): Told {
  return Object.fromEntries(
    names.filter((name) => !expected.test(String(told[name]))).map((name) => [name, told[name]]),
  );
}

describe.each(nodeBinaries())('escapes, $name', ({ major, path: node }) => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['ways to start a process', PROCESSES, undefined],
    ['workers and children', WORKERS, NO_LS],
    ['below JavaScript', NATIVE, undefined],
  ])('%s: open without the guard, closed with it', async (_name, all, options) => {
    const attempts = Object.fromEntries(
      Object.entries(all).filter(
        ([name, body]) =>
          !(body.includes('process.execve') && major === '20') && !(name.includes('TLS') && major === '24'),
      ),
    );
    const told = await both(node, attempts, options);
    const every = Object.keys(attempts);
    expect(unlike(told.without, every, /pwned/)).toEqual({});
    expect(unlike(told.with, every, /^BULKHEAD_BLOCKED(?: undefined undefined)?$/)).toEqual({});
    expect(told.outcome.faults).toEqual([]);
  });

  it('a method that was replaced for good, and elements of all lists, make no check blind', async () => {
    const run = (statement: string, env = {}) =>
      runScenario({
        node,
        dist,
        folder,
        form: 'cjs',
        code: `const cp = require('node:child_process'); exports.handler = async ({ queryStringParameters: { q } }) => {
          ${statement}; return cp.execFileSync('sh', ['-c', 'echo got ' + q]).toString(); }`,
        events: [EVENT],
        env,
      });
    const FIXED =
      "Object.defineProperty(String.prototype, 'includes', { value: () => false, writable: false, configurable: false })";
    const LISTS =
      "Object.defineProperty(Array.prototype, '1', { get: () => 'true', set() {}, configurable: true }); setImmediate(() => delete Array.prototype[1])";
    // Node.js 20 itself does not start a process with such lists.
    for (const statement of major === '20' ? [FIXED] : [FIXED, LISTS]) {
      const { answers, attacks } = await run(statement);
      expect(answers[0]?.result).toMatchObject({ statusCode: 403 });
      expect(attacks.filter(({ action }) => action === 'blocked')).toHaveLength(1);
    }
    expect((await run(FIXED, { BULKHEAD_MODE: 'off' })).answers[0]?.result).toMatch(/pwned/);
  });

  it('what is honest comes to the same', async () => {
    const told = await both(node, HONEST);
    expect(told.with).toEqual(told.without);
    expect(told.outcome.attacks.filter(({ rule }) => rule.startsWith('hook/'))).toEqual([]);
    expect(told.outcome.faults).toEqual([]);
  });
});
