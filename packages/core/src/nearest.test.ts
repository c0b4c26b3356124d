import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

it.each([
  ['convrt', 'convert'],
  ['CONVERT', 'convert'],
  ['sql', 'sqli'],
  ['moed', 'mode'],
  ['zzzzzz', undefined],
  ['', undefined],
])('%j -> %j', (name, expected) => {
  expect(nearest(name, ['convert', 'frontend', 'sqli', 'mode'])).toBe(expected);
});
