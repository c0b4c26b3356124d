import { expect, it } from 'vitest';
import { at, BASE64, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { activemq, samples } from './activemq.ts';

const JSON_BASE64 = Buffer.from(JSON.stringify({ a: PAYLOAD })).toString('base64');
const field = (name: string) => plant(at('messages', 0, name), PAYLOAD);

testMatrix(
  activemq,
  samples.queue,
  [
    ['the data', plant(at('messages', 1, 'data'), BASE64), 'messages[1].data|base64'],
    ['JSON in the data', plant(at('messages', 0, 'data'), JSON_BASE64), 'messages[0].data|base64|json.a'],
    ['a property', plant(at('messages', 0, 'properties', 'note'), PAYLOAD), 'messages[0].properties.note'],
    [
      'the name of a property',
      plant(at('messages', 0, 'properties', PAYLOAD), 'a'),
      `messages[0].properties.{keys}.${PAYLOAD}`,
    ],
    ['the correlation id', field('correlationID'), 'messages[0].correlationID'],
    ['the message id', field('messageID'), 'messages[0].messageID'],
    ['the type', field('type'), 'messages[0].type'],
    ['the reply-to', field('replyTo'), 'messages[0].replyTo'],
    ["the connection's id", field('connectionId'), 'messages[0].connectionId'],
  ],
  [
    ['the queue', plant(at('messages', 0, 'destination', 'physicalName'), PAYLOAD)],
    ['the kind of message', field('messageType')],
  ],
);

it('takes a hostile message out, so that the batch is not delivered again', () => {
  const [one, two] = samples.queue.messages;
  const before = structuredClone(samples.queue);
  const request = { requestId: 'r', paths: ['messages[0].properties.note'] };
  expect(activemq.block(samples.queue, request)).toEqual({
    is: 'continue',
    event: { ...samples.queue, messages: [two] },
    removed: [one],
  });
  expect(samples.queue).toEqual(before);
  expect(activemq.block({ ...samples.queue, messages: [one] }, request)).toEqual({
    is: 'respond',
    response: { batchItemFailures: [] },
    removed: [one],
  });
});
