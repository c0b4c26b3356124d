import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { field, isTrue, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'kms-no-rotation',
  title: 'A key is never renewed',
  severity: 'low',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Yearly rotation bounds how much is encrypted under one secret, and costs a switch: old data stays readable. Audits ask for it by name.',
  fix: 'Set EnableKeyRotation: true.',
  references: ['https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html', 'CIS AWS 3.0 3.6', 'CWE-324'],
  peers: [
    'checkov CKV_AWS_7',
    'cfn_nag F19',
    'cdk-nag AwsSolutions-KMS5',
    'trivy AWS-0065',
    'guard CMK_BACKING_KEY_ROTATION_ENABLED',
  ],
  check: perResource(['AWS::KMS::Key'], function* (key) {
    // Only symmetric keys made by KMS can be rotated by it.
    const spec = literal(field(key.properties, 'KeySpec')) ?? 'SYMMETRIC_DEFAULT';
    if (spec !== 'SYMMETRIC_DEFAULT' || literal(field(key.properties, 'Origin')) === 'EXTERNAL') return;
    const answer = isTrue(field(key.properties, 'EnableKeyRotation'));
    if (answer === 'unknown') yield cannotTell(key, ['EnableKeyRotation'], 'rotation');
    else if (answer === 'no') yield found(key, ['EnableKeyRotation'], `${key.id} is never renewed`);
  }),
  fixtures: {
    fails: [cloudformation('off', 'Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } }')],
    passes: [
      cloudformation('on', 'Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true, KeyPolicy: {} } }'),
      cloudformation(
        'a key for signatures',
        'Key: { Type: AWS::KMS::Key, Properties: { KeySpec: ECC_NIST_P256, KeyPolicy: {} } }',
      ),
    ],
  },
};
