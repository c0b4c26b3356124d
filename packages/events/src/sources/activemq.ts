import { visitBase64 } from '../reading/base64.ts';
import { removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Queue of an ActiveMQ broker in Amazon MQ, polled by Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 *
 * Walked: the data (base64, of text and bytes messages alike), names and values of properties, and the JMS headers that a
 * client sets: message id, correlation id, type, reply-to, and the id of its connection.
 * Not walked: the queue, times, priorities, counts, kind of message and ARN are the broker's.
 */
export const activemq: EventSource = {
  id: 'activemq',
  title: 'ActiveMQ queue',
  invocation: 'poll',
  match(event) {
    const source = event['eventSource'];
    return (source === 'aws:mq' || source === 'aws:amq') && Array.isArray(event['messages']);
  },
  fields: ['eventSource', 'eventSourceArn', 'messages'],
  read(walk, event) {
    visitRecords(
      walk,
      event['messages'],
      'messages',
      (message, path) => {
        visitBase64(walk, message['data'], path, 'data');
      },
      MESSAGE,
    );
  },
  /**
   * A failed batch is delivered again until the broker gives it up. So it is handed on without the hostile message, which
   * counts as consumed.
   */
  block(event, request) {
    return removeRecords(event, 'messages', request);
  },
};

function message(number: number, data: string): Record<string, unknown> {
  return {
    messageID: `ID:b-0f5b7522-1.mq.eu-west-1.amazonaws.com-34859-1795169700123-4:12:1:1:${number}`,
    messageType: 'jms/text-message',
    timestamp: 1795169700123,
    deliveryMode: 1,
    correlationID: 'poll-7',
    replyTo: 'null',
    destination: { physicalName: 'votes' },
    redelivered: false,
    type: '',
    expiration: 0,
    priority: 0,
    data,
    brokerInTime: 1795169700124,
    brokerOutTime: 1795169700125,
    properties: { origin: 'web' },
  };
}

/** Events after the AWS page above, by variant. The data is `{"vote":"blue"}` and `recount`. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    queue: {
      eventSource: 'aws:mq',
      eventSourceArn: 'arn:aws:mq:eu-west-1:123456789012:broker:votes:b-0f5b7522-2b41-4f85-a615-735a4e6d96b5',
      messages: [message(3, 'eyJ2b3RlIjoiYmx1ZSJ9'), message(4, 'cmVjb3VudA==')],
    },
  } satisfies EventSamples;
}

/** What the broker writes, and the data, which is base64; the others are the client's. */
const MESSAGE = [
  'messageType',
  'timestamp',
  'deliveryMode',
  'destination',
  'redelivered',
  'expiration',
  'priority',
  'data',
  'brokerInTime',
  'brokerOutTime',
  'persistent',
];
