import { cloudformation } from '../helpers/fixture.ts';
import { trustStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-trust-any-action',
  title: 'The trust policy of a role allows every action',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A trust policy needs sts:AssumeRole, or one of its kin. With a wildcard its principals may also name tags and source identities of their choosing, by which other policies decide.',
  fix: 'Write Action: sts:AssumeRole, with sts:TagSession only where tags are meant.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html', 'CWE-732'],
  peers: ['cfn_nag F2', 'guard IAM_ROLE_NO_FULL_ACCESS_ON_TRUST_POLICY'],
  *check(model) {
    for (const { effect, actions, resource, path } of trustStatements(model)) {
      const any = actions.find((action) => /^(?:\*|[a-z0-9-]+:\*)$/i.test(action));
      if (effect === 'Allow' && any !== undefined)
        yield found(
          resource,
          [...path, 'Action'],
          `${resource.id} is trusted with ${any}, where sts:AssumeRole is enough`,
        );
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'any action',
        `Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: '*' }] } } }`,
      ),
    ],
    passes: [
      cloudformation(
        'one action',
        `Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] } } }`,
      ),
    ],
  },
};
