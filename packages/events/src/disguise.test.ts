import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES, sourceOf } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import { type Json, PAYLOAD, visitsOf } from './testing/matrix.ts';
import { walkEvent } from './walk-event.ts';

/**
 * Sources that read no field beside their own yet. Who shapes a whole event (a device behind an IoT rule, the input of a
 * state machine, a body that is passed to Invoke) can dress it up as one of these.
 */
const BLIND = [
  'activemq',
  'alb',
  'apigateway-v1',
  'apigateway-v2',
  'apigateway-websocket',
  'appsync',
  'appsync-authorizer',
  'appsync-events',
  'authorizer-request-v1',
  'authorizer-request-v2',
  'authorizer-token',
  'bedrock-agent',
  'cloudfront',
  'cloudwatch-logs',
  'documentdb',
  'dynamodb',
  'function-url',
  'kafka',
  'kinesis',
  'kinesis-analytics',
  'kinesis-firehose',
  'rabbitmq',
  's3',
  's3-batch',
  's3-object-lambda',
  'sns',
  'sqs',
  'vpc-lattice',
];

const CASES = Object.entries(EVENT_SAMPLES)
  .filter(([id]) => !BLIND.includes(id))
  .flatMap(([id, samples]) =>
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

  it('is tested with more than half of all sources', () => {
    expect(EVENT_SOURCES.length - BLIND.length).toBeGreaterThan(EVENT_SOURCES.length / 2);
  });
});
