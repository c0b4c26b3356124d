import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-user-policy',
  title: 'A policy is given to a user directly',
  severity: 'low',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'Rights of single users are the ones that nobody remembers. Groups and roles are looked through when a job changes.',
  fix: 'Attach the policy to a group or, better, to a role that is taken on.',
  references: ['CIS AWS 3.0 1.15', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
  peers: [
    'checkov CKV_AWS_40',
    'cfn_nag F10',
    'cfn_nag F11',
    'cfn_nag F12',
    'guard IAM_NO_POLICY_ON_USER',
    'guard IAM_USER_NO_POLICIES_CHECK',
  ],
  check: perResource(['AWS::IAM::User', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'], function* (resource) {
    const names = resource.type === 'AWS::IAM::User' ? ['Policies', 'ManagedPolicyArns'] : ['Users'];
    for (const name of names) {
      if (itemsOf(field(resource.properties, name)).length > 0)
        yield found(resource, [name], `${resource.id} gives a user rights directly`);
    }
  }),
  fixtures: {
    fails: [
      cloudformation(
        'inline',
        `User: { Type: AWS::IAM::User, Properties: { Policies: [{ PolicyName: p, PolicyDocument: { Statement: [] } }] } }`,
      ),
      cloudformation(
        'attached',
        `Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: p, Users: [anna], PolicyDocument: { Statement: [] } } }`,
      ),
    ],
    passes: [cloudformation('in a group', `User: { Type: AWS::IAM::User, Properties: { Groups: [developers] } }`)],
  },
};
