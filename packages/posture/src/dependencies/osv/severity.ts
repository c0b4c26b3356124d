import type { Severity } from '@bulkhead/core';
import type { Advisory } from './advisory.ts';
import { cvss3Score } from './cvss3.ts';
import { cvss4Score } from './cvss4.ts';

export interface Rating {
  readonly severity: Severity;
  /** 0 to 10; left out where no vector was published. */
  readonly score?: number;
  readonly vector?: string;
  /** False: nobody has rated it, and `severity` is what we assume. */
  readonly isRated: boolean;
}

/** CWE of code that was planted: such a package does harm wherever it is installed. */
const MALICIOUS = 506;

export function isMalicious(advisory: Pick<Advisory, 'id' | 'aliases' | 'cwes'>): boolean {
  return [advisory.id, ...advisory.aliases].some((id) => id.startsWith('MAL-')) || advisory.cwes.includes(MALICIOUS);
}

/**
 * How bad it is: the published CVSS vector (the worst, where databases differ), else the database's word. Levels as in the
 * specification's rating scale: 0.1, 4.0, 7.0, 9.0. What nobody has rated counts as medium.
 */
export function rate(advisories: readonly Advisory[]): Rating {
  let best: { score: number; vector: string } | undefined;
  for (const advisory of advisories) {
    // The newest version of CVSS that the database gives.
    for (const vector of advisory.vectors) {
      const score = cvss3Score(vector) ?? cvss4Score(vector);
      if (score === undefined) continue;
      if (!best || score > best.score) best = { score, vector };
      break;
    }
  }
  if (advisories.some(isMalicious)) return { severity: 'critical', ...best, isRated: true };
  if (best) return { severity: severityOfScore(best.score), ...best, isRated: true };
  const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'informational'];
  const word = order.find((severity) => advisories.some((advisory) => advisory.severity === severity));
  return { severity: word ?? 'medium', isRated: word !== undefined };
}

function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'informational';
}
