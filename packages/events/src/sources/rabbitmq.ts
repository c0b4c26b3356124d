import { visitBase64 } from '../reading/base64.ts';
import { visitByteList } from '../reading/byte-list.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { removeFromLists } from '../reading/records.ts';
import { visitRecordLists } from '../reading/visit-records.ts';
import { enter, isSpent, visitName, visitValue, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';
import { joinPath } from '../visits.ts';

/**
 * Queues of a RabbitMQ broker in Amazon MQ, polled by Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 *
 * Walked: the data (base64, unpacked where it is gzip), names and values of headers (texts come as lists of byte
 * numbers), and the properties that a publisher sets: content type and encoding, correlation id, reply-to, message id,
 * type, app and cluster id, expiration.
 * Not walked: the names of queues, priorities, times and counts are the broker's, which also checks the user's id.
 */
export const rabbitmq: EventSource = {
  id: 'rabbitmq',
  title: 'RabbitMQ queue',
  invocation: 'poll',
  match(event) {
    return event['eventSource'] === 'aws:rmq' && isMap(event['rmqMessagesByQueue']);
  },
  fields: ['eventSource', 'eventSourceArn', 'rmqMessagesByQueue'],
  read(walk, event) {
    visitRecordLists(
      walk,
      event['rmqMessagesByQueue'],
      'rmqMessagesByQueue',
      (message, path) => {
        visitBase64(walk, message['data'], path, 'data');
        const properties = message['basicProperties'];
        visitExcept(walk, properties, path, 'basicProperties', PROPERTIES);
        if (isMap(properties)) visitHeader(walk, properties['headers'], `${path}.basicProperties`, 'headers', 0);
      },
      MESSAGE,
    );
  },
  /**
   * A failed batch goes back to the queue and is delivered again. So it is handed on without the hostile message, which
   * counts as consumed.
   */
  block(event, request) {
    return removeFromLists(event, 'rmqMessagesByQueue', request);
  },
};

function message(data: string): Record<string, unknown> {
  return {
    basicProperties: {
      contentType: 'application/json',
      contentEncoding: null,
      headers: { origin: { bytes: [119, 101, 98] }, attempt: 1 },
      deliveryMode: 1,
      priority: 0,
      correlationId: 'poll-7',
      replyTo: null,
      expiration: '60000',
      messageId: null,
      timestamp: 'Nov 21, 2026, 9:15:00 AM',
      type: null,
      userId: 'web',
      appId: null,
      clusterId: null,
      bodySize: 80,
    },
    redelivered: false,
    data,
  };
}

/** Events after the AWS page above, by variant. The data is `{"vote":"blue"}` and `recount`. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    queues: {
      eventSource: 'aws:rmq',
      eventSourceArn: 'arn:aws:mq:eu-west-1:123456789012:broker:votes:b-9bcfa592-423a-4942-879d-eb284b418fc8',
      rmqMessagesByQueue: {
        'votes::/': [message('eyJ2b3RlIjoiYmx1ZSJ9'), message('cmVjb3VudA==')],
        'recounts::/': [message('cmVjb3VudA==')],
      },
    },
  } satisfies EventSamples;
}

const MESSAGE = ['basicProperties', 'redelivered', 'data'];

/** The others are the publisher's: https://www.rabbitmq.com/docs/publishers#message-properties */
const PROPERTIES = ['headers', 'deliveryMode', 'priority', 'timestamp', 'userId', 'bodySize'];

/** A text is `{"bytes": [119, 101, 98]}`; tables and lists nest. */
function visitHeader(walk: Walk, value: unknown, parent: string, key: string | number, depth: number): void {
  if (typeof value !== 'object' || value === null) {
    visitValue(walk, value, parent, key, depth);
    return;
  }
  const path = joinPath(parent, key);
  if (!enter(walk, path, depth)) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && !isSpent(walk, path, i); i++) visitHeader(walk, value[i], path, i, depth + 1);
    return;
  }
  const table = value as Record<string, unknown>;
  for (const name in table) {
    if (isSpent(walk, path, name)) return;
    visitName(walk, name, path, 0);
    if (name === 'bytes') visitByteList(walk, table[name], path, name);
    else visitHeader(walk, table[name], path, name, depth + 1);
  }
}
