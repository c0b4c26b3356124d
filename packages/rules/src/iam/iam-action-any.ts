import { cloudformation } from '../helpers/fixture.ts';
import { identityStatements, isAnyResource } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-action-any',
  title: 'A statement allows every action',
  severity: 'high',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Every action on a resource includes deleting it and rewriting its policy, so that whoever holds the role can hand the resource to somebody else. Actions that AWS adds later are granted in advance.',
  fix: 'Name the actions that the code uses; bulkhead roles writes them.',
  references: ['CWE-250', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
  peers: [
    'checkov CKV_AWS_49',
    'checkov CKV_AWS_63',
    'cfn_nag F3',
    'cfn_nag F4',
    'cfn_nag F5',
    'guard IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS',
  ],
  *check(model) {
    for (const { effect, actions, resources, resource, path } of identityStatements(model)) {
      if (effect !== 'Allow' || !actions.some((action) => /^\*(?::\*)?$/.test(action))) continue;
      // On every resource it is iam-admin's.
      if (resources.some(isAnyResource)) continue;
      yield found(resource, [...path, 'Action'], `${resource.id} allows every action on what its statement names`);
    }
  },
  fixtures: {
    fails: [
      cloudformation('on one bucket', role("{ Effect: Allow, Action: '*', Resource: 'arn:aws:s3:::uploads/*' }")),
    ],
    passes: [
      cloudformation('named', role("{ Effect: Allow, Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::uploads/*' }")),
    ],
  },
};
