import type { App } from '@bulkhead/core';
import { localResourceName } from '@bulkhead/iac';

/** APIs that a framework makes without a word in `resources`. */
const IMPLICIT = ['ApiGatewayRestApi', 'HttpApi', 'ServerlessRestApi', 'ServerlessHttpApi'];
const API_TYPES = /^AWS::(ApiGateway::RestApi|ApiGatewayV2::Api|Serverless::(Api|HttpApi))$/;

/**
 * Environment variables in which the address of the template's own API is the lab's, so that functions ask each other as
 * they do when they are deployed.
 * @example { API: 'https://shop-dev-httpapi.execute-api.eu-west-1.amazonaws.com/dev' } // → http://127.0.0.1:3000/dev
 */
export function withLabUrl(
  variables: Readonly<Record<string, string>>,
  app: App,
  labUrl: string,
): Record<string, string> {
  const entries = Object.entries(variables);
  if (!entries.some(([, value]) => value.includes('.execute-api.'))) return Object.fromEntries(entries);
  const ids = [...IMPLICIT, ...app.resources.filter(({ type }) => API_TYPES.test(type)).map(({ id }) => id)];
  const names = new Set(ids.map((id) => localResourceName(app, id)));
  const replace = (value: string) =>
    value.replace(/https:\/\/([a-z0-9-]{1,63})\.execute-api\.[a-z0-9-]{1,32}\.amazonaws\.com(?:\.cn)?/g, (all, name) =>
      names.has(String(name)) ? labUrl : all,
    );
  return Object.fromEntries(entries.map(([name, value]) => [name, replace(value)]));
}
