import type { App, DeployedResource, TemplateValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { localiseStatements } from './localise.ts';

const place = { file: 'serverless.yml', line: 1, column: 1 };
const added = (id: string, type: string, properties: Record<string, TemplateValue>): DeployedResource => ({
  id,
  type,
  properties,
  place,
  origin: 'generated',
  placeOf: () => place,
});
const app = {
  name: 'shop',
  framework: 'serverless',
  stage: 'dev',
  root: '/shop',
  file: 'serverless.yml',
  region: 'eu-west-1',
  functions: [],
  resources: [{ id: 'Orders', type: 'AWS::DynamoDB::Table', properties: {}, place }],
} as unknown as App;
const resources = [
  added('S3BucketInbox', 'AWS::S3::Bucket', { BucketName: 'shop-inbox' }),
  added('SNSTopicNews', 'AWS::SNS::Topic', { TopicName: 'news' }),
];

const local = (value: TemplateValue) =>
  localiseStatements(app, 'eu-west-1', [{ actions: ['a:B'], resources: [value], because: [] }], resources);

describe('localiseStatements', () => {
  it.each<[string, TemplateValue, string]>([
    [
      'an own table',
      { ref: 'Orders', attribute: 'Arn' },
      'arn:aws:dynamodb:eu-west-1:123456789012:table/shop-dev-orders',
    ],
    ['a bucket that the framework adds', { ref: 'S3BucketInbox', attribute: 'Arn' }, 'arn:aws:s3:::shop-inbox'],
    ['its objects', { joined: [{ ref: 'S3BucketInbox', attribute: 'Arn' }, '/*'] }, 'arn:aws:s3:::shop-inbox/*'],
    ['its name', { ref: 'S3BucketInbox' }, 'shop-inbox'],
    ['a topic that the framework adds', { ref: 'SNSTopicNews' }, 'arn:aws:sns:eu-west-1:123456789012:news'],
    [
      'what the deploy fills in',
      'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs',
      'arn:aws:sqs:eu-west-1:123456789012:jobs',
    ],
  ])('%s', (_title, value, expected) => {
    const { statements, open } = local(value);
    expect(statements[0]!.resources).toEqual([expected]);
    expect(open).toEqual([]);
  });

  it('names what nothing local can stand for', () => {
    const { statements, open } = local({ unknown: 'comes from another stack', expression: '${cf:far.Arn}' });
    expect(statements[0]!.resources).toEqual(['*']);
    expect(open).toEqual(['${cf:far.Arn}']);
  });
});
