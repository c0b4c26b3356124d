import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, query, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Every way to start a process, as the body of a handler that gets `q`, the command of the event inside it. */
const WAYS: Record<string, string> = {
  execSync: "return cp.execSync('echo got ' + q).toString()",
  'spawnSync in a shell': "return cp.spawnSync('echo got ' + q, { shell: true }).stdout.toString()",
  'spawnSync of sh': "return cp.spawnSync('/bin/sh', ['-c', 'echo got ' + q]).stdout.toString()",
  'execFileSync in a shell': "return cp.execFileSync('echo', ['got', q], { shell: true }).toString()",
  'exec by callback': "return new Promise((ok, no) => cp.exec('echo got ' + q, (e, out) => (e ? no(e) : ok(out))))",
  'exec promisified': "return (await promisify(cp.exec)('echo got ' + q)).stdout",
  'exec promisified before': "return (await early('echo got ' + q)).stdout",
  'execFile by callback':
    "return new Promise((ok, no) => cp.execFile('/bin/sh', ['-c', 'echo got ' + q], (e, out) => (e ? no(e) : ok(out))))",
  'spawn in a shell': `return new Promise((ok, no) => {
    const child = cp.spawn('echo got ' + q, { shell: '/bin/bash' });
    let out = ''; child.stdout.on('data', (d) => (out += d)); child.on('error', no); child.on('close', () => ok(out)); })`,
  'import() of the module': "return (await import('node:child_process')).execSync('echo got ' + q).toString()",
  getBuiltinModule: "return process.getBuiltinModule('child_process').execSync('echo got ' + q).toString()",
};

function code(form: 'cjs' | 'mjs', body: string): string {
  const head =
    form === 'cjs'
      ? "const cp = require('child_process'); const { promisify } = require('util'); exports.handler = handler;"
      : "import * as cp from 'child_process'; import { promisify } from 'node:util'; export { handler };";
  return `${head}\nconst early = promisify(cp.exec);\nasync function handler(event) { const q = event.queryStringParameters.q; ${body} }`;
}

/** No static import: the module is not loaded when the runtime starts. */
function lateCode(form: 'cjs' | 'mjs', body: string): string {
  const head = form === 'cjs' ? 'exports.handler = handler;' : 'export { handler };';
  return `${head}\nasync function handler(event) { const q = event.queryStringParameters.q; ${body} }`;
}

function expectBlocked(outcome: Outcome, index: number): void {
  expect(outcome.stderr).toBe('');
  expect(outcome.answers[index]?.result, outcome.lines.join('\n')).toMatchObject({ statusCode: 403 });
  expect(outcome.attacks.filter((record) => record.action === 'blocked')).toMatchObject([
    {
      rule: 'hook/child-process',
      class: 'cmdi',
      path: 'queryStringParameters.q',
      excerpt: 'x; echo pwned',
      requestId: `request-${index}`,
      sink: { target: expect.stringContaining('echo got x; echo pwned') },
    },
  ]);
}

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  const events = [query({ q: 'world' }), query({ q: 'x; echo pwned' }), query({ q: 'again' })];

  describe.each(['cjs', 'mjs'] as const)('%s', (form) => {
    it.each(Object.entries(WAYS))('%s', async (_name, body) => {
      const outcome = await runScenario({ node, dist, folder, form, code: code(form, body), events });
      expect(outcome.answers[0]).toEqual({ result: 'got world\n' });
      expectBlocked(outcome, 1);
      expect(outcome.answers[2]).toEqual({ result: 'got again\n' });
    });

    it.each<[string, string]>([
      ['import()', "const { execSync } = await import('child_process');"],
      ['getBuiltinModule', "const { execSync } = process.getBuiltinModule('node:child_process');"],
      ...(form === 'cjs' ? [['require', "const { execSync } = require('child_process');"] as [string, string]] : []),
    ])('first loaded by %s in the very call', async (_name, load) => {
      const body = `${load} return execSync('echo got ' + q).toString()`;
      const outcome = await runScenario({
        node,
        dist,
        folder,
        form,
        code: lateCode(form, body),
        events: events.slice(1),
      });
      expectBlocked(outcome, 0);
      expect(outcome.answers[1]).toEqual({ result: 'got again\n' });
    });
  });

  it('without the runtime the same command works, so the attack is real', async () => {
    const body = "return (await promisify(cp.exec)('echo got ' + q)).stdout";
    const env = { BULKHEAD_MODE: 'off' };
    const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: code('cjs', body), events, env });
    expect(outcome.answers[1]).toEqual({ result: 'got x\npwned\n' });
    expect(outcome.attacks).toEqual([]);
  });
});

const node = process.execPath;

it('alert mode reports and lets it run', async () => {
  const body = "return cp.execSync('echo got ' + q).toString()";
  const events = [query({ q: 'x; echo pwned' })];
  const env = { BULKHEAD_MODE: 'alert' };
  const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: code('cjs', body), events, env });
  expect(outcome.answers[0]).toEqual({ result: 'got x\npwned\n' });
  const seen = outcome.attacks.filter((record) => record.rule === 'hook/child-process');
  expect(seen).toMatchObject([{ action: 'observed', class: 'cmdi' }]);
});

it('a handler that catches the error answers as it likes', async () => {
  const body = `try { cp.execSync('echo got ' + q) } catch (e) {
    return [e.name, e.code, e.class, e.requestId, e instanceof Error, e.message.includes('pwned')] }`;
  const outcome = await runScenario({
    node,
    dist,
    folder,
    form: 'cjs',
    code: code('cjs', body),
    events: [query({ q: 'x; echo pwned' })],
  });
  expect(outcome.answers[0]?.result).toEqual([
    'BulkheadBlockedError',
    'BULKHEAD_BLOCKED',
    'cmdi',
    'request-0',
    true,
    false,
  ]);
});

describe('the allow-list', () => {
  const options = "{ policy: { hooks: { 'child-process': { action: 'block', allow: ['echo', 'node'] } } } }";
  it.each<[string, string, string | undefined]>([
    ['a program on it', "cp.execFileSync('/bin/echo', ['a'])", undefined],
    ['a shell that runs one', "cp.execSync('A=1 echo a | echo b')", undefined],
    ['another program', "cp.execFileSync('/bin/ls')", 'process'],
    ['a shell that runs another', "cp.execSync('echo a; ls')", 'process'],
    ['a shell in quotes and substitutions', 'cp.execSync(\'echo "$(ls)"\')', 'process'],
    ['spawn of another', "cp.spawn('/bin/ls')", 'process'],
  ])('%s', async (_name, call, expected) => {
    const outcome = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      options,
      code: code('cjs', `${call}; return 'ran'`),
      events: [{ queryStringParameters: {} }],
    });
    expect(outcome.answers[0]?.error?.class).toBe(expected);
    if (!expected) expect(outcome.answers[0]?.result).toBe('ran');
  });
});

it('a program named by its path in the event is not run; a bare word is the developer’s choice', async () => {
  const outcome = await runScenario({
    node,
    dist,
    folder,
    form: 'cjs',
    code: code('cjs', 'return cp.execFileSync(q, ["a"]).toString()'),
    events: [query({ q: 'echo' }), query({ q: '/bin/echo' })],
  });
  expect(outcome.answers[0]?.result).toBe('a\n');
  expect(outcome.answers[1]?.result).toMatchObject({ statusCode: 403 });
});
