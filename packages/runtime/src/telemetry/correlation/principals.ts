import { carriedInPlaces, isFields, textAt } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';

/** Where API Gateway, function URLs and AppSync say whom an authorizer let in; callers cannot write there. */
const PLACES = [
  'identity.userArn',
  'authorizer.iam.userArn',
  'authorizer.jwt.claims.iss',
  'authorizer.claims.iss',
  'authorizer.lambda.principalId',
  'authorizer.principalId',
];
const APPSYNC_PLACES = ['identity.userArn', 'identity.issuer'];

/** Whether the caller of a request over HTTP is on the list; `*` at the end of an entry stands for any rest. */
export function isPrincipal(event: unknown, trust: TelemetryOptions['trust']): boolean {
  if (!isFields(event) || !isFields(trust)) return false;
  const list = (trust as { readonly principals: readonly string[] }).principals;
  const isListed = (from: unknown) => (place: string) => {
    const principal = textAt(from, ...place.split('.'));
    return list.some((entry) =>
      entry.endsWith('*') ? principal?.startsWith(entry.slice(0, -1)) : principal === entry,
    );
  };
  // AppSync has no request context, and what AWS writes of a caller beside `info`.
  return (
    PLACES.some(isListed(event['requestContext'])) || (isFields(event['info']) && APPSYNC_PLACES.some(isListed(event)))
  );
}

/** Whether a caller is believed, by `trust`; fields that ride along under other names, by `headers`, are added. */
export const knownCaller: NonNullable<StoreParts['known']> = ({ trust, headers = {} }, message, carried, outside) => {
  const known = trust === 'anyone' || isPrincipal(message, trust);
  if (known && outside) {
    const names = new Map(Object.entries(headers).map(([header, name]) => [header.toLowerCase(), name]));
    const found = carriedInPlaces(message, (name) => names.has(name));
    for (const [header, name] of names) if (found[header]) carried[name] ??= found[header];
  }
  return known;
};

/**
 * Has `trust: { principals: […] }` count, and `headers`.
 * @example believePrincipals(); export const handler = withTelemetry(work, { trust: { principals: ['https://login.example.com/'] } });
 */
export function believePrincipals(): void {
  theStore().configure({ known: knownCaller } satisfies StoreParts);
}
