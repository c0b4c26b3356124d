import { describe, expect, it } from 'vitest';
import { editTemplate, viewTemplate } from './edit-template.ts';

const P = ['Resources', 'Q', 'Properties'];
type Row = [string, string, (string | number)[], unknown, string];

function edited(file: string, text: string, path: readonly (string | number)[], value: unknown): string {
  const outcome = editTemplate(text, { file, path, value: value as string });
  return outcome.is === 'done' ? outcome.text : `refused: ${outcome.why}`;
}

describe('YAML', () => {
  const rows: Row[] = [
    [
      'a value in place, its comment stays',
      'Resources:\n  Q:\n    Properties:\n      A: false  # why\n      B: 2\n',
      [...P, 'A'],
      true,
      'Resources:\n  Q:\n    Properties:\n      A: true  # why\n      B: 2\n',
    ],
    [
      'a new key behind the last, before the comment of what follows',
      'Resources:\n  Q:\n    Properties:\n      B: 2 # two\n  # the other\n  R:\n    Type: X\n',
      [...P, 'A'],
      true,
      'Resources:\n  Q:\n    Properties:\n      B: 2 # two\n      A: true\n  # the other\n  R:\n    Type: X\n',
    ],
    [
      'maps that are missing, with the step of the document',
      'Resources:\n    Q:\n        Type: X\n',
      [...P, 'A', 'B'],
      'on',
      'Resources:\n    Q:\n        Type: X\n        Properties:\n            A:\n                B: on\n',
    ],
    [
      'a map sets its keys and leaves the others',
      'Resources:\n  Q:\n    Properties:\n      A:\n        x: false\n        z: 1\n',
      [...P, 'A'],
      { x: true, y: true },
      'Resources:\n  Q:\n    Properties:\n      A:\n        x: true\n        z: 1\n        y: true\n',
    ],
    [
      'in braces',
      'Resources: { Q: { Type: X, Properties: { B: 1 } } }\n',
      [...P, 'A'],
      true,
      'Resources: { Q: { Type: X, Properties: { B: 1, A: true } } }\n',
    ],
    [
      'in empty braces',
      'Resources: { Q: { Properties: {} } }',
      [...P, 'A', 'B'],
      1,
      'Resources: { Q: { Properties: { A: { B: 1 } } } }',
    ],
    [
      'braces over lines',
      'Resources: { Q: { Properties: {\n  B: 1 # b\n} } }',
      [...P, 'A'],
      1,
      'Resources: { Q: { Properties: {\n  B: 1,\n  A: 1 # b\n} } }',
    ],
    [
      'JSON',
      '{\n  "Resources": {\n    "Q": {\n      "Type": "X"\n    }\n  }\n}\n',
      [...P, 'A'],
      'b',
      '{\n  "Resources": {\n    "Q": {\n      "Type": "X",\n      "Properties": { "A": "b" }\n    }\n  }\n}\n',
    ],
    [
      'a key without a value',
      'Resources:\n  Q:\n    Properties: # none yet\n    Type: X\n',
      [...P, 'A'],
      1,
      'Resources:\n  Q:\n    Properties: # none yet\n      A: 1\n    Type: X\n',
    ],
    [
      'behind a text over lines',
      'Resources:\n  Q:\n    Properties:\n      T: |\n        a\n        b\n\n  R: 1\n',
      [...P, 'A'],
      1,
      'Resources:\n  Q:\n    Properties:\n      T: |\n        a\n        b\n      A: 1\n\n  R: 1\n',
    ],
    [
      'no line end at the end',
      'Resources:\n  Q:\n    Properties:\n      B: 1',
      [...P, 'A'],
      1,
      'Resources:\n  Q:\n    Properties:\n      B: 1\n      A: 1',
    ],
    [
      'Windows line ends',
      'Resources:\r\n  Q:\r\n    Properties:\r\n      B: 1\r\n',
      [...P, 'A'],
      1,
      'Resources:\r\n  Q:\r\n    Properties:\r\n      B: 1\r\n      A: 1\r\n',
    ],
    [
      'a list',
      'Resources:\n  Q:\n    Properties:\n      B: 1\n',
      [...P, 'A'],
      ['x'],
      'Resources:\n  Q:\n    Properties:\n      B: 1\n      A:\n        - x\n',
    ],
    [
      'an item of a list',
      'a:\n  - b: 1\n  - sqs:\n      arn: x\n',
      ['a', 1, 'sqs', 'c'],
      2,
      'a:\n  - b: 1\n  - sqs:\n      arn: x\n      c: 2\n',
    ],
    ['a list at its key’s margin', 'a:\n- b: 1\n- c: 2\n', ['a', 0, 'd'], 3, 'a:\n- b: 1\n  d: 3\n- c: 2\n'],
    [
      'text that looks like a number is quoted',
      'a:\n  b: x\n',
      ['a', 'c'],
      '2012-10-17',
      'a:\n  b: x\n  c: 2012-10-17\n',
    ],
    ['text that looks like a truth', 'a:\n  b: x\n', ['a', 'b'], 'true', 'a:\n  b: "true"\n'],
    ['quotes stay quotes', 'a:\n  b: "x"\n', ['a', 'b'], 'y', 'a:\n  b: "y"\n'],
    ['what is there already', 'a:\n  b: true\n', ['a', 'b'], true, 'a:\n  b: true\n'],
    [
      'beside short tags',
      'a:\n  b: !Ref C\n  d: !Sub "${E}"\n',
      ['a', 'f'],
      true,
      'a:\n  b: !Ref C\n  d: !Sub "${E}"\n  f: true\n',
    ],
    ['refused: a function decides', 'a:\n  b: !If [c, 1, 2]\n', ['a', 'b'], true, 'refused: is the result of !If'],
    [
      'refused: a function decides above',
      'a:\n  Fn::If: [c, {}, {}]\n',
      ['a', 'b'],
      true,
      'refused: is the result of Fn::If',
    ],
    ['refused: an alias', 'x: &x { k: 1 }\na: *x\n', ['a', 'b'], true, 'refused: is an alias of what stands elsewhere'],
    [
      'refused: an anchor that others share',
      'x: &x\n  k: 1\na: *x\n',
      ['x', 'b'],
      true,
      'refused: is written in a way in which an edit would change more than this value',
    ],
    ['refused: a variable', 'a:\n  b: ${self:custom.b}\n', ['a', 'b'], true, 'refused: is the value of a variable'],
    ['refused: another file', 'a: ${file(a.yml)}\n', ['a', 'b'], true, 'refused: is no map that is written out here'],
    [
      'refused: a text where a map is wanted',
      'a:\n  - sqs: arn\n',
      ['a', 0, 'sqs', 'b'],
      true,
      'refused: is no map that is written out here',
    ],
    [
      'refused: merged from elsewhere',
      'x: &x { k: { l: 1 } }\na:\n  <<: *x\n',
      ['a', 'k', 'm'],
      1,
      'refused: is written in a way in which an edit would change more than this value',
    ],
    [
      'refused: kept line ends',
      'a:\n  b: |+\n    x\n\nc: 1\n',
      ['a', 'd'],
      1,
      'refused: is written in a way in which an edit would change more than this value',
    ],
  ];
  it.each(rows)('%s', (title, text, path, value, expected) => {
    expect(edited(title === 'JSON' ? 't.json' : 't.yml', text, path, value)).toBe(expected);
  });

  it('says where an anchor stands that others share, and pastes from the first key that is missing', () => {
    const text = 'Resources:\n  A: &a\n    Properties:\n      k: 1\n  B: *a\n';
    const path = ['Resources', 'A', 'Properties', 'Recovery', 'Enabled'];
    expect(editTemplate(text, { file: 't.yml', path, value: true })).toMatchObject({
      is: 'refused',
      place: { file: 't.yml', line: 3, column: 5 },
      paste: 'Recovery:\n  Enabled: true',
    });
  });

  it('keeps tabs', () => {
    const json = '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n';
    expect(edited('t.json', json, ['a', 'c'], true)).toBe('{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": true\n\t}\n}\n');
    const hcl = 'resource "x" "y" {\n\tb = 1\n}\n';
    expect(edited('main.tf', hcl, ['resource', 'x', 'y', 'c', 'd'], true)).toBe(
      'resource "x" "y" {\n\tb = 1\n\n\tc {\n\t\td = true\n\t}\n}\n',
    );
  });

  it('says where it refuses and what to paste', () => {
    const text = 'a:\n  b: !If [c, 1, 2]\n';
    expect(editTemplate(text, { file: 't.yml', path: ['a', 'b'], value: { c: ['x'] } })).toEqual({
      is: 'refused',
      why: 'is the result of !If',
      place: { file: 't.yml', line: 2, column: 3 },
      paste: 'b:\n  c:\n    - x',
    });
  });

  it.each([
    ['a key', 2, 3, ['a', 'b']],
    ['a value', 2, 6, ['a', 'b']],
    ['inside of a list', 4, 7, ['c', 0, 'd', 'e']],
    ['a tag', 5, 4, ['f']],
    ['in braces', 6, 11, ['g', 'h', 'i']],
  ] as const)('knows the path of %s', (_title, line, column, path) => {
    const text = 'a:\n  b: 1\nc:\n  - d: {e: 1}\nf: !Ref B\ng: { h: { i: 1 } }\n';
    expect(viewTemplate(text, 't.yml').pathAt({ file: 't.yml', line, column: line === 4 ? 10 : column })).toEqual(path);
  });
});

