import { afterEach, expect, it } from 'vitest';
import { writeFields } from './write.lazy.ts';

const write = (operation: string, input: unknown) =>
  writeFields(operation, input, () => ({ own: {}, yielding: { 'x-correlation-id': 'i-1' } }));

const everybody = Object.prototype as Record<string, unknown>;
afterEach(() => {
  for (const name of ['value', 'none']) delete everybody[name];
});

// A handler that merges a body into an object leaves its names on the prototype of all objects.
it.each<[string, string, unknown]>([
  ['bytes that are no JSON', 'kinesis:PutRecord', { Data: Buffer.from('plain') }],
  ['a text that is no JSON', 'sfn:StartExecution', { input: 'plain' }],
])('%s goes out as it is, whatever is left on the prototype of all objects', (_, operation, input) => {
  const before = write(operation, input)!;
  everybody['value'] = 'a stranger’s';
  const { input: sent, without } = write(operation, input)!;
  delete everybody['value'];
  expect(sent).toEqual(before.input);
  expect(without).toEqual(before.without);
  expect(without).toHaveLength(1);
});

it('what has room takes the fields, whatever is left there', () => {
  everybody['none'] = 'a stranger’s';
  const { input: sent, without } = write('sqs:SendMessage', { MessageBody: 'plain' })!;
  delete everybody['none'];
  expect(JSON.stringify(sent)).toContain('i-1');
  expect(without).toEqual([]);
});
