import type { PostureModel } from '../rule.ts';
import { ofType } from './resources.ts';
import { field, itemsOf, numberOf } from './values.ts';

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
