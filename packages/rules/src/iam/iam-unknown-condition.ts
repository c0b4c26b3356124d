import { cloudformation } from '../helpers/fixture.ts';
import { policyIssues } from '../helpers/policy-issues.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-unknown-condition',
  title: 'A condition asks for what its actions do not know',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A key that is missing from a request makes the condition fail, or hold where the operator is a negation. The statement then allows nothing, or everything.',
  fix: 'Use a key that the Service Authorization Reference lists for the action, and one of the operators that IAM has.',
  references: [
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    'CWE-697',
  ],
  peers: ['parliament UNKNOWN_CONDITION_FOR_ACTION', 'parliament UNKNOWN_OPERATOR'],
  check: policyIssues('unknown-condition', 'unknown-operator'),
  fixtures: {
    fails: [
      cloudformation(
        'a key of another action',
        role(
          "{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', Condition: { StringEquals: { 's3:prefix': 'a' } } }",
        ),
      ),
      cloudformation(
        'no operator',
        role(
          "{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { StringIs: { 's3:prefix': 'a' } } }",
        ),
      ),
    ],
    passes: [
      cloudformation(
        'its own key',
        role(
          "{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { StringLikeIfExists: { 's3:prefix': 'a' } } }",
        ),
      ),
      cloudformation(
        'a key for all',
        role(
          "{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', Condition: { Bool: { 'aws:SecureTransport': true } } }",
        ),
      ),
    ],
  },
};
