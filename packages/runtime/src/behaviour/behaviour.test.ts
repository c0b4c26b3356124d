import { mkdtempSync, rmSync } from 'node:fs';
import type { BehaviourRecord } from '@bulkhead/core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Scope } from '../scope.ts';
import { builtPackage } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario } from '../testing/scenario.ts';
import { fileKind } from './file-kind.ts';
import { nameOf } from './name.ts';
import { createRecorder } from './recorder.lazy.ts';
import { createScorer } from './scorer.lazy.ts';
import { tokenOf } from './tokens.ts';

describe('nameOf', () => {
  it.each([
    ['program', '/usr/bin/convert', 'convert'],
    ['connect', 'API.example.com:443', 'api.example.com:443'],
    ['lookup', `a.b.${'c'.repeat(60)}.d.e.data.tunnel.example.com`, '*.data.tunnel.example.com'],
    ['connect', `${'x'.repeat(50)}.example.com:443`, '*.example.com:443'],
    ['read', '/tmp/a.png', '/tmp'],
    ['write', '/tmp/job-8Kd3fA/page-0001.png', '/tmp/*'],
    ['write', '/tmp/cache/thumb.png', '/tmp/cache'],
    ['list', '/tmp/out', '/tmp/out'],
    ['read', '/var/task/node_modules/pg/lib/index.js', '/var/task'],
    ['read', 'templates/a.html', '/var/task'],
    ['read', '/proc/4711/environ', '/proc/*/environ'],
    ['read', '/proc/self/environ', '/proc/self/environ'],
    ['read', '/a/b/c/d/e/f', '/a/b/c/d'],
    ['read', '/dev/null', undefined],
    ['code', 'eval\n', 'eval?'],
  ] as const)('%s %s', (kind, what, name) => {
    expect(nameOf(kind, what)).toBe(name);
  });
});

it.each([
  ['fs.readFileSync', undefined, 0, 'read'],
  ['fs.promises.writeFile', 'text', 0, 'write'],
  ['fs.promises.readdir', undefined, 0, 'list'],
  ['fs.opendir', undefined, 0, 'list'],
  ['fs.cp', '/b', 0, 'read'],
  ['fs.cp', '/b', 1, 'write'],
  ['fs.rm', undefined, 0, 'write'],
  ['fs.open', undefined, 0, 'read'],
  ['fs.openSync', 'a+', 0, 'write'],
  ['fs.promises.open', 0, 0, 'read'],
  ['fs.open', 0o101, 0, 'write'],
] as const)('fileKind %s %s %s', (operation, second, index, kind) => {
  expect(fileKind(operation, second, index)).toBe(kind);
});

describe('createRecorder', () => {
  it('prints what is new once, and what found no room a minute later', () => {
    const lines: string[][] = [];
    const recorder = createRecorder((seen) => {
      lines.push(seen.map(({ kind, what, count }) => `${kind} ${what} ${count}`));
      return 1;
    });
    recorder.add('read', '/tmp/a');
    recorder.add('connect', 'example.com:443');
    recorder.add('connect', 'example.com:443');
    recorder.flush(0, '');
    recorder.flush(59_999, '');
    recorder.flush(60_000, '');
    recorder.add('read', '/tmp/b');
    recorder.flush(200_000, '');
    expect(lines).toEqual([['connect example.com:443 2', 'read /tmp 1'], ['read /tmp 1']]);
  });

  it('remembers 400 and counts the rest', () => {
    const told: number[] = [];
    const recorder = createRecorder((seen, dropped) => {
      told.push(seen.length, dropped);
      return seen.length;
    });
    for (let i = 0; i < 500; i++) recorder.add('connect', `h${i}.example.com:443`);
    recorder.flush(0, '');
    expect(told).toEqual([400, 100]);
  });
});

it.each([
  ['program', '/bin/sh', 'program:shell'],
  ['program', '/tmp/kworker', 'program:tmp'],
  ['program', '/opt/bin/convert', 'program:own'],
  ['connect', '169.254.169.254:80', 'connect:metadata'],
  ['connect', '127.0.0.1:9001', 'connect:runtime'],
  ['connect', 'bucket.s3.eu-west-1.amazonaws.com:443', 'connect:aws'],
  ['connect', 'c2.example.net:4444', 'connect:odd'],
  ['connect', '203.0.113.5:443', 'connect:address'],
  ['connect', 'db.example.com:5432', 'connect:database'],
  ['connect', '736563726574206f66207468652066.t.example.net:443', 'connect:data'],
  ['read', '/proc/1/environ', 'read:process'],
  ['read', '/root/.aws/credentials', 'read:secret'],
  ['read', '/var/task/templates/a.html', 'read:asset'],
  ['list', '/var/task', 'list:code'],
  ['write', '/tmp/.x', 'write:tmp-hidden'],
  ['write', '/tmp/a.csv', 'write:tmp'],
] as const)('tokenOf %s %s', (kind, what, token) => {
  expect(tokenOf(kind, what)).toBe(token);
});

