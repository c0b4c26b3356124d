import { expect, it } from 'vitest';
import { judgeValue } from '../judge.ts';

const found = (field: string, value: string): string[] =>
  judgeValue(value, { isKey: false, field }).map(({ detector }) => detector.class);

it.each([
  ['groupId', 'org.apache.commons'],
  ['relativePath', '../../pom.xml'],
  ['relativePath', '../parent/pom.xml'],
])('%s of a Maven project may be %s', (field, value) => {
  expect(found('value', value)).not.toEqual([]);
  expect(found(field, value)).toEqual([]);
});

it.each([
  ['groupId', '../../pom.xml'],
  ['groupId', "org.apache.commons' OR 1=1--"],
  ['relativePath', '../../../../etc/passwd'],
  ['relativePath', '../../.aws/credentials'],
  ['relativePath', 'org.apache.commons.io.IOUtils'],
])('%s may not be %s', (field, value) => {
  expect(found(field, value)).not.toEqual([]);
});
