import { expect, test } from 'vitest';
import { isAllowedHost } from './allow-list.ts';

test.each<[string, string, number, boolean]>([
  ['example.com', 'example.com', 443, true],
  ['Example.com', 'example.com', 443, true],
  ['example.com', 'api.example.com', 443, false],
  ['*.example.com', 'api.example.com', 443, true],
  ['*.example.com', 'a.b.example.com', 443, true],
  ['*.example.com', 'example.com', 443, false],
  ['*.example.com', 'evilexample.com', 443, false],
  ['example.com:443', 'example.com', 443, true],
  ['example.com:443', 'example.com', 80, false],
  ['10.0.0.5:6379', '10.0.0.5', 6379, true],
  ['::1', '::1', 80, true],
  ['[::1]:80', '::1', 80, true],
  ['[::1]:80', '::1', 81, false],
  ['*', 'anything.example', 1, true],
  ['*:443', 'anything.example', 80, false],
])('%s lets %s:%i through: %s', (entry, host, port, expected) => {
  expect(isAllowedHost([entry], host, port)).toBe(expected);
});
