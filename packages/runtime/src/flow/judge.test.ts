import { OUTSIDE, TRIGGER_IDS } from '@bulkhead/core';
import { EVENT_SOURCES, sourceOf } from '@bulkhead/events';
import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { describe, expect, it } from 'vitest';
import { CHAIN_NAME, encodeChain, nextChain, type Sign } from '../hooks/hops/chain.ts';
import { macOf } from '../telemetry/sha256.ts';
import { judgeFlow } from './judge.lazy.ts';
import { fits } from './source-names.ts';

const sign: Sign = macOf('key of the deploy');

function sample(id: string, variant?: string): Record<string, unknown> {
  const variants = EVENT_SAMPLES[id]!;
  return variants[variant ?? Object.keys(variants)[0]!] as Record<string, unknown>;
}

it('the policy knows every trigger by its id, and no other', () => {
  expect([...TRIGGER_IDS].sort()).toEqual(['direct', ...EVENT_SOURCES.map(({ id }) => id)].sort());
});

describe('allow', () => {
  it.each<[string, string | undefined, string, boolean]>([
    ['sqs', 'batch', 'arn:aws:sqs:eu-west-1:123456789012:votes', true],
    ['sqs', 'batch', 'arn:aws:sqs:eu-west-1:123456789012:vote*', true],
    ['sqs', 'batch', 'arn:aws:sqs:eu-west-1:123456789012:vote', false],
    ['sqs', 'batch', 'arn:aws:sqs:eu-west-1:999999999999:votes', false],
    ['sns', 'notification', 'arn:aws:sns:*:123456789012:votes', true],
    ['sns', 'notification', 'arn:aws:sns:*:123456789012:ballots', false],
    ['s3', 'created', 'arn:aws:s3:::ballots', true],
    ['s3', 'created', 'arn:aws:s3:::ballots-old', false],
    ['s3-batch', undefined, 'arn:aws:s3:::ballots', true],
    ['dynamodb', 'modify', 'arn:aws:dynamodb:eu-west-1:123456789012:table/votes/stream/*', true],
    ['dynamodb', 'modify', 'arn:aws:dynamodb:eu-west-1:123456789012:table/voters/stream/*', false],
    ['kafka', 'msk', 'arn:aws:kafka:eu-west-1:123456789012:cluster/votes/*', true],
    ['kafka', 'selfManaged', 'kafka', true],
    ['rabbitmq', undefined, 'arn:aws:mq:*:broker:votes:*', true],
    ['scheduled', undefined, 'arn:aws:events:eu-west-1:123456789012:rule/close-polls', true],
    ['scheduled', undefined, 'arn:aws:events:eu-west-1:123456789012:rule/open-polls', false],
    ['eventbridge', 'custom', 'polls.web', true],
    // Whoever may put events chooses their resources.
    ['eventbridge', 'custom', 'polls/spring-2026', false],
    ['eventbridge', 's3', 'arn:aws:s3:::polls-uploads', true],
    ['apigateway-v1', undefined, 'a1b2c3d4e5/live', true],
    ['apigateway-v1', undefined, 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live', true],
    ['apigateway-v1', undefined, 'arn:aws:execute-api:*:123456789012:a1b2c3d4e5/live/*', true],
    ['apigateway-v1', undefined, 'a1b2c3d4e5/test', false],
    ['apigateway-v2', undefined, 'f6g7h8i9j0/$default', true],
    ['function-url', undefined, 'k3l4m5n6o7/*', true],
    ['apigateway-websocket', undefined, 'b2c3d4e5f6/live', true],
    ['authorizer-token', undefined, 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live/*', true],
    ['alb', undefined, 'arn:aws:elasticloadbalancing:*:targetgroup/polls/*', true],
    ['vpc-lattice', undefined, 'arn:aws:vpc-lattice:*:service/svc-0a1b2c3d4e5f60718', true],
    ['cognito-userpool', undefined, 'eu-west-1_EXAMPLE', true],
    ['lambda-destination', undefined, 'arn:aws:lambda:*:function:count-votes:*', true],
    ['step-functions', 'context', 'arn:aws:states:*:stateMachine:count-votes', true],
    // Names no source: goes by its trigger.
    ['iot-rule', undefined, 'iot-rule', true],
    ['iot-rule', undefined, 'arn:aws:iot:*', false],
  ])('%s (%s) by %s: %s', (id, variant, pattern, passes) => {
    const event = sample(id, variant);
    expect(sourceOf(event)?.id).toBe(id);
    const refused = judgeFlow({ action: 'block', allow: [pattern] }, id, event, undefined, undefined);
    expect(refused.length === 0).toBe(passes);
  });

  it('names the record of a batch that comes from elsewhere, which one batch of Lambda never mixes', () => {
    const { Records } = sample('sqs', 'batch') as { Records: Record<string, unknown>[] };
    const stray = { ...Records[0], eventSourceARN: 'arn:aws:sqs:eu-west-1:666666666666:votes' };
    const allow = ['arn:aws:sqs:eu-west-1:123456789012:*'];
    const refused = judgeFlow(
      { action: 'block', allow },
      'sqs',
      { Records: [...Records, stray] },
      undefined,
      undefined,
    );
    expect(refused).toMatchObject([{ path: 'Records[2]', value: stray.eventSourceARN, unsure: false }]);
  });
});

describe('triggers', () => {
  it.each<[string, unknown, string[], number]>([
    ['sqs', sample('sqs', 'batch'), ['sqs'], 0],
    ['sqs', sample('sqs', 'batch'), ['apigateway-v2'], 2],
    ['kafka', sample('kafka', 'msk'), ['sqs'], 3],
    ['apigateway-v1', sample('apigateway-v1'), ['sqs'], 1],
    ['direct', { order: 1 }, ['sqs'], 1],
    ['direct', { order: 1 }, ['sqs', 'direct'], 0],
    ['direct', null, ['sqs'], 1],
    ['direct', 'text', ['direct'], 0],
  ])('%s', (id, event, triggers, count) => {
    expect(judgeFlow({ action: 'block', triggers }, id, event, undefined, undefined)).toHaveLength(count);
  });
});

describe('callers', () => {
  const text = (name: string, by: Sign | undefined = sign): string =>
    encodeChain(nextChain(nextChain(undefined, 'r-1', 'api', 1), 'r-1', name, 1), 'n1', by);
  const message = (chain: string | undefined) => ({
    Records: [
      {
        eventSource: 'aws:sqs',
        body: '{}',
        messageAttributes: chain === undefined ? {} : { [CHAIN_NAME]: { stringValue: chain, dataType: 'String' } },
      },
    ],
  });
  it.each<[string, string | undefined, string[], string | undefined]>([
    ['the right one', text('orders'), ['orders'], undefined],
    ['by pattern', text('orders-eu'), ['orders-*'], undefined],
    ['another', text('reports'), ['orders'], 'reports'],
    ['an earlier one is not enough', text('reports'), ['api'], 'reports'],
    ['nobody', undefined, ['orders'], OUTSIDE],
    ['nobody, which the policy takes', undefined, ['orders', OUTSIDE], undefined],
    ['unsigned', text('orders', undefined).replace(/\.[^.]*$/, '.n1'), ['orders'], OUTSIDE],
    ['signed with another key', text('orders', macOf('guessed')), ['orders'], OUTSIDE],
    ['changed on the way', text('reports').replace('reports', 'orders'), ['orders'], OUTSIDE],
    ['not a chain', 'orders', ['orders'], OUTSIDE],
  ])('%s', (_name, chain, callers, refused) => {
    const found = judgeFlow({ action: 'block', callers }, 'sqs', message(chain), undefined, sign);
    expect(found.map((item) => item.value)).toEqual(refused === undefined ? [] : [refused]);
    expect(found.every((item) => !item.unsure && item.path === 'Records[0]')).toBe(true);
  });

  it('without a key nothing proves a caller: reported as unsure', () => {
    const rules = { action: 'block', callers: ['orders'] } as const;
    expect(judgeFlow(rules, 'sqs', message(undefined), undefined, undefined)).toMatchObject([{ unsure: true }]);
  });
});

it.each<[string, string, boolean]>([
  ['a', 'a', true],
  ['*', '', true],
  ['a*', 'a', true],
  ['a*a', 'a', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*bc*c', 'abc', false],
  ['**', 'x', true],
  ['a.c', 'abc', false],
])('%s fits %s: %s', (pattern, text, expected) => {
  expect(fits(pattern, text)).toBe(expected);
});
