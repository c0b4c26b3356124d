import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';

import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-user',
  title: 'People or machines are given an IAM user',
  severity: 'low',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'Users have passwords and keys that do not expire. Roles, taken on by single sign-on, have credentials of an hour.',
  fix: 'Use IAM Identity Center for people, and roles for machines.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html', 'CWE-262'],
  peers: ['checkov CKV_AWS_273', 'checkov CKV_AWS_348'],
  check: perResource(['AWS::IAM::User', 'AWS::IAM::AccessKey'], function* (resource) {
    yield found(resource, [], `${resource.id} is a credential that does not expire`);
  }),
  fixtures: {
    fails: [cloudformation('a user', `User: { Type: AWS::IAM::User }`)],
    passes: [
      cloudformation(
        'a role',
        `Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] } } }`,
      ),
    ],
  },
};
