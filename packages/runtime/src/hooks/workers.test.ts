import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const node = process.execPath;

const HEAD = `const cp = require('node:child_process'); const { Worker } = require('node:worker_threads');
const tried = async (run) => { try { return await run(); } catch (e) { return e.class ?? e.code; } };
const answer = (code, options) => new Promise((ok) => new Worker(code, options).on('message', ok).on('error', (e) => ok(e.code)));`;

async function run(calls: readonly string[], event: unknown, more: object = {}): Promise<[unknown[], Outcome]> {
  const code = `${HEAD}\nexports.handler = async ({ q }) => [${calls.map((call) => `await tried(async () => ${call})`)}];`;
  const outcome = await runScenario({ node, dist, folder, form: 'cjs', code, events: [event], ...more });
  expect(outcome.answers[0]?.result, outcome.stderr + outcome.lines.join('\n')).toBeInstanceOf(Array);
  return [outcome.answers[0]!.result as unknown[], outcome];
}

const SAYS = (text: string): string => `require('node:worker_threads').parentPort.postMessage(${text})`;
const WORKER = JSON.stringify(SAYS("'ran'"));

it('without a list a worker runs what the developer wrote, not what the event brings, nor what lies in /tmp', async () => {
  const calls = [
    `answer(${WORKER}, { eval: true })`,
    `answer(${JSON.stringify("const name = '")} + q + ${JSON.stringify(`'; ${SAYS('name')}`)}, { eval: true })`,
    "answer('/tmp/unpacked/worker.js')",
    `answer(${WORKER}, { eval: true, execArgv: ['--expose-internals'] })`,
  ];
  const hostile = await run(calls, { q: "x'; process.exit(1); '" });
  expect(hostile[0]).toEqual(['ran', 'codei', 'native', 'tamper']);
  const named = await run(['answer(q)', "answer('/opt/x/worker.js')"], { q: '/opt/x/worker.js' });
  expect(named[0]).toEqual(['codei', 'codei']);
});

it.each<[string, readonly string[], unknown[]]>([
  ['none', [], ['process', 'process']],
  ['code', ['eval'], ['ran', 'process']],
  ['modules', ['data:'], ['process', 'ran']],
])('workers.allow: %s', async (_name, allow, expected) => {
  const module = JSON.stringify("import { parentPort } from 'node:worker_threads'; parentPort.postMessage('ran')");
  const calls = [
    `answer(${WORKER}, { eval: true })`,
    `answer(new URL('data:text/javascript,' + encodeURIComponent(${module})))`,
  ];
  const options = JSON.stringify({ policy: { hooks: { workers: { action: 'block', allow } } } });
  expect((await run(calls, {}, { options }))[0]).toEqual(expected);
});

it('the class that util.inspect hands to whoever asks is the guarded one', async () => {
  const options = JSON.stringify({ policy: { hooks: { workers: { action: 'block', allow: [] } } } });
  const handed = `(() => {
    let found;
    class Spy { static [Symbol.hasInstance](one) { found = one; return false; } }
    Object.defineProperty(Worker, 'constructor', { value: Spy, configurable: true });
    require('node:util').inspect(Worker);
    return found;
  })()`;
  const started = `new Promise((ok) => new (${handed})(${WORKER}, { eval: true }).on('message', ok))`;
  expect((await run([started, `${handed} === Worker`], {}, { options }))[0]).toEqual(['process', true]);
});

it('cluster and fork are starts of processes', async () => {
  const options = JSON.stringify({ policy: { hooks: { 'child-process': { action: 'block', allow: [] } } } });
  const calls = ["require('node:cluster').fork() && 'ran'", "cp.fork(__filename) && 'ran'"];
  expect((await run(calls, {}, { options }))[0]).toEqual(['process', 'process']);
});

it('native.allow', async () => {
  const options = JSON.stringify({
    policy: { hooks: { native: { action: 'block', allow: ['binding:fs', 'heap', '/tmp/engine'] } } },
  });
  const load = (path: string): string => `process.dlopen({ exports: {} }, '${path}')`;
  const calls = [
    "typeof process.binding('fs')",
    "typeof process.binding('tcp_wrap')",
    "typeof require('node:v8').getHeapSnapshot()",
    load('/tmp/engine/a.node'),
    load('/tmp/other/a.node'),
    load('/opt/other/a.node'),
  ];
  const expected = ['object', 'tamper', 'object', 'ERR_DLOPEN_FAILED', 'native', 'native'];
  expect((await run(calls, {}, { options }))[0]).toEqual(expected);
});

it('a name on the list is not for a program that lies where anybody can put one', async () => {
  const options = JSON.stringify({
    policy: { hooks: { 'child-process': { action: 'block', allow: ['true', '/tmp/own'] } } },
  });
  const calls = [
    "cp.execFileSync('true').length",
    "cp.execFileSync('/bin/true').length",
    "cp.execFileSync('/tmp/true')",
    "cp.execFileSync('/usr/../tmp/true')",
    "cp.execFileSync('true', { env: { PATH: '/tmp/bin:/bin' } })",
    "cp.execFileSync('/tmp/own')",
  ];
  expect((await run(calls, {}, { options }))[0]).toEqual([0, 0, 'process', 'process', 'process', 'ENOENT']);
});

describe.each(nodeBinaries().slice(1))('permission flags, $name', ({ path }) => {
  it('reach every worker', async () => {
    const inside = JSON.stringify(
      `try { require('node:child_process').execFileSync('true'); ${SAYS("'escaped'")} } catch (e) { ${SAYS('e.code')} }`,
    );
    const calls = [
      '{}',
      '{ env: {} }',
      '{ execArgv: [] }',
      "{ env: { NODE_OPTIONS: '--allow-child-process' }, execArgv: [] }",
    ].map((own) => `answer(${inside}, { eval: true, ...${own} })`);
    const nodeArgs = ['--permission', '--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker', '--no-warnings'];
    // Node.js 26 ends the process for the last of them.
    const open = await run(calls.slice(0, 3), {}, { node: path, nodeArgs, env: { BULKHEAD_MODE: 'off' } });
    expect(open[0]).toContain('escaped');
    const closed = await run(calls, {}, { node: path, nodeArgs });
    expect(closed[0]).toEqual(calls.map(() => 'ERR_ACCESS_DENIED'));
  });
});
