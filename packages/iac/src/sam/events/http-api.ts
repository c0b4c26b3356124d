import type { Trigger } from '@bulkhead/core';
import { otherTrigger } from '../../serverless/events/other.ts';
import { get } from '../../yaml/tree.ts';
import { readSamAuthorizer } from '../authorizer.ts';
import type { SamEvent } from '../context.ts';
import { apiOf } from './api.ts';

/** The HTTP API that SAM makes for events that name none. */
export const IMPLICIT_HTTP_API = 'ServerlessHttpApi';

/** Without a path it is the catch-all: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-httpapi.html */
export function readHttpApiEvent({ properties, place, context }: SamEvent): Trigger {
  const { read } = context;
  const path = get(properties, 'Path');
  const method = get(properties, 'Method');
  const pathText = path ? read.knownText(path, 'Path') : '$default';
  const methodText = method ? read.knownText(method, 'Method') : 'ANY';
  if (pathText === undefined || methodText === undefined) return otherTrigger('HttpApi', place);
  const api = apiOf(get(properties, 'ApiId'), IMPLICIT_HTTP_API, context);
  const payload = read.oneOf(get(properties, 'PayloadFormatVersion'), 'PayloadFormatVersion', ['1.0', '2.0']);
  const cors = read.value(get(api, 'CorsConfiguration'));
  return {
    type: 'apigateway-v2',
    method:
      methodText === '*' || methodText.toLowerCase() === 'x-amazon-apigateway-any-method'
        ? 'ANY'
        : methodText.toUpperCase(),
    path: pathText,
    payloadVersion: payload ?? '2.0',
    authorizer: readSamAuthorizer(properties, api, 'http', context),
    cors: cors !== undefined && !(cors.kind === 'scalar' && cors.value === false),
    place,
  };
}
