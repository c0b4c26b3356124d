import type { PostureFinding, Severity } from '@bulkhead/core';
import type { ScannedApp } from './scanned-app.ts';

export const LEVELS = ['very low', 'low', 'moderate', 'high', 'very high'] as const;
export type Level = (typeof LEVELS)[number];

export interface RiskRating {
  readonly likelihood: Level;
  readonly impact: Level;
  readonly risk: Level;
}

const IMPACT: Readonly<Record<Severity, Level>> = {
  critical: 'very high',
  high: 'high',
  medium: 'moderate',
  low: 'low',
  informational: 'very low',
};

/** Risk by likelihood (row) and impact (column), both from very low on: NIST SP 800-30 revision 1, table I-2. */
const MATRIX: Readonly<Record<Level, readonly Level[]>> = {
  'very low': ['very low', 'very low', 'very low', 'low', 'low'],
  low: ['very low', 'low', 'low', 'low', 'moderate'],
  moderate: ['very low', 'low', 'moderate', 'moderate', 'high'],
  high: ['very low', 'low', 'moderate', 'high', 'very high'],
  'very high': ['very low', 'low', 'moderate', 'high', 'very high'],
};

/**
 * A finding's risk. Likelihood is who can reach the place: anybody on the internet with the whole path known, anybody,
 * known callers, or only who is inside already.
 * @param owner the application that its subject is of
 */
export function rateRisk(finding: PostureFinding, owner: ScannedApp | undefined): RiskRating {
  const likelihood = likelihoodOf(finding, owner);
  const impact = IMPACT[finding.severity];
  return { likelihood, impact, risk: MATRIX[likelihood][LEVELS.indexOf(impact)]! };
}

function likelihoodOf({ subject, steps, rule }: PostureFinding, owner: ScannedApp | undefined): Level {
  const reach = owner && Object.hasOwn(owner.functions, subject) ? owner.functions[subject] : undefined;
  if (reach === undefined) return /public|anybody|any-source|guests/.test(rule) ? 'high' : 'moderate';
  if (reach === 'anybody') return (steps?.length ?? 0) > 1 ? 'very high' : 'high';
  return reach === 'callers' ? 'moderate' : 'low';
}
