import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'kms-policy-missing',
  title: 'A key has no policy in the template',
  severity: 'low',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'A key that is made without a policy trusts the whole account to decide by IAM. Keys for one purpose can be kept to the roles that need them.',
  fix: 'Write KeyPolicy, with the account as administrator and the roles as users.',
  references: ['https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html', 'CWE-732'],
  peers: ['checkov CKV2_AWS_64'],
  check: requireSetting({
    types: ['AWS::KMS::Key'],
    path: ['KeyPolicy'],
    is: isSet,
    message: ({ id }) => `${id} has no policy of its own`,
  }),
  fixtures: {
    fails: [cloudformation('none', `Key: { Type: AWS::KMS::Key }`)],
    passes: [
      cloudformation(
        'one',
        `Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: { Statement: [{ Effect: Allow, Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' }] } } }`,
      ),
    ],
  },
};
