import type { TemplateValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { deployedResources } from '../deployed/deployed-resources.ts';
import type { LiveResource } from './account.ts';
import { createLinker } from './link.ts';
import { liveApp } from './live-app.ts';
import { jsonOf, lambdaFunction, lambdaPermissions, pascalKeys, toValue } from './shapes.ts';

const HERE = 'eu-west-1:123456789012';
const FN = `arn:aws:lambda:${HERE}:function:orders`;
const QUEUE = `arn:aws:sqs:${HERE}:jobs`;
const BUCKET = 'arn:aws:s3:::uploads';

const FUNCTION: LiveResource = lambdaFunction({
  FunctionName: 'orders',
  FunctionArn: `${FN}:$LATEST`,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Role: `arn:aws:iam::123456789012:role/orders`,
  Timeout: 30,
  Environment: { Variables: { QUEUE } },
});
const OWN: readonly LiveResource[] = [
  FUNCTION,
  { id: QUEUE, type: 'AWS::SQS::Queue', properties: { QueueName: 'jobs' }, names: { 'https://sqs/jobs': '' } },
  { id: BUCKET, type: 'AWS::S3::Bucket', properties: { BucketName: 'uploads' }, names: { uploads: '' } },
  { id: `arn:aws:sns:${HERE}:news`, type: 'AWS::SNS::Topic', properties: {} },
];
const account = (...more: readonly LiveResource[]) => ({
  accountId: '123456789012',
  region: 'eu-west-1',
  resources: [...OWN, ...more],
});

describe('createLinker', () => {
  it.each<[string, TemplateValue, TemplateValue]>([
    ['an ARN', QUEUE, { ref: QUEUE, attribute: 'Arn' }],
    ['a type whose Ref is its ARN', `arn:aws:sns:${HERE}:news`, { ref: `arn:aws:sns:${HERE}:news` }],
    ['a URL', 'https://sqs/jobs', { ref: QUEUE }],
    ['what lies in a bucket', `${BUCKET}/*`, { joined: [{ ref: BUCKET, attribute: 'Arn' }, '/*'] }],
    ['a version', `${FN}:$LATEST`, { joined: [{ ref: FN, attribute: 'Arn' }, ':$LATEST'] }],
    [
      'an ARN within another',
      `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FN}/invocations`,
      {
        joined: [
          'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/',
          { ref: FN, attribute: 'Arn' },
          '/invocations',
        ],
      },
    ],
    ['a name that only begins alike', `${FN}-2`, `${FN}-2`],
    ['a bucket that only begins alike', `${BUCKET}-2/*`, `${BUCKET}-2/*`],
    ['inside of lists and maps', { a: [QUEUE] }, { a: [{ ref: QUEUE, attribute: 'Arn' }] }],
    ['a reference to what was not read', { ref: 'arn:aws:sqs:x:y:z' }, 'arn:aws:sqs:x:y:z'],
    [
      'two in one text',
      `${QUEUE},${QUEUE}`,
      { joined: [{ ref: QUEUE, attribute: 'Arn' }, ',', { ref: QUEUE, attribute: 'Arn' }] },
    ],
    ['somebody else', 'arn:aws:sqs:eu-west-1:210987654321:jobs', 'arn:aws:sqs:eu-west-1:210987654321:jobs'],
  ])('%s', (_, value, expected) => {
    expect(createLinker(OWN).link(value)).toEqual(expected);
  });

  it('ends on a text without end and on a value without bottom', () => {
    const { link } = createLinker(OWN);
    expect(link('arn:aws:sqs:a:1:'.repeat(20_000))).toBeTypeOf('string');
    let deep: TemplateValue = 'x';
    for (let i = 0; i < 500; i++) deep = [deep];
    expect(JSON.stringify(link(deep))).toContain('nested too deep');
  });
});

describe('liveApp', () => {
  const mapping: LiveResource = {
    id: `arn:aws:lambda:${HERE}:event-source-mapping:1`,
    type: 'AWS::Lambda::EventSourceMapping',
    properties: { FunctionName: { ref: FN }, EventSourceArn: QUEUE, BatchSize: 10 },
  };

  it('is the model that a template gives, with ARNs for places', () => {
    const { app } = liveApp(account(mapping));
    expect(app.functions).toMatchObject([
      {
        id: FN,
        name: 'orders',
        timeoutSeconds: 30,
        triggers: [{ type: 'sqs', queue: QUEUE, batchSize: 10, place: { file: mapping.id } }],
      },
    ]);
    expect(app.functions[0]!.handler).toMatchObject({ unknown: expect.stringContaining('--code') });
    expect(deployedResources(app).map(({ type, place }) => `${type} ${place.file}`)).toContain(
      `AWS::SQS::Queue ${QUEUE}`,
    );
  });

  it('leaves out what its model does not take, and shows it to rules', () => {
    const odd = { ...mapping, properties: { ...mapping.properties, BatchSize: 1_000_000 } };
    const { app, left } = liveApp(account(odd));
    expect(left).toEqual([{ arn: mapping.id, why: expect.stringContaining('BatchSize') }]);
    expect(app.functions[0]!.triggers).toEqual([]);
    expect(deployedResources(app).map(({ id }) => id)).toContain(mapping.id);
  });

  it('takes data for data, whatever it is called', () => {
    const named = lambdaFunction({
      ...{ FunctionName: 'odd', FunctionArn: `${FN}-odd`, Runtime: 'nodejs22.x', Handler: 'a.b' },
      Environment: { Variables: { Ref: 'AWS::AccountId' } },
    });
    const { app } = liveApp(account(named));
    const properties = deployedResources(app).find(({ id }) => id === named.id)!.properties;
    expect(properties['Environment']).toEqual({ Variables: { Ref: 'AWS::AccountId' } });
  });

  it('takes an account of 3,000 functions', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({
      ...FUNCTION,
      id: `${FN}-${i}`,
      properties: { ...FUNCTION.properties, Layers: Array.from({ length: 30 }, (_unused, n) => `layer-${n}`) },
    }));
    expect(liveApp(account(...many)).app.functions).toHaveLength(3_001);
  });
});

