import { visitBase64 } from '../reading/base64.ts';
import { visitByteList } from '../reading/byte-list.ts';
import { isMap } from '../reading/http.ts';
import { removeFromLists } from '../reading/records.ts';
import { visitRecordLists, visitRecords } from '../reading/visit-records.ts';
import { visitName, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Kafka topic, in Amazon MSK or a cluster of one's own, polled by Lambda partition by partition.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 *
 * Walked: key and value (base64; of Avro and protobuf the readable stretches), names and values of headers (lists of byte
 * numbers). All are the producer's.
 * Not walked: topic, partition, offset, times, brokers, ARN and the schema's id are the cluster's.
 */
export const kafka: EventSource = {
  id: 'kafka',
  title: 'Kafka topic',
  invocation: 'poll',
  match(event) {
    const source = event['eventSource'];
    return (source === 'aws:kafka' || source === 'aws:SelfManagedKafka') && isMap(event['records']);
  },
  fields: ['eventSource', 'eventSourceArn', 'bootstrapServers', 'records'],
  read(walk, event) {
    visitRecordLists(
      walk,
      event['records'],
      'records',
      (record, path) => {
        visitBase64(walk, record['key'], path, 'key');
        visitBase64(walk, record['value'], path, 'value');
        visitHeaders(walk, record['headers'], `${path}.headers`);
      },
      RECORD,
    );
  },
  /**
   * A failed batch is delivered again until it expires, which holds up its partitions. So it is handed on without the
   * hostile record, whether or not the mapping reports failures; what the handler itself reports goes out as it is.
   * https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  block(event, request) {
    return removeFromLists(event, 'records', request);
  },
};

const RECORD = [
  'topic',
  'partition',
  'offset',
  'timestamp',
  'timestampType',
  'key',
  'value',
  'headers',
  'keySchemaMetadata',
  'valueSchemaMetadata',
];

function record(partition: number, offset: number, value: string): Record<string, unknown> {
  return {
    topic: 'votes',
    partition,
    offset,
    timestamp: 1795169700123,
    timestampType: 'CREATE_TIME',
    key: 'dm90ZXItMTc=',
    value,
    headers: [{ origin: [119, 101, 98] }],
  };
}

const BROKERS = 'b-1.votes.0a1b.c1.kafka.eu-west-1.amazonaws.com:9092';

/** Events after the AWS pages above, by variant. The values are `{"vote":"blue"}` and `recount`. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    msk: {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/votes/0a1b',
      bootstrapServers: BROKERS,
      records: {
        'votes-0': [record(0, 15, 'eyJ2b3RlIjoiYmx1ZSJ9'), record(0, 16, 'cmVjb3VudA==')],
        'votes-1': [record(1, 7, 'cmVjb3VudA==')],
      },
    },
    selfManaged: {
      eventSource: 'aws:SelfManagedKafka',
      bootstrapServers: BROKERS,
      records: { 'votes-0': [record(0, 15, 'eyJ2b3RlIjoiYmx1ZSJ9')] },
    },
  } satisfies EventSamples;
}

function visitHeaders(walk: Walk, headers: unknown, path: string): void {
  visitRecords(walk, headers, path, (header, headerPath) => {
    for (const name in header) {
      visitName(walk, name, headerPath, 0);
      visitByteList(walk, header[name], headerPath, name);
    }
  });
}
