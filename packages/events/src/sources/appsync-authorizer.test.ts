import { expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { jwtOf } from '../testing/token.ts';
import { appsyncAuthorizer, samples } from './appsync-authorizer.ts';

const QUERY = `query Votes { votes(filter: ${JSON.stringify(PAYLOAD)}) { id } }`;

testMatrix(
  appsyncAuthorizer,
  samples.graphql,
  [
    ['the token', plant(at('authorizationToken'), PAYLOAD), 'authorizationToken'],
    ['a claim', plant(at('authorizationToken'), jwtOf({ name: PAYLOAD })), 'authorizationToken|jwt.claims.name'],
    ['the document', plant(at('requestContext', 'queryString'), PAYLOAD), 'requestContext.queryString'],
    ['a literal', plant(at('requestContext', 'queryString'), QUERY), 'requestContext.queryString|graphql[0]'],
    ['a literal', plant(at('requestContext', 'queryDocument'), QUERY), 'requestContext.queryDocument|graphql[0]'],
    ['the operation', plant(at('requestContext', 'operationName'), PAYLOAD), 'requestContext.operationName'],
    ['a variable', plant(at('requestContext', 'variables', 'poll'), PAYLOAD), 'requestContext.variables.poll'],
    ['a header', plant(at('requestHeaders', 'user-agent'), PAYLOAD), 'requestHeaders.user-agent'],
  ],
  [['the request id', plant(at('requestContext', 'requestId'), PAYLOAD)]],
);

testMatrix(appsyncAuthorizer, samples.events, [
  ['the channel', plant(at('requestContext', 'channel'), PAYLOAD), 'requestContext.channel'],
]);

it('says no, for this request only', () => {
  expect(appsyncAuthorizer.block(samples.graphql, { requestId: 'r', paths: ['authorizationToken'] })).toEqual({
    is: 'respond',
    response: { isAuthorized: false, ttlOverride: 0 },
  });
});
