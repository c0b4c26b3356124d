import { expect, it } from 'vitest';
import { at, BASE64, ENCODED, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { jwtOf } from '../testing/token.ts';
import { authorizerToken, samples } from './authorizer-token.ts';

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live/GET';

testMatrix(
  authorizerToken,
  samples.token,
  [
    ['the token', plant(at('authorizationToken'), PAYLOAD), 'authorizationToken'],
    [
      'a claim of a bearer token',
      plant(at('authorizationToken'), `Bearer ${jwtOf({ name: PAYLOAD })}`),
      'authorizationToken|jwt.claims.name',
    ],
    [
      'a claim of a bare token',
      plant(at('authorizationToken'), jwtOf({ name: PAYLOAD })),
      'authorizationToken|jwt.claims.name',
    ],
    [
      'the key id of a token',
      plant(at('authorizationToken'), `bearer ${jwtOf({ sub: 'a' }, { alg: 'HS256', kid: PAYLOAD })}`),
      'authorizationToken|jwt.header.kid',
    ],
    ['user name and password', plant(at('authorizationToken'), `Basic ${BASE64}`), 'authorizationToken|basic'],
    ['the path', plant(at('methodArn'), `${ARN}/${ENCODED}`), 'methodArn|path|url', `/${PAYLOAD}`],
  ],
  [['the ARN', plant(at('methodArn'), PAYLOAD)]],
);

it('denies the method that was asked for, and names the request', () => {
  expect(authorizerToken.block(samples.token, { requestId: 'r-1', paths: ['authorizationToken'] })).toEqual({
    is: 'respond',
    response: {
      principalId: 'blocked',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: samples.token.methodArn }],
      },
      context: { bulkheadRequestId: 'r-1' },
    },
  });
});
