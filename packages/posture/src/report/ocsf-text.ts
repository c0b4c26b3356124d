import type { PostureFinding } from '@bulkhead/core';
import type { ScanReport } from '../scan.ts';
import { type OcsfKind, type OcsfOptions, sorter, toOcsf } from './ocsf.ts';

/** Findings in a piece: some 70 kB. */
const MOST_OF_A_PIECE = 32;

/**
 * Findings as a list of OCSF in JSON, indented by two, in pieces. What all findings of a rule share is written out once: most
 * of a repository's thousands differ in a name and a place.
 */
export function* ocsfText(report: ScanReport, options: OcsfOptions): Generator<string> {
  if (report.findings.length === 0) {
    yield '[]\n';
    return;
  }
  const sorted = sorter(report);
  const known = new Map<string, readonly string[]>();
  let piece = '[\n';
  for (const [i, finding] of report.findings.entries()) {
    const kind = sorted(finding);
    if (i > 0) piece += ',\n';
    piece += kind.kind === 'flaw' ? itemOf(finding, kind) : filled(finding, kind);
    if (i % MOST_OF_A_PIECE === MOST_OF_A_PIECE - 1) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}\n]\n`;

  /** A finding as it stands in the list. */
  function itemOf(finding: PostureFinding, kind: OcsfKind): string {
    return JSON.stringify([toOcsf(finding, kind, options)], undefined, 2).slice(2, -2);
  }

  function filled(finding: PostureFinding, kind: Exclude<OcsfKind, { readonly kind: 'flaw' }>): string {
    const { message, fingerprint, fix, place, subject, steps } = finding;
    const key = `${finding.rule} ${finding.severity} ${finding.risk} ${kind.kind} ${steps === undefined}`;
    let form = known.get(key);
    if (!form) {
      const text = itemOf(formOf(finding), { ...kind, type: marked('type') });
      // Of a file in code, the last part of its name stands there by itself.
      form = text.replace(NAME_OF_FILE, `"name": ${JSON.stringify(marked('base'))}`).split(MARKED);
      known.set(key, form);
    }
    const values: Readonly<Record<string, string | number>> = {
      message,
      fingerprint,
      fix,
      subject: subject === '' ? place.file : subject,
      type: kind.type,
      file: place.file,
      line: place.line,
      column: place.column,
    };
    let text = form[0]!;
    for (let at = 1; at < form.length; at += 2) {
      const name = form[at]!;
      if (name === 'steps') text += JSON.stringify(steps, undefined, 2).replaceAll('\n', BELOW_DATA);
      else if (name === 'base') text += JSON.stringify(place.file.slice(place.file.lastIndexOf('/') + 1));
      else text += JSON.stringify(values[name]);
      text += form[at + 1]!;
    }
    return text;
  }
}

/** Splits at what {@link marked} has put there, and gives its names. */
const MARKED = /"\\u0001(\w+)\\u0001"/;

const NAME_OF_FILE = '"name": "\\u0001file\\u0001"';
/** How deep the steps stand in the list. */
const BELOW_DATA = `\n${' '.repeat(10)}`;

/** No rule's text holds such a sign; whatever a finding's own texts hold is not in the form. */
function marked(name: string): string {
  return `\u0001${name}\u0001`;
}

/** A finding whose own values are marks. */
function formOf({ rule, verdict, severity, risk, steps }: PostureFinding): PostureFinding {
  // Marks of numbers are texts as well: the form is never read but as text.
  const place = { file: marked('file'), line: marked('line'), column: marked('column') } as unknown;
  return {
    rule,
    verdict,
    severity,
    risk,
    fingerprint: marked('fingerprint'),
    message: marked('message'),
    fix: marked('fix'),
    subject: marked('subject'),
    place: place as PostureFinding['place'],
    ...(steps === undefined ? {} : { steps: marked('steps') as unknown as NonNullable<PostureFinding['steps']> }),
  };
}
