import { visitOthers } from '../reading/except.ts';
import { visitGraphql } from '../reading/graphql.ts';
import { isMap, visitHeaders } from '../reading/http.ts';
import { visitValue, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';
import { joinPath } from '../visits.ts';

/**
 * AppSync GraphQL API with a direct Lambda resolver; a list of such contexts where the resolver batches.
 * https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
 *
 * Walked: arguments, what parent fields and earlier functions resolved to (`source`, `prev`, `stash`: stored text is a
 * stranger's as well), claims and whatever else the identity holds, request headers, variables, and the literals that
 * stand in the selection set.
 * Not walked: names of types and fields are the schema's.
 */
export const appsync: EventSource = {
  id: 'appsync',
  title: 'AppSync resolver',
  invocation: 'synchronous',
  match(event) {
    const first: unknown = Array.isArray(event) ? event[0] : event;
    if (!isMap(first) || !('arguments' in first)) return false;
    const info = first['info'];
    return isMap(info) ? typeof info['fieldName'] === 'string' : typeof first['fieldName'] === 'string';
  },
  read(walk, event) {
    if (!Array.isArray(event)) {
      visitContext(walk, event, '');
      return;
    }
    for (let i = 0; i < event.length; i++) {
      const context: unknown = event[i];
      if (isMap(context)) visitContext(walk, context, `[${i}]`);
    }
  },
  /**
   * Any answer would be taken for the field's value; an exception becomes an entry in the `errors` of the GraphQL answer.
   * A batch comes from one request, so that nobody else's fields fail with it.
   */
  block() {
    return { is: 'throw' };
  },
};

/** Events after the AWS page above, by variant. A batch is a list of contexts and not an object, so it has no sample. */
export const samples = {
  resolver: {
    arguments: { poll: 'spring-2026', vote: { choice: 'blue' } },
    identity: {
      claims: { sub: 'voter-17', name: 'Ada Example', token_use: 'id' },
      defaultAuthStrategy: 'ALLOW',
      groups: null,
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Sample',
      sourceIp: ['198.51.100.7'],
      sub: 'voter-17',
      username: 'ada',
    },
    source: null,
    request: {
      headers: {
        host: 'a1b2c3d4e5.appsync-api.eu-west-1.amazonaws.com',
        'user-agent': 'curl/8.14.1',
        'x-forwarded-for': '198.51.100.7',
      },
      domainName: null,
    },
    prev: null,
    info: {
      selectionSetList: ['id'],
      selectionSetGraphQL: '{\n  id\n}',
      parentTypeName: 'Mutation',
      fieldName: 'castVote',
      variables: { poll: 'spring-2026' },
    },
    stash: {},
  },
} satisfies EventSamples;

function visitContext(walk: Walk, context: Record<string, unknown>, path: string): void {
  visitOthers(walk, context, path, ['request', 'info', 'fieldName', 'typeName']);
  const request = context['request'];
  if (isMap(request)) visitHeaders(walk, request['headers'], joinPath(path, 'request.headers'));
  const info = context['info'];
  if (!isMap(info)) return;
  const inside = joinPath(path, 'info');
  visitValue(walk, info['variables'], inside, 'variables', 0);
  const selection = info['selectionSetGraphQL'];
  if (typeof selection === 'string') visitGraphql(walk, selection, inside, 'selectionSetGraphQL', 0);
}
