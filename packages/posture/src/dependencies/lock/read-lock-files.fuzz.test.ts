import { describe, expect, it } from 'vitest';
import { LOCK_SAMPLES } from '../testing/lock-samples.ts';
import { parseIndented } from './indented.ts';
import { readNpmLock } from './npm.ts';
import { readPipfileLock } from './pipfile.ts';
import { readPnpmLock } from './pnpm.ts';
import { readPythonToml } from './python-toml.ts';
import { readRequirements } from './requirements.ts';
import { readYarnLock } from './yarn.ts';

/** A generator of numbers below 1, the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const READERS: Readonly<Record<string, (text: string) => { problems: readonly unknown[] }>> = {
  'package-lock.json': (text) => readNpmLock(text, 'f', ''),
  'yarn.lock': (text) => readYarnLock(text, 'f', new Map()),
  'pnpm-lock.yaml': (text) => readPnpmLock(text, 'f', ''),
  'poetry.lock': (text) => readPythonToml(text, 'f', '', 'poetry', []),
  'uv.lock': (text) => readPythonToml(text, 'f', '', 'uv', []),
  'requirements.txt': (text) => readRequirements(text, 'f', '', () => undefined),
  'Pipfile.lock': (text) => readPipfileLock(text, 'f', ''),
};
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ':',
  ',',
  '\n',
  '  ',
  '@',
  '/',
  '\\',
  '#',
  '=',
  '- ',
  '? ',
  '0',
  'null',
  '[[',
  '"""',
  '__proto__',
  '\u0000',
  '\r\n',
  '|',
  '>-',
  '(',
  '💥',
];

describe.each(Object.entries(LOCK_SAMPLES))('%s, spoiled', (_tool, files) => {
  const [file, text] = Object.entries(files).at(-1)!;
  it('never throws', () => {
    const next = random(text.length);
    for (let round = 0; round < 1000; round++) {
      let spoiled = text;
      for (let edit = 0; edit <= next() * 4; edit++) {
        const at = Math.floor(next() * spoiled.length);
        const piece = PIECES[Math.floor(next() * PIECES.length)]!;
        const cut = Math.floor(next() * (next() < 0.1 ? 200 : 3));
        spoiled = spoiled.slice(0, at) + piece + spoiled.slice(at + cut);
      }
      expect(Array.isArray(READERS[file]!(spoiled).problems)).toBe(true);
    }
  });
});

it.each([
  ['brackets', `a: ${'{a: '.repeat(20_000)}`],
  ['quotes', `a: {${`'x', `.repeat(100_000)}}`],
  ['indentation', Array.from({ length: 5000 }, (_, depth) => `${' '.repeat(depth)}k${depth}:`).join('\n')],
  ['one line', 'x'.repeat(5_000_000)],
])('indented text made of %s ends', (_name, text) => {
  expect(parseIndented(text).length).toBeGreaterThan(0);
});
