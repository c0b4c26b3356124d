import { CONFIDENCE_RANK } from '@bulkhead/core';
import type { EventFinding } from './firewall.ts';

/** A request's path, decoded and in segments, and the parameters taken from it: one text stands in up to five of these. */
const OF_PATH = /^(?:rawPath|path(?:Parameters)?)(?![A-Za-z])/;

/** Each is held against each: a request has few parameters in its path. */
const MOST_COMPARED = 64;

/**
 * Findings without those that another form of the same path has given for the same text: one attack is one record. Of two, the
 * surer stays, and of equal ones the later, since a parameter's name says more than the path that holds it.
 */
export function withoutRepeats(findings: readonly EventFinding[]): readonly EventFinding[] {
  if (findings.length > MOST_COMPARED) return findings;
  const kept: EventFinding[] = [];
  for (const finding of findings) {
    const twin = OF_PATH.test(finding.path) ? kept.findIndex((one) => saysTheSame(one, finding)) : -1;
    if (twin === -1) kept.push(finding);
    else if (CONFIDENCE_RANK[finding.confidence] >= CONFIDENCE_RANK[kept[twin]!.confidence]) kept[twin] = finding;
  }
  return kept;
}

function saysTheSame(one: EventFinding, other: EventFinding): boolean {
  if (one.class !== other.class || !OF_PATH.test(one.path)) return false;
  const [a, b] = [decoded(one.value), decoded(other.value)];
  return a.includes(b) || b.includes(a);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
