import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES } from './registry.ts';
import { sampleOf } from './testing/matrix.ts';
import type { EventSource } from './types.ts';

const REQUEST = { requestId: 'r-1', paths: ['body|json.a'] };

function sourceNamed(id: string): EventSource {
  return EVENT_SOURCES.find((source) => source.id === id)!;
}

describe('a blocked request', () => {
  it.each(['apigateway-v1', 'apigateway-v2', 'function-url', 'alb'])('%s answers 403 with the request id', (id) => {
    const source = sourceNamed(id);
    const outcome = source.block(sampleOf(source.id), REQUEST);
    expect(outcome).toEqual({
      is: 'respond',
      response: {
        statusCode: 403,
        ...(id === 'alb' ? { statusDescription: '403 Forbidden' } : {}),
        isBase64Encoded: false,
        headers: { 'content-type': 'application/json', 'x-bulkhead-request-id': 'r-1' },
        body: '{"message":"Forbidden","requestId":"r-1"}',
      },
    });
  });

  it('alb answers with multi-value headers where the request had them', () => {
    const { headers: _headers, ...rest } = sampleOf('alb');
    const outcome = sourceNamed('alb').block({ ...rest, multiValueHeaders: { host: ['a'] } }, REQUEST);
    expect(outcome).toMatchObject({
      response: {
        multiValueHeaders: { 'content-type': ['application/json'], 'x-bulkhead-request-id': ['r-1'] },
      },
    });
    expect(outcome).not.toHaveProperty('response.headers');
  });
});

describe('a hostile message', () => {
  const { block } = sourceNamed('sqs');
  const sample = sampleOf('sqs');
  const records = sample['Records'] as { messageId: string }[];

  it.each<[paths: string[], rest: number[]]>([
    [['Records[0].body|json.vote.choice'], [1]],
    [['Records[1].body', 'Records[1].messageAttributes.note.binaryValue|base64'], [0]],
  ])('%j is taken out', (paths, rest) => {
    const removed = records.filter((_record, index) => !rest.includes(index));
    expect(block(sample, { requestId: 'r', paths })).toEqual({
      is: 'continue',
      event: { Records: rest.map((index) => records[index]) },
      removed,
    });
    expect(sample['Records']).toHaveLength(2);
  });

  it('leaves nothing to retry when every message is hostile', () => {
    const paths = ['Records[0].body', 'Records[1].body'];
    expect(block(sample, { requestId: 'r', paths })).toEqual({
      is: 'respond',
      response: { batchItemFailures: [] },
      removed: records,
    });
  });

  it.each([[[]], [['body']], [['Records[7].body']], [['xRecords[0]']]])('%j names none', (paths) => {
    expect(block(sample, { requestId: 'r', paths })).toEqual({ is: 'throw' });
  });
});
