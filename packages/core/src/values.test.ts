import { expect, it } from 'vitest';
import { decodeObjectKey, isMap, isSameSignature } from './values.ts';

it.each<[unknown, boolean]>([
  [{}, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  ['text', false],
  [undefined, false],
])('%j has fields: %s', (value, expected) => {
  expect(isMap(value)).toBe(expected);
});

it.each([
  ['abc', 'abc', true],
  ['abd', 'abc', false],
  ['ab', 'abc', false],
  ['abcd', 'abc', false],
  ['', 'abc', false],
  ['', '', true],
])('%j against %j: %s', (given, own, expected) => {
  expect(isSameSignature(given, own)).toBe(expected);
});

it.each([
  ['my+file%281%29.json', 'my file(1).json'],
  ['a%2Bb', 'a+b'],
  ['broken%', 'broken%'],
])('the key %s is %s', (key, expected) => {
  expect(decodeObjectKey(key)).toBe(expected);
});
