import { expect, it } from 'vitest';
import { at, ENCODED, PAYLOAD, PLUS, plant, testMatrix } from '../testing/matrix.ts';
import { jwtOf } from '../testing/token.ts';
import { authorizerRequestV2, samples } from './authorizer-request-v2.ts';

testMatrix(
  authorizerRequestV2,
  samples.request,
  [
    ['the path', plant(at('rawPath'), `/a/${ENCODED}`), 'rawPath|url', `/a/${PAYLOAD}`],
    ['a path parameter', plant(at('pathParameters', 'id'), PAYLOAD), 'pathParameters.id'],
    ['a query parameter', plant(at('queryStringParameters', 'round'), PAYLOAD), 'queryStringParameters.round'],
    ['the raw query', plant(at('rawQueryString'), `q=${PLUS}`), 'rawQueryString|query.q'],
    ['a header', plant(at('headers', 'user-agent'), PAYLOAD), 'headers.user-agent'],
    ['a cookie', plant(at('cookies'), ['a=1', `b=${ENCODED}`]), 'cookies[1]|cookie.b|url'],
    ['an identity source', plant(at('identitySource', 0), PAYLOAD), 'identitySource[0]'],
    [
      'a claim in an identity source',
      plant(at('identitySource', 0), jwtOf({ name: PAYLOAD })),
      'identitySource[0]|jwt.claims.name',
    ],
    [
      'a claim in a header',
      plant(at('headers', 'authorization'), `Bearer ${jwtOf({ name: PAYLOAD })}`),
      'headers.authorization|jwt.claims.name',
    ],
  ],
  [
    ['a stage variable', plant(at('stageVariables', 'a'), PAYLOAD)],
    ['the ARN', plant(at('routeArn'), PAYLOAD)],
    ['the route', plant(at('routeKey'), PAYLOAD)],
    ['the context', plant(at('requestContext', 'http', 'path'), PAYLOAD)],
  ],
);

it('denies in both answer formats', () => {
  expect(authorizerRequestV2.block(samples.request, { requestId: 'r-1', paths: ['rawPath'] })).toEqual({
    is: 'respond',
    response: {
      isAuthorized: false,
      principalId: 'blocked',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: samples.request.routeArn }],
      },
      context: { bulkheadRequestId: 'r-1' },
    },
  });
});
