import { expect, it } from 'vitest';
import { judgePolicy } from './policy.ts';

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abc/dev/GET/pets/1';
const statement = (Effect: string, Resource: unknown, more: object = {}) => ({
  Effect,
  Action: 'execute-api:Invoke',
  Resource,
  ...more,
});

it.each([
  ['allowed', { Statement: [statement('Allow', ARN)] }, 'allow'],
  ['a statement alone', { Statement: statement('Allow', ARN) }, 'allow'],
  ['wildcard', { Statement: [statement('Allow', 'arn:aws:execute-api:*:*:abc/*/GET/*')] }, 'allow'],
  ['all', { Statement: [statement('Allow', '*')] }, 'allow'],
  ['list', { Statement: [statement('Allow', ['x', ARN])] }, 'allow'],
  ['any action', { Statement: [statement('Allow', ARN, { Action: ['*'] })] }, 'allow'],
  ['deny wins', { Statement: [statement('Allow', '*'), statement('Deny', ARN)] }, 'deny'],
  ['another method', { Statement: [statement('Allow', ARN.replace('GET', 'POST'))] }, 'no-match'],
  ['another action', { Statement: [statement('Allow', ARN, { Action: 's3:GetObject' })] }, 'no-match'],
  ['condition', { Statement: [statement('Allow', ARN, { Condition: {} })] }, 'no-match'],
  ['condition denies', { Statement: [statement('Deny', ARN, { Condition: {} })] }, 'deny'],
  ['empty', {}, 'no-match'],
  ['nothing', null, 'no-match'],
  ['odd', { Statement: [null, 3, { Effect: 'Allow' }] }, 'no-match'],
])('%s -> %s', (_, document, expected) => expect(judgePolicy(document, ARN)).toBe(expected));
