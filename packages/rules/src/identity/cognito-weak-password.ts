import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, numberOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'cognito-weak-password',
  title: 'Users may choose short passwords',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Length is what makes a password hard to guess; NIST asks for eight characters at the least and fifteen where nothing stands beside the password. Cognito takes six where a template allows it.',
  fix: 'Set Policies.PasswordPolicy.MinimumLength to 12 or more.',
  references: [
    'NIST SP 800-63B',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html',
    'CWE-521',
  ],
  peers: [
    'cdk-nag AwsSolutions-COG1',
    'prowler cognito_user_pool_password_policy_minimum_length_14',
    'sls-mentor cognitoEnforceLongPasswords',
  ],
  check: perResource(['AWS::Cognito::UserPool'], function* (pool) {
    const length = numberOf(field(pool.properties, 'Policies', 'PasswordPolicy', 'MinimumLength'));
    if (length === undefined || length >= 8) return;
    yield found(
      pool,
      ['Policies', 'PasswordPolicy', 'MinimumLength'],
      `${pool.id} takes passwords of ${length} characters`,
    );
  }),
  fixtures: {
    fails: [
      cloudformation(
        'six',
        'Users: { Type: AWS::Cognito::UserPool, Properties: { Policies: { PasswordPolicy: { MinimumLength: 6 } } } }',
      ),
    ],
    passes: [
      cloudformation(
        'twelve',
        'Users: { Type: AWS::Cognito::UserPool, Properties: { Policies: { PasswordPolicy: { MinimumLength: 12 } } } }',
      ),
      cloudformation('the default, eight', 'Users: { Type: AWS::Cognito::UserPool }'),
    ],
  },
};
