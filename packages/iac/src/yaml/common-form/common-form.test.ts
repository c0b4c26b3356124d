import { describe, expect, test } from 'vitest';
import { parseWholeYaml } from '../parse.ts';
import { parseCommonForm } from './index.ts';

const whole = (text: string) => parseWholeYaml(text, { file: 't.yml' });
const common = (text: string) => parseCommonForm(text, 't.yml');

describe('read with the values and places that the whole language gives', () => {
  const rows: [string, string][] = [
    ['values of one line', "a: x\nb: 1\nc: -1.50\nd: True\ne: ~\nf: 'it''s'\ng: \"a\\n\\u00e9\"\nh: a:b#c\n"],
    ['keys that are no text', '1: a\n1.50: b\ntrue: c\n~: d\n"2": e\n'],
    ['nothing behind a key', 'a:\nb:   # why\nc:\n\n'],
    ['a list as far left as its key', 'a:\n- b\n-   c: 1\n    d: 2\n- - e\n  - f\ng: 1\n'],
    ['comments and empty lines', '# a\n\na: # b\n  # c\n  b: 1 # d\n   # e\n\n# f\n'],
    ['a beginning of a document', '---\na: 1\n'],
    ['brackets', 'a: [b, "c", {d: e, f: [g]}, ]\nh: {}\ni: [j: k, "l": m]\n'],
    ['brackets over lines', 'a: [\n    b, # why\n    {c: d,\n     e: f}\n  ]\n'],
    ['JSON', '{\n  "a": [1, 2.5, null, true],\n  "b" : {"c":"\\ud83d\\ude00"}\n}\n'],
    ['texts in blocks', 'a: |\n  x\n    y\n\n  z\n\nb: >-\n\n  x\n  y\n\n\n  z\nc: |-\n\n   x'],
    ['texts that go on', 'a: b\n  c\n\n  d\ne:\n  f\n  g\n'],
    ['short forms', 'a: !Ref B\nb: !GetAtt B.C\nc: !Sub "${A}"\nd: !Or [!Condition X, !Equals [1, !Ref 2]]\n'],
    ['short forms over lines', 'a: !If\n  - x\n  - !Sub\n    - a\n    - {b: c}\nd:\n  !Sub e\nf: !Sub |\n  g\n'],
    ['a text alone', 'a b'],
    ['names of every object', '__proto__: {constructor: 1}\n'],
  ];
  test.each(rows)('%s', (_name, text) => {
    const tree = common(text);
    expect(tree).toBeDefined();
    expect(tree).toEqual(whole(text));
  });
});

describe('left to the reader of the whole language', () => {
  const rows: [string, string][] = [
    ['nothing', ''],
    ['anchors and aliases', 'a: &x 1\nb: *x\n'],
    ['merges', 'a: {<<: {b: 1}}\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['a key twice in brackets', 'a: {b: 1, b: 2}\n'],
    ['a bad indentation', 'a:\n  b: 1\n c: 2\n'],
    ['a pair in a text', 'a: b: c\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['tabs', 'a:\tb\n'],
    ['Windows line ends', 'a: 1\r\n'],
    ['numbers of other bases', 'a: 0x1f\nb: 0o17\nc: 1e3\nd: .inf\n'],
    ['numbers past the largest', `a: ${'9'.repeat(400)}\n`],
    ['kept line ends', 'a: |+\n  b\n\n'],
    ['lines that stand further right in a folded text', 'a: >\n  b\n    c\n'],
    ['escapes that JSON has not', 'a: "\\x41"\n'],
    ['a quote over lines', 'a: "b\n  c"\n'],
    ['a quote that is not closed', 'a: "b'],
    ['a bracket at the margin', 'a: [\n  b\n]\n'],
    ['standard tags', 'a: !!str 1\n'],
    ['unknown tags', 'a: !GetAt b.c\n'],
    ['two tags', 'a: !Base64\n  !Sub b\n'],
    ['a tag of nothing', 'a: !Ref\nb: 1\n'],
    ['a comment between the lines of a text', 'a: b\n  # c\n  d\n'],
    ['deep brackets', `a: ${'['.repeat(50_000)}`],
    ['deep indentation', '- '.repeat(50_000)],
  ];
  test.each(rows)('%s', (_name, text) => {
    expect(common(text)).toBeUndefined();
  });
});
