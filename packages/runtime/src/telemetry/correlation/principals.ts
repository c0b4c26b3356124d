import { isFields, textAt } from '@bulkhead/events/carriers';

/** Where API Gateway, function URLs and AppSync say whom an authorizer let in; callers cannot write there. */
const PLACES: readonly (readonly string[])[] = [
  ['requestContext', 'identity', 'userArn'],
  ['requestContext', 'authorizer', 'iam', 'userArn'],
  ['requestContext', 'authorizer', 'jwt', 'claims', 'iss'],
  ['requestContext', 'authorizer', 'claims', 'iss'],
  ['requestContext', 'authorizer', 'lambda', 'principalId'],
  ['requestContext', 'authorizer', 'principalId'],
  ['identity', 'userArn'],
  ['identity', 'issuer'],
];

/** Whether the caller of a request over HTTP is on the list; `*` at the end of an entry stands for any rest. */
export function isPrincipal(event: unknown, list: readonly string[]): boolean {
  // Where there is no request context, AppSync's is the only place that AWS writes.
  const appSync = isFields(event) && isFields(event['info']);
  return PLACES.some((place) => {
    const principal = place[0] === 'requestContext' || appSync ? textAt(event, ...place) : undefined;
    return principal !== undefined && list.some((entry) => isLike(principal, entry));
  });
}

function isLike(principal: string, entry: string): boolean {
  return entry.endsWith('*') ? principal.startsWith(entry.slice(0, -1)) : principal === entry;
}
