import { expect, it } from 'vitest';
import { isLocalHost } from './hosts.ts';

it.each([
  ['localhost', true],
  ['LOCALHOST:3000', true],
  ['shop.localhost:3000', true],
  ['127.0.0.1', true],
  ['127.0.0.1:3000', true],
  ['[::1]:3000', true],
  ['::1', true],
  [undefined, true],
  ['evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
  ['evillocalhost', false],
  ['0.0.0.0', false],
  ['', false],
])('%s -> %s', (host, expected) => expect(isLocalHost(host)).toBe(expected));
