import { cloudformation } from '../helpers/fixture.ts';
import { fitsAction } from '../helpers/glob.ts';
import { identityStatements, isAnyResource } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-admin',
  title: 'A role may do everything to everything',
  severity: 'critical',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'With every action on every resource, one injection in one function is the end of the account: users, backups and logs included. No function needs it, and what it needs can be read from its code.',
  fix: 'Replace the statement by what the code uses; bulkhead roles writes it.',
  references: [
    'CIS AWS 3.0 1.16',
    'CWE-250',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
    'OWASP A01:2021',
  ],
  peers: [
    'checkov CKV_AWS_1',
    'checkov CKV_AWS_62',
    'cfn_nag W43',
    'guard IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS',
    'cdk-nag IAMPolicyNoStatementsWithAdminAccess',
    'KICS 59ebb4f3',
  ],
  *check(model) {
    for (const { effect, actions, resources, resource, path } of identityStatements(model)) {
      if (effect !== 'Allow' || !resources.some(isAnyResource)) continue;
      if (!actions.some((action) => fitsAction(action, 'iam:x') && fitsAction(action, 's3:x'))) continue;
      yield found(resource, [...path, 'Action'], `${resource.id} allows every action on every resource`);
    }
  },
  fixtures: {
    fails: [cloudformation('everything', role("{ Effect: Allow, Action: '*', Resource: '*' }"))],
    passes: [
      cloudformation('one service', role("{ Effect: Allow, Action: 's3:*', Resource: '*' }")),
      cloudformation('everything denied', role("{ Effect: Deny, Action: '*', Resource: '*' }")),
    ],
  },
};
