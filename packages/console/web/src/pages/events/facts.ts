import type { EventDetail } from '@bulkhead/console-contract';

/** What the drawer shows beyond the table's row; `''` and `undefined` where the record does not say. */
export interface Facts {
  readonly confidence: string;
  readonly risk: string;
  readonly cwe: number | undefined;
  readonly sink: { readonly operation: string; readonly target: string } | undefined;
  readonly arn: string;
  readonly traceId: string;
  readonly coldStart: boolean | undefined;
  /** Records that the function dropped before this one. */
  readonly dropped: number | undefined;
}

/** Picks facts out of the OCSF document, which the contract leaves open: any of it may be missing or of another type. */
export function readFacts(finding: EventDetail['finding']): Facts {
  const data = member(first(finding['evidences']), 'data');
  const sink = member(data, 'sink');
  const operation = text(member(sink, 'operation'));
  return {
    confidence: text(finding['confidence']),
    risk: text(member(data, 'risk')),
    cwe: number(member(data, 'cwe')),
    sink: operation === '' ? undefined : { operation, target: text(member(sink, 'target')) },
    arn: text(member(first(finding['resources']), 'uid')),
    traceId: text(member(data, 'trace_id')),
    coldStart: boolean(member(data, 'cold_start')),
    dropped: number(member(data, 'dropped')),
  };
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
