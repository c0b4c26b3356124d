import { expect, it } from 'vitest';
import { at, ENCODED, PAYLOAD, PLUS, plant, testMatrix } from '../testing/matrix.ts';
import { s3ObjectLambda, samples } from './s3-object-lambda.ts';

const HOST = 'https://votes-123456789012.s3-object-lambda.eu-west-1.amazonaws.com';

testMatrix(
  s3ObjectLambda,
  samples.get,
  [
    ['the key', plant(at('userRequest', 'url'), `${HOST}/a/${ENCODED}`), 'userRequest.url|url', `/a/${PAYLOAD}`],
    ['the key in a path', plant(at('userRequest', 'url'), `/a/${ENCODED}?b`), 'userRequest.url|url', `/a/${PAYLOAD}`],
    ['a query parameter', plant(at('userRequest', 'url'), `${HOST}/a?q=${PLUS}`), 'userRequest.url|query.q'],
    ['a header', plant(at('userRequest', 'headers', 'User-Agent'), PAYLOAD), 'userRequest.headers.User-Agent'],
  ],
  [
    ['the signed address', plant(at('getObjectContext', 'inputS3Url'), PAYLOAD)],
    ['the configuration', plant(at('configuration', 'payload'), PAYLOAD)],
    ['the caller', plant(at('userIdentity', 'arn'), PAYLOAD)],
  ],
);

it('ends a hostile request with an error', () => {
  expect(s3ObjectLambda.block(samples.get, { requestId: 'r', paths: ['userRequest.url'] })).toEqual({ is: 'throw' });
});
