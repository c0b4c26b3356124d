import { needsOf } from '@bulkhead/iam';
import { CODE_CALLS, LIVE_CALLS } from './calls.ts';

export interface LivePolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*' | readonly string[];
}

/**
 * API Gateway's permissions are HTTP methods on paths: one for each kind of list that is read, and what lies below.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
const API_PATHS = ['restapis', 'apis', 'usageplans', 'apikeys', 'domainnames'];

/**
 * The least policy with which `bulkhead scan --live` reads everything. The account is read as a whole, so that the
 * statements name no single resource; none lets anything be changed, and none lets a secret, an object or a message be read.
 * @param withCode also what `--code` needs
 */
export function livePolicy({ withCode }: { readonly withCode: boolean }): {
  readonly Version: '2012-10-17';
  readonly Statement: readonly LivePolicyStatement[];
} {
  const actions = [LIVE_CALLS, ...(withCode ? [CODE_CALLS] : [])].flatMap((calls) =>
    Object.entries(calls).flatMap(([service, operations]) =>
      operations.flatMap((operation) => actionsOf(service, operation)),
    ),
  );
  const sorted = [...new Set(actions)].sort((a, b) => (a < b ? -1 : 1));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'BulkheadScanLive',
        Effect: 'Allow',
        Action: sorted.filter((action) => action !== 'apigateway:GET'),
        Resource: '*',
      },
      {
        Sid: 'BulkheadScanLiveApis',
        Effect: 'Allow',
        Action: ['apigateway:GET'],
        Resource: API_PATHS.flatMap((path) => [`arn:*:apigateway:*::/${path}`, `arn:*:apigateway:*::/${path}/*`]),
      },
    ],
  };
}

/** The actions that IAM asks for when a call is made, as `bulkhead roles` finds them. */
export function actionsOf(service: string, operation: string): readonly string[] {
  if (service === 'api-gateway' || service === 'apigatewayv2') return ['apigateway:GET'];
  const { needs } = needsOf({ service, operation, input: { kind: 'object', fields: {}, open: true } });
  // `derived`: of a service without a model of its own, the action of the same name.
  return needs.filter(({ kind }) => kind !== 'dependent').map(({ action }) => action);
}
