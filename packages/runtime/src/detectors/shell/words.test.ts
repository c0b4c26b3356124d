import { describe, expect, it } from 'vitest';
import { readAssignments } from './expansions.ts';
import { readCommand } from './words.ts';

const READ: readonly [text: string, words: readonly string[]][] = [
  ['cat /etc/passwd; id', ['cat', '/etc/passwd']],
  ["c'a't x", ['cat', 'x']],
  ['c""at x', ['cat', 'x']],
  ['c\\at x', ['cat', 'x']],
  ['who$@ami', ['whoami']],
  ['pi``ng x', ['ping', 'x']],
  ['${x:-cat} y', ['cat', 'y']],
  ["$'\\x63\\141t' y", ['cat', 'y']],
  ['cat${IFS}/x', ['cat', '/x']],
  ['cat$IFS$9/x', ['cat', '/x']],
  ['{cat,/x}', ['cat', '/x']],
  ['cat</x', ['cat', '/x']],
  ['p^i^ng x', ['ping', 'x']],
  ['dir C:\\Users', ['dir', 'C:\\Users']],
  ['cat%20/x', ['cat', '/x']],
  ['cat+/x', ['cat', '/x']],
  ['id\\n', ['id']],
  ["id'", ['id']],
  ['id # x', ['id']],
  ['more natural</em> x', ['more', 'natural']],
];

it.each(READ)('%j is read as a shell reads it', (text, words) => {
  expect(readCommand(text, 0).words.map((word) => word.text)).toEqual(words);
});

describe('readCommand', () => {
  it('tells a disguised name from a quoted one', () => {
    const disguised = (text: string) => readCommand(text, 0).words[0]?.disguised;
    expect(["c'a't", 'c\\at', 'ca$@t', "'c'at"].map(disguised)).toEqual([true, true, true, true]);
    expect(["'cat' x", '"cat"', 'cat', 'cat "x"'].map(disguised)).toEqual([false, false, false, false]);
  });

  it('puts together what the same text assigns', () => {
    const text = 'a=c;b=at;$a$b x';
    const assigned = readAssignments(text);
    expect(readCommand(text, 9, false, assigned).words.map((word) => word.text)).toEqual(['cat', 'x']);
  });

  it('reads no more than decides', () => {
    expect(readCommand(`cat ${'x'.repeat(10_000)}`, 0).end).toBeLessThan(1000);
    expect(readCommand('a '.repeat(10_000), 0).words.length).toBeLessThan(20);
  });
});
