import { expect, it } from 'vitest';
import { mayExceed, sizeOf } from './limits.ts';
import { writeFields } from './write.lazy.ts';

const write = (operation: string, input: unknown) =>
  writeFields(operation, input, () => ({ own: {}, yielding: { 'x-correlation-id': 'i'.repeat(36) } }))!;

it.each<[string, unknown, number]>([
  ['text, in bytes', 'ü', 2],
  ['bytes', new Uint8Array(7), 7],
  ['names and values', { ab: 'c', d: ['ef', { g: 'h' }] }, 8],
  ['a number', 5, 8],
  ['nothing', null, 8],
])('size of %s', (_name, value, size) => expect(sizeOf(value)).toBe(size));

it('ends in what holds itself', () => {
  const loop: Record<string, unknown> = { text: 'x' };
  loop['self'] = loop;
  expect(sizeOf(loop)).toBeLessThan(1_000);
});

it.each([
  [1_000, 500, false],
  [262_144 - 501, 500, false],
  [262_144 - 499, 500, true],
  [262_144, 500, true],
  [262_144 + 5_000, 500, false],
  [1_048_576 - 1, 500, true],
])('%i bytes and %i more: %s', (size, more, expected) => expect(mayExceed(size, more)).toBe(expected));

it.each<[string, (text: string) => object]>([
  ['sqs:SendMessage', (MessageBody) => ({ QueueUrl: 'q', MessageBody })],
  ['sns:Publish', (Message) => ({ TopicArn: 't', Message })],
  ['eventbridge:PutEvents', (text) => ({ Entries: [{ Detail: JSON.stringify({ text }) }] })],
  ['kinesis:PutRecord', (text) => ({ Data: Buffer.from(JSON.stringify({ text })) })],
  ['dynamodb:PutItem', (S) => ({ Item: { text: { S } } })],
])('%s: what would be too large with it goes without, the rest with it', (operation, inputOf) => {
  const limit = operation.startsWith('dynamodb') ? 409_600 : 262_144;
  const tight = inputOf('x'.repeat(limit - 60));
  expect(write(operation, tight)).toEqual({
    input: tight,
    messages: 1,
    without: ['it is about as large as the service takes'],
  });
  for (const length of [10, limit - 2_000, limit + 10_000]) {
    expect(write(operation, inputOf('x'.repeat(length))).without).toEqual([]);
  }
});

it('a batch: as many as there is room for in the request', () => {
  const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: `${i}`, MessageBody: 'x'.repeat(26_100) }));
  const { input, without } = write('sqs:SendMessageBatch', { Entries });
  const having = (input['Entries'] as object[]).filter((entry) => 'MessageAttributes' in entry);
  expect(having.length).toBeGreaterThan(0);
  expect(having.length).toBeLessThan(10);
  expect(without).toHaveLength(1);
});
