import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const fn = (extra: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }${extra} } }`;

export const rule: Rule = {
  id: 'lambda-tracing-off',
  title: 'Requests through this function cannot be traced',
  severity: 'informational',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'Active tracing shows which services a request went through and where it failed, which an investigation needs. Correlation ids in the logs give the same for less, so this rule is for teams that chose X-Ray.',
  fix: 'Set TracingConfig.Mode to Active.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html', 'CWE-778'],
  peers: [
    'serverless-rules WS1000',
    'cdk-nag Serverless-LambdaTracing',
    'checkov CKV_AWS_50',
    'trivy AWS-0066',
    'KICS 0d7ef70f',
  ],
  check: perResource(['AWS::Lambda::Function'], function* (resource) {
    const mode = field(resource.properties, 'TracingConfig', 'Mode');
    if (isUndecided(mode) || literal(mode) === 'Active') return;
    yield found(resource, ['TracingConfig'], `${resource.id} is not traced`);
  }),
  fixtures: {
    fails: [cloudformation('not set', fn(''))],
    passes: [cloudformation('active', fn(', TracingConfig: { Mode: Active }'))],
  },
};
