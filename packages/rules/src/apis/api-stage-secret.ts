import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { secretIn } from '../helpers/secrets.ts';
import { field, isPlainMap } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const stage = (value: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: a, DeploymentId: d, StageName: live, Variables: { backend: ${value} } } }`;

export const rule: Rule = {
  id: 'api-stage-secret',
  title: 'A secret stands in a stage variable',
  severity: 'high',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Stage variables are plain settings, shown in the console and returned by apigateway:GetStage to everybody who may look at the API. They also go into mapping templates, and from there into logs.',
  fix: 'Take the credential out of service, and keep its successor in Secrets Manager where the backend fetches it.',
  references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html', 'CWE-798'],
  peers: ['prowler apigateway_restapi_no_secrets_in_stage_variables'],
  check: perResource(['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'], function* (resource) {
    const name = resource.type === 'AWS::ApiGateway::Stage' ? 'Variables' : 'StageVariables';
    const variables = field(resource.properties, name);
    if (!isPlainMap(variables)) return;
    for (const [key, value] of Object.entries(variables)) {
      const kind = typeof value === 'string' ? secretIn(key, value) : undefined;
      if (kind) yield found(resource, [name, key], `${resource.id}: the variable ${key} holds ${kind}`);
    }
  }),
  fixtures: {
    fails: [cloudformation('a key of AWS', stage(`${'AKIA'}Q7JZ4MXW2KTR6VNB`))],
    passes: [cloudformation('a host', stage('backend.example.com'))],
  },
};
