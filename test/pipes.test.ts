import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from './support/run-cli.ts';

const cache = mkdtempSync(join(tmpdir(), 'bulkhead-pipes-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

function bulkhead(...args: string[]): ChildProcessByStdio<Writable, Readable, Readable> {
  const env = { ...process.env, BULKHEAD_CACHE: cache };
  const command = [join(ROOT, 'packages/cli/bin/bulkhead.mjs'), ...args];
  return spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] });
}

const ATTACK = `${JSON.stringify({ text: "1' OR '1'='1" })}\n`;

describe('the command line in a pipe', { timeout: 60_000 }, () => {
  it.each([
    ['stdout', 'examples/attack-lab', 1],
    ['stderr', 'nowhere', 2],
  ] as const)('keeps its exit code where the reader of %s goes away', async (name, path, expected) => {
    const child = bulkhead('scan', path, '--format', 'json', '--debug');
    child.stdin.end();
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    child[name].destroy();
    if (name === 'stderr') child.stdout.resume();
    const [code] = await once(child, 'exit');
    expect({ code, errors }).toEqual({ code: expected, errors: '' });
  });

  it('ends where nobody reads its verdicts any more', async () => {
    const child = bulkhead('inspect', '--jsonl');
    child.stdin.on('error', () => {});
    child.stdin.write(ATTACK);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const more = setInterval(() => child.stdin.write(ATTACK.repeat(100)), 20);
    const [code] = await once(child, 'exit');
    clearInterval(more);
    expect(code).toBe(0);
  });

  it('ends at once on Ctrl-C while it waits for input', async () => {
    const child = bulkhead('inspect', '--jsonl');
    child.stdin.on('error', () => {});
    child.stdin.write(ATTACK);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGINT');
  });
});
