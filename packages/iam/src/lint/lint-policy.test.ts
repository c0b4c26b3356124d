import type { TemplateValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { lintPolicies } from './lint-policies.ts';
import { lintPolicy } from './lint-policy.ts';

const BUCKET = 'arn:aws:s3:::b';
const OBJECTS = 'arn:aws:s3:::b/*';

function kinds(statement: TemplateValue, kind: 'identity' | 'resource' = 'identity'): readonly string[] {
  return lintPolicy({ Version: '2012-10-17', Statement: statement }, [], kind).map((issue) => issue.kind);
}
const allow = (Action: TemplateValue, Resource: TemplateValue, Condition?: TemplateValue) =>
  kinds({ Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) });

describe('actions', () => {
  it.each([
    ['s3:GetObject', []],
    ['S3:getobject', []],
    ['s3:Get*', []],
    ['*', []],
    ['s3:*', []],
    ['s3:GetObjekt', ['unknown-action']],
    ['s3:Git*', ['unknown-action']],
    ['s4:GetObject', ['unknown-action']],
    ['GetObject', ['unknown-action']],
    // In the policy that SNS gives to a new topic.
    ['SNS:Receive', []],
    [{ ref: 'Action' }, []],
  ] as const)('%o', (action, expected) => expect(allow(action, OBJECTS)).toEqual(expected));
});

describe('resources', () => {
  it.each([
    ['s3:GetObject', BUCKET, ['resource-mismatch']],
    ['s3:GetObject', [BUCKET, OBJECTS], []],
    ['s3:ListBucket', OBJECTS, []],
    ['s3:ListAllMyBuckets', '*', []],
    ['s3:ListAllMyBuckets', 'arn:aws:s3:::*', []],
    ['s3:ListAllMyBuckets', BUCKET, ['resource-mismatch']],
    ['sqs:SendMessage', 'arn:aws:sns:eu-west-1:123456789012:t', ['resource-mismatch']],
    ['sqs:SendMessage', { ref: 'Queue', attribute: 'Arn' }, []],
    ['sqs:SendMessage', 'my-queue', ['invalid-arn']],
    ['sqs:SendMessage', 'arn:aws:sqs:*:*:*', ['resource-effectively-any']],
    ['sqs:SendMessage', 'arn:aws:sqs:*:123456789012:*', []],
  ] as const)('%s on %o', (action, resource, expected) => {
    expect(allow(action, resource)).toEqual(expected);
  });
});

describe('conditions', () => {
  it.each([
    ['s3:ListBucket', { StringLike: { 's3:prefix': 'a/*' } }, []],
    ['s3:ListBucket', { 'ForAnyValue:StringLikeIfExists': { 's3:prefix': 'a/*' } }, []],
    ['s3:ListBucket', { StringIs: { 's3:prefix': 'a' } }, ['unknown-operator']],
    ['s3:ListBucket', { StringEquals: { 's3:storage': 'a' } }, ['unknown-condition']],
    ['s3:ListBucket', { StringEquals: { prefix: 'a' } }, ['unknown-condition']],
    ['s3:ListBucket', { NumericEquals: { 's3:max-keys': 'ten' } }, ['mismatched-type']],
    ['s3:ListBucket', { StringEquals: { 's3:max-keys': '10' } }, ['mismatched-type']],
    [
      's3:ListBucket',
      { StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/a' } },
      ['mismatched-type-usable'],
    ],
    ['s3:ListBucket', { DateLessThan: { 'aws:CurrentTime': 'soon' } }, ['mismatched-type']],
    ['s3:ListBucket', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, ['bad-mfa-pattern']],
    ['s3:ListBucket', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, []],
    ['s3:ListBucket', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] } }, []],
    ['s3:ListBucket', { IpAddress: { 'aws:SourceIp': 'office' } }, ['mismatched-type']],
    ['s3:ListBucket', { unknown: 'Conditions', expression: 'If' }, []],
  ] as const)('%s with %o', (action, condition, expected) =>
    expect(allow(action, BUCKET, condition as TemplateValue)).toEqual(expected),
  );
});

