import { BulkheadError } from '@bulkhead/core';
import { expect, it } from 'vitest';
import { editTemplate, editTemplates, viewTemplate } from './edit-template.ts';

/** The same numbers on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const YAML = [
  'Resources:\n  Q: # q\n    Type: AWS::SQS::Queue\n    Properties:\n      A: false # why\n      B: |\n        text\n\n  R: { Type: X, Properties: { A: 1, B: [1, 2] } }\n',
  'x: &x\n  k: 1\nResources:\n  Q:\n    <<: *x\n    Properties: !If [c, { A: 1 }, {}]\n  R:\n  # nothing\n  S: ["a", {b: c}]\n',
  '{\n  "Resources": {\n    "Q": { "Type": "X", "Properties": {} },\n    "R": { "Properties": { "A": "b" } }\n  }\n}\n',
  'Resources:\r\n  Q:\r\n    Properties:\r\n      - A: 1\r\n      - A: ${self:b}\r\n',
];
const HCL = [
  'resource "aws_sqs_queue" "q" {\n  name = "q" # q\n  on   = false\n\n  b {\n    c = var.c\n  }\n}\nresource "x" "y" { a = 1 }\n',
  'resource "aws_sqs_queue" "q" {\n  p = <<E\n}\nE\n  dynamic "b" {\n    for_each = [1]\n    content {}\n  }\n}\nlocals { a = { b = "}" } }\n',
];
const NOISE = [...'{}[]:,#&*!|>-"\'\n\r\t $=<%~\\ab0', '  ', '\n  ', '${', '<<E\n', '\u2028', '\uFEFF', '\u0000'];
const KEYS = ['Resources', 'Q', 'R', 'Properties', 'A', 'B', 'x', '__proto__', 'constructor', 'a: b', '', '<<', 0, 1];
const VALUES = [true, 0, 'on', 'a: b # c', '', '- x', ['x'], { A: true, B: { C: 'd' } }, {}, []];

const shapes = (['t.yml', 't.json', 'main.tf'] as const).flatMap((file) =>
  (file === 'main.tf' ? HCL : YAML).map((text, i) => [file, i, text] as const),
);

it.each(shapes)('%s %i: an edit is made, refused, or the text is none', (file, _i, text) => {
  const next = numbers(text.length * 31 + file.length);
  const pick = <T>(from: readonly T[]): T => from[next(from.length)]!;
  let done = 0;
  for (let round = 0; round < 400; round++) {
    let broken = text;
    for (let n = next(4); n > 0; n--) {
      const at = next(broken.length + 1);
      broken = broken.slice(0, at) + pick(NOISE) + broken.slice(at + next(3));
    }
    const start: (string | number)[] = file === 'main.tf' ? ['resource', 'aws_sqs_queue', 'q'] : ['Resources'];
    const path = () => [...start, ...Array.from({ length: 1 + next(4) }, () => pick(KEYS))];
    const edits = Array.from({ length: 1 + next(3) }, () => ({ path: path(), value: pick(VALUES) }));
    try {
      viewTemplate(broken, file).pathAt({ file, line: 1 + next(12), column: 1 + next(30) });
      const one = editTemplate(broken, { file, ...edits[0]! } as Parameters<typeof editTemplate>[1]);
      const all = editTemplates(broken, file, edits);
      expect(all.outcomes).toHaveLength(edits.length);
      if (one.is === 'refused') {
        expect(one.why).not.toBe('');
        expect(one.place.line).toBeLessThanOrEqual(broken.split('\n').length);
        continue;
      }
      done++;
      // Whatever was asked for, comments and the lines of others stay.
      const after = new Set(one.text.split('\n'));
      const gone = broken.split('\n').filter((line) => !after.has(line));
      expect(gone.length).toBeLessThanOrEqual(3);
    } catch (error) {
      expect(error).toBeInstanceOf(BulkheadError);
    }
  }
  expect(done).toBeGreaterThan(0);
});

it('many edits at once are what one after the other is', () => {
  const text = `Resources:\n${Array.from({ length: 40 }, (_, i) => `  T${i}:\n    Properties:\n      A: 1 # ${i}\n`).join('')}  E: {}\n  V: !Ref X\n`;
  const edits = [
    ...Array.from({ length: 40 }, (_, i) => ({
      path: ['Resources', `T${i}`, 'Properties', i % 2 ? 'A' : 'B'],
      value: i,
    })),
    { path: ['Resources', 'E', 'P', 'A'], value: true },
    { path: ['Resources', 'E', 'P', 'B'], value: true },
    { path: ['Resources', 'V', 'P'], value: true },
  ];
  const made = editTemplates(text, 't.yml', edits);
  let single = text;
  for (const edit of edits) {
    const outcome = editTemplate(single, { file: 't.yml', ...edit });
    if (outcome.is === 'done') single = outcome.text;
  }
  expect(made.text).toBe(single);
  expect(made.outcomes.filter(({ is }) => is === 'refused')).toHaveLength(1);
  expect(made.text).toContain('  E: { P: { A: true, B: true } }\n');
});
