import { describe, expect, it } from 'vitest';
import { at, type Json, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { config, samples } from './config.ts';

/** Changes the JSON in `invokingEvent`. */
const item =
  (...steps: string[]) =>
  (event: Json): void => {
    const parsed = JSON.parse(event['invokingEvent'] as string) as Json;
    at('configurationItem', ...steps)(parsed, PAYLOAD);
    event['invokingEvent'] = JSON.stringify(parsed);
  };
const ITEM = 'invokingEvent|json.configurationItem';

testMatrix(
  config,
  samples.change,
  [
    ['the value of a tag', item('tags', 'team'), `${ITEM}.tags.team`],
    ['the key of a tag', item('tags', PAYLOAD), `${ITEM}.tags.{keys}.${PAYLOAD}`],
    ['the name of a resource', item('resourceName'), `${ITEM}.resourceName`],
    ['a description', item('configuration', 'description'), `${ITEM}.configuration.description`],
    [
      'a policy in the item',
      (event) => {
        const policy = JSON.stringify({ policyText: PAYLOAD });
        event['invokingEvent'] = JSON.stringify({
          configurationItem: { supplementaryConfiguration: { BucketPolicy: policy } },
        });
      },
      `${ITEM}.supplementaryConfiguration.BucketPolicy|json.policyText`,
    ],
    ['an invoking event that is no JSON', plant(at('invokingEvent'), PAYLOAD), 'invokingEvent'],
  ],
  [
    ['a parameter of the rule', plant(at('ruleParameters'), PAYLOAD)],
    ['the result token', plant(at('resultToken'), PAYLOAD)],
    ['the name of the rule', plant(at('configRuleName'), PAYLOAD)],
  ],
);

testMatrix(config, samples.scheduled, [
  [
    'a field of a scheduled notification',
    plant(at('invokingEvent'), JSON.stringify({ messageType: PAYLOAD })),
    'invokingEvent|json.messageType',
  ],
]);

describe('config', () => {
  it('succeeds without the handler, and keeps nothing of an event with a token', () => {
    expect(config.block(samples.change, { requestId: 'r', paths: [`${ITEM}.tags.team`] })).toEqual({
      is: 'respond',
      response: null,
    });
  });
});
