import type { DeployedResource, GrantedStatement, NeededStatement, TemplateValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { templateText } from '../resources/template-text.ts';
import { resource } from '../testing/fixtures.ts';
import { compareGrants } from './compare-grants.ts';

const place = { file: 'template.yaml', line: 3, column: 1 };
const RESOURCES: readonly DeployedResource[] = [
  resource('Orders', 'DynamoDB::Table', { TableName: 'orders' }),
  resource('Uploads', 'S3::Bucket'),
  resource('Jobs', 'SQS::Queue'),
  resource('User', 'IAM::User'),
];

const grant = (
  actions: readonly string[],
  resources: readonly TemplateValue[],
  more: Partial<GrantedStatement> = {},
): GrantedStatement => ({
  effect: 'Allow',
  actions,
  resources,
  place,
  from: 'Role',
  ...more,
});
const need = (actions: readonly string[], ...resources: readonly TemplateValue[]): NeededStatement => ({
  actions,
  resources,
  because: [{ place, kind: 'call' }],
});

const ORDERS = { ref: 'Orders', attribute: 'Arn' };
const ORDERS_SPELT = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders';
const ORDERS_PSEUDO = {
  joined: [
    'arn:',
    { ref: 'AWS::Partition' },
    ':dynamodb:',
    { ref: 'AWS::Region' },
    ':',
    { ref: 'AWS::AccountId' },
    ':table/orders',
  ],
};
const UPLOADS = { ref: 'Uploads', attribute: 'Arn' };
const objects = (key: string): TemplateValue => ({ joined: [UPLOADS, `/${key}`] });

function difference(granted: readonly GrantedStatement[], needed: readonly NeededStatement[]): readonly string[] {
  const found = compareGrants(granted, needed, RESOURCES, 'eu-west-1');
  return [
    ...found.unused.map(({ action }) => `unused ${action}`),
    ...found.missing.map(
      ({ action, resource: of, uncertain }) => `missing ${action} ${templateText(of)}${uncertain ? '?' : ''}`,
    ),
    ...found.tooBroad.map(({ granted: wide, enough }) => `broad ${wide} > ${enough.map(templateText).join(' ')}`),
    ...found.unknown.map(({ unknown }) => `unknown ${unknown}`),
  ];
}

describe('compareGrants', () => {
  it.each<[string, readonly GrantedStatement[], readonly NeededStatement[], readonly string[]]>([
    ['the same', [grant(['dynamodb:PutItem'], [ORDERS])], [need(['dynamodb:PutItem'], ORDERS)], []],
    ['the same, spelt out', [grant(['dynamodb:PutItem'], [ORDERS_PSEUDO])], [need(['dynamodb:PutItem'], ORDERS)], []],
    ['the same in another case', [grant(['DynamoDB:putitem'], [ORDERS])], [need(['dynamodb:PutItem'], ORDERS)], []],
    [
      'an account that is spelt out is taken for the own one',
      [grant(['dynamodb:PutItem'], [ORDERS_SPELT])],
      [need(['dynamodb:PutItem'], ORDERS)],
      [],
    ],
    [
      'an ARN of a type of which nothing is known',
      [grant(['iam:AttachUserPolicy'], [{ ref: 'User', attribute: 'Arn' }])],
      [need(['iam:AttachUserPolicy'], { joined: ['arn:aws:iam::', { ref: 'AWS::AccountId' }, ':user/*'] })],
      ['missing iam:AttachUserPolicy arn:aws:iam::${AWS::AccountId}:user/*?'],
    ],
    [
      'another region is another table',
      [grant(['dynamodb:PutItem'], ['arn:aws:dynamodb:us-east-1:123456789012:table/orders'])],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['unused dynamodb:PutItem', 'missing dynamodb:PutItem ${Orders.Arn}'],
    ],
    [
      'unused',
      [grant(['dynamodb:PutItem', 'dynamodb:DeleteItem'], [ORDERS])],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['unused dynamodb:DeleteItem'],
    ],
    [
      'unused on another resource',
      [grant(['sqs:SendMessage'], [{ ref: 'Jobs', attribute: 'Arn' }])],
      [],
      ['unused sqs:SendMessage'],
    ],
    ['missing', [], [need(['dynamodb:PutItem'], ORDERS)], ['missing dynamodb:PutItem ${Orders.Arn}']],
    [
      'granted on another resource',
      [grant(['s3:GetObject'], [objects('out/*')])],
      [need(['s3:GetObject'], objects('in/*'))],
      ['unused s3:GetObject', 'missing s3:GetObject ${Uploads.Arn}/in/*'],
    ],
    [
      'a pattern of actions',
      [grant(['dynamodb:*'], [ORDERS])],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['broad dynamodb:* > dynamodb:PutItem'],
    ],
    [
      'any resource',
      [grant(['dynamodb:PutItem'], ['*'])],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['broad * > ${Orders.Arn}'],
    ],
    [
      'any resource for an action that knows none',
      [grant(['dynamodb:ListTables'], ['*'])],
      [need(['dynamodb:ListTables'], '*')],
      [],
    ],
    [
      'objects of a whole bucket',
      [grant(['s3:GetObject'], [objects('*')])],
      [need(['s3:GetObject'], objects('in/*'))],
      ['broad arn:aws:s3:::${Uploads}/* > ${Uploads.Arn}/in/*'],
    ],
    [
      'any region is no finding of its own',
      [grant(['dynamodb:PutItem'], ['arn:aws:dynamodb:*:*:table/orders'])],
      [need(['dynamodb:PutItem'], ORDERS)],
      [],
    ],
    ['logs on everything are what Lambda has by default', [grant(['logs:PutLogEvents'], ['*'])], [], []],
    [
      'a policy that is not known may grant it',
      [grant([], [], { unknown: 'a managed policy' })],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['missing dynamodb:PutItem ${Orders.Arn}?', 'unknown a managed policy'],
    ],
    [
      'a condition may keep it out',
      [grant(['dynamodb:PutItem'], [ORDERS], { conditions: { Bool: { b: 'true' } } })],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['missing dynamodb:PutItem ${Orders.Arn}?'],
    ],
    [
      'a denial grants nothing',
      [grant(['dynamodb:PutItem'], [ORDERS], { effect: 'Deny' })],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['missing dynamodb:PutItem ${Orders.Arn}'],
    ],
    [
      'NotAction',
      [grant([], ['*'], { notActions: ['iam:*'] })],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['broad * > ${Orders.Arn}'],
    ],
    [
      'a resource of the deploy',
      [grant(['dynamodb:PutItem'], [{ unknown: 'needs a stack', expression: '${cf:x.y}' }])],
      [need(['dynamodb:PutItem'], ORDERS)],
      ['missing dynamodb:PutItem ${Orders.Arn}?'],
    ],
    [
      'a need that nothing is known of',
      [grant(['dynamodb:PutItem'], [ORDERS])],
      [
        need(['dynamodb:PutItem'], {
          joined: ['arn:aws:dynamodb:', { ref: 'AWS::Region' }, ':', { ref: 'AWS::AccountId' }, ':table/*'],
        }),
      ],
      ['missing dynamodb:PutItem arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*?'],
    ],
  ])('%s', (_, granted, needed, expected) => {
    expect(difference(granted, needed)).toEqual(expected);
  });
});
