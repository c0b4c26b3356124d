import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const permission = (rest: string) =>
  `Open: { Type: AWS::Lambda::Permission, Properties: { FunctionName: f, Action: 'lambda:InvokeFunction', ${rest} } }`;

export const rule: Rule = {
  id: 'lambda-permission-public',
  title: 'Every AWS account may invoke the function',
  severity: 'high',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A permission for principal * lets anybody with any AWS account call the function directly, past its API, its authorizer and its throttles. The caller chooses the whole event, including what an API would have filled in, such as who is signed in.',
  fix: 'Name the account, role or service that calls; for an organisation add PrincipalOrgID.',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
    'CWE-284',
    'AWS Security Hub Lambda.1',
  ],
  peers: [
    'cfn_nag F13',
    'checkov CKV_AWS_301',
    'cdk-nag LambdaFunctionPublicAccessProhibited',
    'guard LAMBDA_NO_WILDCARD_PRINCIPALS',
    'KICS 1d6e16f1',
    'guard LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED',
  ],
  check: perResource(['AWS::Lambda::Permission'], function* (resource) {
    const { properties } = resource;
    if (literal(field(properties, 'Principal')) !== '*') return;
    if (isSet(field(properties, 'PrincipalOrgID')) !== 'no' || isSet(field(properties, 'SourceAccount')) !== 'no')
      return;
    // A URL's own permission: function-url-public speaks of it.
    if (isSet(field(properties, 'FunctionUrlAuthType')) !== 'no') return;
    if (
      literal(field(properties, 'Action')) === 'lambda:InvokeFunctionUrl' ||
      literal(field(properties, 'InvokedViaFunctionUrl')) === 'true'
    )
      return;
    yield found(resource, ['Principal'], `${resource.id} lets every AWS account invoke the function`);
  }),
  fixtures: {
    fails: [cloudformation('everybody', permission("Principal: '*'"))],
    passes: [
      cloudformation('an organisation', permission("Principal: '*', PrincipalOrgID: o-abc1234567")),
      cloudformation('one account', permission("Principal: '210987654321'")),
      cloudformation(
        'a URL that asks for signatures',
        "Url: { Type: AWS::Lambda::Permission, Properties: { FunctionName: f, Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: AWS_IAM } }",
      ),
    ],
  },
};
