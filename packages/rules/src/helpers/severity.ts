import { SEVERITY_IDS, type Severity } from '@bulkhead/core';

const ORDER = Object.keys(SEVERITY_IDS) as readonly Severity[];

/** Moves a severity up or down by steps, within the scale. */
export function shift(severity: Severity, steps: number): Severity {
  const at = ORDER.indexOf(severity) + steps;
  return ORDER[Math.min(ORDER.length - 1, Math.max(0, at))]!;
}
