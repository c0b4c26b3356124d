import { liveApp } from '@bulkhead/iac';
import { RULES } from '@bulkhead/rules';
import { expect, it } from 'vitest';
import { evaluateRules } from './evaluate.ts';
import { postureModel } from './model.ts';
import { FIXTURE_DAY } from './testing/project.ts';

it.each<[string, string, number]>([
  ['its own account', 'arn:aws:lambda:eu-west-1:123456789012:layer:tools:1', 0],
  ['another one', 'arn:aws:lambda:eu-west-1:210987654321:layer:tools:1', 1],
])('a live function with a layer of %s', async (_, layer, expected) => {
  const id = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';
  const properties = { FunctionName: 'orders', Runtime: 'nodejs24.x', Handler: 'a.b', Role: 'r', Layers: [layer] };
  const { app } = liveApp({
    accountId: '123456789012',
    region: 'eu-west-1',
    resources: [{ id, type: 'AWS::Lambda::Function', properties }],
  });
  const rules = RULES.filter(({ id: name }) => name === 'lambda-layer-foreign');
  expect(evaluateRules(rules, await postureModel(app, { now: FIXTURE_DAY }))).toHaveLength(expected);
});
