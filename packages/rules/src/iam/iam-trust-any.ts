import { cloudformation } from '../helpers/fixture.ts';
import { isAnybody, isNarrowed, trustStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { trust } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-trust-any',
  title: 'Anybody may take on this role',
  severity: 'critical',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A trust policy for principal * lets every AWS account in the world assume the role and work with its rights. Only its name has to be known, and names of roles are guessed by trying.',
  fix: 'Name the service, account or role that takes it on; for third parties add sts:ExternalId.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html', 'CWE-284'],
  peers: ['checkov CKV_AWS_60'],
  *check(model) {
    for (const { effect, principal, condition, resource, path } of trustStatements(model)) {
      if (effect !== 'Allow' || isAnybody(principal) !== 'yes' || isNarrowed(condition)) continue;
      yield found(resource, [...path, 'Principal'], `${resource.id} may be taken on by anybody with an AWS account`);
    }
  },
  fixtures: {
    fails: [
      cloudformation('every account', trust("{ Effect: Allow, Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }")),
    ],
    passes: [
      cloudformation(
        'Lambda',
        trust("{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }"),
      ),
      cloudformation(
        'an organisation',
        trust(
          "{ Effect: Allow, Principal: { AWS: '*' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:PrincipalOrgID': o-abc1234567 } } }",
        ),
      ),
    ],
  },
};
