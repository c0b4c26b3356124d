import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BehaviourRecord, encodeLine } from '@bulkhead/core';
import { hmacSha256 } from '@bulkhead/logs';
import { matches } from '@bulkhead/posture';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { registerProfile } from '../commands/profile.ts';
import { run as bulkhead } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-profile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STREAM = '2026/11/20/[7]0123456789abcdef0123456789abcdef';
const KEY = 'key of the lines';

function record(id: number, seen: BehaviourRecord['seen'], name = 'convert'): BehaviourRecord {
  return {
    kind: 'behaviour',
    id: `0193a1b2-c3d4-7abc-8def-${String(id).padStart(12, '0')}`,
    time: Date.UTC(2026, 10, 19 + id),
    function: { name, version: '7', region: 'eu-west-1', account: '123456789012', runtime: 'nodejs22.x' },
    requestId: 'request',
    seen,
  };
}

const FIRST = record(1, [
  { kind: 'trigger', what: 'apigateway-v1', count: 1 },
  { kind: 'program', what: 'catdoc', count: 2 },
  { kind: 'connect', what: 'api.example.com:443', count: 3 },
  { kind: 'connect', what: '*.a.b.example.com:443', count: 1 },
  { kind: 'write', what: '/tmp/*', count: 1 },
]);
const SECOND = record(2, [
  { kind: 'program', what: 'catdoc', count: 1 },
  { kind: 'program', what: 'nc', count: 1 },
]);
const line = (of: BehaviourRecord, key?: string): string => encodeLine(of, STREAM, key ? hmacSha256(key) : undefined);

/** Runs one command line in a folder of its own. */
async function run(args: string[], options: { input?: string; env?: Record<string, string>; cwd?: string } = {}) {
  const cwd = options.cwd ?? mkdtempSync(join(folder, 'run-'));
  const { io, kept } = fakeIo({ ...options, cwd });
  let code = 0;
  const program = new Command().exitOverride();
  registerProfile(program, io, (given) => {
    code = given;
  });
  let error: unknown;
  await program.parseAsync(['profile', ...args], { from: 'user' }).catch((thrown: unknown) => {
    error = thrown;
  });
  return { cwd, code, error, ...kept };
}

