import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { at, BASE64, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { rabbitmq, samples } from './rabbitmq.ts';

const PATH = 'rmqMessagesByQueue.votes::/[1]';
const message = (value: unknown, ...steps: (string | number)[]) =>
  plant(at('rmqMessagesByQueue', 'votes::/', 1, ...steps), value);
const header = (value: unknown) => message({ note: value }, 'basicProperties', 'headers');
const BYTES = { bytes: [...Buffer.from(PAYLOAD)] };

testMatrix(
  rabbitmq,
  samples.queues,
  [
    ['the data', message(BASE64, 'data'), `${PATH}.data|base64`],
    [
      'JSON in the data',
      message(Buffer.from(JSON.stringify([PAYLOAD])).toString('base64'), 'data'),
      `${PATH}.data|base64|json[0]`,
    ],
    ['packed data', message(gzipSync(PAYLOAD).toString('base64'), 'data'), `${PATH}.data|base64|gzip`],
    [
      'the data of another queue',
      plant(at('rmqMessagesByQueue', 'recounts::/', 0, 'data'), BASE64),
      'rmqMessagesByQueue.recounts::/[0].data|base64',
    ],
    ['a header', header(BYTES), `${PATH}.basicProperties.headers.note.bytes|bytes`],
    ['a header of text', header(PAYLOAD), `${PATH}.basicProperties.headers.note`],
    ['a list in a header', header([1, BYTES]), `${PATH}.basicProperties.headers.note[1].bytes|bytes`],
    ['a table in a header', header({ a: { b: BYTES } }), `${PATH}.basicProperties.headers.note.a.b.bytes|bytes`],
    [
      'the name of a header',
      message({ [PAYLOAD]: 1 }, 'basicProperties', 'headers'),
      `${PATH}.basicProperties.headers.{keys}.${PAYLOAD}`,
    ],
    ...[
      'contentType',
      'contentEncoding',
      'correlationId',
      'replyTo',
      'expiration',
      'messageId',
      'type',
      'appId',
      'clusterId',
    ].map((name): [string, ReturnType<typeof message>, string] => [
      `the property ${name}`,
      message(PAYLOAD, 'basicProperties', name),
      `${PATH}.basicProperties.${name}`,
    ]),
  ],
  [
    ["the user's id", message(PAYLOAD, 'basicProperties', 'userId')],
    ['the time', message(PAYLOAD, 'basicProperties', 'timestamp')],
  ],
);

it('takes a hostile message out, and a queue of which nothing is left', () => {
  const { 'votes::/': votes, 'recounts::/': recounts } = samples.queues.rmqMessagesByQueue;
  const before = structuredClone(samples.queues);
  const block = (...paths: string[]) => rabbitmq.block(samples.queues, { requestId: 'r', paths });
  expect(block(`${PATH}.data|base64`)).toEqual({
    is: 'continue',
    event: { ...samples.queues, rmqMessagesByQueue: { 'votes::/': [votes[0]], 'recounts::/': recounts } },
    removed: [votes[1]],
  });
  expect(block('rmqMessagesByQueue.recounts::/[0].data|base64')).toEqual({
    is: 'continue',
    event: { ...samples.queues, rmqMessagesByQueue: { 'votes::/': votes } },
    removed: recounts,
  });
  const all = ['votes::/[0]', 'votes::/[1]', 'recounts::/[0]'].map((record) => `rmqMessagesByQueue.${record}.data`);
  expect(block(...all)).toEqual({
    is: 'respond',
    response: { batchItemFailures: [] },
    removed: [...votes, ...recounts],
  });
  expect(samples.queues).toEqual(before);
});
