import { describe, expect, it } from 'vitest';
import { decodePercent, decodeQueryPart, isPercentEncoded } from './percent.ts';

describe('isPercentEncoded', () => {
  it.each([
    ['/a/b', true],
    ['/a%20b', true],
    ['/a%2fb%2F', true],
    ['/100%', false],
    ['/%zz', false],
    ['/%2', false],
    ['/%%20', false],
  ])('%s -> %s', (text, expected) => expect(isPercentEncoded(text)).toBe(expected));
});

describe('decodePercent', () => {
  it.each([
    ['plain', 'plain'],
    ['a%20b', 'a b'],
    ['%E2%98%95', '☕'],
    ['%c3%a9', 'é'],
    ['%ff', '\ufffd'],
    ['%00', '\0'],
    ['100%', '100%'],
    ['a+b', 'a+b'],
    // Raw UTF-8 bytes on the request line reach us as latin1.
    [Buffer.from('é').toString('latin1'), 'é'],
  ])('%s -> %s', (text, expected) => expect(decodePercent(text)).toBe(expected));

  it('makes a plus a space in queries only', () => expect(decodeQueryPart('a+b%2B')).toBe('a b+'));
});
