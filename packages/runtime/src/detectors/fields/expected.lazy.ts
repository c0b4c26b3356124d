import type { JudgeOptions } from '../judge.ts';
import type { Verdict } from '../types.ts';
import { isOwnAddress } from '../url/field.ts';
import { isOfMaven } from './maven.ts';

/** What systemd's journal knows of a process; who writes to it cannot set these (systemd.journal-fields(7), "Trusted Journal Fields"). */
const JOURNAL = /^_(?:EXE|CMDLINE|SYSTEMD_CGROUP)$/;

/**
 * Verdicts on a value without those that its field's name explains: an address that a document tells of itself, a name or a
 * path of a Maven project. Of high confidence all stay that are {@link sureOf} the value.
 * @param verdicts what detectors made of the value by itself, one at least
 * @param options as of the value, `field` the last name of its path
 * @param judge judges a part of the value
 */
export function withoutExpected(
  value: string,
  verdicts: readonly Verdict[],
  options: JudgeOptions,
  judge: JudgePart,
): readonly Verdict[] {
  const { field } = options;
  let left = verdicts;
  if (typeof field === 'string') {
    const isOwn = isOwnAddress(field);
    const isMaven = isOfMaven(field, value) || JOURNAL.test(field);
    left = left.filter((verdict) => isSure(verdict) || !(isMaven || (isOwn && verdict.detector.class === 'ssrf')));
  }
  return value.length > 2 * EDGE && left.some(isSure) && LINES.test(value) ? sureOf(value, left, options, judge) : left;
}

type JudgePart = (part: string, options: JudgeOptions) => readonly Verdict[] | undefined;

/** Characters of a document's beginning and of its end. */
const EDGE = 300;

/** A document has lines; what is padded to look like none is judged as a whole. */
const LINES = /\n[^\n]*\n[^\n]*\n/;

/**
 * Verdicts on a long text, a step less sure where neither end alone is as bad. Documents hold programs, queries and markup of their
 * authors anywhere in them: there one sign is not enough. Who appends an attack to a text, or begins with it, has it at an end.
 */
function sureOf(text: string, verdicts: readonly Verdict[], options: JudgeOptions, judge: JudgePart): Verdict[] {
  const ends = [text.slice(0, EDGE), text.slice(-EDGE)].flatMap((part) => judge(part, options) ?? []);
  return verdicts.map((verdict) =>
    isSure(verdict) && !ends.some((end) => isSure(end) && end.detector === verdict.detector)
      ? { ...verdict, confidence: 'medium' }
      : verdict,
  );
}

function isSure({ confidence }: Verdict): boolean {
  return confidence === 'high';
}
