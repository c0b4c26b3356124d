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
    'guard IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS',
    'cdk-nag IAMPolicyNoStatementsWithAdminAccess',
    'KICS 59ebb4f3',
    'cfn_nag F3',
    'cfn_nag F4',
    'cfn_nag F5',
    'cfn_nag F38',
    'cfn_nag F39',
    'cfn_nag F40',
    'cfn_nag W11',
    'cfn_nag W12',
    'cfn_nag W13',
    'checkov CKV_AWS_49',
    'checkov CKV_AWS_63',
    'checkov CKV2_AWS_40',
    'guard IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS',
    'guard IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
    'guard IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE',
    'guard IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
    'guard IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE',
    'checkov CKV_AWS_356',
    'parliament RESOURCE_STAR',
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
