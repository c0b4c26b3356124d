import { get, unknownTree } from '../yaml/tree.ts';
import { type Buildable, ref } from './build.ts';
import type { ExpandedResource } from './expanded.ts';
import { generate } from './sam/expansion.ts';

/** Settings of a stage that a deployment may carry, and that the Serverless Framework sets by calls of its own. */
const SETTINGS = ['TracingEnabled', 'AccessLogSetting', 'MethodSettings', 'CacheClusterEnabled', 'Variables'] as const;

/**
 * A deployment with a `StageName` makes that stage. Added where a REST API has no stage of its own in the template, as in
 * the output of `serverless package`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
 */
export function addImplicitStages(
  resources: ReadonlyMap<string, ExpandedResource>,
): ReadonlyMap<string, ExpandedResource> {
  const all = [...resources.values()];
  const isPackaged = resources.get('ServerlessDeploymentBucket')?.origin === 'written';
  const staged = new Set(all.flatMap(({ type, properties }) => (type === STAGE ? [apiOf(properties)] : [])));
  const out = new Map(resources);
  for (const { id, type, properties, place, condition } of all) {
    const name = get(properties, 'StageName');
    if (type !== 'AWS::ApiGateway::Deployment' || !name || staged.has(apiOf(properties))) continue;
    const later = unknownTree({ unknown: 'is set after the deploy', expression: 'StageName', place }, place);
    const settings = SETTINGS.map((key): [string, Buildable] => [
      key,
      get(properties, 'StageDescription', key) ?? (isPackaged && maySet(key, resources) ? later : undefined),
    ]);
    generate(out, {
      // The Serverless Framework puts the time of the deploy into the deployment's id.
      id: /^ApiGatewayDeployment\d+$/.test(id) ? 'ApiGatewayStage' : `${id}Stage`,
      type: STAGE,
      place,
      condition,
      properties: {
        RestApiId: get(properties, 'RestApiId'),
        DeploymentId: ref(id),
        StageName: name,
        ...Object.fromEntries(settings),
      },
    });
  }
  return out;
}

const STAGE = 'AWS::ApiGateway::Stage';

/** The framework sets logs only where it has made a group for them; it has no setting for a cache or for variables. */
function maySet(key: (typeof SETTINGS)[number], resources: ReadonlyMap<string, ExpandedResource>): boolean {
  return key === 'TracingEnabled' || (/^(?:AccessLog|Method)/.test(key) && resources.has('ApiGatewayLogGroup'));
}

function apiOf(properties: ExpandedResource['properties']): string {
  const api = get(properties, 'RestApiId', 'Ref') ?? get(properties, 'RestApiId');
  return api?.kind === 'scalar' ? String(api.value) : '';
}
