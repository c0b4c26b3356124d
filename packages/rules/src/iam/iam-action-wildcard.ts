import { cloudformation } from '../helpers/fixture.ts';
import { identityStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-action-wildcard',
  title: 'Actions are granted by their beginning',
  severity: 'low',
  risk: 'SAS-4',
  needs: 'template',
  // Mostly harmless for Get* and List*; those who want exact roles switch it on, or use bulkhead roles.
  defaultState: 'off',
  rationale:
    'A beginning covers actions that nobody thought of, and those that AWS adds later: s3:Get* reads policies, and Put* writes them. An exact list can be compared with the code.',
  fix: 'Name the actions; bulkhead roles writes them from the code.',
  references: ['CWE-250', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
  peers: ['cdk-nag AwsSolutions-IAM5'],
  *check(model) {
    for (const { effect, actions, resource, path } of identityStatements(model)) {
      if (effect !== 'Allow') continue;
      const wide = actions.filter((action) => /^[a-z0-9-]+:.+\*|^[a-z0-9-]+:\*.+/i.test(action));
      if (wide.length > 0)
        yield found(resource, [...path, 'Action'], `${resource.id} grants ${wide.join(', ')}`, {
          key: `${path.join('.')}:${wide.join(',')}`,
        });
    }
  },
  fixtures: {
    fails: [cloudformation('Put*', role("{ Effect: Allow, Action: 's3:Put*', Resource: 'arn:aws:s3:::uploads/*' }"))],
    passes: [
      cloudformation(
        'PutObject',
        role("{ Effect: Allow, Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/*' }"),
      ),
    ],
  },
};