describe('createScorer', () => {
  const [one, two] = [{}, {}] as [Scope, Scope];
  it('speaks at the operation that makes an invocation alien, once an environment', () => {
    const score = createScorer();
    expect(score('program', 'sh', one)).toBeUndefined();
    expect(score('program', 'sh', one)).toBeUndefined();
    expect(score('program', 'curl', one)).toEqual(['program:shell', 'program:fetch']);
    expect(score('read', '/proc/1/environ', two)).toBeUndefined();
  });

  it('keeps invocations apart, and counts what came while loading for the first', () => {
    const score = createScorer();
    expect(score('connect', '203.0.113.5:443', undefined)).toBeUndefined();
    expect(score('program', 'sh', one)).toBeUndefined();
    expect(score('connect', 'a.example.com:4444', two)).toBeUndefined();
    expect(score('write', '/tmp/.x', one)).toEqual(['connect:address', 'program:shell', 'write:tmp-hidden']);
  });
});

const dist = builtPackage();
// Not below /tmp: code that is read there counts.
const folder = mkdtempSync('/var/tmp/bulkhead-behaviour-');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HANDLER = `
const { execFileSync, execSync } = require('node:child_process');
const fs = require('node:fs');
exports.handler = async ({ queryStringParameters }) => {
  const dir = fs.mkdtempSync('/tmp/bulkhead-behaviour-');
  fs.writeFileSync(dir + '/a.txt', 'text');
  fs.readFileSync(dir + '/a.txt');
  fs.rmSync(dir, { recursive: true });
  execFileSync('/bin/echo', ['password=hunter22']);
  execSync('echo a | cat');
  for (let i = 0; i < Number(queryStringParameters.n); i++) {
    await fetch('http://127.0.0.1:59999/' ).catch(() => undefined);
    await fs.promises.readFile('/nonexistent-' + 'x'.repeat(60) + '/f' + i + '/a').catch(() => undefined);
  }
  return { statusCode: 200 };
};`;

describe.each(nodeBinaries())('on $name', ({ path: node }) => {
  const run = (env: Record<string, string>, events: unknown[]) =>
    runScenario({ node, dist: dist.folder, folder, form: 'cjs', code: HANDLER, events, env });

  it('prints nothing in block mode, and all that is new once in alert mode', async () => {
    const event = query({ n: '1' });
    const [silent, alert, profile] = await Promise.all([
      run({}, [event, event]),
      run({ BULKHEAD_MODE: 'alert' }, [event, event]),
      run({ BULKHEAD_PROFILE: '1' }, [query({ n: '40' })]),
    ]);
    expect(silent.records.map(({ kind }) => kind)).toEqual(['coverage']);
    const seen = alert.records.filter((record): record is BehaviourRecord => record.kind === 'behaviour');
    expect(alert.faults).toEqual([]);
    expect(seen).toHaveLength(1);
    expect(alert.attacks).toEqual([]);
    expect(seen[0]!.requestId).toBe('request-0');
    const names = seen[0]!.seen.map(({ kind, what, count }) => `${kind} ${what} ${count}`);
    expect(names).toEqual(
      expect.arrayContaining([
        'trigger apigateway-v1 1',
        'program echo 2',
        'program sh 1',
        'program cat 1',
        'connect 127.0.0.1:59999 1',
        'write /tmp 1',
      ]),
    );
    // Once in an environment whatever follows, never more than 1 kB, and no argument of a program.
    const lines = profile.lines.filter((line) => line.includes('"kind":"behaviour"'));
    expect(lines).toHaveLength(1);
    expect(Buffer.byteLength(lines[0]!)).toBeLessThanOrEqual(1024);
    expect(lines[0]).not.toContain('hunter22');
  });

  it('alerts at what a shell with a connection to a strange port does, stops nothing, and leaves a request alone', async () => {
    const hostile = `
      const { execSync } = require('node:child_process');
      const net = require('node:net');
      exports.handler = async () => {
        execSync('mkfifo /tmp/bulkhead-never/f || true', { stdio: 'ignore' });
        await new Promise((done) => net.connect(4444, 'c2.invalid').on('error', done));
        return { statusCode: 200 };
      };`;
    const honest = `exports.handler = async () => {
      await fetch('http://api.invalid/').catch(() => undefined);
      return { statusCode: 200 };
    };`;
    const of = (code: string) =>
      runScenario({
        node,
        dist: dist.folder,
        folder,
        form: 'cjs',
        code,
        events: [query({}), query({})],
        env: { BULKHEAD_PROFILE: '1' },
      });
    const [alarmed, silent] = await Promise.all([of(hostile), of(honest)]);
    expect(alarmed.faults).toEqual([]);
    expect(alarmed.attacks.map(({ rule, action }) => [rule, action])).toEqual([['behaviour/points', 'observed']]);
    expect(alarmed.attacks[0]!.sink!.target).toContain('program:shell');
    expect(alarmed.answers).toEqual(Array(2).fill({ result: { statusCode: 200 } }));
    expect(silent.attacks).toEqual([]);
  });
});
