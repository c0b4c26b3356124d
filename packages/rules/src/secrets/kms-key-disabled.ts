import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'kms-key-disabled',
  title: 'A key is switched off',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'What was encrypted with it cannot be read, and functions that use it fail with DisabledException. A key that is done with is scheduled for deletion.',
  fix: 'Set Enabled: true, or remove the key.',
  references: ['https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html', 'CWE-693'],
  peers: ['checkov CKV_AWS_227'],
  check: perResource(['AWS::KMS::Key'], function* (key) {
    if (literal(field(key.properties, 'Enabled')) === 'false')
      yield found(key, ['Enabled'], `${key.id} is switched off`);
  }),
  fixtures: {
    fails: [cloudformation('off', `Key: { Type: AWS::KMS::Key, Properties: { Enabled: false } }`)],
    passes: [cloudformation('on by default', `Key: { Type: AWS::KMS::Key }`)],
  },
};
