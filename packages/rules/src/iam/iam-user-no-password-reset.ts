import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isPlainMap, isTrue } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-user-no-password-reset',
  title: 'A user may keep the password that the template set',
  severity: 'low',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'off',
  rationale: 'Whoever made the stack knows the first password. Without a reset it stays the password.',
  fix: 'Set LoginProfile.PasswordResetRequired: true.',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-iam-user-loginprofile.html',
    'CWE-262',
  ],
  peers: ['cfn_nag W50', 'guard IAM_USER_LOGIN_PROFILE_PASSWORD_RESET_RULE'],
  check: perResource(['AWS::IAM::User'], function* (user) {
    const profile = field(user.properties, 'LoginProfile');
    if (isPlainMap(profile) && isTrue(profile['PasswordResetRequired']) === 'no')
      yield found(user, ['LoginProfile', 'PasswordResetRequired'], `${user.id} need not change its first password`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'left out',
        `User: { Type: AWS::IAM::User, Properties: { LoginProfile: { Password: '{{resolve:secretsmanager:anna}}' } } }`,
      ),
    ],
    passes: [
      cloudformation(
        'asked for',
        `User: { Type: AWS::IAM::User, Properties: { LoginProfile: { Password: '{{resolve:secretsmanager:anna}}', PasswordResetRequired: true } } }`,
      ),
      cloudformation('no console', `User: { Type: AWS::IAM::User }`),
    ],
  },
};
