import { createHash } from 'node:crypto';
import { type DeployedResource, nearest, type PostureFinding, SECRET_KINDS } from '@bulkhead/core';
import { RULES } from '@bulkhead/rules';
import { DEPENDENCY_RULES } from '../dependencies/finding.ts';
import type { SourceLines } from '../source-text.ts';
import { findSuppressions, type Suppression } from './comments.ts';

export interface SuppressedFinding {
  readonly finding: PostureFinding;
  readonly reason: string;
  readonly by: 'comment' | 'metadata' | 'baseline';
}

/** What the scanner itself says of suppressions, in the form of rules. */
export const SUPPRESSION_RULES = {
  'suppression-expired': {
    title: 'A suppression has passed its end',
    severity: 'low',
    rationale:
      'Somebody decided to accept a finding until a day that is over. It is time to mend what was found, or to decide again.',
    fix: 'Mend the finding and remove the comment, or give a new end.',
  },
  'suppression-invalid': {
    title: 'A suppression is not understood',
    severity: 'low',
    rationale:
      'A comment that names no rule or gives no reason suppresses nothing. Whoever wrote it believes that it does.',
    fix: 'Write # bulkhead-ignore rule-id until=2027-01-31 reason=why.',
  },
} as const;

interface Suppressed {
  readonly kept: PostureFinding[];
  readonly suppressed: SuppressedFinding[];
}

/**
 * Takes out what comments and resource metadata suppress, and adds findings for suppressions that are expired or wrong.
 * @param files files whose comments count, besides those of the findings
 * @param now milliseconds since the epoch
 */
export function suppress(
  findings: readonly PostureFinding[],
  options: {
    readonly lines: SourceLines;
    readonly files: readonly string[];
    readonly resources: readonly DeployedResource[];
    readonly now: number;
  },
): Suppressed {
  const files = [...new Set([...options.files, ...findings.map(({ place }) => place.file)])];
  const comments = new Map(files.map((file) => [file, findSuppressions(file, options.lines(file) ?? [])] as const));
  const metadata = metadataOf(options.resources);
  const kept: PostureFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of findings) {
    const comment = comments.get(finding.place.file)?.find((candidate) => covers(candidate, finding, options.now));
    const noted = metadata
      .get(finding.subject)
      ?.find(({ rule, until }) => rule === finding.rule && !isOver(until, options.now));
    if (comment) suppressed.push({ finding, reason: comment.reason, by: 'comment' });
    else if (noted) suppressed.push({ finding, reason: noted.reason, by: 'metadata' });
    else kept.push(finding);
  }
  for (const list of comments.values()) for (const comment of list) kept.push(...aboutComment(comment, options.now));
  return { kept, suppressed };
}

function covers(comment: Suppression, finding: PostureFinding, now: number): boolean {
  return (
    comment.problem === undefined &&
    !isOver(comment.until, now) &&
    comment.rules.includes(finding.rule) &&
    finding.place.line >= comment.from &&
    finding.place.line <= comment.to
  );
}

/** The named day itself still counts. */
function isOver(until: string | undefined, now: number): boolean {
  return until !== undefined && now >= Date.parse(until) + 86_400_000;
}

function aboutComment(comment: Suppression, now: number): PostureFinding[] {
  const problem = comment.problem ?? unknownRule(comment);
  const rule =
    problem !== undefined ? 'suppression-invalid' : isOver(comment.until, now) ? 'suppression-expired' : undefined;
  if (rule === undefined) return [];
  const { severity, fix } = SUPPRESSION_RULES[rule];
  const what = comment.rules.join(', ').slice(0, 100);
  return [
    {
      rule,
      verdict: 'fail',
      severity,
      risk: 'SAS-11',
      message:
        rule === 'suppression-invalid'
          ? `This suppression ${problem}`
          : `The suppression of ${what} ended on ${comment.until}`,
      place: comment.place,
      subject: '',
      fix,
      fingerprint: createHash('sha256')
        .update(JSON.stringify([rule, comment.place.file, comment.rules, comment.reason]))
        .digest('hex')
        .slice(0, 32),
    },
  ];
}

/** Every name that a finding may have. */
const NAMES: ReadonlySet<string> = new Set([
  ...RULES.map(({ id }) => id),
  ...Object.keys(DEPENDENCY_RULES),
  ...Object.keys(SUPPRESSION_RULES),
  // Of `--secrets`, whose comments stand in the same files.
  ...SECRET_KINDS.map(({ id }) => id),
]);

function unknownRule({ rules }: Suppression): string | undefined {
  const odd = rules.find((rule) => !NAMES.has(rule));
  if (odd === undefined) return undefined;
  const near = nearest(odd, [...NAMES]);
  return `names ${odd.slice(0, 60)}, which is no rule${near === undefined ? '' : `; did you mean ${near}?`}`;
}

interface Note {
  readonly rule: string;
  readonly reason: string;
  readonly until?: string;
}

/** `Metadata: {Bulkhead: {ignore: [{rule: …, reason: …, until: …}]}}` of resources; entries without a reason do not count. */
function metadataOf(resources: readonly DeployedResource[]): ReadonlyMap<string, readonly Note[]> {
  const notes = new Map<string, Note[]>();
  for (const { id, metadata } of resources) {
    const own = metadata?.['Bulkhead'] as { ignore?: unknown } | undefined;
    if (!Array.isArray(own?.ignore)) continue;
    notes.set(id, own.ignore.filter(isNote));
  }
  return notes;
}

function isNote(value: unknown): value is Note {
  const { rule, reason, until } = (value ?? {}) as { rule?: unknown; reason?: unknown; until?: unknown };
  return (
    typeof rule === 'string' &&
    typeof reason === 'string' &&
    reason.trim() !== '' &&
    (until === undefined || typeof until === 'string')
  );
}
