import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario, SECRET_KEY } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Expressions that collect the environment. */
const COLLECTS: Record<string, string> = {
  spread: '({ ...process.env })',
  'JSON.stringify': 'JSON.stringify(process.env)',
  structuredClone: 'structuredClone(process.env)',
  'Object.entries': 'Object.entries(process.env)',
  'Object.values': 'Object.values(process.env)',
  'Object.assign': 'Object.assign({}, process.env)',
  'for in': '(() => { const all = {}; for (const k in process.env) all[k] = process.env[k]; return all; })()',
  'Object.keys and a loop': 'Object.keys(process.env).map((k) => `${k}=${process.env[k]}`)',
  'Reflect.ownKeys': 'Reflect.ownKeys(process.env).map((k) => process.env[k])',
};

/** What honest code does in an invocation, and what it must give. */
const HONEST: Record<string, [string, unknown]> = {
  'a variable by name': ['process.env.AWS_SECRET_ACCESS_KEY.length', SECRET_KEY.length],
  'both, as an SDK does': ['[process.env.AWS_SECRET_ACCESS_KEY, process.env.AWS_SESSION_TOKEN].length', 2],
  'its own variables': [
    'Object.keys(process.env).filter((k) => k.startsWith("MY_")).map((k) => process.env[k])',
    ['1', '2'],
  ],
  'names alone': ['Object.keys(process.env).includes("AWS_SECRET_ACCESS_KEY")', true],
  'a child process': ["cp.execFileSync('sh', ['-c', 'echo $MY_A'], { encoding: 'utf8' })", '1\n'],
  'a child process with one variable more': [
    "cp.execFileSync('sh', ['-c', 'echo $MY_A$MORE'], { encoding: 'utf8', env: { ...process.env, MORE: 'x' } })",
    '1x\n',
  ],
  'a spawned one': ["new Promise((ok) => cp.spawn('true', { env: { ...process.env, MORE: 'x' } }).on('exit', ok))", 0],
  'setting and deleting': [
    '(process.env.NEW = 1, process.env.NEW + (delete process.env.NEW) + process.env.NEW)',
    '1trueundefined',
  ],
  'a time zone': ["(process.env.TZ = 'Asia/Tokyo', new Date(0).getHours())", 9],
  'a clone of something else': ['structuredClone({ a: [process.env.MY_A] }, {})', { a: ['1'] }],
  'in and hasOwnProperty': [
    "['MY_A' in process.env, process.env.hasOwnProperty('MY_A'), 'NONE' in process.env]",
    [true, true, false],
  ],
  'a worker': [
    "new Promise((ok) => new (require('worker_threads').Worker)('require(\"worker_threads\").parentPort.postMessage(process.env.MY_A)', { eval: true }).on('message', ok))",
    '1',
  ],
  'a worker with this environment': [
    "new Promise((ok) => new (require('worker_threads').Worker)('require(\"worker_threads\").parentPort.postMessage(process.env.MY_A)', { eval: true, env: require('worker_threads').SHARE_ENV }).on('message', ok))",
    '1',
  ],
  'sizes of the heap for children': [
    "(process.env.NODE_OPTIONS = '--max-old-space-size=100', delete process.env.NODE_OPTIONS)",
    true,
  ],
  'an environment of its own': [
    '(() => { const old = process.env; process.env = { A: "1" }; const a = process.env.A; process.env = old; return a; })()',
    '1',
  ],
};

const head = `const cp = require('child_process'); exports.handler = handler; const atLoad = { ...process.env };`;
const env = { MY_A: '1', MY_B: '2' };

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  const run = (code: string, count: number, options?: string, more: Record<string, string> = {}) =>
    runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: head + code,
      events: Array.from({ length: count }, (_, i) => query({ i: String(i) })),
      env: { ...env, ...more },
      ...(options && { options }),
    });
  const pick = (list: readonly string[]): string =>
    `async function handler(event) { switch (Number(event.queryStringParameters.i)) {
      ${list.map((item, i) => `case ${i}: { const got = await ${item}; return got; }`).join('\n')} } }`;

  it('collecting it is told of once', async () => {
    for (const [name, expression] of Object.entries(COLLECTS).slice(0, node === process.execPath ? undefined : 2)) {
      const { attacks, answers, faults } = await run(pick([`(${expression}, 'done')`, `(${expression}, 'done')`]), 2);
      expect(answers, name).toEqual([{ result: 'done' }, { result: 'done' }]);
      expect(faults).toEqual([]);
      expect(attacks, name).toMatchObject([
        { rule: 'hook/environment', class: 'credentials', action: 'observed', count: 1, requestId: 'request-0' },
      ]);
    }
  });

  it('with block, collecting it fails', async () => {
    const list = Object.values(COLLECTS).map((expression) => `JSON.stringify(${expression})`);
    const policy = "{ policy: { hooks: { environment: { action: 'block' } } } }";
    const guarded = await run(pick(list), list.length, policy);
    for (const { result } of guarded.answers) expect(result).toMatchObject({ statusCode: 403 });
    const off = await run(pick(list), list.length, undefined, { BULKHEAD_MODE: 'off' });
    for (const { result } of off.answers) expect(result).toContain(SECRET_KEY);
  });

  it('honest use is not', async () => {
    const list = Object.values(HONEST);
    const { answers, attacks, faults, stderr } = await run(pick(list.map(([expression]) => expression)), list.length);
    expect(answers).toEqual(list.map(([, result]) => ({ result })));
    expect({ attacks, faults, stderr }).toEqual({ attacks: [], faults: [], stderr: '' });
  });

  it.each([
    "process.env.NODE_OPTIONS = '--require /tmp/x.js'",
    "process.env.NODE_OPTIONS = '--max-old-space-size=100 --import=/tmp/x.mjs'",
    "process.env.LD_PRELOAD = '/tmp/x.so'",
    "process.env.AWS_LAMBDA_RUNTIME_API = '127.0.0.1:8080'",
    "Object.assign(process.env, { NODE_OPTIONS: '-r /tmp/x.js' })",
  ])('%s is tampering', async (statement) => {
    const { answers, attacks } = await run(pick([`(${statement}, 'set')`]), 1);
    expect(answers[0]?.result).toMatchObject({ statusCode: 403 });
    expect(attacks).toMatchObject([{ rule: 'hook/runtime', class: 'tamper', action: 'blocked' }]);
  });
});
