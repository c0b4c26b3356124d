import { describe, expect, test } from 'vitest';
import { describeError, failure } from '../../test/project.ts';
import { parseYaml } from './parse.ts';
import { toPlain } from './plain.ts';
import { get } from './tree.ts';

const parse = (text: string) => parseYaml(text, { file: 't.yml' });
const plain = (text: string) => toPlain(parse(text));

describe('values', () => {
  const rows: [string, string, unknown][] = [
    ['scalars', 'a: x\nb: 1\nc: 1.5\nd: true\ne: null\nf:\n', { a: 'x', b: 1, c: 1.5, d: true, e: null, f: null }],
    [
      'YAML 1.2: off, yes and dates are text',
      'a: off\nb: yes\nc: 2012-10-17\n',
      { a: 'off', b: 'yes', c: '2012-10-17' },
    ],
    ['quoted numbers stay text', 'a: "1"\nb: \'2\'\n', { a: '1', b: '2' }],
    ['block texts', 'a: |\n  x\n  y\nb: >-\n  x\n  y\n', { a: 'x\ny\n', b: 'x y' }],
    ['numbers as keys', '1: a\n', { 1: 'a' }],
    ['infinity is no number of JSON', 'a: .inf\n', { a: '.inf' }],
    ['a byte order mark', '\uFEFFa: 1\n', { a: 1 }],
    ['Windows line ends', 'a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['anchors', 'a: &x {k: 1}\nb: *x\n', { a: { k: 1 }, b: { k: 1 } }],
    [
      'merge keys, own keys win',
      'a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n',
      { a: { k: 1, l: 2 }, b: { k: 3, l: 2 } },
    ],
    [
      'merge of several',
      'a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc:\n  <<: [*x, *y]\n',
      { a: { k: 1 }, b: { k: 2, l: 2 }, c: { k: 1, l: 2 } },
    ],
    ['Ref', 'a: !Ref B\n', { a: { Ref: 'B' } }],
    ['GetAtt with a dot', 'a: !GetAtt B.C.D\n', { a: { 'Fn::GetAtt': ['B', 'C.D'] } }],
    ['GetAtt as a list', 'a: !GetAtt [B, C]\n', { a: { 'Fn::GetAtt': ['B', 'C'] } }],
    [
      'tags inside of tags',
      'a: !Join ["-", [!Ref B, !Sub "${C}"]]\n',
      { a: { 'Fn::Join': ['-', [{ Ref: 'B' }, { 'Fn::Sub': '${C}' }]] } },
    ],
    ['If over lines', 'a: !If\n  - Prod\n  - 1\n  - 2\n', { a: { 'Fn::If': ['Prod', 1, 2] } }],
    ['a tag on a map', 'a: !Transform {Name: X}\n', { a: { 'Fn::Transform': { Name: 'X' } } }],
    ['standard tags', 'a: !!str 1\nb: !!int "2"\nc: !!binary aGk=\n', { a: '1', b: 2, c: 'aGk=' }],
    ['a tagged anchor', 'a: &x !Ref B\nb: *x\n', { a: { Ref: 'B' }, b: { Ref: 'B' } }],
    ['a closing brace at the indentation of its parent', 'a:\n  b: {\n    c: 1\n  }\n', { a: { b: { c: 1 } } }],
    ['a key named __proto__ is data', '__proto__: {x: 1}\n', JSON.parse('{"__proto__":{"x":1}}')],
  ];
  test.each(rows)('%s', (_name, text, expected) => {
    expect(plain(text)).toEqual(expected);
  });
});

test('places are counted from 1 and name the value and the key', () => {
  const tree = parse('a:\n  - b\n  - key: value\n');
  const item = get(tree, 'a');
  expect(item).toMatchObject({ kind: 'list', place: { file: 't.yml', line: 2, column: 3 } });
  const map = item?.kind === 'list' ? item.items[1] : undefined;
  expect(map?.kind === 'map' && map.entries.get('key')).toMatchObject({
    key: { line: 3, column: 5 },
    value: { value: 'value', place: { line: 3, column: 10 } },
  });
});

test('a byte order mark does not move the columns', () => {
  expect(get(parse('\uFEFFa: 1'), 'a')?.place).toMatchObject({ line: 1, column: 4 });
});

describe('refused', () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}: 1`).join(', ');
  const mergeBomb = `a: &a {${keys}}\n${Array.from({ length: 1_000 }, (_, index) => `b${index}: {<<: *a}\n`).join('')}`;
  const bomb = `a: &a [x]\n${'bcdefghijklm'
    .split('')
    .map((name, index) => `${name}: &${name} [${`*${'abcdefghijkl'[index]},`.repeat(9)}]`)
    .join('\n')}\n`;
  const rows: [string, string, RegExp][] = [
    ['nothing', '', /^t\.yml:1:1 is empty/],
    ['only a comment', '# nothing\n', /^t\.yml:1:1 is empty/],
    ['a bad indentation', 'a:\n  b: 1\n c: 2\n', /^t\.yml:3:2 is not valid YAML/],
    ['a tab as indentation', 'a:\n\tb: 1\n', /^t\.yml:2:1 is not valid YAML/],
    ['a quote that is not closed', 'a: "x\n', /^t\.yml:\d:\d is not valid YAML/],
    ['a bracket that is not closed', 'a: [1, 2\n', /^t\.yml:\d:\d is not valid YAML/],
    ['two documents', 'a: 1\n---\nb: 2\n', /^t\.yml:\d:\d holds a second document/],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', /^t\.yml:3:1 the key "a" stands twice; the first is on line 1/],
    ['an unknown alias', 'a: *b\n', /^t\.yml:1:4 /],
    ['an alias in its own anchor', 'a: &x [*x]\n', /^t\.yml:1:8 the alias \*x stands inside its own anchor/],
    [
      'a mistyped tag',
      'a: !GetAt B.C\n',
      /^t\.yml:1:\d+ !GetAt is not a tag of CloudFormation; did you mean !GetAtt\?/,
    ],
    [
      'a tag that would run code',
      "a: !!js/function 'function(){}'\n",
      /^t\.yml:1:\d+ tag:yaml\.org,2002:js\/function is not a tag of CloudFormation/,
    ],
    ['a list as a key', '? [a]\n: b\n', /^t\.yml:1:3 a key must be text/],
    ['a text merged', 'a:\n  <<: text\n', /only a map can be merged/],
    ['a merge bomb', mergeBomb, /merges more than 100,000 keys/],
    ['an alias bomb', bomb, /grows to more than 100,000 values/],
    ['deep brackets', `a: ${'['.repeat(20_000)}`, /nested more than 100 levels deep/],
    ['deep braces', '{a: '.repeat(20_000), /nested more than 100 levels deep/],
    ['deep indentation', '- '.repeat(5_000), /nested more than 100 levels deep/],
  ];
  test.each(rows)('%s', async (_name, text, expected) => {
    const error = await failure(() => parse(text));
    expect(error.code).toBe('BULKHEAD_BAD_TEMPLATE');
    expect(describeError(error)).toMatch(expected);
    expect(error.message).not.toContain('\n');
  });
});

test('a bracket may close at the margin', () => {
  const text = 'a:\n  b: {\n    c: 1\n}\nd: [\n  x\n]\ne: !If [f, {\n  g: 1\n}, h]\n';
  const tree = parseYaml(text, { file: 'f.yml' });
  expect(toPlain(tree)).toEqual({ a: { b: { c: 1 } }, d: ['x'], e: { 'Fn::If': ['f', { g: 1 }, 'h'] } });
  const h = tree.kind === 'map' && tree.entries.get('e')!.value;
  const branches = h && h.kind === 'map' && h.entries.get('Fn::If')!.value;
  expect(branches && branches.kind === 'list' && branches.items[2]!.place).toMatchObject({ line: 10, column: 4 });
});

test('lines of a flow collection may stand left of its key', () => {
  const text = `a:
  b:
    c: {"x": 1,
    "y": "it's }", # a ]
   'z': [ 'don''t ]', 1,
2], w: don't }
  d: [
  !Sub "a\\"]",
  e ]
f: last
`;
  const tree = parseYaml(text, { file: 'f.yml' });
  expect(toPlain(tree)).toEqual({
    a: { b: { c: { x: 1, y: "it's }", z: ["don't ]", 1, 2], w: "don't" } }, d: [{ 'Fn::Sub': 'a"]' }, 'e'] },
    f: 'last',
  });
  const f = tree.kind === 'map' && tree.entries.get('f')!;
  expect(f !== false && f.key).toEqual({ file: 'f.yml', line: 10, column: 1 });
});

test.each([
  ['never closed', 'a:\n  b: {"x": 1,\n  "y": [2,\nc: 3\n'],
  ['with a quote that is never closed', 'a:\n  b: {"x": 1,\n  "y: [2]}\nc: 3\n'],
  ['many of them', `a:\n${'  b: [1,\n  2\n  ]\n'.repeat(3_000)}`],
])('a flow collection %s ends as an error, in time', async (_name, text) => {
  const began = performance.now();
  expect((await failure(() => parseYaml(text, { file: 'f.yml' }))).code).toBe('BULKHEAD_BAD_TEMPLATE');
  expect(performance.now() - began).toBeLessThan(15_000);
});
