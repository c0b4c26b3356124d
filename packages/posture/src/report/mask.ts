import { findSecrets, shownSecret } from '@bulkhead/core';

/** A source line without the credentials in it: a report is read by more people than the file. */
export function masked(line: string): string {
  let shown = '';
  let at = 0;
  for (const { kind, start, end } of findSecrets(line)) {
    shown += line.slice(at, start) + shownSecret(line.slice(start, end), kind);
    at = end;
  }
  return shown + line.slice(at);
}
