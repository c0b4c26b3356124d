import { cloudformation } from '../helpers/fixture.ts';
import { policyIssues } from '../helpers/policy-issues.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-mfa-pattern',
  title: 'A statement allows its actions where no second factor was given',
  severity: 'high',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The key is missing from requests with long-lived keys, and false in sessions without a second factor. Asked for as false in an allowance, it does the opposite of what it looks like.',
  fix: 'Deny where aws:MultiFactorAuthPresent is false, by BoolIfExists.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent',
    'CWE-308',
  ],
  peers: ['parliament BAD_PATTERN_FOR_MFA'],
  check: policyIssues('bad-mfa-pattern'),
  fixtures: {
    fails: [
      cloudformation(
        'the wrong way round',
        role(
          "{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }",
        ),
      ),
    ],
    passes: [
      cloudformation(
        'denied',
        role(
          "{ Effect: Deny, Action: 's3:*', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }",
        ),
      ),
      cloudformation(
        'asked for',
        role(
          "{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }",
        ),
      ),
    ],
  },
};
