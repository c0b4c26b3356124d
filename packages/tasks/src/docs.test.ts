import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import { TASK_ERRORS } from './errors.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/tasks.md'), 'utf8');

it('docs/tasks.md has the codes as they are', () => {
  const rows = [...page.matchAll(/^\| `(TASK_\w+)` \| (yes|no) \| (.*) \|$/gm)].map(([, ...row]) => row);
  const codes = Object.entries(TASK_ERRORS).map(([code, { retryable, next }]) => [
    code,
    retryable ? 'yes' : 'no',
    next,
  ]);
  expect(rows).toEqual(codes);
});

const examples = [...page.matchAll(/^<!-- runs: (\w+) -->\n```ts\n([\s\S]*?)^```$/gm)].map(([, name, code]) => [
  name!,
  code!,
]);

it('docs/tasks.md has examples to run', () => {
  expect(examples.map(([name]) => name)).toEqual(['cached', 'idempotent']);
});

it.each(examples)('docs/tasks.md: the example of %s prints what it says', (_, code) => {
  const { outputFiles } = buildSync({
    stdin: { contents: code!, loader: 'ts', resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['bulkhead-source'],
    write: false,
  });
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', outputFiles[0]!.text], {
    encoding: 'utf8',
  });
  const said = [...code!.matchAll(/console\.log\(.*\/\/ ([^:\n]*)/g)].map(([, text]) => text!.trim());
  expect(said.length).toBeGreaterThan(0);
  expect(printed.trim().split('\n')).toEqual(said);
});
