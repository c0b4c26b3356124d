import type { StaticValue } from '@bulkhead/core';
import { pick, texts, unknownValue } from '../actions/input.ts';
import { appSyncApi, lambdaFunction, plainKind, restApi, searchDomain } from '../resources/kinds.ts';
import { isThere, literal } from './rules.ts';
import type { Need } from './types.ts';

/** Requests that the code signs itself: service and host are known, the operation stands in a method and a path. */
export function signedHttpNeeds(service: string, input: StaticValue): readonly Need[] | undefined {
  const hosts = pick(input, 'host').values.filter(isThere);
  const named = hosts.length > 0 ? hosts : [unknownValue('the host is not known')];
  switch (service) {
    // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
    case 'opensearch':
    case 'elasticsearch-service':
      return httpActions(input).map((action) => ({
        action,
        on: { kind: searchDomain, named, behind: [literal('/*')] },
      }));
    // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
    case 'opensearchserverless':
      return [
        {
          action: 'aoss:APIAccessAll',
          on: {
            kind: plainKind('collections', 'aoss', 'collection/${Name}'),
            named: [unknownValue('a host has its id only')],
          },
        },
      ];
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples-for-api-execution.html
    case 'execute-api':
      return [{ action: 'execute-api:Invoke', on: { kind: restApi, named: hosts, behind: routes(input) } }];
    // https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
    case 'appsync':
      return [
        {
          action: 'appsync:GraphQL',
          on: { kind: appSyncApi, named: [unknownValue('a host has no id of its API')], behind: [literal('/*')] },
        },
      ];
    // https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    case 'lambda':
      return [
        {
          action: 'lambda:InvokeFunctionUrl',
          on: { kind: lambdaFunction, named: [unknownValue('a URL has no name of its function')] },
        },
      ];
    default:
      return undefined;
  }
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/** `es:ESHttpPost`: an action for each method. */
function httpActions(input: StaticValue): readonly string[] {
  const known = texts(input, 'method')
    .map((method) => method.toUpperCase())
    .filter((method) => METHODS.includes(method));
  return (known.length > 0 ? known : METHODS).map(
    (method) => `es:ESHttp${method.charAt(0)}${method.slice(1).toLowerCase()}`,
  );
}

/** `/prod/orders` asked by GET is `/prod/GET/orders` of an ARN; what is not known is `*`. */
function routes(input: StaticValue): readonly StaticValue[] {
  const methods = texts(input, 'method').map((method) => method.toUpperCase());
  const paths = texts(input, 'path').map((path) => /^\/([^/?]+)(\/[^?]*)?/.exec(path));
  const all: StaticValue[] = [];
  for (const method of methods.length > 0 ? methods : ['*']) {
    for (const path of paths.length > 0 ? paths : [null])
      all.push(literal(`/${path?.[1] ?? '*'}/${method}${path?.[2] ?? '/*'}`));
  }
  return all;
}
