import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isTrue, itemsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const stage = (setting: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: a, DeploymentId: d, StageName: live, MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ${setting} }] } }`;

export const rule: Rule = {
  id: 'api-data-trace',
  title: 'Whole requests and responses are written to the log',
  severity: 'medium',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Data tracing logs bodies and headers in full: passwords of sign-ins, tokens, what customers typed. AWS itself advises against it for production, and log groups are read by far more people than the database.',
  fix: 'Set DataTraceEnabled: false; an access log with chosen fields tells enough.',
  references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html', 'CWE-532'],
  peers: ['checkov CKV_AWS_276'],
  check: perResource(['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment'], function* (resource) {
    const path =
      resource.type === 'AWS::ApiGateway::Stage' ? ['MethodSettings'] : ['StageDescription', 'MethodSettings'];
    for (const [i, setting] of itemsOf(field(resource.properties, ...path)).entries()) {
      if (isTrue(field(setting, 'DataTraceEnabled')) === 'yes')
        yield found(
          resource,
          [...path, i, 'DataTraceEnabled'],
          `${resource.id} writes whole requests and responses to its log`,
          { key: String(i) },
        );
    }
    if (
      resource.type === 'AWS::ApiGateway::Deployment' &&
      isTrue(field(resource.properties, 'StageDescription', 'DataTraceEnabled')) === 'yes'
    ) {
      yield found(
        resource,
        ['StageDescription', 'DataTraceEnabled'],
        `${resource.id} writes whole requests and responses to its log`,
      );
    }
  }),
  fixtures: {
    fails: [cloudformation('on', stage('DataTraceEnabled: true, LoggingLevel: INFO'))],
    passes: [cloudformation('off', stage('DataTraceEnabled: false, LoggingLevel: ERROR'))],
  },
};
