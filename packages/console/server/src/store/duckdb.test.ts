import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { batch, finding, id } from '../testing/samples.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { describeStore } from './contract.ts';
import { openDuckDbStore } from './duckdb.ts';

describeStore('DuckDB', () => openDuckDbStore({ dir: tempDir() }));
describeStore('DuckDB, folding its log at every commit', () =>
  openDuckDbStore({ dir: tempDir(), checkpointThreshold: '1KB' }),
);

it('has everything when opened again', async () => {
  const dir = tempDir();
  const first = await openDuckDbStore({ dir });
  await first.append(batch({ findings: [finding()] }));
  await first.close();
  const second = await openDuckDbStore({ dir });
  expect(await second.event(id(1))).toMatchObject({ class_uid: 2004, count: 1 });
  await second.append(batch({ findings: [finding({ count: 2 })] }));
  expect(await second.event(id(1))).toMatchObject({ count: 2 });
  await second.close();
});

it.each([
  ['a file for a folder', 'file', 'file', /its path is not a folder/],
  ['another kind of file', 'console.duckdb', '', /is not a store/],
])('says what is wrong with %s', async (_name, file, path, message) => {
  const made = tempDir();
  writeFileSync(join(made, file), 'no database');
  const dir = join(made, path);
  const error = await openDuckDbStore({ dir }).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error).toMatchObject({ code: 'BULKHEAD_STORE_FAILED', message: expect.stringMatching(message) });
  expect(error!.message).toContain(dir);
});
