import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { rotatedSecrets } from '../helpers/secrets.ts';
import { field, literal, numberOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'secret-not-rotated',
  title: 'A secret is never changed',
  severity: 'low',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'A password that leaked years ago still opens the door. Rotation needs a function that knows the store, which is why it is worth it for database passwords first.',
  fix: 'Add an AWS::SecretsManager::RotationSchedule of at most 90 days.',
  references: ['https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html', 'CWE-262'],
  peers: ['checkov CKV_AWS_304', 'checkov CKV2_AWS_57', 'guard SECRETSMANAGER_ROTATION_ENABLED_CHECK'],
  *check(model) {
    const rotated = rotatedSecrets(model);
    for (const secret of ofType(model, 'AWS::SecretsManager::Secret')) {
      if (!rotated.has(secret.id)) yield found(secret, [], `${secret.id} is never changed`);
    }
    for (const schedule of ofType(model, 'AWS::SecretsManager::RotationSchedule')) {
      const rules = field(schedule.properties, 'RotationRules');
      const [, rate] = /^rate\((\d{1,4}) days?\)$/.exec(literal(field(rules, 'ScheduleExpression')) ?? '') ?? [];
      const days = numberOf(field(rules, 'AutomaticallyAfterDays') ?? rate);
      if (days !== undefined && days > 90)
        yield found(schedule, ['RotationRules'], `${schedule.id} waits ${days} days`);
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'twice a year',
        `Secret: { Type: AWS::SecretsManager::Secret }
Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Secret, RotationRules: { ScheduleExpression: rate(180 days) } } }`,
      ),
      cloudformation('never', `Secret: { Type: AWS::SecretsManager::Secret }`),
    ],
    passes: [
      cloudformation(
        'by a rate',
        `Secret: { Type: AWS::SecretsManager::Secret }
Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Secret, RotationRules: { ScheduleExpression: rate(30 days) } } }`,
      ),
      cloudformation(
        'monthly',
        `Secret: { Type: AWS::SecretsManager::Secret }
Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Secret, RotationRules: { AutomaticallyAfterDays: 30 } } }`,
      ),
    ],
  },
};
