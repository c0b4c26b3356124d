import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-inline-policy',
  title: 'A policy is written inside of its holder',
  severity: 'informational',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'Some organisations look through managed policies only. Within one stack an inline policy is as good, and disappears with its role.',
  fix: 'Move the statements into an AWS::IAM::ManagedPolicy.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
    'AWS Config iam-no-inline-policy-check',
  ],
  peers: ['guard IAM_NO_INLINE_POLICY_CHECK'],
  check: perResource(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], function* (resource) {
    if (resource.origin === 'written' && itemsOf(field(resource.properties, 'Policies')).length > 0)
      yield found(resource, ['Policies'], `${resource.id} holds its policies inline`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'inline',
        `Group: { Type: AWS::IAM::Group, Properties: { Policies: [{ PolicyName: p, PolicyDocument: { Statement: [] } }] } }`,
      ),
    ],
    passes: [
      cloudformation(
        'managed',
        `Group: { Type: AWS::IAM::Group, Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } }`,
      ),
    ],
  },
};
