import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTryRequests, TRY_FILE } from './try-requests.ts';

const root = mkdtempSync(join(tmpdir(), 'bulkhead-try-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const lab = { url: 'http://127.0.0.1:3000' };
const write = (text: string) => writeFileSync(join(root, TRY_FILE), text);

it('has nothing to say without a file', () => {
  expect(readTryRequests(join(root, 'none'), lab)).toEqual([]);
});

it('makes commands that a shell reads back unchanged', () => {
  write(
    JSON.stringify([
      {
        title: 't',
        request: "POST /a?b='c d'",
        headers: { 'content-type': 'text/plain' },
        body: "it's; $(id)",
        shows: 's',
      },
    ]),
  );
  const [entry] = readTryRequests(root, lab);
  const printed = execFileSync('sh', ['-c', entry!.command.replace(/^curl/, "printf '%s\\n'")], { encoding: 'utf8' });
  expect(printed.trim().split('\n')).toEqual([
    '-s',
    '-X',
    'POST',
    '-H',
    'content-type: text/plain',
    '-d',
    "it's; $(id)",
    "http://127.0.0.1:3000/a?b='c d'",
  ]);
});

it('leaves out what is not a request, and names a broken file', () => {
  write('[1, null, {"title": "t"}]');
  expect(readTryRequests(root, lab)).toEqual([]);
  write('[');
  expect(() => readTryRequests(root, lab)).toThrow(`${TRY_FILE} is not JSON`);
});
