import { expect, it } from 'vitest';
import { at, BODIES, ENCODED, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { apigatewayWebsocket, samples } from './apigateway-websocket.ts';

testMatrix(
  apigatewayWebsocket,
  samples.connect,
  [
    ['a header', plant(at('headers', 'User-Agent'), PAYLOAD), 'headers.User-Agent'],
    ['a repeated header', plant(at('multiValueHeaders', 'X-Note'), ['a', PAYLOAD]), 'multiValueHeaders.X-Note[1]'],
    ['a cookie', plant(at('headers', 'Cookie'), `a=1; b=${ENCODED}`), 'headers.Cookie|cookie.b|url'],
    ['a query parameter', plant(at('queryStringParameters', 'poll'), PAYLOAD), 'queryStringParameters.poll'],
    [
      'a repeated query parameter',
      plant(at('multiValueQueryStringParameters', 'poll'), ['spring-2026', PAYLOAD]),
      'multiValueQueryStringParameters.poll[1]',
    ],
    [
      'a name in the query',
      plant(at('queryStringParameters', PAYLOAD), '1'),
      `queryStringParameters.{keys}.${PAYLOAD}`,
    ],
    [
      "an authorizer's context",
      plant(at('requestContext', 'authorizer', 'nick'), PAYLOAD),
      'requestContext.authorizer.nick',
    ],
  ],
  [
    ['the connection', plant(at('requestContext', 'requestId'), PAYLOAD)],
    ['a stage variable', plant(at('stageVariables'), { a: PAYLOAD })],
    ['the user agent that is repeated', plant(at('requestContext', 'identity', 'userAgent'), PAYLOAD)],
  ],
);

testMatrix(apigatewayWebsocket, samples.message, [
  ...BODIES.filter(([what]) => !/form|multipart|XML/.test(what)).map(
    ([what, change, path, value]): (typeof BODIES)[number] => [
      what,
      (event) => {
        event['headers'] = {};
        change(event);
      },
      path,
      value as string,
    ],
  ),
  [
    'the user agent',
    plant(at('requestContext', 'identity', 'userAgent'), PAYLOAD),
    'requestContext.identity.userAgent',
  ],
]);

testMatrix(apigatewayWebsocket, samples.disconnect, [
  ['why the client left', plant(at('requestContext', 'disconnectReason'), PAYLOAD), 'requestContext.disconnectReason'],
]);

it('answers 403 with the request id', () => {
  expect(apigatewayWebsocket.block(samples.message, { requestId: 'r-1', paths: ['body'] })).toEqual({
    is: 'respond',
    response: {
      statusCode: 403,
      headers: { 'content-type': 'application/json', 'x-bulkhead-request-id': 'r-1' },
      body: '{"message":"Forbidden","requestId":"r-1"}',
    },
  });
});
