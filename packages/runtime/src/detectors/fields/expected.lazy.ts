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

/** Characters of a document's beginning and of its end. */
const EDGE = 300;

/**
 * Verdicts on a long text, a step less sure where neither end alone is as bad. Documents hold programs, queries and markup of their
 * authors anywhere in them: there one sign is not enough. Who appends an attack to a text, or begins with it, has it at an end.
 * @param judge judges a part of the text
 */
export function withoutUnsure(
  text: string,
  verdicts: Verdict[],
  judge: (part: string) => readonly Verdict[] | undefined,
): Verdict[] {
  if (!verdicts.some(isSure)) return verdicts;
  const sure = [judge(text.slice(0, EDGE)), judge(text.slice(-EDGE))].flatMap((found) => found?.filter(isSure) ?? []);
  return verdicts.map((verdict) =>
    isSure(verdict) && !sure.some(({ detector }) => detector === verdict.detector)
      ? { ...verdict, confidence: 'medium' }
      : verdict,
  );
}

function isSure({ confidence }: Verdict): boolean {
  return confidence === 'high';
}
