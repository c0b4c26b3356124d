import { cloudformation } from '../helpers/fixture.ts';
import { policyIssues } from '../helpers/policy-issues.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-condition-type',
  title: 'A condition compares by the wrong operator',
  severity: 'low',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A number compared as text, or a date that is none, never matches what the request carries. An ARN compared as text matches, but takes a wildcard for a letter.',
  fix: "Take the operator of the key's type: NumericEquals, DateLessThan, Bool, ArnLike.",
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    'CWE-697',
  ],
  peers: ['parliament MISMATCHED_TYPE', 'parliament MISMATCHED_TYPE_BUT_USABLE'],
  check: policyIssues('mismatched-type', 'mismatched-type-usable'),
  fixtures: {
    fails: [
      cloudformation(
        'text as a number',
        role(
          "{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { NumericEquals: { 's3:prefix': 'a' } } }",
        ),
      ),
      cloudformation(
        'no date',
        role(
          "{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } } }",
        ),
      ),
    ],
    passes: [
      cloudformation(
        'a date',
        role(
          "{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } }",
        ),
      ),
      cloudformation(
        'an ARN',
        role(
          "{ Effect: Allow, Action: 'sns:Publish', Resource: 'arn:aws:sns:eu-west-1:123456789012:t', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::b' } } }",
        ),
      ),
    ],
  },
};
