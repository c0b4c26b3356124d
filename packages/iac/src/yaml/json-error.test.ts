import { expect, test } from 'vitest';
import { findJsonError } from './json-error.ts';

const rows: [string, number][] = [
  ['a: 1', 0],
  ['{"a": 1,}', 8],
  ['{"a" 1}', 5],
  ['{"a": }', 6],
  ['[1 2]', 3],
  ['[1,]', 3],
  ['{"a": [1}', 8],
  ['  {"a": tru}', 8],
  ['{"a": "x\ny"}', 6],
  ['{"a": 01}', 7],
  ['{} {}', 3],
  ['{"a": [1', 8],
  ['', 0],
  [']', 0],
  ["{'a': 1}", 1],
];

test.each(rows)('%j breaks at %i', (text, offset) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(findJsonError(text)).toBe(offset);
});

test('whole documents are read to their end', () => {
  const text = JSON.stringify({ a: [1, 'x\u2028"\\', { b: null, c: [] }, {}], d: -1.5e3 });
  expect(findJsonError(text)).toBe(text.length);
});
