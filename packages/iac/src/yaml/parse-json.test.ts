import { describe, expect, test } from 'vitest';
import { describeError, failure } from '../../test/project.ts';
import { parseJson } from './parse-json.ts';
import { toPlain } from './plain.ts';
import { get } from './tree.ts';

const parse = (text: string) => parseJson(text, { file: 't.json' });

test('JSON has places, with tabs and escapes', () => {
  const tree = parse('{\n\t"a": {\n\t\t"b": "\\u0041\\/"\n\t}\n}');
  expect(toPlain(tree)).toEqual({ a: { b: 'A/' } });
  expect(get(tree, 'a', 'b')?.place).toEqual({ file: 't.json', line: 3, column: 8 });
});

test('JSON that YAML does not take still loads', () => {
  const key = 'k'.repeat(2_000);
  expect(toPlain(parse(`{"${key}": {"a": 1}}`))).toEqual({ [key]: { a: 1 } });
});

describe('refused', () => {
  const rows: [string, string, RegExp][] = [
    ['YAML in a JSON file', 'a: 1', /^t\.json:1:1 is not valid JSON here/],
    ['a comma too many', '{\n  "a": 1,\n}', /^t\.json:3:1 is not valid JSON here/],
    ['an early end', '{"a": [1', /^t\.json:1:9 is not valid JSON here/],
    ['nothing', '', /^t\.json:1:1 is not valid JSON here/],
    ['a key twice', '{"a": 1,\n "a": 2}', /^t\.json:2:2 the key "a" stands twice/],
    ['deep nesting', '['.repeat(5_000) + ']'.repeat(5_000), /nested more than 100 levels deep/],
  ];
  test.each(rows)('%s', async (_name, text, expected) => {
    expect(describeError(await failure(() => parse(text)))).toMatch(expected);
  });
});
