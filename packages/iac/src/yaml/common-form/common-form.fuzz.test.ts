import { expect, test } from 'vitest';
import { mutate, random } from '../../../test/mutate.ts';
import { parseWholeYaml } from '../parse.ts';
import type { Tree } from '../tree.ts';
import { parseCommonForm } from './index.ts';

const SEEDS = [
  `service: {name: shop}
# what runs
provider:
  name: aws
  environment: {A: "\${self:custom.a}", B: !Ref Table, 'C': "#{AWS::AccountId}"}
  httpApi: {payload: '1.0', cors: true}
functions:
  f:
    handler: src/f.handler # here
    events:
    - http: {path: /a, method: get, private: true}
    - sqs:
        arn: !GetAtt Jobs.Arn
        batchSize: 5

  g: {handler: g.h, memorySize: "256", timeout: 3}
`,
  `---
Description: >-

  A stack
  of parts.

Conditions: {Dev: !Equals [!Ref Stage, dev], Both: !And [Condition: Dev, !Not [!Condition Dev]]}
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |
          exports.handler = async () => {
            return 1;
          };

      Role: !Sub
        - arn:aws:iam::\${A}:role/r
        - { A: !Ref AWS::AccountId }
      Name:
        !Join
          - '-'
          - [a, b,
             c]
      Timeout: -1.50
      Text: one line
        and another

        and a third
      "Nothing":
`,
  '{\n  "Resources": {\n    "A": {"Type": "AWS::SQS::Queue", "Properties": {"X": [1, null, true, "a\\n"]}}\n  }\n}\n',
];

/** Some lines, moved to the margin, so that small things are most of what is read. */
function someLines(text: string, next: () => number): string {
  const lines = text.split('\n');
  const at = Math.floor(next() * lines.length);
  const part = lines.slice(at, at + 1 + Math.floor(next() * 10));
  const widths = part.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  return part.map((line) => line.slice(Math.min(...widths, 80))).join('\n');
}

test('what the common form takes is what the whole language says, and nothing throws', { timeout: 120_000 }, () => {
  const next = random(20_261_122);
  let taken = 0;
  for (let round = 0; round < 12_000; round++) {
    const seed = SEEDS[round % SEEDS.length]!;
    const text = mutate(round % 4 === 0 ? seed : someLines(seed, next), next);
    const tree = parseCommonForm(text, 't.yml');
    if (!tree) continue;
    taken++;
    let expected: Tree | string;
    try {
      expected = parseWholeYaml(text, { file: 't.yml' });
    } catch (error) {
      expected = String(error);
    }
    expect(tree, JSON.stringify(text)).toEqual(expected);
  }
  expect(taken).toBeGreaterThan(1_500);
});

test('long texts of one piece end, which they would not if each piece were read for each other', {
  timeout: 60_000,
}, () => {
  for (const piece of [
    'a: b\n',
    '- - ',
    '[a, ',
    '{a: ',
    'a\n ',
    'a: |\n \n',
    '"\\',
    "''",
    '# \n',
    'a b ',
    '!Ref ',
    ': ',
  ]) {
    const text = piece.repeat(200_000);
    expect(() => parseCommonForm(text, 't.yml'), piece).not.toThrow();
  }
});
