import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('exports every file of the folder', () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/(\.test|^index)\.ts$/.test(name));
  const exported = [...readFileSync(new URL('index.ts', folder), 'utf8').matchAll(/'\.\/([\w-]+\.ts)'/g)].map(
    (m) => m[1],
  );
  expect(exported.sort()).toEqual(files.sort());
});
