import { describe, expect, it } from 'vitest';
import { buildAlbEvent } from './event-alb.ts';
import { alb } from './testing/app.ts';
import { makeRequest } from './testing/request.ts';
import { haveSamples, readSample, shapeOf } from './testing/samples.ts';

const request = makeRequest('GET /a%20b?q=%27&q=x%20y', [
  ['Host', 'localhost'],
  ['X-Two', '1'],
  ['x-two', '2'],
  ['Connection', 'keep-alive'],
]);
const build = (sent = request, multiValueHeaders = false) =>
  buildAlbEvent(sent, 'my_function', alb(['*'], { multiValueHeaders }), sent.path, 'eu-west-1');

describe('load balancer event', () => {
  it('decodes nothing and takes the last value', () =>
    expect(build()).toEqual({
      requestContext: {
        elb: {
          targetGroupArn: expect.stringMatching(
            /^arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup\/my-function\/[a-z0-9]{16}$/,
          ),
        },
      },
      httpMethod: 'GET',
      path: '/a%20b',
      queryStringParameters: { q: 'x%20y' },
      headers: {
        host: 'localhost',
        'x-two': '2',
        connection: 'keep-alive',
        'x-amzn-trace-id': request.traceHeader,
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '3000',
        'x-forwarded-proto': 'http',
      },
      body: '',
      isBase64Encoded: false,
    }));

  it('has arrays when the target group has multi-value headers', () => {
    const event = build(request, true);
    expect(event['multiValueQueryStringParameters']).toEqual({ q: ['%27', 'x%20y'] });
    expect(event['multiValueHeaders']).toMatchObject({ 'x-two': ['1', '2'] });
    expect(event).not.toHaveProperty('headers');
    expect(event).not.toHaveProperty('queryStringParameters');
  });

  it.each([
    [[['content-type', 'application/json']], '{}', false],
    [
      [
        ['content-type', 'application/json'],
        ['content-encoding', 'gzip'],
      ],
      'e30=',
      true,
    ],
    [[['content-type', 'application/x-www-form-urlencoded']], 'e30=', true],
    [[], 'e30=', true],
  ] as const)('body with %j', (headers, body, isBase64Encoded) =>
    expect(build(makeRequest('POST /', headers, '{}'))).toMatchObject({ body, isBase64Encoded }),
  );

  it.skipIf(!haveSamples)('has the keys and kinds of real ones', () => {
    for (const [name, multi] of [
      ['alb__aws-lambda-go__alb-lambda-target-request-headers-only', false],
      ['alb__aws-lambda-go__alb-lambda-target-request-multivalue-headers', true],
    ] as const) {
      expect(shapeOf(build(request, multi))).toEqual(shapeOf(readSample(name)));
    }
  });
});
