import { expect, it } from 'vitest';
import {
  at,
  BASE64,
  BODIES,
  ENCODED,
  type Json,
  PAYLOAD,
  PLUS,
  plant,
  type Row,
  testMatrix,
} from '../testing/matrix.ts';
import { jwtOf } from '../testing/token.ts';
import { alb, samples } from './alb.ts';

const LISTS = 'multiValueHeaders';
const QUERY = 'multiValueQueryStringParameters';

/** The bodies of every HTTP trigger, their type in multi-value headers. */
const MULTI_VALUE_BODIES = BODIES.map(([what, change, path, value]): Row => {
  const move = (event: Json): void => {
    const request: Json = { headers: {} };
    change(request);
    event['body'] = request['body'];
    event['isBase64Encoded'] = request['isBase64Encoded'];
    for (const [name, item] of Object.entries(request['headers'] as Json)) at(LISTS, name)(event, [item]);
  };
  return [`${what}, multi-value`, move, path, value as string];
});

testMatrix(
  alb,
  samples['multi-value'],
  [
    ...MULTI_VALUE_BODIES,
    ['a multi-value header', plant(at(LISTS, 'user-agent'), [PAYLOAD]), 'multiValueHeaders.user-agent[0]'],
    ['a second multi-value header', plant(at(LISTS, 'x-note'), ['a', PAYLOAD]), 'multiValueHeaders.x-note[1]'],
    ['a multi-value cookie', plant(at(LISTS, 'cookie'), [`a=${ENCODED}`]), 'multiValueHeaders.cookie[0]|cookie.a|url'],
    [
      'multi-value credentials',
      plant(at(LISTS, 'authorization'), [`Basic ${BASE64}`]),
      'multiValueHeaders.authorization[0]|basic',
    ],
    [
      'a claim in a multi-value header',
      plant(at(LISTS, 'authorization'), [`Bearer ${jwtOf({ name: PAYLOAD })}`]),
      'multiValueHeaders.authorization[0]|jwt.claims.name',
    ],
    [
      'the page of a multi-value referer of this very host',
      plant(at(LISTS, 'referer'), [`https://polls-1020304050.eu-west-1.elb.amazonaws.com/${PAYLOAD}`]),
      'multiValueHeaders.referer[0]|page',
      `/${PAYLOAD}`,
    ],
    ['a multi-value query parameter', plant(at(QUERY, 'q'), ['a', PLUS]), `${QUERY}.q[1]|url`],
    [
      'a multi-value query parameter, twice encoded',
      plant(at(QUERY, 'q'), [encodeURIComponent(ENCODED)]),
      `${QUERY}.q[0]|url|url`,
    ],
    ['the name of a multi-value query parameter', plant(at(QUERY, ENCODED), ['1']), `${QUERY}.{keys}.${PAYLOAD}`],
  ],
  [['the target group', plant(at('requestContext', 'elb', 'targetGroupArn'), PAYLOAD)]],
);

it('answers a request with multi-value headers in that mode', () => {
  expect(alb.block(samples['multi-value'], { requestId: 'r-1', paths: ['body'] })).toEqual({
    is: 'respond',
    response: {
      statusCode: 403,
      statusDescription: '403 Forbidden',
      isBase64Encoded: false,
      multiValueHeaders: { 'content-type': ['application/json'], 'x-bulkhead-request-id': ['r-1'] },
      body: '{"message":"Forbidden","requestId":"r-1"}',
    },
  });
});