describe('HCL', () => {
  const Q = ['resource', 'aws_sqs_queue', 'q'];
  const wrap = (body: string) => `# top\nresource "aws_sqs_queue" "q" {${body}}\n`;
  const rows: Row[] = [
    ['a value in place', wrap('\n  a = false # why\n'), [...Q, 'a'], true, wrap('\n  a = true # why\n')],
    [
      'in line with its neighbours',
      wrap('\n  name = "q"\n  long = 1\n\n  b {\n    c = 1\n  }\n'),
      [...Q, 'on'],
      true,
      wrap('\n  name = "q"\n  long = 1\n  on   = true\n\n  b {\n    c = 1\n  }\n'),
    ],
    [
      'apart from shorter neighbours',
      wrap('\n  name = "q"\n'),
      [...Q, 'enabled'],
      true,
      wrap('\n  name = "q"\n\n  enabled = true\n'),
    ],
    ['a block', wrap('\n  name = "q"\n'), [...Q, 'b', 'c'], 'x', wrap('\n  name = "q"\n\n  b {\n    c = "x"\n  }\n')],
    [
      'inside of a block',
      wrap('\n  b {\n    c = 1\n  }\n'),
      [...Q, 'b', 'd'],
      2,
      wrap('\n  b {\n    c = 1\n    d = 2\n  }\n'),
    ],
    ['an empty block', wrap(''), [...Q, 'a'], true, wrap('\n  a = true\n')],
    ['a block on one line', wrap(' a = 1 '), [...Q, 'b'], ['x'], wrap('\n  a = 1\n  b = ["x"]\n')],
    ['before blocks', wrap('\n  b {}\n'), [...Q, 'a'], 1, wrap('\n  a = 1\n\n  b {}\n')],
    ['behind a text over lines', wrap('\n  p = <<E\nx\nE\n'), [...Q, 'a'], 1, wrap('\n  p = <<E\nx\nE\n  a = 1\n')],
    ['text that would interpolate', wrap('\n  a = "b"\n'), [...Q, 'a'], '${x}', wrap('\n  a = "$${x}"\n')],
    ['refused: an expression', wrap('\n  a = var.a\n'), [...Q, 'a'], true, 'refused: is an expression'],
    ['refused: part of one', wrap('\n  a = false || var.a\n'), [...Q, 'a'], true, 'refused: is an expression'],
    ['refused: several blocks', wrap('\n  b {}\n  b {}\n'), [...Q, 'b', 'c'], true, 'refused: has several b blocks'],
    [
      'refused: dynamic blocks',
      wrap('\n  dynamic "b" {\n    for_each = []\n  }\n'),
      [...Q, 'b', 'c'],
      true,
      'refused: makes its b blocks by an expression',
    ],
    [
      'refused: no such block',
      wrap(''),
      ['resource', 'aws_sqs_queue', 'r', 'a'],
      1,
      'refused: has no single block resource aws_sqs_queue r',
    ],
  ];
  it.each(rows)('%s', (_title, text, path, value, expected) => {
    expect(edited('main.tf', text, path, value)).toBe(expected);
  });
});
