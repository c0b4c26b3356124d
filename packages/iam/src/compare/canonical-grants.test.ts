import type { DeployedResource, GrantedStatement, NeededStatement, TemplateValue } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { resource } from '../testing/fixtures.ts';
import { compareGrants } from './compare-grants.ts';

const place = { file: 'template.yaml', line: 3, column: 1 };
const RESOURCES: readonly DeployedResource[] = [
  resource('Fn', 'Lambda::Function'),
  resource('Live', 'Lambda::Alias', { FunctionName: { ref: 'Fn' }, Name: 'live' }),
  resource('Version', 'Lambda::Version', { FunctionName: { ref: 'Fn' } }),
];
const pseudo = (name: string) => ({ ref: `AWS::${name}` });
const FN = { ref: 'Fn', attribute: 'Arn' };
const ofFn = (behind: string): TemplateValue => ({ joined: [FN, behind] });
const table = (...name: readonly (string | { readonly ref: string })[]): TemplateValue => ({
  joined: ['arn:aws:dynamodb:', pseudo('Region'), ':', pseudo('AccountId'), ':table/', ...name],
});

/** What is granted, what is needed, and whether that is granted. */
test.each<[string, string, TemplateValue, TemplateValue, 'yes' | 'maybe' | 'no']>([
  ['an alias by a pattern of its function', 'lambda:InvokeFunction', ofFn(':*'), { ref: 'Live' }, 'yes'],
  ['an alias by its name', 'lambda:InvokeFunction', ofFn(':live'), { ref: 'Live' }, 'yes'],
  ['an alias by another name', 'lambda:InvokeFunction', ofFn(':test'), { ref: 'Live' }, 'no'],
  ['an alias by the function alone', 'lambda:InvokeFunction', FN, { ref: 'Live' }, 'no'],
  ['a version by a pattern of its function', 'lambda:InvokeFunction', ofFn(':*'), { ref: 'Version' }, 'yes'],
  ['a version by a number', 'lambda:InvokeFunction', ofFn(':7'), { ref: 'Version' }, 'maybe'],
  [
    'a pattern with few parts',
    'iot:Publish',
    'arn:aws:iot:*',
    { joined: ['arn:aws:iot:', pseudo('Region'), ':', pseudo('AccountId'), ':topic/a'] },
    'yes',
  ],
  [
    'a pattern with few parts, of another service',
    'iot:Publish',
    'arn:aws:sqs:*',
    { joined: ['arn:aws:iot:', pseudo('Region'), ':', pseudo('AccountId'), ':topic/a'] },
    'no',
  ],
  [
    'a name that begins with the stack\u2019s',
    'dynamodb:PutItem',
    table(pseudo('StackName'), '-Events'),
    table('*-*-Events'),
    'maybe',
  ],
  [
    'the same name',
    'dynamodb:PutItem',
    table(pseudo('StackName'), '-Events'),
    table(pseudo('StackName'), '-Events'),
    'yes',
  ],
  [
    'another name',
    'dynamodb:PutItem',
    table(pseudo('StackName'), '-Events'),
    table(pseudo('StackName'), '-Users'),
    'no',
  ],
])('%s', (_, action, granted, needed, expected) => {
  const grant: GrantedStatement = { effect: 'Allow', actions: [action], resources: [granted], place, from: 'Role' };
  const need: NeededStatement = { actions: [action], resources: [needed], because: [{ place, kind: 'call' }] };
  const [missing] = compareGrants([grant], [need], RESOURCES, 'eu-west-1').missing;
  expect(missing === undefined ? 'yes' : missing.uncertain ? 'maybe' : 'no').toBe(expected);
});
