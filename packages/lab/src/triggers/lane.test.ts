import { expect, it } from 'vitest';
import { createLane } from './lane.ts';
import type { StreamRecord } from './stream-batch.ts';

const record = (sequence: string, data = ''): StreamRecord => ({ sequence, key: 'k', time: 0, record: { data } });
const ids = (batch: readonly StreamRecord[] | undefined) => batch?.map(({ sequence }) => sequence).join('');

it('gives batches of the size, in order, and what is left', async () => {
  const lane = createLane({ batchSize: 2, windowMs: 0 });
  for (const letter of 'abcde') lane.push(record(letter));
  expect([ids(await lane.next()), ids(await lane.next()), ids(await lane.next())]).toEqual(['ab', 'cd', 'e']);
});
it('waits for the window, but not when the batch is full', async () => {
  const lane = createLane({ batchSize: 2, windowMs: 60_000 });
  const next = lane.next();
  lane.push(record('a'));
  lane.push(record('b'));
  expect(ids(await next)).toBe('ab');
});
it('an event stays below 6 MiB', async () => {
  const lane = createLane({ batchSize: 100, windowMs: 60_000 });
  for (const letter of 'abc') lane.push(record(letter, 'x'.repeat(2_500_000)));
  expect(ids(await lane.next())).toBe('ab');
});
it('a record larger than that comes alone', async () => {
  const lane = createLane({ batchSize: 100, windowMs: 0 });
  lane.push(record('a', 'x'.repeat(7_000_000)));
  lane.push(record('b'));
  expect(ids(await lane.next())).toBe('a');
});
it('closed: what waits comes, then nothing', async () => {
  const lane = createLane({ batchSize: 10, windowMs: 60_000 });
  lane.push(record('a'));
  lane.close();
  expect([ids(await lane.next()), await lane.next()]).toEqual(['a', undefined]);
});
