import { findSecrets } from '@bulkhead/core';

/** What kind of credential a named value is, in words: `an AWS access key id`. Values are never part of a message. */
export function secretIn(name: string, value: string): string | undefined {
  return findSecrets(`${name}: "${value}"`)[0]?.kind.title;
}
