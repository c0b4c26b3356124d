import { DEFAULT_POLICY } from '@bulkhead/core';
import { sourceOf } from '@bulkhead/events';
import { expect, it } from 'vitest';
import { blockedError, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { CHAIN_NAME, type Chain, decodeChain, encodeChain, nextChain } from './chain.ts';
import { createForward } from './forward.lazy.ts';

/** A chain that has been through these functions. */
function through(...names: string[]): string {
  let chain: Chain | undefined;
  for (const name of names) chain = nextChain(chain, 'request-0', name, 1);
  return encodeChain(chain!, 'n1', undefined);
}

function setUp(event: unknown, action: 'block' | 'alert' | 'off' = 'block', requestId = 'request-1') {
  const scope = {
    ...{ requestId, trace: undefined, source: sourceOf(event), event },
    clientContext: undefined,
    policy: DEFAULT_POLICY,
  } as unknown as Scope;
  const found: Finding[] = [];
  const faults: string[] = [];
  const hooks = {
    scopes: () => [scope],
    policy: () => ({ action, limit: 2 }),
    act(_hook: string, finding: Finding) {
      found.push(finding);
      return action === 'block' ? blockedError(finding, 'request-1') : undefined;
    },
    shield: (_where: string, check: () => unknown) => check(),
  } as unknown as HookContext;
  const reporter = { fault: (_where: string, error: unknown) => void faults.push(String(error)) };
  const forward = createForward({ hooks, reporter, sign: undefined, functionName: 'convert' });
  const send = (message: Record<string, unknown> = {}): Chain | undefined => {
    const sent = forward.send('sqs:SendMessage', { QueueUrl: 'votes', ...message }) as {
      MessageAttributes?: Record<string, { StringValue?: string }>;
    };
    return decodeChain(sent.MessageAttributes?.[CHAIN_NAME]?.StringValue, undefined);
  };
  return { forward, send, found, faults };
}

const object = (key: string) => ({
  Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'b' }, object: { key } } }],
});
const payload = (text: string) => ({ __context: { [CHAIN_NAME]: text } });

it('a chain begins with the request', () => {
  expect(setUp({}).send()).toMatchObject({ id: 'request-1', hops: 1, functions: [{ name: 'convert', count: 1 }] });
});

it.each([
  ['sfn:StartExecution', { stateMachineArn: 'a', input: '{"n":1}' }, { name: 'order-1' }],
  [
    'dynamodb:TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 't', Item: { id: { S: '1' } } } }] },
    { ClientRequestToken: 'token-1' },
  ],
])('%s: what is known again by a name has the same chain at each try', (operation, input, named) => {
  const attempts = ['request-1', 'request-2'].map((requestId) => {
    const { forward, send } = setUp({}, 'block', requestId);
    if (requestId === 'request-2') send();
    return [forward.send(operation, { ...input, ...named }), forward.send(operation, input)];
  });
  const [[first, other], [again, anew]] = attempts as [unknown[], unknown[]];
  expect(JSON.stringify(first)).toContain(CHAIN_NAME);
  expect(again).toEqual(first);
  expect(anew).not.toEqual(other);
});

it('and goes on under its own id', () => {
  const sent = setUp(payload(through('api', 'convert'))).send();
  expect(sent).toMatchObject({ id: 'request-0', hops: 3, functions: [{ name: 'api' }, { name: 'convert', count: 2 }] });
});

it.each<['block' | 'alert' | 'off', number, boolean]>([
  ['block', 1, true],
  ['alert', 1, false],
  ['off', 0, false],
])('%s at the limit', (action, findings, isStopped) => {
  const { send, found } = setUp(payload(through('convert', 'convert')), action);
  if (isStopped)
    expect(() => send()).toThrow(expect.objectContaining({ code: 'BULKHEAD_BLOCKED', class: 'recursion' }));
  else expect(send() === undefined).toBe(action === 'off');
  expect(found).toHaveLength(findings);
});

it('for a batch, the message counts that came round most often', () => {
  const record = (text: string) => ({
    ...{ eventSource: 'aws:sqs', body: '' },
    messageAttributes: { [CHAIN_NAME]: { stringValue: text } },
  });
  const records = [through('a', 'b', 'c', 'd'), through('convert'), through('a')].map(record);
  expect(setUp({ Records: records }).send()?.functions).toEqual([{ name: 'convert', count: 2 }]);
});

it.each<[string, string, unknown, unknown, number]>([
  ['the object of the event', 's3:GetObject', { Bucket: 'b', Key: 'a file+1' }, { [CHAIN_NAME]: through('api') }, 2],
  ['only its head', 's3:HeadObject', { Bucket: 'b', Key: 'a file+1' }, { [CHAIN_NAME]: through('api') }, 2],
  ['another object', 's3:GetObject', { Bucket: 'b', Key: 'settings' }, { [CHAIN_NAME]: through('api') }, 1],
  ['of another bucket', 's3:GetObject', { Bucket: 'c', Key: 'a file+1' }, { [CHAIN_NAME]: through('api') }, 1],
  ['without metadata', 's3:GetObject', { Bucket: 'b', Key: 'a file+1' }, undefined, 1],
  ['with odd metadata', 's3:GetObject', { Bucket: 'b', Key: 'a file+1' }, { [CHAIN_NAME]: 'x' }, 1],
])('an S3 event goes on with %s', (_name, operation, input, Metadata, hops) => {
  const { forward, send } = setUp(object('a+file%2B1'));
  forward.received(operation, input, { Metadata });
  expect(send()?.hops).toBe(hops);
});

it('a message without room goes out as it is, and that is said', () => {
  const { send, faults } = setUp({});
  const ten = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }]),
  );
  expect(send({ MessageAttributes: ten })).toBeUndefined();
  expect(faults).toEqual(['sqs:SendMessage: all ten message attributes are taken']);
});
