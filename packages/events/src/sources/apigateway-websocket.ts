import { visitBody } from '../reading/body.ts';
import { bodyKind } from '../reading/body-kind.ts';
import { forbidden } from '../reading/forbidden.ts';
import { isMap, visitRequest } from '../reading/http.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * API Gateway WebSocket API. Headers and query come with `$connect` only, a body with messages only.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 *
 * Walked: query parameters and headers of the handshake, the message, what the authorizer passed on, the reason that the
 * client gave for leaving, and the user agent that API Gateway repeats with every message.
 * Not walked: `routeKey` and `stageVariables` are the owner's; ids, times and addresses in `requestContext` are AWS's.
 */
export const apigatewayWebsocket: EventSource = {
  id: 'apigateway-websocket',
  title: 'API Gateway WebSocket API',
  invocation: 'synchronous',
  match(event) {
    const context = event['requestContext'];
    return isMap(context) && typeof context['connectionId'] === 'string' && !('methodArn' in event);
  },
  fields: [
    'resource',
    'path',
    'httpMethod',
    'headers',
    'multiValueHeaders',
    'queryStringParameters',
    'multiValueQueryStringParameters',
    'pathParameters',
    'stageVariables',
    'requestContext',
    'body',
    'isBase64Encoded',
    'version',
  ],
  read(walk, event) {
    const contentType = visitRequest(walk, event, false);
    visitValue(walk, event['pathParameters'], '', 'pathParameters', 0);
    visitBody(walk, event['body'], bodyKind(event, contentType));
    const context = event['requestContext'];
    if (!isMap(context)) return;
    visitValue(walk, context['authorizer'], 'requestContext', 'authorizer', 0);
    visitValue(walk, context['disconnectReason'], 'requestContext', 'disconnectReason', 0);
    const identity = context['identity'];
    if (isMap(identity) && !isMap(event['headers'])) {
      visitValue(walk, identity['userAgent'], 'requestContext.identity', 'userAgent', 0);
    }
  },
  /** At `$connect` anything but 2xx ends the handshake; later the body goes to the client where the route has a response. */
  block(_event, request) {
    return { is: 'respond', response: forbidden(request) };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  connect: {
    headers: {
      Host: 'b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com',
      'Sec-WebSocket-Key': 'c2FtcGxlIG5vbmNlIGhlcmU=',
      'Sec-WebSocket-Version': '13',
      'User-Agent': 'curl/8.14.1',
    },
    multiValueHeaders: {
      Host: ['b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com'],
      'Sec-WebSocket-Key': ['c2FtcGxlIG5vbmNlIGhlcmU='],
      'Sec-WebSocket-Version': ['13'],
      'User-Agent': ['curl/8.14.1'],
    },
    queryStringParameters: { poll: 'spring-2026' },
    multiValueQueryStringParameters: { poll: ['spring-2026'] },
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      extendedRequestId: 'LnKa1Fx0joEFqRw=',
      requestTime: '20/Nov/2026:10:15:00 +0000',
      messageDirection: 'IN',
      stage: 'live',
      connectedAt: 1795169700000,
      requestTimeEpoch: 1795169700001,
      identity: { userAgent: 'curl/8.14.1', sourceIp: '198.51.100.7' },
      requestId: 'LnKa1Fx0joEFqRw=',
      domainName: 'b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com',
      connectionId: 'LnKa1eVIjoECJ3g=',
      apiId: 'b2c3d4e5f6',
    },
    isBase64Encoded: false,
  },
  message: {
    requestContext: {
      routeKey: 'vote',
      messageId: 'LnKb2c-mDoECJ3g=',
      eventType: 'MESSAGE',
      extendedRequestId: 'LnKb2Fx0joEFqRw=',
      requestTime: '20/Nov/2026:10:15:02 +0000',
      messageDirection: 'IN',
      stage: 'live',
      connectedAt: 1795169700000,
      requestTimeEpoch: 1795169702000,
      identity: { userAgent: 'curl/8.14.1', sourceIp: '198.51.100.7' },
      requestId: 'LnKb2Fx0joEFqRw=',
      domainName: 'b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com',
      connectionId: 'LnKa1eVIjoECJ3g=',
      apiId: 'b2c3d4e5f6',
    },
    body: '{"action":"vote","choice":"blue"}',
    isBase64Encoded: false,
  },
  disconnect: {
    headers: { Host: 'b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com' },
    multiValueHeaders: { Host: ['b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com'] },
    requestContext: {
      routeKey: '$disconnect',
      disconnectStatusCode: 1001,
      eventType: 'DISCONNECT',
      disconnectReason: 'Going away',
      stage: 'live',
      identity: { userAgent: 'curl/8.14.1', sourceIp: '198.51.100.7' },
      requestId: 'LnKc3Fx0joEFqRw=',
      domainName: 'b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com',
      connectionId: 'LnKa1eVIjoECJ3g=',
      apiId: 'b2c3d4e5f6',
    },
    isBase64Encoded: false,
  },
} satisfies EventSamples;
