import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { id, T0 } from './testing/samples.ts';

it('comes back as it went', () => {
  const place = { time: T0, id: id(7) };
  expect(decodeCursor(encodeCursor(place))).toEqual(place);
});

it.each([
  ['nothing', ''],
  ['noise', '!!!'],
  ['SQL', Buffer.from(`1:${id(1)}' OR 1=1`).toString('base64url')],
  ['a negative time', Buffer.from(`-1:${id(1)}`).toString('base64url')],
  ['an endless text', 'A'.repeat(100_000)],
])('%s is not one of ours', (_name, text) => {
  expect(decodeCursor(text)).toBeUndefined();
});
