import type { LambdaFunction, Trigger } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { HTTP, S3, SQS } from '../testing/read-program.ts';
import { eventControl } from './event-control.ts';

const PLACE = { file: 'template.yaml', line: 1, column: 1 };
const other = (name: string): Trigger => ({ type: 'other', name, place: PLACE });
const eventbridge = (source?: string): Trigger => ({
  type: 'eventbridge',
  bus: 'default',
  pattern: source === undefined ? {} : { source: [source] },
  place: PLACE,
});
const control = (...triggers: readonly Trigger[]) => eventControl({ triggers } as unknown as LambdaFunction, false);

/** Trigger, what a stranger writes, what not. */
const CASES: readonly (readonly [string, Trigger, readonly string[], readonly string[]])[] = [
  [
    'HTTP',
    HTTP,
    [
      '',
      'body',
      'body.user.name',
      'queryStringParameters.id',
      'headers.X-Forwarded-Host',
      'pathParameters.id',
      'rawPath',
      'requestContext.authorizer.claims.name',
    ],
    [
      'httpMethod',
      'headers.Host',
      'requestContext.requestId',
      'requestContext.identity.sourceIp',
      'requestContext.authorizer.claims.sub',
      'requestContext.authorizer.jwt.claims.sub',
      'resource',
      'stageVariables.x',
      'Records[].body',
    ],
  ],
  [
    'S3',
    S3,
    ['Records', 'Records[].s3', 'Records[].s3.object.key'],
    ['Records[].s3.bucket.name', 'Records[].eventName', 'Records[].awsRegion', 'Records[].s3.object.size'],
  ],
  [
    'SQS',
    SQS,
    ['Records[].body', 'Records[].body.Message', 'Records[].messageAttributes.a.stringValue'],
    ['Records[].messageId', 'Records[].receiptHandle', 'Records[].eventSourceARN'],
  ],
  ['a schedule', other('Schedule'), [], ['time', 'detail', 'resources']],
  ['EventBridge', eventbridge('my.orders'), ['detail.id'], ['source', 'detail-type', 'account']],
  ['EventBridge of S3', eventbridge('aws.s3'), ['detail.object.key'], ['detail.bucket.name', 'source']],
  ['Cognito', other('cognitoUserPool'), ['request.userAttributes.name', 'userName'], ['triggerSource', 'userPoolId']],
  ['unknown', other('somethingNew'), ['anything', 'body'], ['requestContext.requestId', 'Records[].eventName']],
];

describe('what strangers write', () => {
  for (const [title, trigger, written, notWritten] of CASES) {
    it(title, () => {
      const { controlled } = control(trigger);
      expect(written.filter((path) => controlled(path) === undefined)).toEqual([]);
      expect(notWritten.filter((path) => controlled(path) !== undefined)).toEqual([]);
    });
  }

  it('whoever may invoke a function without triggers writes all of the event', () => {
    expect(control().controlled('cmd')).toBe('high');
    expect(control().structured('cmd')).toBe(true);
  });

  it('several triggers add up', () => {
    const { controlled } = control(HTTP, SQS);
    expect([controlled('body'), controlled('Records[].body')]).toEqual(['high', 'high']);
  });

  it('an authorizer reads what callers send before they are let in', () => {
    const { controlled } = eventControl({ triggers: [] } as unknown as LambdaFunction, true);
    expect([controlled('authorizationToken'), controlled('methodArn')]).toEqual(['high', undefined]);
  });
});

it("what AWS writes into an event of no known trigger is nobody else's", () => {
  const { controlled } = control();
  expect(['ResourceProperties.Name', 'body', 'name'].map(controlled)).toEqual(['high', 'high', 'high']);
  // Of a custom resource of CloudFormation, and of an S3 Object Lambda access point.
  expect(['ResponseURL', 'ResponseURL.hostname', 'getObjectContext.inputS3Url'].map(controlled)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
