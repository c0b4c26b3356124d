import { type AlbTrigger, LOCAL_ACCOUNT } from '@bulkhead/core';
import { headerValue, viewHeaders } from './headers.ts';
import { stableId } from './identity.ts';
import { encodeBody, isTextType } from './media.ts';
import { groupPairs, lastOf, mapValues, splitQuery } from './query.ts';
import type { HttpRequest, LambdaEvent } from './types.ts';

/**
 * Event of a load balancer's Lambda target. The path and the query stay as sent: a load balancer decodes neither.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function buildAlbEvent(
  request: HttpRequest,
  functionId: string,
  trigger: AlbTrigger,
  path: string,
  region: string,
): LambdaEvent {
  const headers = viewHeaders(request, { lower: true, keepHopByHop: true });
  const query = groupPairs(splitQuery(request.query));
  const contentType = headerValue(request.headers, 'content-type');
  const text = isTextType(contentType) && headerValue(request.headers, 'content-encoding') === undefined;
  const { body, isBase64Encoded } = encodeBody(request.body, text);
  return {
    requestContext: { elb: { targetGroupArn: targetGroupArn(functionId, region) } },
    httpMethod: request.method,
    path,
    ...(trigger.multiValueHeaders
      ? {
          multiValueQueryStringParameters: mapValues(query, (values) => values),
          multiValueHeaders: mapValues(headers, (values) => values),
        }
      : {
          queryStringParameters: mapValues(query, lastOf),
          headers: mapValues(headers, lastOf),
        }),
    body: body ?? '',
    isBase64Encoded,
  };
}

/** Target group names hold at most 32 letters, digits and hyphens. */
function targetGroupArn(functionId: string, region: string): string {
  const name = functionId.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 32);
  return `arn:aws:elasticloadbalancing:${region}:${LOCAL_ACCOUNT}:targetgroup/${name}/${stableId(`target ${functionId}`, 16)}`;
}