describe('shapes', () => {
  it.each<[string, object, object]>([
    ['a service', { Principal: { Service: 's3.amazonaws.com' } }, { Principal: 's3.amazonaws.com' }],
    ['an account', { Principal: { AWS: 'arn:aws:iam::210987654321:root' } }, { Principal: '210987654321' }],
    ['anybody', { Principal: '*' }, { Principal: '*' }],
    [
      'a source',
      { Condition: { ArnLike: { 'AWS:SourceArn': 'arn:x' }, StringEquals: { 'AWS:SourceAccount': '1' } } },
      { SourceArn: 'arn:x', SourceAccount: '1' },
    ],
    [
      'a URL',
      { Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } },
      { FunctionUrlAuthType: 'NONE' },
    ],
  ])('a permission for %s', (_, statement, expected) => {
    const document = { Statement: [{ Sid: 's', Effect: 'Allow', Action: 'lambda:InvokeFunction', ...statement }] };
    const [permission] = lambdaPermissions(JSON.stringify(document), FN);
    expect(permission).toMatchObject({
      id: `${FN}#permission/s`,
      properties: { FunctionName: { ref: FN }, Action: 'lambda:InvokeFunction', ...expected },
    });
  });

  it.each<[string, unknown, unknown]>([
    ['plain', '{"a":1}', { a: 1 }],
    ['percent-encoded, as IAM answers', '%7B%22a%22%3A1%7D', { a: 1 }],
    ['with escaped quotes, as API Gateway answers', '{\\"a\\":1}', { a: 1 }],
    ['already data', { a: 1 }, { a: 1 }],
    ['no JSON', 'hello', undefined],
    ['a bad escape', '%E0%A4%A', undefined],
    ['nothing', undefined, undefined],
  ])('a document %s', (_, text, expected) => {
    expect(jsonOf(text)).toEqual(expected);
  });

  it('names of REST APIs, and dates', () => {
    expect(pascalKeys({ fooBar: [{ bazQux: 1 }] })).toEqual({ FooBar: [{ BazQux: 1 }] });
    expect(toValue({ at: new Date(0), gone: undefined, bytes: new Uint8Array(2) })).toEqual({
      at: '1970-01-01T00:00:00.000Z',
    });
  });
});
