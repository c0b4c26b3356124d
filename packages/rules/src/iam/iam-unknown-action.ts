import { cloudformation } from '../helpers/fixture.ts';
import { policyIssues } from '../helpers/policy-issues.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-unknown-action',
  title: 'A policy names an action that does not exist',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'IAM takes any word as an action and grants nothing by it. What was meant is missing, in an allowance as a failure at run time, in a denial as a right that stays.',
  fix: 'Look the name up in the Service Authorization Reference: the operation is not always the action (ListBuckets is s3:ListAllMyBuckets). An action that is newer than the data of this release is suppressed with that reason.',
  references: [
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    'CWE-1007',
  ],
  peers: ['parliament UNKNOWN_ACTION', 'cdk-nag IAMUnknownAction'],
  check: policyIssues('unknown-action'),
  fixtures: {
    fails: [
      cloudformation(
        'the operation in place of the action',
        role("{ Effect: Allow, Action: 's3:ListBuckets', Resource: '*' }"),
      ),
      cloudformation('no such service', role("{ Effect: Allow, Action: 'dynamo:GetItem', Resource: '*' }")),
    ],
    passes: [
      cloudformation('another case', role("{ Effect: Allow, Action: 's3:listallmybuckets', Resource: '*' }")),
      cloudformation(
        'a pattern',
        role(
          "{ Effect: Allow, Action: 'dynamodb:*Item', Resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t' }",
        ),
      ),
    ],
  },
};
