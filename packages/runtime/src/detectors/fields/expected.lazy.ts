import type { Verdict } from '../types.ts';
import { isOwnAddress } from '../url/field.ts';
import { isOfMaven } from './maven.ts';

/** What systemd's journal knows of a process; who writes to it cannot set these (systemd.journal-fields(7), "Trusted Journal Fields"). */
const JOURNAL = /^_(?:EXE|CMDLINE|SYSTEMD_CGROUP)$/;

/**
 * Verdicts on a value without those that its field's name explains: an address that a document tells of itself, a name or a
 * path of a Maven project. Of high confidence all stay.
 * @param field last name of the path
 * @param verdicts what detectors made of the value by itself, one at least
 */
export function withoutExpected(field: string, value: string, verdicts: readonly Verdict[]): readonly Verdict[] {
  const isOwn = isOwnAddress(field);
  const isMaven = isOfMaven(field, value) || JOURNAL.test(field);
  return verdicts.filter(
    ({ detector, confidence }) => confidence === 'high' || !(isMaven || (isOwn && detector.class === 'ssrf')),
  );
}
