import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeLine } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { macOf } from './telemetry/sha256.ts';
import { builtPackage, tempFolder } from './testing/built.ts';
import { LAMBDA_ENV, query, runScenario, type Scenario } from './testing/scenario.ts';
import { VERSION } from './version.ts';

const { folder: dist, sizes } = builtPackage();
const folder = tempFolder();
const ECHO = 'exports.handler = async (event) => 1';
const run = (code: string, events: unknown[], more: Partial<Scenario> = {}) =>
  runScenario({ node: process.execPath, dist, folder, form: 'cjs', code, events, ...more });
const SQLI = query({ q: "1' or '1'='1" });
const STREAM = LAMBDA_ENV['AWS_LAMBDA_LOG_STREAM_NAME']!;

describe('lines', () => {
  it('are signed with the key, which user code cannot see', async () => {
    const code = 'exports.handler = async () => Object.keys(process.env).filter((k) => k.startsWith("BULKHEAD"))';
    const outcome = await run(code, [SQLI], { env: { BULKHEAD_KEY: 'from the deploy' } });
    expect(outcome.answers[0]).toEqual({ result: [] });
    const ours = outcome.lines.filter((line) => line.includes('"bulkhead"'));
    expect(ours).toHaveLength(2);
    for (const line of ours) {
      expect(decodeLine(line, STREAM, [macOf('from the deploy')])).toMatchObject({ trust: 'valid' });
      expect(decodeLine(line, STREAM, [macOf('another')])).toMatchObject({ trust: 'forged' });
    }
  });

  it('shaped by an attacker and logged by the handler make no record', async () => {
    const first = await run(ECHO, [SQLI]);
    const stolen = first.lines.find((line) => line.includes('"attack"'))!;
    const code = 'exports.handler = async (event) => console.log(event.queryStringParameters.q)';
    const outcome = await run(code, [query({ q: stolen })], { env: { BULKHEAD_KEY: 'k' } });
    const copy = outcome.lines.find((line) => line === stolen)!;
    expect(decodeLine(copy, STREAM, [macOf('k')])).toMatchObject({ trust: 'forged' });
  });

  it('of the same attack are counted together', async () => {
    const outcome = await run(
      ECHO,
      Array.from({ length: 20 }, () => SQLI),
    );
    expect(outcome.attacks.map((record) => record.count)).toEqual([1, 2, 4, 8, 16]);
    expect(new Set(outcome.attacks.map((record) => record.id)).size).toBe(1);
  });
});

describe('the policy', () => {
  it.each<[string, Record<string, string>, string, string, RegExp | undefined]>([
    ['default', {}, 'default', 'block', undefined],
    ['inline', { BULKHEAD_POLICY: '{"v":1,"mode":"alert","detectors":{},"hooks":{}}' }, 'inline', 'alert', undefined],
    ['unreadable', { BULKHEAD_POLICY: 'mode: block' }, 'unreadable', 'alert', /BULKHEAD_POLICY cannot be read/],
    ['missing file', { BULKHEAD_POLICY_FILE: '/none.json' }, 'unreadable', 'alert', /BULKHEAD_POLICY_FILE/],
    ['mode', { BULKHEAD_MODE: 'alert' }, 'default', 'alert', undefined],
    ['invalid mode', { BULKHEAD_MODE: 'loud' }, 'default', 'block', /BULKHEAD_MODE/],
  ])('%s', async (_name, env, from, mode, note) => {
    const { coverage } = await run(ECHO, [SQLI], { env });
    expect(coverage).toMatchObject([{ policy: from, mode }]);
    if (note) expect(coverage[0]?.notes.join()).toMatch(note);
    else expect(coverage[0]?.notes.filter((line) => !line.startsWith('eval in'))).toEqual([]);
  });

  it('off leaves everything as it was', async () => {
    const code = "exports.handler = async () => require('child_process').execSync.toString().includes('\\n')";
    const outcome = await run(code, [SQLI], { env: { BULKHEAD_MODE: 'off' } });
    expect(outcome.answers[0]).toEqual({ result: true });
    expect(outcome.attacks).toEqual([]);
    expect(outcome.coverage[0]?.hooks.every((hook) => hook.state === 'off')).toBe(true);
  });
});

describe('the first event', () => {
  const NOTE = 'the first event is of no known trigger: all of it is read';

  it.each<[string, unknown, readonly string[]]>([
    ['of no known trigger', { order: 17 }, [NOTE]],
    ['of a known trigger', SQLI, []],
  ])('%s: the coverage line says so, before all other lines', async (_what, event, notes) => {
    const { records } = await run(ECHO, [event, { order: 18 }]);
    expect(records[0]).toMatchObject({ kind: 'coverage', notes: [expect.stringMatching(/^eval in/), ...notes] });
    expect(records.filter(({ kind }) => kind === 'coverage')).toHaveLength(1);
  });

  it('that is not read whole is told by the path of what was left out', async () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 300; i++) deep = { a: deep };
    const { faults, coverage } = await run(ECHO, [{ order: 17, deep }]);
    expect(coverage).toHaveLength(1);
    expect(faults).toMatchObject([{ where: 'event/truncated' }]);
    expect(faults[0]!.message).toMatch(/, from deep(?:\.a){20,}/);
    expect(faults[0]!.message.length).toBeLessThanOrEqual(300);
  });
});

