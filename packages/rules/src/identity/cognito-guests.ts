import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isTrue, opposite } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'cognito-guests',
  title: 'Anybody gets AWS credentials without signing in',
  severity: 'high',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "An identity pool with guests hands credentials of its guest role to everybody who knows the pool's id, which stands in the web page. Whatever that role may do, the internet may do.",
  fix: 'Set AllowUnauthenticatedIdentities: false; where guests are needed, give their role single actions on single resources.',
  references: ['https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html', 'CWE-306'],
  peers: [
    'checkov CKV_AWS_366',
    'cfn_nag W57',
    'cdk-nag AwsSolutions-COG7',
    'prowler cognito_identity_pool_guest_access_disabled',
  ],
  check: requireSetting({
    types: ['AWS::Cognito::IdentityPool'],
    path: ['AllowUnauthenticatedIdentities'],
    is: (value) => opposite(isTrue(value)),
    message: ({ id }) => `${id} gives AWS credentials to everybody who asks`,
  }),
  fixtures: {
    fails: [
      cloudformation(
        'guests',
        'Pool: { Type: AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: true } }',
      ),
    ],
    passes: [
      cloudformation(
        'users only',
        'Pool: { Type: AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: false } }',
      ),
    ],
  },
};
