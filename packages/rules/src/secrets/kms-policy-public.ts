import { cloudformation } from '../helpers/fixture.ts';
import { nobodyAtLarge } from '../helpers/public-policy.ts';
import type { Rule } from '../rule.ts';

const key = (condition = '') =>
  `Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true, KeyPolicy: { Statement: [{ Effect: Allow, Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*'${condition} }] } } }`;

export const rule: Rule = {
  id: 'kms-policy-public',
  title: 'Anybody may use the key',
  severity: 'critical',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A key policy for principal * lets every AWS account decrypt what the key protects, as soon as it has the ciphertext. All encryption under that key is then a formality.',
  fix: "Name the account's root and the roles that use the key, or tie the statement by kms:CallerAccount and kms:ViaService.",
  references: ['https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html', 'CWE-732'],
  peers: [
    'checkov CKV_AWS_33',
    'cfn_nag F76',
    'guard KMS_NO_WILDCARD_PRINCIPAL',
    'prowler kms_key_not_publicly_accessible',
  ],
  check: nobodyAtLarge(['AWS::KMS::Key'], (id, actions) => `${id} may be used by everybody: ${actions}`),
  fixtures: {
    fails: [cloudformation('everybody', key())],
    passes: [
      cloudformation(
        'a service for the own account',
        key(
          ", Condition: { StringEquals: { 'kms:CallerAccount': '123456789012', 'kms:ViaService': sns.eu-west-1.amazonaws.com } }",
        ),
      ),
    ],
  },
};
