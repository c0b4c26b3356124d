import { BulkheadError } from '@bulkhead/core';
import { loadApp } from '@bulkhead/iac';
import { RULES } from '@bulkhead/rules';
import { expect, test } from 'vitest';
import { randomFrom } from '../../core/src/testing/random.ts';
import { evaluateRules } from './evaluate.ts';
import { postureModel } from './model.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

/** What every object of the language has: a table that is asked for one of these must not answer. */
const INHERITED = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'];
const ROUNDS = 4;
const FIXTURES = RULES.flatMap(({ fixtures }) => fixtures.fails.slice(0, 1));

async function failuresOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  try {
    const app = await loadApp(makeProject(files), { env: {} });
    const model = await postureModel(app, { now: FIXTURE_DAY });
    return evaluateRules(RULES, model)
      .map(({ message }) => message)
      .filter((message) => /^The rule .* failed/.test(message));
  } catch (error) {
    return error instanceof BulkheadError ? [] : [String((error as Error).stack).slice(0, 400)];
  }
}

test('a resource whose type every object inherits', async () => {
  for (const name of INHERITED) {
    const template = `Resources: {R: {Type: ${name}, Properties: {Name: x}}, S: {Type: AWS::SQS::Queue}}`;
    expect(await failuresOf({ 'template.yaml': template }), name).toEqual([]);
  }
});

test('names that every object inherits stand anywhere in a project', { timeout: 120_000 }, async () => {
  const random = randomFrom(20_261_122);
  const failed = new Set<string>();
  for (const { files } of FIXTURES) {
    const words = [...new Set(Object.values(files).flatMap((text) => text.match(/[A-Za-z_][\w:.-]*\w/g) ?? []))];
    for (let round = 0; round < ROUNDS; round++) {
      const word = words[random(words.length)]!;
      const name = INHERITED[random(INHERITED.length)]!;
      const planted = Object.entries(files).map(([file, text]) => [file, text.replaceAll(word, name)]);
      for (const failure of await failuresOf(Object.fromEntries(planted))) failed.add(`${word} as ${name}: ${failure}`);
    }
  }
  expect([...failed]).toEqual([]);
});
