import { visitGraphql } from '../reading/graphql.ts';
import { isMap, visitAuthorization, visitHeaders } from '../reading/http.ts';
import { visitText, visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Lambda authorizer of an AppSync API, GraphQL or Events.
 * https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 *
 * Walked: the token (claims of a JSON web token included), the GraphQL document and each literal in it, the operation's
 * name, variables, the channel of an Events API, headers.
 * Not walked: ids of the API, the account and the request are AWS's.
 */
export const appsyncAuthorizer: EventSource = {
  id: 'appsync-authorizer',
  title: 'AppSync Lambda authorizer',
  invocation: 'synchronous',
  match(event) {
    const context = event['requestContext'];
    if (typeof event['authorizationToken'] !== 'string' || !isMap(context) || 'type' in event) return false;
    return typeof context['apiId'] === 'string' && DOCUMENTS.some((name) => name in context);
  },
  fields: ['authorizationToken', 'requestContext', 'requestHeaders'],
  read(walk, event) {
    const token = event['authorizationToken'];
    if (typeof token === 'string') visitAuthorization(walk, token, '', 'authorizationToken');
    visitHeaders(walk, event['requestHeaders'], 'requestHeaders');
    const context = event['requestContext'];
    if (!isMap(context)) return;
    for (const name of DOCUMENTS) {
      const document = context[name];
      if (typeof document !== 'string') continue;
      visitText(walk, document, 'requestContext', name, 0);
      visitGraphql(walk, document, 'requestContext', name, 0);
    }
    visitValue(walk, context['operationName'], 'requestContext', 'operationName', 0);
    visitValue(walk, context['variables'], 'requestContext', 'variables', 0);
  },
  /** Not cached (`ttlOverride`): the next request with this token may be honest. */
  block() {
    return { is: 'respond', response: { isAuthorized: false, ttlOverride: 0 } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  graphql: {
    authorizationToken: 'sample-token',
    requestContext: {
      apiId: 'sampleapiid1234567890example',
      accountId: '123456789012',
      requestId: 'f4081827-1111-4444-5555-5cf4695f339e',
      queryString: 'mutation CastVote($poll: ID!) {\n  castVote(poll: $poll, choice: "blue") {\n    id\n  }\n}\n',
      operationName: 'CastVote',
      variables: { poll: 'spring-2026' },
    },
    requestHeaders: { 'user-agent': 'curl/8.14.1', host: 'sample.appsync-api.eu-west-1.amazonaws.com' },
  },
  events: {
    authorizationToken: 'sample-token',
    requestContext: {
      apiId: 'sampleapiid1234567890example',
      accountId: '123456789012',
      requestId: 'f4081827-1111-4444-5555-5cf4695f339d',
      operation: 'EVENT_PUBLISH',
      channelNamespaceName: 'polls',
      channel: '/polls/spring-2026',
    },
    requestHeaders: { 'user-agent': 'curl/8.14.1', host: 'sample.appsync-api.eu-west-1.amazonaws.com' },
  },
} satisfies EventSamples;

/** The GraphQL document by both of its documented names, and the channel of an Events API. */
const DOCUMENTS = ['queryString', 'queryDocument', 'channel'];
