import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { header, safeDecode } from './request-parts.ts';

it.each([
  ['a%20b', 'a b'],
  ['%zz', '%zz'],
  ['', ''],
])('%j is read as %j', (text, expected) => {
  expect(safeDecode(text)).toBe(expected);
});

it('takes the first of a header that was sent twice', () => {
  const request = { headers: { a: '1', b: ['2', '3'] } } as unknown as IncomingMessage;
  expect([header(request, 'a'), header(request, 'b'), header(request, 'c')]).toEqual(['1', '2', undefined]);
});
