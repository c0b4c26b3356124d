import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { among, concatenated, refilled, saying, type TestQuery, untouched } from '../../testing/honest-queries.ts';
import { injected, leavesItsPlace } from '../../testing/injected-queries.ts';
import { ormQueries } from '../../testing/orm-queries.ts';
import { isStopped } from '../../testing/query-verdict.ts';
import { randomOf } from '../../testing/random.ts';
import { sharedTexts } from '../../testing/shared-corpora.ts';

const texts = sharedTexts(join(import.meta.dirname, '../../../../../../shared/corpora/dev'));
if (!texts) console.warn('skipped: the shared corpora are not beside the repository (../shared/corpora)');
const ROUNDS = 2_000;

it.skipIf(!texts)('5,000 honest queries and more pass untouched', { timeout: 60_000 }, async () => {
  const { honest, statements } = texts!;
  const orm = await ormQueries(createRequire(import.meta.url));
  const counts = new Map<string, number>();
  const stopped: TestQuery[] = [];
  for (let number = 0; number < ROUNDS; number++) {
    const random = randomOf(4, number);
    const statement = random.pick(statements);
    const dialect = random.oneIn(2) ? 'postgres' : 'mysql';
    const queries = [
      concatenated(honest, random),
      orm(honest, random),
      untouched(statement, dialect, honest, random),
      refilled(statement.replaceAll('"', "'"), dialect, honest, random),
      saying(statement, dialect, random),
      among(statements, dialect, random),
    ];
    for (const query of queries) {
      if (!query) continue;
      counts.set(query.how, (counts.get(query.how) ?? 0) + 1);
      if (isStopped(query)) stopped.push(query);
    }
  }
  expect(stopped).toEqual([]);
  // Each way of making them is there.
  for (const count of counts.values()) expect(count).toBeGreaterThan(200);
  expect(counts.size).toBe(11);
  expect([...counts.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(5_000);
});

it.skipIf(!texts)('what leaves the quotes it was put in is found, what stays there is not', { timeout: 60_000 }, () => {
  const { injections } = texts!;
  const wrong: TestQuery[] = [];
  const counts = { found: 0, stays: 0 };
  const step = Math.max(1, Math.floor(injections.length / 2_000));
  for (let number = 0; number < injections.length; number += step) {
    for (const query of injected(injections[number]!, randomOf(4, number))) {
      if (query.how === 'number' || query.how === 'brackets') continue;
      const leaves = leavesItsPlace(query);
      if (isStopped(query) !== leaves) wrong.push(query);
      else counts[leaves ? 'found' : 'stays']++;
    }
  }
  expect(wrong).toEqual([]);
  expect(counts.found).toBeGreaterThan(1_000);
  expect(counts.stays).toBeGreaterThan(1_000);
});

it.skipIf(!texts)(
  'values that are cut or split on the way: what leaves its quotes is found',
  { timeout: 60_000 },
  () => {
    const { injections, honest } = texts!;
    const counts = { leaves: 0, found: 0, stays: 0 };
    const wrong: TestQuery[] = [];
    const step = Math.max(1, Math.floor(injections.length / 2_000));
    for (let number = 0; number < injections.length; number += step) {
      const payload = injections[number]!;
      const random = randomOf(5, number);
      for (const query of injected(payload, random)) {
        if (query.how === 'number' || query.how === 'brackets') continue;
        const leaves = leavesItsPlace(query);
        for (const value of [`${payload} ${random.pick(honest)}`, `name:${payload}`]) {
          const stopped = isStopped({ ...query, values: [value] });
          if (leaves) counts.leaves++;
          else counts.stays++;
          if (leaves && stopped) counts.found++;
          if (!leaves && stopped) wrong.push(query);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(counts.stays).toBeGreaterThan(1_000);
    // Most of the rest were made for a number, and have quotes of their own: `waitfor delay '0:0:20'` leaves a text by accident.
    expect(counts.found / counts.leaves).toBeGreaterThan(0.65);
  },
);
