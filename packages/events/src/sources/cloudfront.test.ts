import { describe, expect, it } from 'vitest';
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
import { cloudfront, samples } from './cloudfront.ts';

const REQUEST = ['Records', 0, 'cf', 'request'] as const;
const PATH = 'Records[0].cf.request';

const headerRow = (name: string, value: string) =>
  plant(at(...REQUEST, 'headers', name), [
    { key: 'X-Name', value: 'a' },
    { key: 'X-Name', value },
  ]);

const ROWS: readonly Row[] = [
  ['the path', plant(at(...REQUEST, 'uri'), `/a/${ENCODED}`), `${PATH}.uri|url`, `/a/${PAYLOAD}`],
  ['a query parameter', plant(at(...REQUEST, 'querystring'), `a=1&q=${PLUS}`), `${PATH}.querystring|query.q`],
  [
    'a name in the query',
    plant(at(...REQUEST, 'querystring'), `${ENCODED}=1`),
    `${PATH}.querystring|query.{keys}.${PAYLOAD}`,
  ],
  ['a header', headerRow('x-note', PAYLOAD), `${PATH}.headers.x-note[1].value`],
  ['a cookie', headerRow('cookie', `a=1; b=${ENCODED}`), `${PATH}.headers.cookie[1].value|cookie.b|url`],
  [
    'the referer',
    headerRow('referer', `https://a.example/${PAYLOAD}`),
    `${PATH}.headers.referer[1].value`,
    `https://a.example/${PAYLOAD}`,
  ],
  [
    'the page of a referer of this very host',
    headerRow('referer', `https://d1a2b3c4d5e6f7.cloudfront.net/${PAYLOAD}`),
    `${PATH}.headers.referer[1].value|page`,
    `/${PAYLOAD}`,
  ],
];

const QUIET: [string, (event: Json) => void][] = [
  ['the configuration', plant(at('Records', 0, 'cf', 'config', 'requestId'), PAYLOAD)],
  ['the origin', plant(at(...REQUEST, 'origin', 'custom', 'domainName'), PAYLOAD)],
];

/** The same bodies where CloudFront puts them. */
const CF_BODIES = BODIES.map(([what, change, path, value]): Row => {
  const move = (event: Json): void => {
    const headers: Json = {};
    const plain: Json = { headers };
    change(plain);
    at(...REQUEST, 'body')(event, {
      inputTruncated: true,
      action: 'read-only',
      encoding: plain['isBase64Encoded'] === true ? 'base64' : 'text',
      data: plain['body'],
    });
    for (const name in headers) at(...REQUEST, 'headers', name)(event, [{ key: name, value: headers[name] }]);
  };
  return [what, move, `${PATH}.body.data${path.slice('body'.length)}`, value as string];
});

testMatrix(
  cloudfront,
  samples['viewer-request'],
  [
    ...ROWS,
    ...CF_BODIES,
    ['a body without its type', plant(at(...REQUEST, 'body', 'data'), BASE64), `${PATH}.body.data|base64`],
  ],
  QUIET,
);
testMatrix(cloudfront, samples['origin-request'], ROWS, QUIET);
testMatrix(cloudfront, samples['viewer-response'], ROWS, QUIET);
testMatrix(cloudfront, samples['origin-response'], ROWS, [
  ...QUIET,
  ['the response', plant(at('Records', 0, 'cf', 'response', 'headers', 'x-note'), [{ key: 'X-Note', value: PAYLOAD }])],
]);

describe('a hostile request', () => {
  const RESPONSE = {
    status: '403',
    statusDescription: 'Forbidden',
    headers: {
      'content-type': [{ key: 'content-type', value: 'application/json' }],
      'x-bulkhead-request-id': [{ key: 'x-bulkhead-request-id', value: 'r-1' }],
      'cache-control': [{ key: 'cache-control', value: 'no-store' }],
    },
    body: '{"message":"Forbidden","requestId":"r-1"}',
  };

  it.each(['viewer-request', 'origin-request', 'viewer-response'] as const)('gets 403, not cached: %s', (variant) => {
    const outcome = cloudfront.block(samples[variant], { requestId: 'r-1', paths: [] });
    expect(outcome).toEqual({ is: 'respond', response: RESPONSE });
  });

  it('keeps the headers that a response trigger may not touch', () => {
    const via = [{ key: 'Via', value: '1.1 polls.example' }];
    const outcome = cloudfront.block(samples['origin-response'], { requestId: 'r-1', paths: [] });
    expect(outcome).toEqual({ is: 'respond', response: { ...RESPONSE, headers: { ...RESPONSE.headers, via } } });
  });
});
