import { visitBody } from './body.ts';
import { bodyKind } from './body-kind.ts';
import { isMap, visitCookieList, visitHeaders, visitQuery } from './http.ts';
import { visitPath } from './path.ts';
import { visitPairs } from './query.ts';
import { emit, visitValue, type Walk } from './walk.ts';

/** True for an event in payload format 2.0 that is a request, not an authorizer's question about one. */
export function isPayloadV2(event: Record<string, unknown>): boolean {
  const context = event['requestContext'];
  return event['version'] === '2.0' && isMap(context) && isMap(context['http']) && !('routeArn' in event);
}

/** The `domainName` of the request context, `''` when there is none. */
export function domainNameOf(event: Record<string, unknown>): string {
  const context = event['requestContext'];
  const name = isMap(context) ? context['domainName'] : undefined;
  return typeof name === 'string' ? name : '';
}

/**
 * Visits what HTTP APIs and function URLs have in common. `queryStringParameters` joins repeated parameters with commas
 * and `rawQueryString` has each as sent, so both are read; what is the same is visited once.
 */
export function visitPayloadV2(walk: Walk, event: Record<string, unknown>): void {
  visitPath(walk, event['rawPath'], 'rawPath');
  const contentType = visitHeaders(walk, event['headers']);
  visitCookieList(walk, event['cookies']);
  const query = event['queryStringParameters'];
  visitQuery(walk, query, false);
  const raw = event['rawQueryString'];
  if (typeof raw === 'string' && raw !== '') {
    emit(walk, raw, '', 'rawQueryString', true);
    visitPairs(walk, raw, 'rawQueryString|query', isMap(query) ? query : undefined);
  } else visitValue(walk, raw, '', 'rawQueryString', 0);
  visitBody(walk, event['body'], bodyKind(event, contentType));
}
