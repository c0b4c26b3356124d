import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { isPlainSecret } from '../helpers/secrets.ts';
import { field } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-user-password',
  title: "A user's password stands in the template",
  severity: 'high',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Everybody who reads the repository can sign in as that user. A parameter of Systems Manager that is not secure is no better.',
  fix: 'Let Secrets Manager make the password and name it by {{resolve:secretsmanager:…}}.',
  references: ['CWE-798', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html'],
  peers: ['cfn_nag F51', 'guard IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD'],
  check: perResource(['AWS::IAM::User'], function* (user) {
    const path = ['LoginProfile', 'Password'];
    if (isPlainSecret(field(user.properties, ...path))) yield found(user, path, `${user.id} has its password in clear`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'in clear',
        `User: { Type: AWS::IAM::User, Properties: { LoginProfile: { Password: Sommer-2026 } } }`,
      ),
    ],
    passes: [
      cloudformation(
        'from Secrets Manager',
        `User: { Type: AWS::IAM::User, Properties: { LoginProfile: { Password: '{{resolve:secretsmanager:anna}}' } } }`,
      ),
    ],
  },
};
