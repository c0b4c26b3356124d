import { isFields, textAt } from '@bulkhead/events/carriers';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';

/** Where API Gateway, function URLs and AppSync say whom an authorizer let in; callers cannot write there. */
const PLACES = [
  'requestContext.identity.userArn',
  'requestContext.authorizer.iam.userArn',
  'requestContext.authorizer.jwt.claims.iss',
  'requestContext.authorizer.claims.iss',
  'requestContext.authorizer.lambda.principalId',
  'requestContext.authorizer.principalId',
];
const APPSYNC_PLACES = ['identity.userArn', 'identity.issuer'];

/** Whether the caller of a request over HTTP is on the list; `*` at the end of an entry stands for any rest. */
export function isPrincipal(event: unknown, list: readonly string[]): boolean {
  // Where there is no request context, AppSync's is the only place that AWS writes.
  const places = isFields(event) && isFields(event['info']) ? [...PLACES, ...APPSYNC_PLACES] : PLACES;
  return places.some((place) => {
    const principal = textAt(event, ...place.split('.'));
    return list.some((entry) =>
      entry.endsWith('*') ? principal?.startsWith(entry.slice(0, -1)) : principal === entry,
    );
  });
}

/**
 * Has `trust: { principals: […] }` count.
 * @example believePrincipals(); export const handler = withTelemetry(work, { trust: { principals: ['https://login.example.com/'] } });
 */
export function believePrincipals(): void {
  theStore().configure({ isPrincipal } satisfies StoreParts);
}
