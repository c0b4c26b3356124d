import { describe, expect, it } from 'vitest';
import { sourceOf } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import { type Json, PAYLOAD, visitsOf } from './testing/matrix.ts';
import { joinPath } from './visits.ts';
import { walkEvent } from './walk-event.ts';

const CASES = Object.entries(EVENT_SAMPLES).flatMap(([id, samples]) =>
  Object.entries(samples).map(([variant, event]): [string, Json] => [`${id}/${variant}`, event as Json]),
);

describe('a message that is dressed up as the event of a trigger', () => {
  it.each(CASES)('%s is read beyond the fields of the trigger', (_variant, sample) => {
    const event = { ...structuredClone(sample), command: PAYLOAD };
    const source = sourceOf(event);
    if (source) {
      expect(visitsOf(source, event).get('command')).toBe(PAYLOAD);
      return;
    }
    const texts: string[] = [];
    walkEvent(undefined, event, (text) => texts.push(text));
    expect(texts).toContain(PAYLOAD);
  });

  it.each(CASES)('%s is read beyond the fields of its records', (_variant, sample) => {
    const event = structuredClone(sample);
    const records = recordsOf(event);
    for (const record of records) record['command'] = PAYLOAD;
    const texts: string[] = [];
    walkEvent(sourceOf(event), event, (text) => texts.push(text));
    expect(texts.filter((text) => text === PAYLOAD).length).toBeGreaterThanOrEqual(records.length);
  });

  it.each(CASES)('%s is read where its fields hold what they never hold', (_variant, sample) => {
    for (const name of READ_BY_HANDLERS) {
      if (!(name in sample)) continue;
      for (const value of [{ command: PAYLOAD }, [{ command: PAYLOAD }]]) {
        const event = { ...structuredClone(sample), [name]: value };
        const texts: string[] = [];
        walkEvent(sourceOf(event), event, (text) => texts.push(text));
        expect({ name, texts }).toMatchObject({ texts: expect.arrayContaining([PAYLOAD]) });
      }
    }
  });
});

describe('a batch that is dressed up', () => {
  it.each([
    'sqs',
    'sns',
    's3',
    'dynamodb',
    'kinesis',
    'kafka',
    'rabbitmq',
    'activemq',
    'documentdb',
    'kinesis-firehose',
  ])('%s is not handed on without a record when a hostile value stands beside its records', (id) => {
    for (const sample of Object.values(EVENT_SAMPLES[id]!)) {
      const event = { ...structuredClone(sample as Json), command: PAYLOAD };
      const source = sourceOf(event)!;
      const paths: string[] = [];
      walkEvent(source, event, (_value, parent, key) => paths.push(joinPath(parent, key)));
      const inRecord = paths.find((path) => path !== 'command')!;
      const block = (hostile: string[]) => source.block(event, { requestId: 'r', paths: hostile }).is;
      expect(block([inRecord])).not.toBe('throw');
      expect(block(['command'])).toBe('throw');
      expect(block([inRecord, 'command'])).toBe('throw');
    }
  });
});

/** Names under which a function that is called directly may expect something else. */
const READ_BY_HANDLERS = [
  'body',
  'path',
  'headers',
  'cookies',
  'queryStringParameters',
  'multiValueHeaders',
  'multiValueQueryStringParameters',
  'pathParameters',
  'arguments',
  'parameters',
];

/** Records in any list at the top of the event, and in the lists of Kafka and RabbitMQ. */
function recordsOf(event: Json): Json[] {
  const lists = [event, event['records'], event['rmqMessagesByQueue']].filter(isMap).flatMap(Object.values);
  return lists.filter(Array.isArray).flat().filter(isMap);
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
