import { type AwsCall, isReference } from '@bulkhead/core';
import { restApi } from '../resources/kinds.ts';
import { anyOf, type Located } from '../resources/locate.ts';
import { resolveValue } from '../resources/resolve-value.ts';
import type { Scope } from '../resources/scope.ts';
import { fillArn, partsOf } from '../resources/template-text.ts';

/**
 * The API whose connections a client manages: the one of its endpoint (`https://ID.execute-api.REGION…`), or, where the
 * endpoint comes from the event, the application's only WebSocket API, which is then the one that called the function.
 */
export function endpointApi(call: AwsCall, scope: Scope): Located {
  const values = call.endpoint === undefined ? [] : resolveValue(call.endpoint, scope);
  for (const value of values) {
    const parts = partsOf(value) ?? [];
    for (const part of parts) {
      if (isReference(part) && restApi.types.includes(scope.own.byId.get(part.ref)?.type ?? '')) {
        return { arn: fillArn(restApi.arn, { Name: [{ ref: part.ref }] }) };
      }
    }
    const literal =
      typeof parts[0] === 'string' ? /^(?:https?:\/\/)?([a-z0-9]{8,12})\.execute-api\./.exec(parts[0]) : null;
    if (literal?.[1] !== undefined) return { arn: fillArn(restApi.arn, { Name: [literal[1]] }) };
  }
  const sockets = (scope.own.byType.get('AWS::ApiGatewayV2::Api') ?? []).filter(
    (api) => api.properties['ProtocolType'] === 'WEBSOCKET',
  );
  const only = sockets.length === 1 ? sockets[0] : undefined;
  if (only !== undefined) return { arn: fillArn(restApi.arn, { Name: [{ ref: only.id }] }), own: only };
  return anyOf(restApi, 'the endpoint of the API is not known');
}
