import { cloudformation } from '../helpers/fixture.ts';
import { policyIssues } from '../helpers/policy-issues.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-resource-effectively-any',
  title: 'An ARN names every resource of its kind',
  severity: 'low',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'With a wildcard for the region, the account and the name, the ARN says no more than a star. It only looks narrower in a review.',
  fix: 'Name the resource, or at least the account and the beginning of its name.',
  references: [
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    'CWE-732',
  ],
  peers: ['parliament RESOURCE_EFFECTIVELY_STAR'],
  check: policyIssues('resource-effectively-any'),
  fixtures: {
    fails: [
      cloudformation(
        'every trail',
        role("{ Effect: Allow, Action: 'cloudtrail:GetEventSelectors', Resource: 'arn:aws:cloudtrail:*:*:trail/*' }"),
      ),
    ],
    passes: [
      cloudformation(
        'of one account',
        role(
          "{ Effect: Allow, Action: 'cloudtrail:GetEventSelectors', Resource: 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/*' }",
        ),
      ),
    ],
  },
};