describe('bulkhead profile', () => {
  it('writes what was seen, with how often and when, and the rules that allow just that', async () => {
    const { cwd, out, error } = await run(['--from-logs', '-'], {
      input: `${line(FIRST)}\n${line(SECOND)}\n${line(FIRST)}\n`,
    });
    expect(error).toBeUndefined();
    const text = readFileSync(join(cwd, 'bulkhead.profile.yml'), 'utf8');
    expect(text.slice(text.indexOf('functions:'))).toBe(`functions:
  "convert":
    triggers:
      - "apigateway-v1" # once, 2026-11-20
    programs:
      - "catdoc" # 3 times, 2026-11-20 to 2026-11-21
      - "nc" # once, 2026-11-21
    hosts:
      - "*.a.b.example.com:443" # once, 2026-11-20
      - "api.example.com:443" # 3 times, 2026-11-20
    writes:
      - "/tmp/*" # once, 2026-11-20
`);
    expect(out).toContain('child-process:\n        allow: ["catdoc","nc"]');
    expect(out).toContain('outbound:\n        allow: ["*.a.b.example.com:443","api.example.com:443"]');
  });

  it.each([
    [
      'JSON lines that the runtime wrapped',
      JSON.stringify({ timestamp: 'x', level: 'INFO', message: line(FIRST, KEY) }),
    ],
    ['aws logs tail', `2026-11-20T10:00:00 ${STREAM} ${line(FIRST, KEY)}`],
    [
      'filter-log-events',
      JSON.stringify({ events: [{ logStreamName: STREAM, timestamp: 1, message: line(FIRST, KEY) }] }),
    ],
    [
      'filter-log-events as the CLI prints it',
      JSON.stringify({ events: [{ logStreamName: STREAM, timestamp: 1, message: `${line(FIRST, KEY)}\n` }] }, null, 4),
    ],
    ['a subscription', JSON.stringify({ logStream: STREAM, logEvents: [{ id: '1', message: line(FIRST, KEY) }] })],
    ['rows of Logs Insights', JSON.stringify({ '@logStream': STREAM, '@message': line(FIRST, KEY) })],
  ])('reads %s', async (_name, text) => {
    const { cwd, error } = await run(['--from-logs', '-'], { input: `something else\n${text}\n{"message": 5}\n` });
    expect(error).toBeUndefined();
    expect(readFileSync(join(cwd, 'bulkhead.profile.yml'), 'utf8')).toContain('"catdoc" # 2 times');
  });

  it('reads gzipped exports, and several files as one', async () => {
    const cwd = mkdtempSync(join(folder, 'run-'));
    writeFileSync(join(cwd, 'a.gz'), gzipSync(`2026-11-20T10:00:00Z ${line(FIRST)}\n`));
    writeFileSync(join(cwd, 'b.log'), line(SECOND));
    await run(['--from-logs', 'a.gz', 'b.log'], { cwd });
    expect(readFileSync(join(cwd, 'bulkhead.profile.yml'), 'utf8')).toContain('"catdoc" # 3 times');
  });

  it.each([
    ['a folder', '.', '. cannot be read: it is a folder'],
    ['what is not there', 'gone.json', 'gone.json cannot be read: it does not exist'],
    ['a broken archive', 'broken.gz', 'broken.gz cannot be read: it is no gzip archive'],
  ])('says that %s cannot be read', async (_, name, expected) => {
    writeFileSync(join(folder, 'broken.gz'), 'no archive');
    const { io, kept } = fakeIo({ cwd: folder });
    expect(await bulkhead(['profile', '--from-logs', name], io)).toBe(2);
    expect(kept.err).toContain(`${expected} (BULKHEAD_USAGE)`);
  });

  it('believes only lines with the key’s check where it has the key', async () => {
    const events = [line(SECOND, 'another key'), line(FIRST, KEY)].map((message) => ({
      logStreamName: STREAM,
      message,
    }));
    const { cwd, err } = await run(['--from-logs', '-'], {
      input: JSON.stringify({ events }),
      env: { BULKHEAD_KEY: KEY },
    });
    expect(err).toContain('1 lines without a valid check');
    expect(readFileSync(join(cwd, 'bulkhead.profile.yml'), 'utf8')).not.toContain('"nc"');
  });

  it('writes nothing from logs without behaviour, and never over a profile', async () => {
    const { cwd, err } = await run(['--from-logs', '-'], { input: 'START RequestId: 1\n' });
    expect(err).toContain('No behaviour is recorded');
    writeFileSync(join(cwd, 'bulkhead.profile.yml'), 'mine');
    expect((await run(['--from-logs', '-'], { cwd, input: line(FIRST) })).error).toMatchObject({
      code: 'BULKHEAD_USAGE',
    });
    expect(readFileSync(join(cwd, 'bulkhead.profile.yml'), 'utf8')).toBe('mine');
  });

  it('reports drift, and nothing else', async () => {
    const { cwd } = await run(['--from-logs', '-'], { input: line(FIRST) });
    const check = (input: string) => run(['--check', '--from-logs', '-'], { cwd, input });
    expect(await check(line(FIRST))).toMatchObject({ code: 0, out: '' });
    expect(await check(line(SECOND))).toMatchObject({
      code: 1,
      out: 'bulkhead.profile.yml: convert: programs: "nc", once, 2026-11-21\n',
    });
    const other = await check(line(record(3, [{ kind: 'read', what: '/etc', count: 1 }], 'other')));
    expect(other.out).toContain('other: reads: "/etc", once, 2026-11-22 (the function is not in the profile)');
  });

  it.each([
    ['functions:\n  a: [', 'bulkhead.profile.yml'],
    ['version: 1', 'is no profile'],
    ['version: 1\nfunctions: {a: {program: [x]}}', 'did you mean programs?'],
    ['version: 1\nfunctions: {a: {programs: x}}', 'is not a list of names'],
  ])('refuses the profile %j', async (text, message) => {
    const cwd = mkdtempSync(join(folder, 'run-'));
    writeFileSync(join(cwd, 'bulkhead.profile.yml'), text);
    const { error } = await run(['--check', '--from-logs', '-'], { cwd, input: '' });
    expect(error).toMatchObject({ code: 'BULKHEAD_BAD_POLICY' });
    expect(`${(error as Error).message} ${JSON.stringify(error)}`).toContain(message);
  });
});

it.each([
  ['*.example.com:443', 'a.example.com:443', true],
  ['*.example.com:443', 'example.com:443', false],
  ['/tmp/*', '/tmp', false],
  ['/proc/*/environ', '/proc/self/environ', true],
  ['a*a', 'a', false],
  ['*', '', true],
  ['a', 'ab', false],
])('matches(%s, %s)', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});
