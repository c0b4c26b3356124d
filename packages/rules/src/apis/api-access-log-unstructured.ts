import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const stage = (format: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: a, DeploymentId: d, StageName: live, AccessLogSetting: { DestinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:api', Format: ${format} } } }`;

export const rule: Rule = {
  id: 'api-access-log-unstructured',
  title: 'An access log is text that has to be taken apart',
  severity: 'informational',
  risk: 'SAS-5',
  needs: 'template',
  // A matter of what reads the log.
  defaultState: 'off',
  rationale:
    'CloudWatch Logs Insights finds the fields of a line in JSON by itself; a line in the format of a web server needs a pattern for each question. Callers write parts of such a line, with spaces and brackets where they please.',
  fix: 'Write the format as a JSON object: {"requestId":"$context.requestId","ip":"$context.identity.sourceIp","status":"$context.status"}.',
  references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html', 'CWE-117'],
  peers: ['serverless-rules WS2001', 'cdk-nag Serverless-APIGWStructuredLogging'],
  check: perResource(['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'], function* (resource) {
    const name = resource.type === 'AWS::ApiGateway::Stage' ? 'AccessLogSetting' : 'AccessLogSettings';
    const format = literal(field(resource.properties, name, 'Format'));
    if (format !== undefined && !/^\s*\{/.test(format))
      yield found(resource, [name, 'Format'], `${resource.id} writes its access log as text`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'as a web server does',
        stage(
          `'$context.identity.sourceIp [$context.requestTime] "$context.httpMethod $context.path" $context.status'`,
        ),
      ),
    ],
    passes: [cloudformation('JSON', stage(`'{"id":"$context.requestId","status":"$context.status"}'`))],
  },
};
