import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requireComponent } from './support/components.ts';
import { ROOT, runCli } from './support/run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-bad-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let count = 0;
function project(files: Record<string, string>): string {
  const folder = join(home, `p${count++}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const good =
  'service: demo\nprovider:\n  name: aws\n  runtime: nodejs20.x\nfunctions:\n  hello:\n    handler: hello.handler\n';
const handler = 'exports.handler = async () => ({ ok: true });\n';

/** One message, a next step, no stack. */
function expectClear(result: { code: number | null; err: string }, message: string | RegExp): void {
  expect(result.err).toMatch(message);
  expect(result.err).not.toMatch(/^\s+at /m);
  expect(result.err).toMatch(/\(BULKHEAD_\w+\)\n {2}\S/);
  expect(result.code).toBe(2);
}

const up = (folder: string, ...args: string[]) =>
  runCli(['up', folder, '--no-open', '--port', '0', '--console-port', '0', ...args], { cwd: folder });

describe('bad input gets one clear message and exit code 2', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['a broken serverless.yml', { 'serverless.yml': `${good}  bad: [1,\n` }, /serverless\.yml:\d+:\d+: /],
    ['a missing handler file', { 'serverless.yml': good }, /serverless\.yml:7:\d+: .*hello/],
    [
      'a function without a handler',
      { 'serverless.yml': good.replace('handler: hello.handler', 'timeout: 3'), 'hello.js': handler },
      /serverless\.yml:\d+:\d+: /,
    ],
    [
      'a broken bulkhead.yml',
      { 'serverless.yml': good, 'hello.js': handler, 'bulkhead.yml': 'version: 1\nhooks:\n  outbond: block\n' },
      /bulkhead\.yml:3:3: .*did you mean outbound/,
    ],
    [
      'a rule for no function',
      { 'serverless.yml': good, 'hello.js': handler, 'bulkhead.yml': 'functions:\n  helo:\n    mode: alert\n' },
      /bulkhead\.yml:2:3: .*did you mean hello/,
    ],
    ['a folder with no template', { 'readme.txt': 'x' }, /serverless\.yml|template\.yaml/],
  ])('%s', async (_name, files, message) => {
    expectClear(await up(project(files)), message);
  });

  describe.each<[string, readonly string[]]>([
    ['up', ['up', '.', '--no-open', '--port', '0', '--console-port', '0']],
    ['invoke', ['invoke', 'hello']],
    ['layer', ['layer', '--out', 'dist']],
    ['attach', ['attach', '.', '--all', '--layer', 'arn:aws:lambda:eu-west-1:123456789012:layer:bulkhead:1']],
    ['profile', ['profile', '--from-logs', 'logs.json']],
  ])('bulkhead %s refuses a bulkhead.yml that no deploy could use', (_name, args) => {
    it.each<[string, string, RegExp]>([
      ['one that is no YAML', 'mode: [\n', /bulkhead\.yml:\d+:\d+: .*not valid YAML/],
      ['an unknown key', 'hooks:\n  outbond: block\n', /bulkhead\.yml:2:3: .*did you mean outbound/],
      ['a wrong value', 'mode: loud\n', /bulkhead\.yml:1:1: .*off, alert or block/],
      ['a rule for no function', 'functions:\n  helo:\n    mode: alert\n', /bulkhead\.yml:2:3: .*did you mean hello/],
    ])('%s', async (_what, text, message) => {
      const logs = { 'logs.json': '' };
      const folder = project({ 'serverless.yml': good, 'hello.js': handler, 'bulkhead.yml': text, ...logs });
      expectClear(await runCli([...args], { cwd: folder }), message);
      expect(existsSync(join(folder, 'dist'))).toBe(false);
      expect(readFileSync(join(folder, 'serverless.yml'), 'utf8')).toBe(good);
    });
  });

  it('a TypeScript handler that does not parse', async () => {
    const folder = project({ 'serverless.yml': good, 'hello.ts': 'export const handler = async ( => 1;\n' });
    expectClear(await runCli(['invoke', 'hello'], { cwd: folder }), /hello\.ts:1:\d+: /);
  });

  it('an unknown function name', async () => {
    const folder = project({ 'serverless.yml': good, 'hello.js': handler });
    expectClear(await runCli(['invoke', 'helo'], { cwd: folder }), /hello/);
  });

  it.each<[string, string, RegExp]>([
    ['a missing event file', 'none.json', /none\.json: there is no such file/],
    ['an event that is not JSON', 'event.json', /event\.json:2:\d+: not JSON/],
  ])('%s', async (_name, file, message) => {
    const folder = project({ 'serverless.yml': good, 'hello.js': handler, 'event.json': '{\n  "a": x }' });
    expectClear(await runCli(['invoke', 'hello', '--event', file], { cwd: folder }), message);
  });

  it.each<[string, Record<string, string>]>([
    ['CommonJS', { 'hello.js': "\nthrow new Error('no database today');\n" }],
    ['an ES module', { 'hello.mjs': "\nthrow new Error('no database today');\nexport const handler = 1;\n" }],
    [
      'TypeScript',
      {
        'hello.ts':
          "const wanted: string = 'no database today';\nthrow new Error(wanted);\nexport const handler = async () => 1;\n",
      },
    ],
  ])('a handler that throws at import: %s', async (_name, files) => {
    const folder = project({ 'serverless.yml': good, ...files });
    expectClear(await runCli(['invoke', 'hello'], { cwd: folder }), /hello\.m?[jt]s:2:\d+: .*no database today/);
  });

  it.each(['--port', '--console-port'])('a port in use: %s', async (option) => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const port = String((server.address() as AddressInfo).port);
    try {
      const folder = project({ 'serverless.yml': good, 'hello.js': handler });
      const other = option === '--port' ? '--console-port' : '--port';
      const result = await runCli(['up', folder, '--no-open', option, port, other, '0'], { cwd: folder });
      expectClear(result, new RegExp(`${port}[\\s\\S]*${option}`));
    } finally {
      server.close();
    }
  });

  it('a data folder that is a file', async () => {
    const folder = project({ 'serverless.yml': good, 'hello.js': handler, data: 'x' });
    expectClear(await up(folder, '--data', 'data'), /data/);
  });
});

const isRoot = process.getuid?.() === 0;
describe.skipIf(!requireComponent('root (to mount a small disk)', isRoot, 'run the tests as root'))(
  'a full disk',
  () => {
    it('is named at the start, with exit code 2', () => {
      const folder = project({ 'serverless.yml': good, 'hello.js': handler });
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      // A private mount namespace: the small disk is gone with the process.
      const script = `mount -t tmpfs -o size=64k tmpfs ${disk} && head -c 64k /dev/zero > ${disk}/fill; \
      NO_COLOR=1 ${process.execPath} ${ROOT}/packages/cli/bin/bulkhead.mjs up ${folder} --no-open --port 0 --console-port 0 --data ${disk}/store 2>&1; echo "exit $?"`;
      const out = execFileSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8', timeout: 60_000 });
      expect(out).toMatch(/BULKHEAD_STORE_FAILED/);
      expect(out).toMatch(/exit 2/);
      expect(out).not.toMatch(/^\s+at /m);
    });
  },
);
