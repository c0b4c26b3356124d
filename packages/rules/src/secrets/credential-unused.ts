import { daysSince } from '../helpers/ages.ts';
import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** CIS AWS Foundations Benchmark 3.0, 1.12. */
const ACCESS_KEY_DAYS = 45;
const SECRET_DAYS = 90;

export const rule: Rule = {
  id: 'credential-unused',
  title: 'A key or secret works and nobody uses it',
  severity: 'medium',
  risk: 'SAS-7',
  needs: 'account',
  defaultState: 'on',
  rationale:
    'Nobody would notice if a stranger used it, and nobody would miss it. Only a live account knows when a credential was last used: on a template the rule cannot tell.',
  fix: 'Deactivate the key, wait, and delete it; delete the secret with a recovery window.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html',
    'CIS AWS 3.0 1.12',
    'CWE-1125',
  ],
  peers: ['prowler iam_user_accesskey_unused', 'prowler secretsmanager_secret_unused'],
  *check(model) {
    const { now } = model;
    for (const key of ofType(model, 'AWS::IAM::AccessKey')) {
      if (literal(field(key.properties, 'Status')) === 'Inactive') continue;
      const used = field(key.properties, 'LastUsedDate');
      const days = daysSince(used ?? field(key.properties, 'CreateDate'), now);
      if (days === undefined) {
        yield found(key, [], `${key.id}: its last use is known to the account only`, { verdict: 'unknown' });
      } else if (days > ACCESS_KEY_DAYS) {
        yield found(
          key,
          [],
          `${key.id} ${used === undefined ? 'was never used in' : 'was last used'} ${days} days${used === undefined ? '' : ' ago'}`,
        );
      }
    }
    for (const secret of ofType(model, 'AWS::SecretsManager::Secret')) {
      // A template knows no date at all; what was never read has only the day it was made.
      const read = field(secret.properties, 'LastAccessedDate');
      const days = daysSince(read ?? field(secret.properties, 'CreatedDate'), now);
      if (days !== undefined && days > SECRET_DAYS)
        yield found(secret, [], `${secret.id} was not read for ${days} days`, { severity: 'low' });
    }
  },
  fixtures: {
    fails: [
      // Dates stand in no template: this is what a live account has beside the properties of one.
      cloudformation(
        'an access key of a live account',
        `Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: ci, Status: Active, CreateDate: '2026-01-01T00:00:00.000Z', LastUsedDate: '2026-06-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'one that was never used',
        `Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: ci, Status: Active, CreateDate: '2026-01-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'a secret of a live account',
        `Secret: { Type: AWS::SecretsManager::Secret, Properties: { CreatedDate: '2024-01-01T00:00:00.000Z', LastAccessedDate: '2026-01-01T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'a template, which knows no use',
        `Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: ci } }`,
        {},
        { verdict: 'unknown' },
      ),
    ],
    passes: [
      cloudformation(
        'used last week',
        `Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: ci, Status: Active, CreateDate: '2020-01-01T00:00:00.000Z', LastUsedDate: '2026-11-14T00:00:00.000Z' } }`,
      ),
      cloudformation(
        'made last week',
        `Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: ci, Status: Active, CreateDate: '2026-11-14T00:00:00.000Z' } }`,
      ),
    ],
  },
};
