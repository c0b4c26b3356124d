import { cloudformation } from '../helpers/fixture.ts';
import { policyIssues } from '../helpers/policy-issues.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-policy-malformed',
  title: 'A policy that AWS refuses',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale: 'The deploy fails at this policy, after the resources before it were made. Nothing warns before.',
  fix: 'Mend the statement as the message says.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html', 'CWE-20'],
  peers: [
    'parliament MALFORMED',
    'parliament MALFORMED_JSON',
    'parliament INVALID_SID',
    'parliament DUPLICATE_SID',
    'parliament INVALID_ARN',
  ],
  check: policyIssues('malformed', 'invalid-sid', 'duplicate-sid', 'invalid-arn'),
  fixtures: {
    fails: [
      cloudformation(
        'both kinds of action',
        role("{ Effect: Allow, Action: 's3:GetObject', NotAction: 's3:PutObject', Resource: '*' }"),
      ),
      cloudformation('no ARN', role("{ Effect: Allow, Action: 's3:GetObject', Resource: 'my-bucket/*' }")),
      cloudformation(
        'a Sid twice',
        role(
          "{ Sid: A, Effect: Allow, Action: 'sqs:SendMessage', Resource: '*' }, { Sid: A, Effect: Allow, Action: 'sns:Publish', Resource: '*' }",
        ),
      ),
    ],
    passes: [
      cloudformation(
        'whole',
        role("{ Sid: Read, Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }"),
      ),
    ],
  },
};
