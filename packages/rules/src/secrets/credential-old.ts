import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import { daysSince } from '../helpers/ages.ts';
import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { rotatedSecrets } from '../helpers/secrets.ts';
import { field, isTrue, literal } from '../helpers/values.ts';
import type { PostureModel, Rule, RuleResult } from '../rule.ts';

/** CIS AWS Foundations Benchmark 3.0, 1.14. */
const ACCESS_KEY_DAYS = 90;
/** No benchmark has a number for these; a year is longer than anybody plans for. */
const OTHER_DAYS = 365;

export const rule: Rule = {
  id: 'credential-old',
  title: 'A key or secret has not been changed for long',
  severity: 'medium',
  risk: 'SAS-7',
  needs: 'account',
  defaultState: 'on',
  rationale:
    'The longer a credential lives, the more laptops, logs and backups it has passed through, and a copy that leaked years ago still opens the door. Only a live account knows its age: on a template the rule cannot tell.',
  fix: 'Replace access keys by roles, or renew them every 90 days; API keys by execute-api permissions of each caller; and give secrets a rotation schedule.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'CIS AWS 3.0 1.14',
    'CWE-262',
  ],
  peers: ['prowler iam_rotate_access_key_90_days'],
  *check(model) {
    for (const key of ofType(model, 'AWS::IAM::AccessKey')) {
      if (literal(field(key.properties, 'Status')) === 'Inactive') continue;
      yield* older(key, 'CreateDate', ACCESS_KEY_DAYS, model);
    }
    for (const key of ofType(model, 'AWS::ApiGateway::ApiKey')) {
      if (isTrue(field(key.properties, 'Enabled')) === 'yes')
        yield* older(key, 'CreatedDate', OTHER_DAYS, model, { severity: 'low' });
    }
    const rotated = rotatedSecrets(model);
    for (const secret of ofType(model, 'AWS::SecretsManager::Secret')) {
      // Secrets of services are changed by these.
      if (rotated.has(secret.id) || field(secret.properties, 'OwningService') !== undefined) continue;
      yield* older(secret, changedOf(secret), OTHER_DAYS, model, { severity: 'low' });
    }
  },
  fixtures: {
    fails: [
      // Dates stand in no template: this is what a live account has beside the properties of one.
      cloudformation(
        'an access key of a live account',
        `User: { Type: AWS::IAM::User }
Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref User, Status: Active, CreateDate: '2024-01-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'an API key of a live account',
        `Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true, CreatedDate: '2024-01-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'a secret of a live account',
        `Secret: { Type: AWS::SecretsManager::Secret, Properties: { CreatedDate: '2023-01-01T00:00:00.000Z', LastChangedDate: '2024-01-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'a template, which has no ages',
        `User: { Type: AWS::IAM::User }
Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref User } }`,
        {},
        { verdict: 'unknown' },
      ),
    ],
    passes: [
      cloudformation(
        'a young access key',
        `Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: ci, Status: Active, CreateDate: '2026-10-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'an old one that is switched off',
        `Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: ci, Status: Inactive, CreateDate: '2020-01-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'a secret that is rotated',
        `Secret: { Type: AWS::SecretsManager::Secret, Properties: { LastChangedDate: '2020-01-01T00:00:00.000Z' } }
Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Secret, RotationRules: { AutomaticallyAfterDays: 30 } } }`,
      ),
    ],
  },
};

function changedOf({ properties }: DeployedResource): string {
  const changed: TemplateValue | undefined = field(properties, 'LastChangedDate');
  return changed === undefined ? 'CreatedDate' : 'LastChangedDate';
}

function* older(
  resource: DeployedResource,
  property: string,
  most: number,
  model: PostureModel,
  more: Partial<RuleResult> = {},
): Generator<RuleResult> {
  const days = daysSince(field(resource.properties, property), model.now);
  if (days === undefined) {
    yield found(resource, [], `${resource.id}: its age is known to the account only`, { verdict: 'unknown' });
  } else if (days > most) {
    yield found(resource, [], `${resource.id} has not been changed for ${days} days`, more);
  }
}