describe('conditions of other services', () => {
  it.each([
    ['secretsmanager:GetSecretValue', { StringEquals: { 'secretsmanager:ResourceTag/App': 'a' } }, []],
    [
      'secretsmanager:GetSecretValue',
      { StringEquals: { 'secretsmanager:ResourceTags/App': 'a' } },
      ['unknown-condition'],
    ],
    ['states:InvokeHTTPEndpoint', { StringLike: { 'states:HTTPEndpoint': 'https://example.com/*' } }, []],
    [
      'states:StartExecution',
      { StringLike: { 'states:HTTPEndpoint': 'https://example.com/*' } },
      ['unknown-condition'],
    ],
  ] as const)('%s with %o', (action, condition, expected) => {
    const kinds = allow(action, '*', condition as TemplateValue).filter((kind) => kind !== 'resource-mismatch');
    expect(kinds).toEqual(expected);
  });
});

describe('documents', () => {
  it.each([
    ['no JSON', '{', ['malformed']],
    [
      'JSON as text',
      JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:Nothing', Resource: '*' } }),
      ['unknown-action'],
    ],
    ['nothing', {}, ['malformed']],
    ['known at the deploy', { ref: 'Policy' }, []],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }, ['malformed']],
    ['another effect', { Statement: { Effect: 'Permit', Action: 's3:GetObject', Resource: '*' } }, ['malformed']],
    ['a Sid with spaces', { Statement: { Sid: 'a b', Effect: 'Deny', Action: '*', Resource: '*' } }, ['invalid-sid']],
  ] as const)('%s', (_, document, expected) =>
    expect(lintPolicy(document as TemplateValue, []).map(({ kind }) => kind)).toEqual(expected),
  );

  it('of resources may have Sids with spaces, and need no resource', () => {
    expect(kinds({ Sid: 'a b', Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' }, 'resource')).toEqual([]);
  });

  it('of any size get an answer soon', () => {
    const list = (make: (i: number) => string) => Array.from({ length: 2_000 }, (_, i) => make(i));
    const statement = {
      Effect: 'Allow',
      Action: list((i) => `s3:*${'a*'.repeat(50)}${i}`),
      Resource: list((i) => `arn:aws:s3:::${'b*'.repeat(900)}${i}`),
      Condition: { StringEquals: Object.fromEntries(list((i) => `s3:key${i}`).map((key) => [key, 'a'])) },
    };
    expect(Array.isArray(kinds(Array.from({ length: 20 }, () => statement)))).toBe(true);
  });

  it('say where in the resource', () => {
    const role = {
      id: 'Role',
      type: 'AWS::IAM::Role',
      properties: {
        Policies: [
          {
            PolicyDocument: {
              Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:Nothing'], Resource: OBJECTS }],
            },
          },
        ],
      },
      place: { file: 'a', line: 1, column: 1 },
      origin: 'written' as const,
      placeOf: () => ({ file: 'a', line: 1, column: 1 }),
    };
    expect(lintPolicies([role]).get('Role')).toMatchObject([
      { kind: 'unknown-action', path: ['Policies', 0, 'PolicyDocument', 'Statement', 0, 'Action', 1] },
    ]);
  });

  it.each([
    [[null, 1, true, [], [[]]]],
    [{ Action: { a: 1 }, Resource: 5, Condition: { Bool: 1, x: { y: null } } }],
    [{ Effect: 'Allow', Action: ['*:*', ':', '__proto__:x', 's3:'], Resource: [null, '', {}] }],
  ] as const)('of any shape get an answer: %o', (statement) => {
    expect(Array.isArray(kinds(statement as unknown as TemplateValue))).toBe(true);
  });
});
