import { describe, expect, it } from 'vitest';
import { at, ENCODED, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { jwtOf } from '../testing/token.ts';
import { authorizerRequestV1, samples } from './authorizer-request-v1.ts';

testMatrix(
  authorizerRequestV1,
  samples.rest,
  [
    ['the path', plant(at('path'), `/a/${ENCODED}`), 'path|url', `/a/${PAYLOAD}`],
    ['a path parameter', plant(at('pathParameters', 'id'), PAYLOAD), 'pathParameters.id'],
    ['a query parameter', plant(at('queryStringParameters', 'round'), PAYLOAD), 'queryStringParameters.round'],
    [
      'a repeated query parameter',
      plant(at('multiValueQueryStringParameters', 'round'), ['2', PAYLOAD]),
      'multiValueQueryStringParameters.round[1]',
    ],
    [
      'a name in the query',
      plant(at('queryStringParameters', PAYLOAD), '1'),
      `queryStringParameters.{keys}.${PAYLOAD}`,
    ],
    ['a header', plant(at('headers', 'User-Agent'), PAYLOAD), 'headers.User-Agent'],
    ['a repeated header', plant(at('multiValueHeaders', 'X-Note'), ['a', PAYLOAD]), 'multiValueHeaders.X-Note[1]'],
    ['a cookie', plant(at('headers', 'cookie'), `a=1; b=${ENCODED}`), 'headers.cookie|cookie.b|url'],
    [
      'a claim',
      plant(at('headers', 'Authorization'), `Bearer ${jwtOf({ name: PAYLOAD })}`),
      'headers.Authorization|jwt.claims.name',
    ],
  ],
  [
    ['a stage variable', plant(at('stageVariables', 'a'), PAYLOAD)],
    ['the ARN', plant(at('methodArn'), PAYLOAD)],
    ['the resource', plant(at('resource'), PAYLOAD)],
    ['the context', plant(at('requestContext', 'requestId'), PAYLOAD)],
  ],
);

testMatrix(authorizerRequestV1, samples.http, [
  ['the identity source', plant(at('identitySource'), PAYLOAD), 'identitySource'],
  ['the token', plant(at('authorizationToken'), PAYLOAD), 'authorizationToken'],
]);

testMatrix(authorizerRequestV1, samples.websocket, [
  ['a query parameter', plant(at('queryStringParameters', 'token'), PAYLOAD), 'queryStringParameters.token'],
  ['a header', plant(at('headers', 'User-Agent'), PAYLOAD), 'headers.User-Agent'],
]);

describe('a hostile request', () => {
  it.each(Object.entries(samples))('is denied by a policy for the method: %s', (_variant, event) => {
    expect(authorizerRequestV1.block(event, { requestId: 'r-1', paths: ['path'] })).toEqual({
      is: 'respond',
      response: {
        principalId: 'blocked',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: event.methodArn }],
        },
        context: { bulkheadRequestId: 'r-1' },
      },
    });
  });
});
