import { visitExcept } from '../reading/except.ts';
import { isMap, visitHeaders } from '../reading/http.ts';
import { visitPath } from '../reading/path.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * AppSync Events API with a direct Lambda integration: what clients publish on a channel or subscribe to.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/direct-lambda-integrations.html
 *
 * Walked: payloads of published events, the channel, the identity with its claims, request headers.
 * Not walked: ids of events and the operation are AWS's; `prev`, `stash` and `outErrors` are empty here.
 */
export const appsyncEvents: EventSource = {
  id: 'appsync-events',
  title: 'AppSync Events',
  invocation: 'synchronous',
  match(event) {
    const info = event['info'];
    return isMap(info) && isMap(info['channel']) && typeof info['operation'] === 'string';
  },
  fields: ['identity', 'result', 'request', 'info', 'error', 'prev', 'stash', 'outErrors', 'events'],
  read(walk, event) {
    const events = event['events'];
    if (Array.isArray(events)) {
      for (let i = 0; i < events.length; i++) {
        const item: unknown = events[i];
        visitExcept(walk, item, 'events', i, ['id']);
      }
    } else visitValue(walk, events, '', 'events', 0);
    const info = event['info'];
    const channel = isMap(info) ? info['channel'] : undefined;
    if (isMap(channel)) {
      visitPath(walk, channel['path'], 'path', 'info.channel');
      visitValue(walk, channel['segments'], 'info.channel', 'segments', 0);
    }
    visitValue(walk, event['identity'], '', 'identity', 0);
    const request = event['request'];
    if (isMap(request)) visitHeaders(walk, request['headers'], 'request.headers');
  },
  /** Refuses the subscription, or all events of one publish call: they come from one client. */
  block(_event, request) {
    return { is: 'respond', response: { error: `Forbidden (${request.requestId})` } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  publish: {
    identity: null,
    result: null,
    request: { headers: { 'user-agent': 'curl/8.14.1' }, domainName: null },
    info: {
      channel: { path: '/polls/spring-2026', segments: ['polls', 'spring-2026'] },
      channelNamespace: { name: 'polls' },
      operation: 'PUBLISH',
    },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
    events: [{ id: '5f7dfbd1-b8ff-4c20-924e-23b42db467a1', payload: { choice: 'blue' } }],
  },
  subscribe: {
    identity: { sub: 'voter-17', username: 'ada', claims: { name: 'Ada Example' } },
    result: null,
    request: { headers: { 'user-agent': 'curl/8.14.1' }, domainName: null },
    info: {
      channel: { path: '/polls/spring-2026', segments: ['polls', 'spring-2026'] },
      channelNamespace: { name: 'polls' },
      operation: 'SUBSCRIBE',
    },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
    events: null,
  },
} satisfies EventSamples;
