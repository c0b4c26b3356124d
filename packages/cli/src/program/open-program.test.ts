import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCodeCache, writeCodeCache } from './code-cache.ts';
import { openProgram } from './open-program.ts';

const NOW = Date.now();
let folder: string;
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const cacheFile = () => path.join(folder, 'code-cache', readdirSync(path.join(folder, 'code-cache'))[0]!);
const main = (word: string) => `const { name } = require("./part-A.cjs"); exports.say = () => "${word} " + name;`;

/** One run of the program, as a process would make it. */
function run(now = NOW): string {
  const program = openProgram(folder, 'scan', now);
  const { say } = program.load('main.cjs') as { say(): string };
  const said = say();
  program.keep();
  return said;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-program-'));
  write('main.cjs', main('hello'));
  write('part-A.cjs', 'const path = require("node:path"); exports.name = path.basename(__filename);');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps what V8 made from the second run on, and leaves it alone then', () => {
  expect(run()).toBe('hello part-A.cjs');
  expect(statSync(cacheFile()).size).toBe(0);
  run();
  expect([...readCodeCache(cacheFile()).parts.keys()]).toEqual(['main.cjs', 'part-A.cjs']);
  const { ino } = statSync(cacheFile());
  expect(run()).toBe('hello part-A.cjs');
  expect(statSync(cacheFile()).ino).toBe(ino);
});

it('uses it: under the stamp of another text, the kept one speaks', () => {
  run();
  run();
  const { parts } = readCodeCache(cacheFile());
  write('main.cjs', main('HELLO'));
  const { size, mtimeMs, ctimeMs, ino } = statSync(path.join(folder, 'main.cjs'));
  const forged = { ...parts.get('main.cjs')!, stamp: `${size} ${mtimeMs} ${ctimeMs} ${ino}` };
  writeCodeCache(cacheFile(), new Map([...parts, ['main.cjs', forged]]));
  expect(run()).toBe('hello part-A.cjs');
});

it('takes a changed file of the same length as it is, and keeps that', () => {
  run();
  run();
  write('main.cjs', main('HELLO'));
  const { ino } = statSync(cacheFile());
  expect(run()).toBe('HELLO part-A.cjs');
  expect(statSync(cacheFile()).ino).not.toBe(ino);
  expect(run()).toBe('HELLO part-A.cjs');
});

it.each([
  ['cut short', () => writeFileSync(cacheFile(), readFileSync(cacheFile()).subarray(0, -8))],
  ['no cache at all', () => writeFileSync(cacheFile(), 'what?\n'.repeat(100))],
  ['another list', () => writeFileSync(cacheFile(), '{"a":1}\n')],
  [
    'of no V8',
    () => {
      const { parts } = readCodeCache(cacheFile());
      writeCodeCache(
        cacheFile(),
        new Map([...parts].map(([name, { stamp, data }]) => [name, { stamp, data: Buffer.alloc(data.length, 7) }])),
      );
    },
  ],
])('does without a file that is %s', (_title, damage) => {
  run();
  run();
  damage();
  expect(run()).toBe('hello part-A.cjs');
  expect(run()).toBe('hello part-A.cjs');
});

it('is made again after a day, with what other projects have needed since', () => {
  run();
  run();
  const { ino } = statSync(cacheFile());
  const earlier = NOW / 1000 - 90_000;
  utimesSync(cacheFile(), earlier, earlier);
  run();
  expect(statSync(cacheFile()).ino).not.toBe(ino);
});

it('runs where nothing can be written', () => {
  write('code-cache', 'a file');
  expect([run(), run(), run()]).toEqual(Array(3).fill('hello part-A.cjs'));
  expect(existsSync(path.join(folder, `code-cache.${process.pid}`))).toBe(false);
});
