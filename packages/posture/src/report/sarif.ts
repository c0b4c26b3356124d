import type { FlowStep, PostureFinding, Severity, SourcePlace } from '@bulkhead/core';
import type { Rule } from '@bulkhead/rules';
import type { ScanReport } from '../scan.ts';
import { SUPPRESSION_RULES } from '../suppression/suppress.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};
/** What GitHub code scanning sorts by: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  informational: '1.0',
};
/** Results of a run and steps of a path that GitHub takes. */
const MOST_STEPS = 1000;

/** SARIF 2.1.0 (OASIS): rules with their help, results with fingerprints that do not move with lines, paths as code flows. */
export function sarifLog(report: ScanReport, { version }: { readonly version: string }) {
  const rules = ruleList(report);
  const index = new Map(rules.map((rule, i) => [rule.id, i]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Bulkhead',
            version,
            semanticVersion: version,
            informationUri: 'https://github.com/bulkhead-security/bulkhead',
            rules,
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { PROJECT: { description: { text: 'The folder that was scanned.' } } },
        invocations: [
          {
            executionSuccessful: report.unread.length === 0,
            toolExecutionNotifications: [
              ...report.unread.map(({ message, place }) => notification('error', message, place)),
              ...report.problems.map(({ message, place, functionId }) =>
                notification('note', `${functionId}: ${message}`, place),
              ),
            ],
          },
        ],
        results: [
          ...report.findings.map((finding) => result(finding, index)),
          ...report.suppressed.map(({ finding, reason, by }) => ({
            ...result(finding, index),
            suppressions: [{ kind: by === 'baseline' ? 'external' : 'inSource', justification: reason }],
          })),
        ],
      },
    ],
  };
}

function ruleList(report: ScanReport) {
  const own = report.rules.map(ruleOf);
  const about = Object.entries(SUPPRESSION_RULES).map(([id, { title, severity, rationale, fix }]) => ({
    id,
    name: pascal(id),
    shortDescription: { text: title },
    fullDescription: { text: rationale },
    help: { text: `${rationale}\n\n${fix}` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['SAS-11'], 'security-severity': SCORES[severity], precision: 'very-high' },
  }));
  return [...own, ...about];
}

function ruleOf(rule: Rule) {
  const cwe = rule.references.flatMap((text) => /^CWE-(\d+)$/.exec(text)?.[1] ?? []);
  return {
    id: rule.id,
    name: pascal(rule.id),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.rationale },
    help: {
      text: `${rule.rationale}\n\n${rule.fix}\n\n${rule.references.join('\n')}`,
      markdown: `${rule.rationale}\n\n**Fix:** ${rule.fix}\n\n${rule.references.map((text) => `- ${text}`).join('\n')}`,
    },
    defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.defaultState === 'on' },
    properties: {
      tags: ['security', rule.risk, ...cwe.map((number) => `external/cwe/cwe-${number.padStart(3, '0')}`)],
      'security-severity': SCORES[rule.severity],
      precision: rule.needs === 'template' ? 'very-high' : 'high',
    },
  };
}

function pascal(id: string): string {
  return id.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}

function result(finding: PostureFinding, index: ReadonlyMap<string, number>) {
  const { rule, severity, message, place, steps = [], fix, fingerprint } = finding;
  const ruleIndex = index.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: `${message}. ${fix}` },
    locations: [{ physicalLocation: physical(place) }],
    partialFingerprints: { 'bulkheadFingerprint/v1': fingerprint },
    ...(steps.length > 0
      ? { codeFlows: [{ threadFlows: [{ locations: steps.slice(0, MOST_STEPS).map(flowLocation) }] }] }
      : {}),
    properties: { severity, 'security-severity': SCORES[severity], risk: finding.risk, subject: finding.subject },
  };
}

function flowLocation({ place, text }: FlowStep) {
  return { location: { physicalLocation: physical(place), message: { text } } };
}

function physical({ file, line, column }: SourcePlace) {
  return {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'PROJECT' },
    region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
  };
}

function notification(level: 'error' | 'note', text: string, place: SourcePlace | undefined) {
  return { level, message: { text }, ...(place ? { locations: [{ physicalLocation: physical(place) }] } : {}) };
}
