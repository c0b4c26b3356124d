import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType, perResource } from '../helpers/resources.ts';
import { field, isUndecided, itemsOf, numberOf, refsOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

const api = (stage: string) => `
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: shop, ProtocolType: HTTP } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: live, AutoDeploy: true${stage} } }
`;

export const rule: Rule = {
  id: 'api-no-throttle',
  title: 'A stage of an API has no throttle of its own',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "Without limits of its own a stage shares the account's 10,000 requests a second with every other API in the region. A flood on one takes the others down, and each request is billed.",
  fix: 'Set ThrottlingRateLimit and ThrottlingBurstLimit on the stage (MethodSettings for REST, DefaultRouteSettings for HTTP APIs).',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html',
    'CWE-770',
    'OWASP API4:2023',
  ],
  peers: ['serverless-rules ES2003', 'cdk-nag Serverless-APIGWDefaultThrottling', 'cfn_nag W64', 'cfn_nag W68'],
  check: perResource(['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'], function* (stage, model) {
    const isRest = stage.type === 'AWS::ApiGateway::Stage';
    const settings = field(stage.properties, isRest ? 'MethodSettings' : 'DefaultRouteSettings');
    if (isUndecided(settings)) return;
    if (
      itemsOf(settings).some((setting) => {
        const rate = field(setting, 'ThrottlingRateLimit');
        return isUndecided(rate) || numberOf(rate) !== undefined;
      })
    )
      return;
    if (isRest && hasUsagePlan(model, stage.id)) return;
    yield found(
      stage,
      [isRest ? 'MethodSettings' : 'DefaultRouteSettings'],
      `${stage.id} has no limit on requests of its own`,
    );
  }),
  fixtures: {
    fails: [cloudformation('nothing set', api(''))],
    passes: [
      cloudformation('a rate', api(', DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }')),
    ],
  },
};

function hasUsagePlan(model: PostureModel, stageId: string): boolean {
  return ofType(model, 'AWS::ApiGateway::UsagePlan').some(
    (plan) =>
      field(plan.properties, 'Throttle') !== undefined &&
      itemsOf(field(plan.properties, 'ApiStages')).some((entry) => refsOf(field(entry, 'Stage')).includes(stageId)),
  );
}
