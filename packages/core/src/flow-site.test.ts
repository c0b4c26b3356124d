import { expect, test } from 'vitest';
import { flowSite, JOINED_STEP, PASSED_STEP } from './flow-site.ts';

const READ = 'body.id is read from the event';

test.each([
  ['where it is used', [READ, 'reaches exec'], 2],
  ['a text made and used in one function', [READ, JOINED_STEP, 'reaches exec'], 3],
  ['a text that a helper sends', [READ, JOINED_STEP, `${PASSED_STEP}query()`, 'reaches mysql.query'], 2],
  ['data that a helper makes a text of', [READ, `${PASSED_STEP}find()`, JOINED_STEP, 'reaches mysql.query'], 4],
  [
    'the last text of several',
    [READ, JOINED_STEP, `${PASSED_STEP}a()`, JOINED_STEP, `${PASSED_STEP}b()`, 'reaches x'],
    4,
  ],
  ['no step at all', [], undefined],
])('%s', (_name, texts, line) => {
  const steps = texts.map((text, index) => ({ place: { file: 'a.js', line: index + 1, column: 1 }, text }));
  expect(flowSite({ steps })?.line).toBe(line);
});