describe('inspecting that fails', () => {
  it('lets the invocation go on, and is counted', async () => {
    const code = `
      const poison = () => Object.defineProperty({}, 'body', { enumerable: true, get() { throw new Error('trap') } });
      const { protect } = require(${JSON.stringify(join(dist, 'index.cjs'))});
      const inner = protect(async () => 'ran');
      exports.handler = async () => { const all = []; for (let i = 0; i < 5; i++) all.push(await inner(poison(), {})); return all; };`;
    const outcome = await run(code, [{}]);
    expect(outcome.answers[0]).toEqual({ result: ['ran', 'ran', 'ran', 'ran', 'ran'] });
    expect(outcome.faults.map((fault) => [fault.where, fault.count])).toEqual([
      ['event', 1],
      ['event', 2],
      ['event', 4],
    ]);
  });

  it('by missing or odd contexts and events changes nothing', async () => {
    const code = `const { protect } = require(${JSON.stringify(join(dist, 'index.cjs'))});
      const inner = protect(async (...args) => args.length);
      exports.handler = async () => [
        await inner(), await inner(null), await inner(undefined, null), await inner('text', 5), await inner([], {}),
        await inner({}, { awsRequestId: 7, getRemainingTimeInMillis: () => NaN }),
        await inner({ Records: null }, { invokedFunctionArn: {} }),
        await inner({}, { getRemainingTimeInMillis() { throw new Error('trap') } }),
      ];`;
    const outcome = await run(code, [{}]);
    expect(outcome.answers[0], outcome.stderr).toEqual({ result: [0, 1, 2, 2, 2, 2, 2, 2] });
  });

  it('by a hook that cannot be installed is told in the coverage line', async () => {
    const broken = join(folder, 'broken.cjs');
    writeFileSync(
      broken,
      "const real = process.getBuiltinModule; let asked = 0; process.getBuiltinModule = (id) => { if (id === 'node:fs' && asked++ > 1) throw new Error('no fs'); return real(id); };",
    );
    const outcome = await run(ECHO, [{}], { nodeArgs: ['--require', broken] });
    expect(outcome.answers[0], outcome.stderr).toEqual({ result: 1 });
    expect(outcome.coverage[0]?.hooks).toContainEqual({
      id: 'files',
      state: 'failed',
      note: expect.stringContaining('no fs'),
    });
  });
});

it('stays small', () => {
  for (const [file, limit] of [
    ['index.mjs', 1_000],
    ['index.cjs', 3_000],
    ['runtime.cjs', 210_500],
    ['preload.cjs', 212_500],
    ['bundled.mjs', 778_000],
    ['layer-handler.mjs', 3_000],
    ['layer-handler-cjs.cjs', 3_000],
  ] as const) {
    expect(sizes()[file], file).toBeLessThan(limit);
  }
  const lazy = Object.entries(sizes()).filter(([file]) => file.startsWith('lazy/'));
  expect(lazy.length).toBeGreaterThan(0);
  expect(lazy.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(556_000);
});

it('counts what its parts take, each with code of its own', async () => {
  // By its characters alone this takes a tenth of the steps that an event has; with the scripts in it nearly twice as many.
  const values = Array.from({ length: 250 }, () => `x=,"}&lt;":b="URL(\\"";`.repeat(11));
  const { faults } = await run(ECHO, [{ values }]);
  expect(faults.map(({ where }) => where)).toContain('event/truncated');
});

it('tells its own version', () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});

it('has no dependencies and imports nothing but Node.js', () => {
  for (const file of [
    'index.mjs',
    'index.cjs',
    'runtime.cjs',
    'preload.cjs',
    'layer-handler.mjs',
    'layer-handler-cjs.cjs',
  ]) {
    const text = readFileSync(join(dist, file), 'utf8');
    const loads = file.endsWith('.mjs')
      ? /(?:from|import)\s*["']([\w@./:-]+)["']/g
      : /(?:require|getBuiltinModule)\("([\w@./:-]+)"\)/g;
    const specifiers = [...text.matchAll(loads)].map((match) => match[1]!);
    expect(specifiers.length, file).toBeGreaterThan(0);
    for (const specifier of specifiers) {
      expect(specifier).toMatch(/^node:|^\.\/lazy\/[\w-]+\.cjs$|^\.\/(?:index|runtime)\.cjs$/);
      if (specifier.startsWith('.')) expect(existsSync(join(dist, specifier)), specifier).toBe(true);
    }
  }
  for (const part of readdirSync(join(dist, 'lazy'))) {
    const text = readFileSync(join(dist, 'lazy', part), 'utf8');
    for (const [, name] of text.matchAll(/require\("([^"]+)"\)/g)) {
      expect(existsSync(join(dist, 'lazy', name!)), `${part}: ${name}`).toBe(true);
    }
  }
});

it('the example of the readme does what it says', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(readme)![1]!.replace('@bulkhead/runtime', join(dist, 'index.mjs'));
  const code = `import { mkdirSync } from 'node:fs';\nmkdirSync('uploads/spring', { recursive: true });\n${example}`;
  const events = [query({ prefix: '' }), query({ prefix: 'x;env' })];
  const outcome = await runScenario({ node: process.execPath, dist, folder, form: 'mjs', code, events });
  expect(outcome.answers[0], outcome.stderr).toEqual({ result: { statusCode: 200, body: 'spring\n' } });
  expect(outcome.answers[1]?.result).toMatchObject({ statusCode: 403 });
  expect(outcome.attacks.at(-1)).toMatchObject({ action: 'blocked', path: 'queryStringParameters.prefix' });
});
