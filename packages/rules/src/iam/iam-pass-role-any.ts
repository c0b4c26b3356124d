import { cloudformation } from '../helpers/fixture.ts';
import { fitsAction } from '../helpers/glob.ts';
import { identityStatements, isAnyResource } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import { isPlainMap, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-pass-role-any',
  title: 'A role may hand on any role of the account',
  severity: 'high',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'iam:PassRole on every role lets its holder start a function, task or machine with the strongest role there is, and then work through that. It is the step that turns most privilege escalations from possible into easy.',
  fix: 'Name the one role that is handed on, and add the condition iam:PassedToService.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html', 'CWE-269'],
  peers: [
    'cfn_nag F38',
    'cfn_nag F39',
    'cfn_nag F40',
    'guard IAM_ROLE_NO_WILDCARD_RESOURCE_ON_PASSROLE',
    'guard IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE',
    'cfn_nag W11',
    'cfn_nag W12',
    'cfn_nag W13',
  ],
  *check(model) {
    for (const { effect, actions, resources, condition, resource, path } of identityStatements(model)) {
      if (effect !== 'Allow' || !actions.some((action) => action !== '*' && fitsAction(action, 'iam:PassRole')))
        continue;
      if (!resources.some((item) => isAnyResource(item) || /^arn:[^:]*:iam::[^:]*:role\/\*$/.test(textOf(item))))
        continue;
      const tied =
        isPlainMap(condition) &&
        Object.values(condition).some(
          (keys) =>
            isPlainMap(keys) &&
            Object.keys(keys).some((key) => /^iam:(?:PassedToService|AssociatedResourceArn)$/i.test(key)),
        );
      yield found(
        resource,
        [...path, 'Resource'],
        `${resource.id} may pass every role of the account${tied ? ' to one service' : ''}`,
        tied ? { severity: 'medium' } : {},
      );
    }
  },
  fixtures: {
    fails: [
      cloudformation('every role', role("{ Effect: Allow, Action: ['ecs:RunTask', 'iam:PassRole'], Resource: '*' }")),
    ],
    passes: [
      cloudformation(
        'one role',
        role("{ Effect: Allow, Action: 'iam:PassRole', Resource: 'arn:aws:iam::123456789012:role/task' }"),
      ),
    ],
  },
};
