import { isReference, type StaticValue } from '@bulkhead/core';
import { restApi } from '../resources/kinds.ts';
import { anyOf, type Located } from '../resources/locate.ts';
import { resolveValue } from '../resources/resolve-value.ts';
import type { Scope } from '../resources/scope.ts';
import { fillArn, partsOf } from '../resources/template-text.ts';

const UNKNOWN_STAGE = { wide: 'the stage of the API is not known' };

/**
 * The API that a request goes to: the one of its endpoint (`https://ID.execute-api.REGION…`), or, where the
 * endpoint comes from the event, the application's only WebSocket API, which is then the one that called the function.
 */
export function endpointApi(endpoints: readonly StaticValue[], scope: Scope): Located & { readonly stage?: string } {
  const values = endpoints.flatMap((endpoint) => resolveValue(endpoint, scope));
  for (const value of values) {
    const parts = partsOf(value) ?? [];
    for (const part of parts) {
      if (isReference(part) && restApi.types.includes(scope.own.byId.get(part.ref)?.type ?? '')) {
        return { arn: fillArn(restApi.arn, { Name: [{ ref: part.ref }] }), ...stageOf(parts.at(-1)) };
      }
    }
    const literal =
      typeof parts[0] === 'string' ? /^(?:https?:\/\/)?([a-z0-9]{8,12})\.execute-api\./.exec(parts[0]) : null;
    if (literal?.[1] !== undefined)
      return { arn: fillArn(restApi.arn, { Name: [literal[1]] }), ...stageOf(parts.at(-1)) };
  }
  const sockets = (scope.own.byType.get('AWS::ApiGatewayV2::Api') ?? []).filter(
    (api) => api.properties['ProtocolType'] === 'WEBSOCKET',
  );
  const only = sockets.length === 1 ? sockets[0] : undefined;
  if (only !== undefined) {
    const stages = (scope.own.byType.get('AWS::ApiGatewayV2::Stage') ?? []).map(
      (stage) => stage.properties['StageName'],
    );
    const stage = stages.length === 1 && typeof stages[0] === 'string' ? { stage: stages[0] } : UNKNOWN_STAGE;
    return { arn: fillArn(restApi.arn, { Name: [{ ref: only.id }] }), own: only, ...stage };
  }
  return anyOf(restApi, 'the endpoint of the API is not known');
}

/** `https://ID.execute-api.eu-west-1.amazonaws.com/prod` is of the stage `prod`. */
function stageOf(last: unknown): { readonly stage?: string; readonly wide?: string } {
  const stage = typeof last === 'string' ? /amazonaws\.com(?:\.cn)?\/([\w$-]+)\/?$/.exec(last)?.[1] : undefined;
  return stage === undefined ? UNKNOWN_STAGE : { stage };
}
