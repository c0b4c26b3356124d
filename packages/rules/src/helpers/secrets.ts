import { findSecrets, isJoinedText, isUnknown, type TemplateValue } from '@bulkhead/core';
import type { PostureModel } from '../rule.ts';
import { ofType } from './resources.ts';
import { field, refsOf, textOf } from './values.ts';

/** What kind of credential a named value is, in words: `an AWS access key id`. Values are never part of a message. */
export function secretIn(name: string, value: string): string | undefined {
  return findSecrets(`${name}: "${value}"`)[0]?.kind.title;
}

/**
 * Whether a password is readable where it stands: a text, a parameter whose default is in the template or that everybody who
 * reads the stack is shown, or a parameter of Systems Manager of the kind that is not secure (`{{resolve:ssm:…}}`;
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html).
 */
export function isPlainSecret(value: TemplateValue | undefined): boolean {
  if (isUnknown(value)) return /^is a secret parameter .*default|^needs the parameter /.test(value.unknown);
  const text = typeof value === 'string' || isJoinedText(value) ? textOf(value) : '';
  if (text === '') return false;
  return text.startsWith('{{resolve:ssm:') || (typeof value === 'string' && !text.startsWith('{{resolve:'));
}

/** Ids of secrets with a schedule of rotation. */
export function rotatedSecrets(model: PostureModel): ReadonlySet<string> {
  const schedules = ofType(model, 'AWS::SecretsManager::RotationSchedule');
  return new Set(schedules.flatMap(({ properties }) => refsOf(field(properties, 'SecretId'))));
}
