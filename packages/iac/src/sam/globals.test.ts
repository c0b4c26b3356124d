import { describe, expect, test } from 'vitest';
import { parseYaml } from '../yaml/parse.ts';
import { toPlain } from '../yaml/plain.ts';
import { withGlobals } from './globals.ts';

const tree = (text: string) => parseYaml(text, { file: 't.yml' });

describe('one global value and one of the function', () => {
  const rows: [string, string, string, unknown][] = [
    ['numbers', '1', '2', 2],
    ['maps', '{a: 1, b: 1}', '{b: 2, c: 2}', { a: 1, b: 2, c: 2 }],
    ['maps in maps', '{V: {a: 1, b: 1}}', '{V: {b: 2}}', { V: { a: 1, b: 2 } }],
    ['lists', '[a, b]', '[b, c]', ['a', 'b', 'b', 'c']],
    ['a map and a list', '{a: 1}', '[b]', ['b']],
    ['an intrinsic function is one value', '{Ref: A}', '{b: 2}', { b: 2 }],
    ['and the other way round', '{a: 1}', '!If [X, 1, 2]', { 'Fn::If': ['X', 1, 2] }],
    ['two intrinsic functions', '{Ref: A}', '{Ref: B}', { Ref: 'B' }],
  ];
  test.each(rows)('%s', (_name, global, local, expected) => {
    const merged = withGlobals(tree(`Function: {K: ${global}}`), 'Function', tree(`K: ${local}`));
    expect(toPlain(merged!)).toEqual({ K: expected });
  });
});

test('either may be missing', () => {
  expect(withGlobals(undefined, 'Function', undefined)).toBeUndefined();
  expect(toPlain(withGlobals(tree('Function: {K: 1}'), 'Function', undefined)!)).toEqual({ K: 1 });
  expect(toPlain(withGlobals(tree('Api: {K: 1}'), 'Function', tree('L: 2'))!)).toEqual({ L: 2 });
});
