import type { PostureFinding } from '@bulkhead/core';
import type { ScanReport } from '../scan.ts';
import { escapeXml } from './escape.ts';
import { groupByFile } from './order.ts';

/** A test suite a rule, a failed case a finding; rules without findings are passed cases. */
export function junitReport(report: ScanReport): string {
  const byRule = new Map<string, PostureFinding[]>(report.rules.map(({ id }) => [id, []]));
  for (const finding of report.findings) byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  const suites = [...byRule].map(([rule, findings]) => suite(rule, findings));
  const tests = [...byRule.values()].reduce((sum, findings) => sum + Math.max(1, findings.length), 0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bulkhead scan" tests="${tests}" failures="${report.findings.length}">
${suites.join('\n')}
</testsuites>
`;
}

function suite(rule: string, findings: readonly PostureFinding[]): string {
  const cases =
    findings.length === 0
      ? [`    <testcase classname="${rule}" name="${rule}"/>`]
      : [...groupByFile(findings).values()].flat().map(testCase);
  return `  <testsuite name="${escapeXml(rule)}" tests="${cases.length}" failures="${findings.length}">
${cases.join('\n')}
  </testsuite>`;
}

function testCase({ rule, place, severity, message, fix }: PostureFinding): string {
  const at = `${place.file}:${place.line}:${place.column}`;
  return `    <testcase classname="${escapeXml(rule)}" name="${escapeXml(at)}" file="${escapeXml(place.file)}" line="${place.line}">
      <failure type="${severity}" message="${escapeXml(message)}">${escapeXml(`${at}: ${message}\n${fix}`)}</failure>
    </testcase>`;
}
