import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import { loadApp } from '@bulkhead/iac';
import { type PostureModel, RULES } from '@bulkhead/rules';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../core/src/testing/random.ts';
import { evaluateRules } from './evaluate.ts';
import { postureModel } from './model.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

/** What a template may hold where something else is expected. */
const ODD: readonly TemplateValue[] = [
  null,
  '',
  '*',
  -1,
  true,
  [],
  {},
  [null],
  [[['*']]],
  { Statement: '*' },
  {
    Statement: [
      null,
      'x',
      { Effect: 'Allow', Action: null, Resource: [null], Principal: [], Condition: { StringEquals: 1 } },
    ],
  },
  { ref: 'Nowhere' },
  { ref: 'Main', attribute: 'Arn' },
  { unknown: 'a parameter', expression: '!Ref X' },
  { joined: ['arn:', { ref: 'Nowhere' }, { unknown: 'x', expression: 'y' }] },
  'a'.repeat(5000),
  '\u0000\u202e',
];

function mutated(value: TemplateValue, random: (below: number) => number): TemplateValue {
  if (random(100) < 12) return ODD[random(ODD.length)]!;
  if (Array.isArray(value)) return value.map((item) => mutated(item, random));
  if (typeof value !== 'object' || value === null || 'ref' in value || 'joined' in value || 'unknown' in value)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mutated(item as TemplateValue, random)]));
}

async function modelsOfFixtures(): Promise<PostureModel[]> {
  const models: PostureModel[] = [];
  for (const rule of RULES) {
    for (const fixture of rule.fixtures.fails.slice(0, 1)) {
      const app = await loadApp(makeProject(fixture.files), { env: {} });
      models.push(await postureModel(app, { now: FIXTURE_DAY, withoutCode: true }));
    }
  }
  return models;
}

describe('rules', () => {
  it('answer whatever a template holds, without failing', async () => {
    const models = await modelsOfFixtures();
    const random = randomFrom(20_261_121);
    const failed: string[] = [];
    for (const model of models) {
      for (let round = 0; round < 6; round++) {
        const resources = model.resources.map(
          (resource): DeployedResource => ({
            ...resource,
            properties: mutated(resource.properties, random) as DeployedResource['properties'],
          }),
        );
        const odd = resources.map((resource) =>
          typeof resource.properties === 'object' && resource.properties !== null
            ? resource
            : { ...resource, properties: {} },
        );
        for (const { message } of evaluateRules(RULES, { ...model, resources: odd }))
          if (/^The rule .* failed/.test(message)) failed.push(message);
      }
    }
    expect([...new Set(failed)]).toEqual([]);
  });

  it('one that throws is one finding that names it, and the others go on', async () => {
    const [model] = await modelsOfFixtures();
    const broken = {
      ...RULES[0]!,
      id: 'broken',
      check: () => {
        throw new Error('planted');
      },
    };
    const found = evaluateRules([broken, ...RULES], model!);
    expect(found.filter(({ rule }) => rule === 'broken')).toMatchObject([
      { verdict: 'unknown', message: 'The rule broken failed on this application: planted' },
    ]);
    expect(found.length).toBeGreaterThan(1);
  });
});
