/** OCSF 1.6 `severity_id` values that Bulkhead uses; `critical` is the worst. */
export const SEVERITY_IDS = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;

export type Severity = keyof typeof SEVERITY_IDS;

/** Captions exactly as OCSF spells them. */
export const SEVERITY_CAPTIONS: Record<Severity, string> = {
  informational: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

/** The severity for an OCSF `severity_id`; `undefined` for 0 (Unknown), 6 (Fatal), 99 (Other) and anything else. */
export function severityFromId(id: number): Severity | undefined {
  return (Object.keys(SEVERITY_IDS) as Severity[]).find((name) => SEVERITY_IDS[name] === id);
}
