import { expect, it } from 'vitest';
import { comparePythonVersions, fitsPythonRange } from './pep440.ts';

/** Each is older than the next; from PEP 440's own examples and those that are often got wrong. */
const ORDER =
  'nonsense 0.0.dev1 0.1 1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1 1.2 1.10 2.0 1!0.1'.split(
    ' ',
  );

it('orders as PEP 440 does', () => {
  for (const [index, older] of ORDER.entries()) {
    for (const newer of ORDER.slice(index + 1)) {
      expect(`${older} ${comparePythonVersions(older, newer) < 0 ? '<' : '>='} ${newer}`).toBe(`${older} < ${newer}`);
      expect(comparePythonVersions(newer, older)).toBeGreaterThan(0);
    }
  }
});

it.each([
  ['1.0', '1.0.0'],
  ['1.0a1', '1.0.alpha-1'],
  ['1.0rc1', '1.0c1'],
  ['1.0.post1', '1.0-1'],
  ['1.0.post0', '1.0.post'],
  ['v1.0', '1.0'],
  ['1.0+ubuntu.1', '1.0+ubuntu-1'],
])('%s is %s', (a, b) => {
  expect(comparePythonVersions(a, b)).toBe(0);
});

it.each<[string, string, boolean | undefined]>([
  ['2.5', '>=2,<3', true],
  ['3.0', '>=2,<3', false],
  ['1.4.5', '~=1.4.2', true],
  ['1.5', '~=1.4.2', false],
  ['1.9', '~=1.4', true],
  ['2.1', '==2.*', true],
  ['3.1', '!=3.*', false],
  ['2.31.0', '^2.28', true],
  ['3.0', '^2.28', false],
  ['0.3', '^0.2.1', false],
  ['1.4.9', '~1.4', true],
  ['1.0', '', true],
  ['1.0', '*', true],
  ['1.0', 'from the moon', undefined],
])('%s in "%s": %s', (version, range, fits) => {
  expect(fitsPythonRange(version, range)).toBe(fits);
});
