import { type PostureFinding, RISKS, SEVERITY_CAPTIONS, SEVERITY_IDS } from '@bulkhead/core';
import { RULES, type Rule } from '@bulkhead/rules';
import { toVulnerabilityFinding } from '../dependencies/ocsf-vulnerability.ts';
import type { ScannedVulnerability, ScanReport } from '../scan.ts';
import { ownerOf, type ScannedApp } from '../scanned-app.ts';

export interface OcsfOptions {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The class of a finding, and what that takes besides the finding. */
export type OcsfKind =
  | { readonly kind: 'flaw'; readonly flaw: ScannedVulnerability }
  | {
      readonly kind: 'posture' | 'compliance';
      readonly rule: Rule | undefined;
      /** CloudFormation's, of the subject. */
      readonly type: string;
    };

export function sorter(report: ScanReport): (finding: PostureFinding) => OcsfKind {
  const templates = new Set(report.apps.map(({ file }) => file));
  const rules = new Map(RULES.map((rule) => [rule.id, rule]));
  const flaws = new Map(report.vulnerabilities.map((one) => [one.key, one]));
  return (finding) => {
    const flaw = flaws.get(finding.fingerprint);
    if (flaw) return { kind: 'flaw', flaw };
    const rule = rules.get(finding.rule);
    const owner = ownerOf(finding, report.appOf.get(finding), report.apps);
    const inCode = !templates.has(finding.place.file) && cweOf(rule) !== undefined;
    return { kind: inCode ? 'posture' : 'compliance', rule, type: typeOf(finding.subject, owner) };
  };
}

/**
 * A finding as OCSF 1.6.0: what stands in code is an Application Security Posture Finding (class 2007), what stands in a
 * template a Compliance Finding (class 2003), a flaw of a package a Vulnerability Finding (class 2002).
 */
export function toOcsf(finding: PostureFinding, sorted: OcsfKind, options: OcsfOptions): Record<string, unknown> {
  if (sorted.kind === 'flaw') return toVulnerabilityFinding(sorted.flaw.vulnerability, sorted.flaw.app, options.now);
  const { kind, rule, type } = sorted;
  const base = common(finding, rule, type, options);
  return kind === 'posture' ? postureFinding(base, finding, rule) : complianceFinding(base, finding, rule);
}

function common(finding: PostureFinding, rule: Rule | undefined, type: string, { version, now }: OcsfOptions) {
  const { fingerprint, severity, message, place, subject, fix } = finding;
  const references = (rule?.references ?? []).filter((text) => text.startsWith('https://'));
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    severity_id: SEVERITY_IDS[severity],
    severity: SEVERITY_CAPTIONS[severity],
    status_id: 1,
    status: 'New',
    time: now,
    message,
    metadata: { version: '1.6.0', uid: fingerprint, product: { name: 'Bulkhead', vendor_name: 'Bulkhead', version } },
    finding_info: {
      uid: fingerprint,
      title: rule?.title ?? finding.rule,
      desc: message,
      types: [`${finding.risk} ${RISKS[finding.risk].title}`],
      created_time: now,
      analytic: { uid: finding.rule, name: finding.rule, type: 'Rule', type_id: 1 },
    },
    remediation: { desc: fix, ...(references.length > 0 ? { references } : {}) },
    resources: [
      {
        uid: subject === '' ? place.file : subject,
        name: subject === '' ? place.file : subject,
        type,
        data: {
          file: place.file,
          line: place.line,
          column: place.column,
          ...(finding.steps ? { steps: finding.steps } : {}),
        },
      },
    ],
  };
}

function typeOf(subject: string, owner: ScannedApp | undefined): string {
  if (owner && Object.hasOwn(owner.functions, subject)) return 'AWS::Lambda::Function';
  return (owner && Object.hasOwn(owner.types, subject) && owner.types[subject]) || 'Application';
}

function complianceFinding(
  base: ReturnType<typeof common>,
  finding: PostureFinding,
  rule: Rule | undefined,
): Record<string, unknown> {
  return {
    ...base,
    class_uid: 2003,
    class_name: 'Compliance Finding',
    type_uid: 200301,
    type_name: 'Compliance Finding: Create',
    compliance: {
      control: finding.rule,
      desc: rule?.title ?? finding.message,
      requirements: [...(rule?.references ?? []).filter((text) => !text.startsWith('https://'))],
      standards: [finding.risk],
      status: 'Fail',
      status_id: 3,
    },
  };
}

function postureFinding(
  base: ReturnType<typeof common>,
  finding: PostureFinding,
  rule: Rule | undefined,
): Record<string, unknown> {
  const { file, line, column } = finding.place;
  return {
    ...base,
    class_uid: 2007,
    class_name: 'Application Security Posture Finding',
    type_uid: 200701,
    type_name: 'Application Security Posture Finding: Create',
    vulnerabilities: [
      {
        title: rule?.title ?? finding.rule,
        desc: finding.message,
        severity: SEVERITY_CAPTIONS[finding.severity],
        cwe: { uid: cweOf(rule)! },
        affected_code: [
          {
            file: { name: file.replace(/^.*\//, ''), path: file, type_id: 1, type: 'Regular File' },
            start_line: line,
            start_column: column,
          },
        ],
      },
    ],
  };
}

function cweOf(rule: Rule | undefined): string | undefined {
  return rule?.references.find((text) => /^CWE-\d+$/.test(text));
}
