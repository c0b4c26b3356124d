import type { DeployedResource } from '@bulkhead/core';
import type { PostureModel } from '../rule.ts';
import { isAnybody, isNarrowed, type Statement, statementsOf } from './policies.ts';
import { ofType } from './resources.ts';
import { field, itemsOf, literal, numberOf } from './values.ts';

/** Whether any stage sets a throttle: by method settings, route settings, or a usage plan. */
export function hasApiThrottle(model: PostureModel): boolean {
  const stages = ofType(model, 'AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment');
  const byMethod = stages.some((stage) =>
    [
      ...itemsOf(field(stage.properties, 'MethodSettings')),
      ...itemsOf(field(stage.properties, 'StageDescription', 'MethodSettings')),
    ].some((setting) => numberOf(field(setting, 'ThrottlingRateLimit')) !== undefined),
  );
  if (byMethod) return true;
  return ofType(model, 'AWS::ApiGatewayV2::Stage').some(
    (stage) => numberOf(field(stage.properties, 'DefaultRouteSettings', 'ThrottlingRateLimit')) !== undefined,
  );
}

/** Whether a REST API answers inside of VPCs alone. */
export function isPrivate(api: DeployedResource): boolean {
  const types = itemsOf(field(api.properties, 'EndpointConfiguration', 'Types'));
  return types.some((type) => literal(type) === 'PRIVATE');
}

/** Statements of a REST API's policy that let in everybody. */
export function openStatements(api: DeployedResource): readonly Statement[] {
  const statements = statementsOf(api, ['Policy']);
  // AWS's own way to write an allow-list: everybody, and a denial for who is not on it.
  if (statements.some(({ effect, condition }) => effect === 'Deny' && condition !== undefined)) return [];
  return statements.filter(
    ({ effect, principal, condition }) =>
      effect === 'Allow' && isAnybody(principal) === 'yes' && !isNarrowed(condition),
  );
}
