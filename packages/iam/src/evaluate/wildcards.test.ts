import { describe, expect, it } from 'vitest';
import { covers } from './covers.ts';
import { overlap } from './overlap.ts';
import { fitsAction, fitsWildcards } from './wildcards.ts';

describe('fitsWildcards', () => {
  it.each<[string, string, boolean]>([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['?', '', false],
    ['?', 'a', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*a*b', 'xaxb', true],
    ['*a*b', 'xbxa', false],
    ['a**', 'a', true],
    ['**?', '', false],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/x/y', true],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::bb/x', false],
    ['a.c', 'abc', false],
    ['(a+)+', 'aaaa', false],
  ])('%s, %s: %s', (pattern, text, expected) => {
    expect(fitsWildcards(pattern, text)).toBe(expected);
  });

  it('agrees with a regular expression on small texts, whatever the pattern', () => {
    const random = seeded(7);
    const pick = (signs: string, length: number) =>
      Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('');
    for (let round = 0; round < 5000; round++) {
      const pattern = pick('ab*?', Math.floor(random() * 7));
      const text = pick('ab', Math.floor(random() * 8));
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect([pattern, text, fitsWildcards(pattern, text)]).toEqual([pattern, text, expression.test(text)]);
    }
  });

  it('does not blow up', () => {
    expect(fitsWildcards(`${'a*'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
  });
});

describe('fitsAction', () => {
  it.each<[string, string, boolean]>([
    ['s3:Get*', 's3:GetObject', true],
    ['S3:getobject', 's3:GetObject', true],
    ['*', 's3:GetObject', true],
    ['s3:*', 's3-object-lambda:GetObject', false],
    ['s3:GetObject', 's3:GetObjectAcl', false],
  ])('%s, %s: %s', (pattern, action, expected) => {
    expect(fitsAction(pattern, action)).toBe(expected);
  });
});

describe('covers', () => {
  it.each<[string, string, boolean]>([
    ['*', 'anything*', true],
    ['a', 'a', true],
    ['a*', 'a', true],
    ['a*', 'ab*', true],
    ['a*', '*', false],
    ['a?', 'a*', false],
    ['a*', 'a?', true],
    ['a?', 'ab', true],
    ['*b', '*ab', true],
    ['*ab', '*b', false],
    ['a*c', 'ab*c', true],
    ['a*c', 'a*', false],
    ['b', 'a', false],
  ])('%s covers %s: %s', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });

  it('never says that a pattern covers another one that a text leaves', () => {
    const random = seeded(11);
    const pick = (signs: string, length: number) =>
      Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('');
    const samples = Array.from({ length: 120 }, () => pick('ab', Math.floor(random() * 6)));
    let covered = 0;
    for (let round = 0; round < 4000; round++) {
      const wide = pick('ab*?', Math.floor(random() * 5));
      const narrow = pick('ab*?', Math.floor(random() * 5));
      if (!covers(wide, narrow)) continue;
      covered++;
      for (const sample of samples) {
        if (fitsWildcards(narrow, sample))
          expect([wide, narrow, sample, fitsWildcards(wide, sample)]).toEqual([wide, narrow, sample, true]);
      }
    }
    expect(covered).toBeGreaterThan(100);
  });
});

describe('overlap', () => {
  it.each<[string, string, boolean]>([
    ['in/*', '*.jpg', true],
    ['in/*', 'out/*', false],
    ['*', '', true],
    ['a', 'a', true],
    ['a', 'b', false],
    ['a?', '?b', true],
    ['a?', 'a', false],
    ['/prod/*', '/*/POST/@connections/*', true],
    ['/prod/GET/*', '/*/POST/*', true],
    ['a*b', 'b*a', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected]);
  });

  it('agrees with trying texts', () => {
    const random = seeded(5);
    const pick = (signs: string, length: number) =>
      Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('');
    const all = ['', 'a', 'b'].flatMap((x) =>
      ['', 'a', 'b'].flatMap((y) => ['', 'a', 'b'].flatMap((z) => ['', 'a', 'b'].map((w) => x + y + z + w))),
    );
    for (let round = 0; round < 1500; round++) {
      const [a, b] = [pick('ab*?', Math.floor(random() * 4)), pick('ab*?', Math.floor(random() * 4))];
      const both = all.some((text) => fitsWildcards(a, text) && fitsWildcards(b, text));
      if (both) expect([a, b, overlap(a, b)]).toEqual([a, b, true]);
      else if (!a.includes('*') && !b.includes('*')) expect([a, b, overlap(a, b)]).toEqual([a, b, false]);
    }
  });

  it('takes too long patterns for ones that may', () => {
    expect(overlap('a'.repeat(5000), 'b'.repeat(5000))).toBe(true);
  });
});

/** The same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}
