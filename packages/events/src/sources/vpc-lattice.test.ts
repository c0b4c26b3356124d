import { describe, expect, it } from 'vitest';
import { at, BODIES, ENCODED, type Json, PAYLOAD, PLUS, plant, type Row, testMatrix } from '../testing/matrix.ts';
import { samples, vpcLattice } from './vpc-lattice.ts';

const BOTH: readonly Row[] = [
  ['a header', plant(at('headers', 'user-agent'), PAYLOAD), 'headers.user-agent'],
  ['one of two headers', plant(at('headers', 'x-note'), ['a', PAYLOAD]), 'headers.x-note[1]'],
  ['a cookie', plant(at('headers', 'cookie'), [`a=1; b=${ENCODED}`]), 'headers.cookie[0]|cookie.b|url'],
];

testMatrix(
  vpcLattice,
  samples.v2,
  [
    ...BODIES,
    ...BOTH,
    ['the path', plant(at('path'), `/a/${ENCODED}`), 'path|url', `/a/${PAYLOAD}`],
    ['a query at the path', plant(at('path'), `/a?q=${PLUS}`), 'path|query.q'],
    [
      'a query parameter',
      plant(at('queryStringParameters', 'round'), ['1', PAYLOAD]),
      'queryStringParameters.round[1]',
    ],
    ['a query parameter with blanks', plant(at('queryStringParameters', 'q'), [PLUS]), 'queryStringParameters.q|form'],
    [
      'a name in the query',
      plant(at('queryStringParameters', PAYLOAD), ['1']),
      `queryStringParameters.{keys}.${PAYLOAD}`,
    ],
    [
      'the session name',
      plant(at('requestContext', 'identity', 'sessionName'), PAYLOAD),
      'requestContext.identity.sessionName',
    ],
    [
      'a name in the certificate',
      plant(at('requestContext', 'identity', 'x509SanDns'), PAYLOAD),
      'requestContext.identity.x509SanDns',
    ],
  ],
  [
    ['an ARN', plant(at('requestContext', 'serviceArn'), PAYLOAD)],
    ['the principal', plant(at('requestContext', 'identity', 'principal'), PAYLOAD)],
  ],
);

testMatrix(vpcLattice, samples.v1, [
  ...BODIES.map(([what, change, path, value]): Row => {
    const renamed = (event: Json): void => {
      change(event);
      event['is_base64_encoded'] = event['isBase64Encoded'];
      delete event['isBase64Encoded'];
    };
    return [what, renamed, path, value as string];
  }),
  ...BOTH,
  ['the path', plant(at('raw_path'), `/a/${ENCODED}`), 'raw_path|url', `/a/${PAYLOAD}`],
  ['a query parameter', plant(at('query_string_parameters', 'q'), PAYLOAD), 'query_string_parameters.q'],
  ['an encoded query parameter', plant(at('query_string_parameters', 'q'), ENCODED), 'query_string_parameters.q|url'],
]);

describe('a hostile request', () => {
  it.each(Object.entries(samples))('gets 403 with the request id: %s', (_variant, event) => {
    expect(vpcLattice.block(event, { requestId: 'r-1', paths: ['body'] })).toEqual({
      is: 'respond',
      response: {
        statusCode: 403,
        statusDescription: '403 Forbidden',
        isBase64Encoded: false,
        headers: { 'content-type': 'application/json', 'x-bulkhead-request-id': 'r-1' },
        body: '{"message":"Forbidden","requestId":"r-1"}',
      },
    });
  });
});
