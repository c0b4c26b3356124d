import { expect, test } from 'vitest';
import { parseYaml } from './parse.ts';
import { toPlain } from './plain.ts';
import { renderExpression } from './render.ts';
import { get, scalarTree } from './tree.ts';

const rows: [string, string][] = [
  ['!Ref Table', '!Ref Table'],
  ['{Ref: Table}', '!Ref Table'],
  ['!GetAtt Bucket.WebsiteURL', '!GetAtt Bucket.WebsiteURL'],
  ['{"Fn::GetAtt": [Queue, Arn]}', '!GetAtt Queue.Arn'],
  ['!Sub "arn:aws:sqs:${AWS::Region}:x"', '!Sub arn:aws:sqs:${AWS::Region}:x'],
  ['!Join ["", [a, !Ref B, " c"]]', '!Join ["", [a, !Ref B, " c"]]'],
  ['{a: 1, b: [true, null]}', '{a: 1, b: [true, null]}'],
];

test.each(rows)('%s is written as %s, and reads back the same', (text, expected) => {
  const tree = get(parseYaml(`v: ${text}`, { file: 't.yml' }), 'v')!;
  const rendered = renderExpression(tree);
  expect(rendered).toBe(expected);
  expect(toPlain(get(parseYaml(`v: ${rendered}`, { file: 't.yml' }), 'v')!)).toEqual(toPlain(tree));
});

test('long expressions are cut, values from the environment are not shown', () => {
  const place = { file: 't.yml', line: 1, column: 1 };
  expect(renderExpression(scalarTree('x'.repeat(1_000), place))).toHaveLength(300);
  expect(renderExpression(scalarTree('hunter2', place, true))).toBe('"…"');
});
