import { expect, it } from 'vitest';
import { type Load, writeFields } from './write.lazy.ts';

type Input = Readonly<Record<string, unknown>>;

let tries = 0;
/** What rides along at one try; another invocation makes the next. */
const loadOfNext = (): Load => {
  tries++;
  return {
    own: {},
    yielding: {
      'x-correlation-id': 'id-1',
      'debug-log-enabled': 'true',
      'x-correlation-parent-id': `request-${tries}`,
      'x-bulkhead-context': `2.${tries}.a.b`,
      traceparent: `00-${tries}`,
    },
  };
};
const write = (operation: string, input: Input): Input => writeFields(operation, input, loadOfNext)!.input;

const TRANSACTION = { TransactItems: [{ Put: { TableName: 't', Item: { id: { S: '1' } } } }] };

it.each<[string, Input, Input]>([
  ['sfn:StartExecution', { stateMachineArn: 'a', input: '{"n":1}' }, { name: 'order-1' }],
  ['dynamodb:TransactWriteItems', TRANSACTION, { ClientRequestToken: 'token-1' }],
  ['lambda:Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: '{}' }, { DurableExecutionName: 'order-1' }],
])('%s: what is known again by a name is the same at each try', (operation, input, named) => {
  const first = write(operation, { ...input, ...named });
  expect(first).toEqual(write(operation, { ...input, ...named }));
  expect(JSON.stringify(first)).toContain('id-1');
  // Without one, each says who has sent it.
  expect(JSON.stringify(write(operation, input))).toContain(`request-${tries}`);
});

it.each([
  ['sqs:SendMessage', 'MessageAttributes'],
  ['sns:Publish', 'MessageAttributes'],
])('%s: an attribute of the caller stays in whatever casing', (operation, place) => {
  const MessageAttributes = { 'X-Correlation-Id': { DataType: 'String', StringValue: 'mine' } };
  const written = write(operation, { MessageAttributes })[place] as Input;
  expect(Object.keys(written).filter((name) => name.toLowerCase() === 'x-correlation-id')).toEqual([
    'X-Correlation-Id',
  ]);
});
