import { createHash } from 'node:crypto';
import { type DeployedResource, nearest, type PostureFinding, SECRET_KINDS } from '@bulkhead/core';
import { RULES } from '@bulkhead/rules';
import { DEPENDENCY_RULES } from '../dependencies/finding.ts';
import type { SourceLines } from '../source-text.ts';
import { type Claim, findSuppressions, type Suppression } from './comments.ts';
import { readNotes } from './metadata.ts';

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
      'A comment, or an entry in the metadata of a resource, that names no rule or gives no reason suppresses nothing. Whoever wrote it believes that it does.',
    fix: 'Write # bulkhead-ignore rule-id until=2027-01-31 reason=why.',
  },
} as const;

const COMMENT_FIX = SUPPRESSION_RULES['suppression-invalid'].fix;
const METADATA_FIX = 'Write Metadata: { Bulkhead: { ignore: [{ rule: rule-id, until: 2027-01-31, reason: why }] } }.';

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
  const notes = new Map(options.resources.map((resource) => [resource.id, readNotes(resource)] as const));
  const kept: PostureFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of findings) {
    const comment = comments.get(finding.place.file)?.find((candidate) => covers(candidate, finding, options.now));
    const noted = notes.get(finding.subject)?.find((note) => accepts(note, finding, options.now));
    if (comment) suppressed.push({ finding, reason: comment.reason, by: 'comment' });
    else if (noted) suppressed.push({ finding, reason: noted.reason, by: 'metadata' });
    else kept.push(finding);
  }
  const written = [...comments.values()].flat().map((comment) => about(comment, COMMENT_FIX, options.now));
  const noted = byPlace([...notes.values()].flat()).map((note) => about(note, METADATA_FIX, options.now));
  kept.push(...withFingerprints([...written, ...noted].filter((one) => one !== undefined)));
  return { kept, suppressed };
}

function covers(comment: Suppression, finding: PostureFinding, now: number): boolean {
  const { line } = finding.place;
  return accepts(comment, finding, now) && line >= comment.from && line <= comment.to;
}

function accepts({ problem, until, rules }: Claim, { rule }: PostureFinding, now: number): boolean {
  return problem === undefined && !isOver(until, now) && rules.includes(rule);
}

/** What a framework makes of one resource carries the same metadata. */
function byPlace(notes: readonly Claim[]): Claim[] {
  const places = new Map(notes.map((note) => [`${note.place.file}:${note.place.line}:${note.place.column}`, note]));
  return [...places.values()];
}

/** The named day itself still counts. */
function isOver(until: string | undefined, now: number): boolean {
  return until !== undefined && now >= Date.parse(until) + 86_400_000;
}

interface About {
  readonly claim: Claim;
  readonly finding: Omit<PostureFinding, 'fingerprint'>;
}

function about(claim: Claim, form: string, now: number): About | undefined {
  const problem = claim.problem ?? unknownRule(claim);
  const rule =
    problem !== undefined ? 'suppression-invalid' : isOver(claim.until, now) ? 'suppression-expired' : undefined;
  if (rule === undefined) return undefined;
  const { severity, fix } = SUPPRESSION_RULES[rule];
  const message =
    problem === undefined
      ? `The suppression of ${claim.rules.join(', ').slice(0, 100)} ended on ${claim.until}`
      : `This suppression ${problem}`;
  const how = problem === undefined ? fix : form;
  const finding = { rule, verdict: 'fail', severity, risk: 'SAS-11', message, subject: '', fix: how } as const;
  return { claim, finding: { ...finding, place: claim.place } };
}

/** By what they say, not by their lines; equal ones of a file are counted. */
function withFingerprints(all: readonly About[]): PostureFinding[] {
  const seen = new Map<string, number>();
  return all.map(({ claim, finding }) => {
    const identity = JSON.stringify([finding.rule, claim.place.file, claim.rules, claim.reason]);
    const nth = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, nth);
    const fingerprint = createHash('sha256').update(nth === 1 ? identity : `${identity}#${nth}`);
    return { ...finding, fingerprint: fingerprint.digest('hex').slice(0, 32) };
  });
}

/** Every name that a finding may have. */
const NAMES: ReadonlySet<string> = new Set([
  ...RULES.map(({ id }) => id),
  ...Object.keys(DEPENDENCY_RULES),
  ...Object.keys(SUPPRESSION_RULES),
  // Of `--secrets`, whose comments stand in the same files.
  ...SECRET_KINDS.map(({ id }) => id),
]);

function unknownRule({ rules }: Claim): string | undefined {
  const odd = rules.find((rule) => !NAMES.has(rule));
  if (odd === undefined) return undefined;
  const near = nearest(odd, [...NAMES]);
  return `names ${odd.slice(0, 60)}, which is no rule${near === undefined ? '' : `; did you mean ${near}?`}`;
}
