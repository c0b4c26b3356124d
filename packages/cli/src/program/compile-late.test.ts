import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { LATE, v8Major } from './compile-late.ts';

test('this V8 knows the flags that are set for its version', () => {
  const flags = LATE.get(v8Major());
  expect(flags).toBeDefined();
  const run = (given: readonly string[]) =>
    spawnSync(process.execPath, [...given, '--eval', ''], { encoding: 'utf8', timeout: 20_000 });
  expect(run(flags!)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(run(['--no-such-flag-of-v8']).status).not.toBe(0);
});
