import { get, type Tree } from '../../yaml/tree.ts';
import { ref } from '../build.ts';
import { generate, peekText, type SamExpansion } from './expansion.ts';

/** `Auth.UsagePlan`: a plan and a key for one API, or shared by all of the template. */
export function expandUsagePlan(
  api: string,
  stageId: string,
  plan: Tree | undefined,
  condition: string | undefined,
  expansion: SamExpansion,
): void {
  const kind = peekText(get(plan, 'CreateUsagePlan'), expansion);
  if (!plan || kind === undefined || kind === 'NONE') return;
  const prefix = kind === 'SHARED' ? 'Serverless' : api;
  const { place } = plan;
  const stage = { ApiId: ref(api), Stage: ref(stageId) };
  generate(expansion.out, {
    id: `${prefix}UsagePlan`,
    type: 'AWS::ApiGateway::UsagePlan',
    place,
    condition,
    properties: {
      ApiStages: [stage],
      UsagePlanName: get(plan, 'UsagePlanName'),
      Description: get(plan, 'Description'),
      Quota: get(plan, 'Quota'),
      Throttle: get(plan, 'Throttle'),
      Tags: get(plan, 'Tags'),
    },
  });
  generate(expansion.out, {
    id: `${prefix}ApiKey`,
    type: 'AWS::ApiGateway::ApiKey',
    place,
    condition,
    properties: { Enabled: true, StageKeys: [{ RestApiId: ref(api), StageName: ref(stageId) }] },
  });
  generate(expansion.out, {
    id: `${prefix}UsagePlanKey`,
    type: 'AWS::ApiGateway::UsagePlanKey',
    place,
    condition,
    properties: { KeyId: ref(`${prefix}ApiKey`), KeyType: 'API_KEY', UsagePlanId: ref(`${prefix}UsagePlan`) },
  });
}
