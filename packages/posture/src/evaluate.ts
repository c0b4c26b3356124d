import { hash } from 'node:crypto';
import { listed, type PostureFinding, type SourcePlace } from '@bulkhead/core';
import type { PostureModel, Rule, RuleResult } from '@bulkhead/rules';

/** More findings of one rule in one application than this say no more; the rest is cut, and the last one says so. */
const MOST_OF_ONE_RULE = 5000;

/**
 * Runs rules over one application. A rule that throws yields one `unknown` finding that names it; the others still run.
 * @returns findings by file, line, column and rule, each with its fingerprint
 */
export function evaluateRules(rules: readonly Rule[], model: PostureModel): PostureFinding[] {
  const findings = rules.flatMap((rule) => runRule(rule, model));
  return withFingerprints(mergeByPlace(findings.sort(byPlace)), model.app.file);
}

/** Roles that the Serverless Framework makes for its own functions: nothing in a service changes them. */
const FRAMEWORKS_OWN: ReadonlySet<string> = new Set(['IamRoleCustomResourcesLambdaExecution']);

type Bare = Omit<PostureFinding, 'fingerprint'> & { readonly key: string };

function runRule(rule: Rule, model: PostureModel): Bare[] {
  const found: Bare[] = [];
  try {
    for (const result of rule.check(model)) {
      found.push(bareFinding(rule, result));
      if (found.length >= MOST_OF_ONE_RULE) break;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const place: SourcePlace = { file: model.app.file, line: 1, column: 1 };
    found.push(
      bareFinding(rule, {
        verdict: 'unknown',
        message: `The rule ${rule.id} failed on this application: ${why.slice(0, 200)}`,
        place,
        subject: '',
        key: 'rule-failed',
      }),
    );
  }
  return found;
}

function bareFinding(rule: Rule, result: RuleResult): Bare {
  const { key = '', verdict = 'fail', severity = rule.severity, fix = rule.fix, ...rest } = result;
  const theirs = FRAMEWORKS_OWN.has(rest.subject)
    ? {
        severity: 'informational' as const,
        fix: 'The framework writes this role for its own custom resources, whatever the service says: accept it once.',
      }
    : {};
  return { rule: rule.id, verdict, severity, risk: rule.risk, fix, key, ...rest, ...theirs };
}

/**
 * One line that is wrong for many resources (SAM's Globals, a template that is nested ten times) is one thing to mend: the
 * first finding stays and names the others.
 * @param findings sorted by place and rule
 */
function mergeByPlace(findings: readonly Bare[]): Bare[] {
  const merged: Bare[] = [];
  const others: string[][] = [];
  for (const finding of findings) {
    const last = merged.at(-1);
    const isSame =
      last !== undefined &&
      last.rule === finding.rule &&
      last.verdict === finding.verdict &&
      compare(last.place.file, finding.place.file) === 0 &&
      last.place.line === finding.place.line &&
      last.place.column === finding.place.column &&
      last.subject !== finding.subject;
    if (isSame) others.at(-1)!.push(finding.subject);
    else {
      merged.push(finding);
      others.push([]);
    }
  }
  return merged.map((finding, i) => withOthers(finding, [...new Set(others[i])]));
}

function withOthers(finding: Bare, others: readonly string[]): Bare {
  if (others.length === 0) return finding;
  const shown = listed(others, 4);
  return { ...finding, message: `${finding.message} (the same for ${shown})` };
}

/**
 * Rule, subject and key, with a count where even these agree: the second of two equal findings keeps its number as long as
 * the first one stands.
 */
function withFingerprints(findings: readonly Bare[], file: string): PostureFinding[] {
  const seen = new Map<string, number>();
  return findings.map(({ key, ...finding }) => {
    const identity = JSON.stringify([finding.rule, file, finding.subject, key]);
    const nth = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, nth);
    const fingerprint = hash('sha256', `${identity}#${nth}`, 'hex').slice(0, 32);
    return { ...finding, fingerprint };
  });
}

function byPlace(a: Bare, b: Bare): number {
  return (
    compare(a.place.file, b.place.file) ||
    a.place.line - b.place.line ||
    a.place.column - b.place.column ||
    compare(a.rule, b.rule) ||
    compare(a.subject, b.subject) ||
    compare(a.key, b.key)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
