import type { StaticValue } from '@bulkhead/core';
import type { ResourceKind } from '../resources/kinds.ts';
import { literal, named } from './rules.ts';
import type { Need } from './types.ts';

const api = (plural: string, type: string, path: string): ResourceKind => ({
  plural,
  types: [type],
  ref: 'name',
  arn: `arn:\${Partition}:apigateway:\${Region}::/${path}/\${Name}`,
});

/** By client: which parameter names the API, and where its ARN begins. */
const APIS: Readonly<
  Record<string, { readonly parameter: string; readonly kind: ResourceKind; readonly noun: string }>
> = {
  'api-gateway': {
    parameter: 'restApiId',
    kind: api('REST APIs', 'AWS::ApiGateway::RestApi', 'restapis'),
    noun: 'RestApi',
  },
  apigatewayv2: { parameter: 'ApiId', kind: api('HTTP APIs', 'AWS::ApiGatewayV2::Api', 'apis'), noun: 'Api' },
};

/** The HTTP method that an operation is sent by is its action. */
const METHODS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Get|Export)/, 'GET'],
  [/^(?:Create|TestInvoke|Generate|ImportRestApi|ImportApiKeys)/, 'POST'],
  [/^Update/, 'PATCH'],
  [/^(?:Delete|Untag|Flush|Reset|Reject)/, 'DELETE'],
  [/^(?:Put|Import|Reimport)/, 'PUT'],
];

/**
 * What managing APIs needs: one action for each HTTP method, on the path of the request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html
 * @returns `undefined` for other services, and for operations whose method is not known
 */
export function apiGatewayNeeds(service: string, operation: string, input: StaticValue): readonly Need[] | undefined {
  const found = Object.hasOwn(APIS, service) ? APIS[service] : undefined;
  const tags = service === 'apigatewayv2' ? 'POST' : 'PUT';
  const method = operation === 'TagResource' ? tags : METHODS.find(([pattern]) => pattern.test(operation))?.[1];
  if (found === undefined || method === undefined) return undefined;
  const { parameter, kind, noun } = found;
  const action = `apigateway:${method}`;
  const target = named(kind, input, parameter);
  if (target.named.length === 0) return [{ action, on: '*', wide: 'the request names no API' }];
  const isWhole = new RegExp(`^(?:Get|Put|Update|Delete|Reimport)${noun}$`).test(operation);
  return [{ action, on: isWhole ? target : { ...target, behind: [literal('/*')] } }];
}
