import { visitExcept } from '../reading/except.ts';
import { isMap, visitHeaders } from '../reading/http.ts';
import { visitPath } from '../reading/path.ts';
import { visitPairs } from '../reading/query.ts';
import type { Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * S3 Object Lambda access point: GetObject, HeadObject, ListObjects.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-event-context.html
 *
 * Walked: `userRequest.url` (object key and query parameters, percent-encoded) and `userRequest.headers`.
 * Not walked: `getObjectContext` holds a signed address and a token of AWS's; `configuration.payload` is the owner's;
 * `userIdentity` names IAM principals of an account.
 */
export const s3ObjectLambda: EventSource = {
  id: 's3-object-lambda',
  title: 'S3 Object Lambda',
  invocation: 'synchronous',
  match(event) {
    return isMap(event['userRequest']) && isMap(event['configuration']) && typeof event['xAmzRequestId'] === 'string';
  },
  fields: [
    'xAmzRequestId',
    'getObjectContext',
    'headObjectContext',
    'listObjectsContext',
    'listObjectsV2Context',
    'configuration',
    'userRequest',
    'userIdentity',
    'protocolVersion',
  ],
  read(walk, event) {
    const request = event['userRequest'];
    visitExcept(walk, request, '', 'userRequest', ['url', 'headers']);
    if (!isMap(request)) return;
    visitUrl(walk, request['url']);
    visitHeaders(walk, request['headers'], 'userRequest.headers');
  },
  /** The answer is not what the function returns, but what it writes over the network; without it S3 answers an error. */
  block() {
    return { is: 'throw' };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  get: {
    xAmzRequestId: '1a5ed718-5f53-471d-b6fe-5cf62d88d02b',
    getObjectContext: {
      inputS3Url:
        'https://polls-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/votes/ada.csv?X-Amz-Security-Token=sample',
      outputRoute: 'io-euw1-cell001',
      outputToken: 'sampleOutputToken',
    },
    configuration: {
      accessPointArn: 'arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/votes',
      supportingAccessPointArn: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/polls',
      payload: '{}',
    },
    userRequest: {
      url: 'https://votes-123456789012.s3-object-lambda.eu-west-1.amazonaws.com/votes/ada.csv?partNumber=1',
      headers: {
        Host: 'votes-123456789012.s3-object-lambda.eu-west-1.amazonaws.com',
        'Accept-Encoding': 'identity',
        'User-Agent': 'curl/8.14.1',
      },
    },
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEEXAMPLE',
      arn: 'arn:aws:iam::123456789012:user/ada',
      accountId: '123456789012',
      accessKeyId: 'sampleAccessKeyId',
      userName: 'ada',
    },
    protocolVersion: '1.00',
  },
} satisfies EventSamples;

/** An address, or a path alone; the host is AWS's. */
function visitUrl(walk: Walk, url: unknown): void {
  if (typeof url !== 'string') return;
  const host = url.indexOf('://');
  const start = host === -1 ? 0 : url.indexOf('/', host + 3);
  if (start === -1) return;
  const mark = url.indexOf('?', start);
  visitPath(walk, url.slice(start, mark === -1 ? url.length : mark), 'url', 'userRequest');
  if (mark !== -1) visitPairs(walk, url.slice(mark + 1), 'userRequest.url|query');
}
