import { type PostureFinding, SEVERITY_IDS, type Severity } from '@bulkhead/core';

/** From the worst on. */
export const SEVERITIES = (Object.keys(SEVERITY_IDS) as Severity[]).reverse();

/** `1 critical, 3 high`; empty for none. */
export function countBySeverity(findings: readonly PostureFinding[]): string {
  return SEVERITIES.map(
    (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`)
    .join(', ');
}

export function groupByFile(findings: readonly PostureFinding[]): ReadonlyMap<string, readonly PostureFinding[]> {
  const groups = new Map<string, PostureFinding[]>();
  for (const finding of findings) {
    const list = groups.get(finding.place.file);
    if (list) list.push(finding);
    else groups.set(finding.place.file, [finding]);
  }
  return groups;
}
