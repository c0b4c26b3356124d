import type { OutboundCall } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { theStore } from '../../runtime/src/telemetry/correlation/store.ts';
import { received, withFields } from './carry.ts';

const NOTICE = { eventSource: 'aws:s3', s3: { bucket: { name: 'b' }, object: { key: 'a+key' } } };
const QUEUED = { eventSource: 'aws:sqs', messageId: 'm-1', body: JSON.stringify({ Records: [NOTICE] }) };
const INPUT = { Bucket: 'b', Key: 'a key' };
const OUTPUT = { Metadata: { 'x-correlation-id': 'of-the-object' } };
const store = theStore();
const within = <T>(event: unknown, body: () => T) => store.invoke(event, { awsRequestId: 'req-1' }, body);
const id = () => store.current()?.fields['x-correlation-id'];

describe('what an object of S3 brings is taken up', () => {
  it.each<[string, unknown, string, unknown, unknown, string]>([
    ['that the event names', { Records: [NOTICE] }, 's3:GetObject', INPUT, OUTPUT, 'of-the-object'],
    ['by its head', { Records: [NOTICE] }, 's3:HeadObject', INPUT, OUTPUT, 'of-the-object'],
    ['in a queue', { Records: [QUEUED] }, 's3:GetObject', INPUT, OUTPUT, 'of-the-object'],
    ['not another object', { Records: [NOTICE] }, 's3:GetObject', { Bucket: 'b', Key: 'c' }, OUTPUT, 'req-1'],
    ['not by a list', { Records: [NOTICE] }, 's3:ListObjects', INPUT, OUTPUT, 'req-1'],
    ['not without an id', { Records: [NOTICE] }, 's3:GetObject', INPUT, { Metadata: {} }, 'req-1'],
    [
      'not what is no id',
      { Records: [NOTICE] },
      's3:GetObject',
      INPUT,
      { Metadata: { 'x-correlation-id': 'a\nb' } },
      'req-1',
    ],
    ['not from nothing', { Records: [NOTICE] }, 's3:GetObject', INPUT, undefined, 'req-1'],
  ])('%s', (_name, event, operation, input, output, expected) => {
    const before = within(event, () => {
      received(operation, input, output);
      return id();
    });
    expect(before).toBe(expected);
  });

  it('in the scope of a record', () => {
    const scope = store.capture({ ...QUEUED });
    store.run(scope, () => received('s3:GetObject', INPUT, OUTPUT));
    expect(scope.fields['x-correlation-id']).toBe('of-the-object');
  });

  it('and nothing happens outside of one', () => {
    received('s3:GetObject', INPUT, OUTPUT);
    expect(id()).toBeUndefined();
  });
});

it('each operation is noted as the last call, where timeouts are reported', () => {
  const calls = new Map<string, OutboundCall>();
  store.calls = calls;
  within({}, () => withFields('dynamodb:GetItem', {}));
  expect(calls.get('req-1')).toEqual({ operation: 'dynamodb:GetItem', at: expect.any(Number) as number });
});
