import type { PostureFinding, Severity } from '@bulkhead/core';
import type { ScanReport } from '../scan.ts';

const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  informational: 'notice',
};

/**
 * Workflow commands, one a finding; characters escaped as the runner reads them:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubAnnotations(report: ScanReport): string {
  return report.findings.map(annotation).join('');
}

function annotation({ severity, place, rule, message, fix }: PostureFinding): string {
  const at = `file=${property(place.file)},line=${place.line},col=${place.column},title=${property(`${rule} (${severity})`)}`;
  return `::${COMMANDS[severity]} ${at}::${data(`${message}. ${fix}`)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
