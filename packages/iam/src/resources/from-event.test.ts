import type { DeployedResource, TemplateValue, Trigger } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { findNeeds } from '../needed/needed-statements.ts';
import { analysis, application, call, event, lambdaFunction, request, resource, text } from '../testing/fixtures.ts';
import { templateText } from './template-text.ts';

const place = { file: 'template.yaml', line: 9, column: 1 };
const notified = (name: string, configuration: TemplateValue, more: Record<string, TemplateValue> = {}) =>
  resource(name, 'S3::Bucket', { NotificationConfiguration: configuration, ...more });
const lambda = (id: string): TemplateValue => ({ LambdaConfigurations: [{ Function: { ref: id, attribute: 'Arn' } }] });

const s3 = (bucket: string, prefix?: string): Trigger => ({
  type: 's3',
  bucket,
  events: ['s3:ObjectCreated:*'],
  ...(prefix === undefined ? {} : { prefix }),
  place,
});
const rule = (detail: unknown): Trigger => ({
  type: 'eventbridge',
  bus: 'default',
  pattern: { source: ['aws.s3'], detail },
  place,
});
const sqs: Trigger = { type: 'sqs', queue: 'Jobs', batchSize: 10, reportBatchItemFailures: false, place };
const ref = (id: string) => ({ unknown: 'known after a deploy', expression: `!Ref ${id}` });

/** ARNs that a call of GetObject with parts of the event needs. */
function arns(
  triggers: readonly Trigger[],
  resources: readonly DeployedResource[],
  path: string,
  more: Parameters<typeof request>[0] = {},
): string[] {
  const fn = lambdaFunction('Main', { triggers });
  const input = request({ Bucket: event(path), Key: 'k', ...more });
  const all = [resource('Main', 'Lambda::Function'), ...resources];
  const needs = findNeeds(application([fn]), analysis('Main', [call('s3:GetObject', input)]), all);
  return (needs.statements.get('Main') ?? [])
    .filter(({ because }) => because.some(({ kind }) => kind !== 'runtime'))
    .flatMap(({ actions, resources: own }) =>
      own.flatMap((arn) => actions.map((action) => `${action} ${templateText(arn)}`)),
    );
}

const RECORD = 'Records[].s3.bucket.name';
const In = resource('In', 'S3::Bucket');
const Out = resource('Out', 'S3::Bucket');

describe('the bucket of an event', () => {
  it.each<[string, Trigger[], DeployedResource[], string, string[]]>([
    ['notifies the function', [s3('In')], [In, Out], RECORD, ['s3:GetObject ${In.Arn}/k']],
    [
      'has a name that only the stack tells',
      [s3('app-in')],
      [notified('In', lambda('Main'), { BucketName: { joined: [{ ref: 'AWS::StackName' }, '-in'] } }), Out],
      RECORD,
      ['s3:GetObject ${In.Arn}/k'],
    ],
    ['belongs to another stack', [s3('far')], [Out], RECORD, ['s3:GetObject arn:${AWS::Partition}:s3:::far/k']],
    [
      'one own, one of another stack',
      [s3('In'), s3('far')],
      [In],
      RECORD,
      ['s3:GetObject ${In.Arn}/k', 's3:GetObject arn:${AWS::Partition}:s3:::far/k'],
    ],
    [
      'is in the pattern of a rule',
      [rule({ bucket: { name: [ref('In')] } })],
      [In, Out],
      'detail.bucket.name',
      ['s3:GetObject ${In.Arn}/k'],
    ],
    [
      'is in the pattern of a rule for CloudTrail',
      [rule({ requestParameters: { bucketName: ['in-by-name'] } })],
      [resource('In', 'S3::Bucket', { BucketName: 'in-by-name' })],
      'detail.requestParameters.bucketName',
      ['s3:GetObject ${In.Arn}/k'],
    ],
    [
      'sends its notifications through a queue',
      [sqs],
      [notified('In', { QueueConfigurations: [{ Queue: 'x' }] }), Out],
      'Records[].body.Records[].s3.bucket.name',
      ['s3:GetObject ${In.Arn}/k'],
    ],
    [
      'is whatever a message says',
      [sqs],
      [notified('In', { QueueConfigurations: [{ Queue: 'x' }] })],
      'Records[].body.bucket',
      ['s3:GetObject arn:${AWS::Partition}:s3:::*/k'],
    ],
    [
      'is any, where a pattern only says how names begin',
      [rule({ bucket: { name: [{ prefix: 'in-' }] } })],
      [In],
      'detail.bucket.name',
      ['s3:GetObject arn:${AWS::Partition}:s3:::*/k'],
    ],
  ])('%s', (_title, triggers, resources, path, expected) => {
    expect(arns(triggers, resources, path)).toEqual(expected);
  });
});

describe('the version of a notification', () => {
  const VersionId = event('Records[].s3.object.versionId');
  const versioned = resource('In', 'S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } });
  it.each<[string, DeployedResource, string[]]>([
    ['is none of a bucket that keeps none', In, ['s3:GetObject ${In.Arn}/k']],
    [
      'may be one of a bucket that keeps them',
      versioned,
      ['s3:GetObject ${In.Arn}/k', 's3:GetObjectVersion ${In.Arn}/k'],
    ],
  ])('%s', (_title, bucket, expected) => {
    expect(arns([s3('In')], [bucket], RECORD, { VersionId })).toEqual(expected);
  });

  it('that the code names is asked for', () => {
    expect(arns([s3('In')], [In], RECORD, { VersionId: text('v1') })).toEqual(['s3:GetObjectVersion ${In.Arn}/k']);
  });
});
