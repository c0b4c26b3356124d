import { describe, expect, it } from 'vitest';
import { fitsAction, fitsGlob } from './glob.ts';

describe('fitsGlob', () => {
  it.each<[string, string, boolean]>([
    ['*', '', true],
    ['*', 'anything', true],
    ['a', 'a', true],
    ['a', 'b', false],
    ['', '', true],
    ['', 'a', false],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbd', false],
    ['*a*b', 'xxaxxb', true],
    ['*a*b', 'xxbxxa', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['arn:aws:s3:::x/*', 'arn:aws:s3:::x/y/z', true],
    ['arn:aws:s3:::x/*', 'arn:aws:s3:::xy/z', false],
    ['**', 'x', true],
    ['*?*', '', false],
    ['?', '*', true],
  ])('%s against %s: %s', (pattern, text, expected) => {
    expect(fitsGlob(pattern, text)).toBe(expected);
  });

  it('takes no longer than the product of both lengths', () => {
    expect(fitsGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
  });

  it('compares actions without regard to case', () => {
    expect(fitsAction('S3:get*', 's3:GetObject')).toBe(true);
  });
});
