import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { at, type Json } from '../../../events/src/testing/matrix.ts';
import type { PollSource } from '../../../events/src/testing/poller.ts';

/** A way for a note to stand in a record of a batch. */
export interface BatchKind {
  readonly source: PollSource;
  /** How the note is carried. */
  readonly carried: string;
  /** A record of the source's own sample with its own number, the note put in place step by step. */
  readonly record: (number: number, note: string) => Json;
  /** Where the firewall must find the note of the record at this place of a batch. */
  readonly path: (place: number) => string;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const json = (number: number, note: string): string => JSON.stringify({ number, note });

function sample(source: string, variant: string): Json {
  const event = structuredClone(EVENT_SAMPLES[source]![variant]!) as Json;
  const lists = event['Records'] ?? Object.values(event['records'] as Json)[0];
  return (lists as Json[])[0]!;
}

function sqs(number: number, body: string): Json {
  const record = sample('sqs', 'batch');
  at('messageId')(record, `message-${number}`);
  at('body')(record, body);
  return record;
}

function fifo(number: number, body: string): Json {
  const record = sample('sqs', 'fifo');
  at('messageId')(record, `message-${number}`);
  at('attributes', 'MessageGroupId')(record, `group-${number % 3}`);
  at('body')(record, body);
  return record;
}

function kinesis(number: number, data: string): Json {
  const record = sample('kinesis', 'batch');
  at('kinesis', 'sequenceNumber')(record, `${4_959_033_827_149_000 + number}`);
  at('kinesis', 'data')(record, base64(data));
  return record;
}

function dynamodb(number: number, note: unknown): Json {
  const record = sample('dynamodb', 'modify');
  at('dynamodb', 'SequenceNumber')(record, `${4_421_584_500_000_000 + number}`);
  at('dynamodb', 'NewImage')(record, { number: { N: `${number}` }, note });
  return record;
}

function kafka(number: number, value: string): Json {
  const record = sample('kafka', 'msk');
  at('partition')(record, number % 2);
  at('offset')(record, number);
  at('value')(record, base64(value));
  return record;
}

/** Of even numbers one partition, of odd ones the other. */
const kafkaPlace = (place: number): string => `records.votes-${place % 2}[${Math.floor(place / 2)}].value`;

/** Five sources, each with a note that is there to be read and one that only decoding reveals. */
export const BATCH_KINDS: readonly BatchKind[] = [
  { source: 'sqs', carried: 'text', record: sqs, path: (place) => `Records[${place}].body` },
  {
    source: 'sqs',
    carried: 'base64 in JSON',
    record: (number, note) => sqs(number, json(number, base64(note))),
    path: (place) => `Records[${place}].body|json.note|base64`,
  },
  { source: 'sqs-fifo', carried: 'text', record: fifo, path: (place) => `Records[${place}].body` },
  {
    source: 'sqs-fifo',
    carried: 'JSON in JSON',
    record: (number, note) => fifo(number, JSON.stringify({ a: json(number, note) })),
    path: (place) => `Records[${place}].body|json.a|json.note`,
  },
  { source: 'kinesis', carried: 'text', record: kinesis, path: (place) => `Records[${place}].kinesis.data|base64` },
  {
    source: 'kinesis',
    carried: 'JSON',
    record: (number, note) => kinesis(number, json(number, note)),
    path: (place) => `Records[${place}].kinesis.data|base64|json.note`,
  },
  {
    source: 'dynamodb',
    carried: 'a string',
    record: (number, note) => dynamodb(number, { S: note }),
    path: (place) => `Records[${place}].dynamodb.NewImage.note.S`,
  },
  {
    source: 'dynamodb',
    carried: 'a string in a list in a map',
    record: (number, note) => dynamodb(number, { M: { lines: { L: [{ S: 'to' }, { S: note }] } } }),
    path: (place) => `Records[${place}].dynamodb.NewImage.note.M.lines.L[1].S`,
  },
  {
    source: 'dynamodb',
    carried: 'JSON in a binary attribute',
    record: (number, note) => dynamodb(number, { B: base64(json(number, note)) }),
    path: (place) => `Records[${place}].dynamodb.NewImage.note.B|base64|json.note`,
  },
  { source: 'kafka', carried: 'text', record: kafka, path: (place) => `${kafkaPlace(place)}|base64` },
  {
    source: 'kafka',
    carried: 'JSON',
    record: (number, note) => kafka(number, json(number, note)),
    path: (place) => `${kafkaPlace(place)}|base64|json.note`,
  },
];

/** Records in a row, those at the named places with a note of their own. */
export function batchOf(kind: BatchKind, notes: Readonly<Record<number, string>>, count = 100): Json[] {
  return Array.from({ length: count }, (_, number) => kind.record(number, notes[number] ?? 'blue'));
}

/**
 * Source of a handler's module: `idOf(record)`, `recordsOf(event)` and `noteOf(record)` as a user's own code reads them,
 * apart from Bulkhead's reader.
 */
export const READ_RECORDS = `
const idOf = (record) => record.messageId ?? record.kinesis?.sequenceNumber ?? record.dynamodb?.SequenceNumber
  ?? record.topic + '-' + record.partition + '-' + record.offset;
const recordsOf = (event) => event.Records ?? Object.values(event.records).flat();
const text = (record) => record.body ?? Buffer.from(record.kinesis?.data ?? record.value, 'base64').toString();
const noteOf = (record) => record.dynamodb?.NewImage.note.S ?? text(record);
`;
