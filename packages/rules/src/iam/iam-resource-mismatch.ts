import { cloudformation } from '../helpers/fixture.ts';
import { policyIssues } from '../helpers/policy-issues.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-resource-mismatch',
  title: 'A policy grants an action on resources that it does not know',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Objects are not buckets, and indexes are not tables: on the other kind of resource the action is granted for nothing. The call fails at run time with AccessDenied.',
  fix: 'Name the kind of resource that the action takes: arn:aws:s3:::bucket for ListBucket, arn:aws:s3:::bucket/* for GetObject.',
  references: [
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    'CWE-732',
  ],
  peers: ['parliament RESOURCE_MISMATCH'],
  check: policyIssues('resource-mismatch'),
  fixtures: {
    fails: [
      cloudformation(
        'objects by the bucket',
        role("{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b' }"),
      ),
      cloudformation(
        'no resource at all',
        role("{ Effect: Allow, Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::b' }"),
      ),
    ],
    passes: [
      cloudformation(
        'both kinds',
        role(
          "{ Effect: Allow, Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }",
        ),
      ),
      cloudformation(
        'known at the deploy only',
        role("{ Effect: Allow, Action: 's3:GetObject', Resource: !ImportValue bucket }"),
      ),
    ],
  },
};
