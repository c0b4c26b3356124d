import { expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { appsyncEvents, samples } from './appsync-events.ts';

testMatrix(
  appsyncEvents,
  samples.publish,
  [
    ['a payload', plant(at('events', 0, 'payload', 'choice'), PAYLOAD), 'events[0].payload.choice'],
    [
      'JSON in a payload',
      plant(at('events', 0, 'payload'), JSON.stringify({ a: PAYLOAD })),
      'events[0].payload|json.a',
    ],
    [
      'the channel',
      plant(at('info', 'channel', 'path'), `/polls/${PAYLOAD}`),
      'info.channel.path',
      `/polls/${PAYLOAD}`,
    ],
    ['a header', plant(at('request', 'headers', 'user-agent'), PAYLOAD), 'request.headers.user-agent'],
  ],
  [['the id of an event', plant(at('events', 0, 'id'), PAYLOAD)]],
);

testMatrix(appsyncEvents, samples.subscribe, [
  ['a segment of the channel', plant(at('info', 'channel', 'segments', 1), PAYLOAD), 'info.channel.segments[1]'],
  ['a claim', plant(at('identity', 'claims', 'name'), PAYLOAD), 'identity.claims.name'],
]);

it('refuses with an error that names the request', () => {
  expect(appsyncEvents.block(samples.publish, { requestId: 'r-1', paths: ['events[0].payload'] })).toEqual({
    is: 'respond',
    response: { error: 'Forbidden (r-1)' },
  });
});
