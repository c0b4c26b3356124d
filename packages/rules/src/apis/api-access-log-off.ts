import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const stage = (more: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: a, DeploymentId: d, StageName: live${more} } }`;

export const rule: Rule = {
  id: 'api-access-log-off',
  title: 'Nobody records who called the API',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Requests that an authorizer, a throttle or a validator turns away never reach a function, so without an access log an attack that is being tried leaves no trace. Nor can anybody say afterwards from where a successful one came.',
  fix: "Set AccessLogSettings (AccessLogSetting of a REST API's stage) with a JSON format that holds requestId, ip, user, status and the authorizer's error.",
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
    'CWE-778',
    'AWS Security Hub APIGateway.9',
  ],
  peers: [
    'serverless-rules ES2000',
    'checkov CKV_AWS_76',
    'checkov CKV_AWS_95',
    'cfn_nag W45',
    'cfn_nag W46',
    'cfn_nag W69',
    'cdk-nag AwsSolutions-APIG1',
    'trivy AWS-0001',
    'KICS a4d32883',
    'guard API_GWV2_ACCESS_LOGS_ENABLED',
    'guard API_GW_STAGE_ACCESS_LOGGING_RULE',
  ],
  check: perResource(['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'], function* (resource) {
    const name = resource.type === 'AWS::ApiGateway::Stage' ? 'AccessLogSetting' : 'AccessLogSettings';
    if (isSet(field(resource.properties, name, 'DestinationArn')) === 'no')
      yield found(resource, [name], `${resource.id} keeps no access log`);
  }),
  fixtures: {
    fails: [cloudformation('none', stage(''))],
    passes: [
      cloudformation(
        'a log',
        stage(
          ', AccessLogSetting: { DestinationArn: \'arn:aws:logs:eu-west-1:123456789012:log-group:api\', Format: \'{"id":"$context.requestId"}\' }',
        ),
      ),
    ],
  },
};
