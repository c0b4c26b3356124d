import type { Coverage, DeployedFunction, ExecutionRecord, RequestLine } from '@bulkhead/console-contract';
import type { FindingRow } from '../finding-row.ts';
import type { LineRow } from '../line-row.ts';

export type Action = FindingRow['action'];

export interface StoreCounters {
  readonly forged: number;
  readonly malformed: number;
  readonly faults: number;
  readonly dropped: number;
}

/** What one delivery brought; every item was checked before. */
export interface StoreBatch {
  /** Tells a repeated delivery: its counters count once. */
  readonly id?: string;
  /** When it arrived, milliseconds since the epoch: counters have no time of their own. */
  readonly receivedAt: number;
  readonly findings: readonly FindingRow[];
  readonly executions: readonly ExecutionRecord[];
  readonly coverages: readonly Coverage[];
  readonly functions: readonly DeployedFunction[];
  readonly lines: readonly LineRow[];
  readonly counters: StoreCounters;
}

/** Milliseconds since the epoch, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface StoreFilter extends Range {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly function?: string | undefined;
  readonly class?: string | undefined;
  readonly action?: Action | undefined;
  /** Part of the text of an event, any case. */
  readonly q?: string | undefined;
}

export interface AttackSum {
  /** Start of the bucket. */
  readonly t: number;
  readonly class: string;
  readonly action: Action;
  readonly count: number;
}

export interface FunctionStats {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly executions: number;
  readonly errors: number;
  /** Without what the policy allowed. */
  readonly attacks: number;
  readonly lastSeen: number;
}

export interface EventCursor {
  readonly time: number;
  readonly id: string;
}

export interface RequestFilter extends Range {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** A function that the request touched. */
  readonly function?: string | undefined;
  /** Part of the text of one of its lines, any case. */
  readonly q?: string | undefined;
  /** Only those in which an invocation failed or a line is at ERROR or FATAL. */
  readonly errors?: boolean | undefined;
}

export interface RequestCursor {
  readonly time: number;
  readonly id: string;
}

interface FunctionPlace {
  readonly account: string;
  readonly region: string;
  readonly fn: string;
}

/** What the lines of one request say of one function. */
export interface RequestPart extends FunctionPlace {
  readonly invocations: number;
  readonly lines: number;
  readonly errorLines: number;
  /** A line said that the chain logs at DEBUG; null: none told. */
  readonly debugOn: boolean | null;
  readonly debugOff: boolean | null;
  readonly first: number;
  readonly last: number;
}

/** What REPORT says of its invocations in one function. */
export interface RequestUsage extends FunctionPlace {
  readonly executions: number;
  readonly failed: number;
  /** Billed milliseconds times megabytes. */
  readonly billedMbMs: number;
  readonly first: number;
  readonly last: number;
}

/** One request of the list. */
export interface RequestSum {
  /** Correlation id. */
  readonly id: string;
  /** First line in the range that was asked for: what the list is ordered by. */
  readonly first: number;
  readonly parts: readonly RequestPart[];
  readonly usage: readonly RequestUsage[];
  readonly attacks: number;
}

/** One invocation as its lines tell it. */
export interface InvocationPart extends Omit<RequestPart, 'invocations'> {
  /** Empty where the lines do not tell. */
  readonly requestId: string;
  readonly parentId: string | null;
}

/** One invocation as REPORT tells it. */
export interface StoredExecution extends FunctionPlace {
  readonly requestId: string;
  /** When it ended. */
  readonly time: number;
  readonly version: string;
  readonly runtime: string;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly initMs: number | null;
  readonly traceId: string;
}

/** Everything known of one request. Lists are cut at their limits. */
export interface StoredRequest {
  readonly parts: readonly InvocationPart[];
  /** Of its invocations and of their callers. */
  readonly executions: readonly StoredExecution[];
  /** By time; where there are too many, those that ask for attention are among them. */
  readonly lines: readonly RequestLine[];
  /** Finding documents of its invocations. */
  readonly findings: readonly unknown[];
}

/** Most invocations, lines and findings of one request that are read. */
export const REQUEST_LIMITS = { invocations: 500, lines: 2_000, findings: 200 } as const;

export interface StoreFacets {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly functions: readonly string[];
  readonly classes: readonly string[];
}

/**
 * Where the console keeps what it was sent. Everything may be delivered twice and counts once: a finding by its id (the
 * highest count wins, of equal ones that which was stopped), an execution by request id and time (a worse status wins), a line by its id, coverage and inventory by function (the
 * latest wins), counters by batch. `contract.ts` is the suite that every store passes.
 * Charts and lists come from two narrow roll-ups, so that sums over a range count its first and last bucket whole:
 * 5 minutes for attacks and executions, 1 hour for functions.
 */
export interface Store {
  /**
   * One transaction: all of it is on disk when this resolves, or nothing of it is in the store when it rejects.
   * @throws BulkheadError BULKHEAD_STORE_FAILED (disk full, folder gone); the same batch may be sent again
   */
  append(batch: StoreBatch): Promise<void>;
  /** Attacks by bucket, class and action. `bucketMs` is a multiple of 300,000. */
  attacks(filter: StoreFilter, bucketMs: number): Promise<readonly AttackSum[]>;
  executions(filter: StoreFilter): Promise<{ readonly executions: number; readonly errors: number }>;
  functionStats(filter: StoreFilter): Promise<readonly FunctionStats[]>;
  inventory(): Promise<{ readonly functions: readonly DeployedFunction[]; readonly coverages: readonly Coverage[] }>;
  counters(range: Range): Promise<StoreCounters>;
  /** At most 100 finding documents, the newest first occurrence first, after `cursor`. */
  events(filter: StoreFilter, limit: number, cursor?: EventCursor): Promise<readonly unknown[]>;
  countEvents(filter: StoreFilter): Promise<number>;
  /** One finding document by its id, a UUID. */
  event(id: string): Promise<unknown>;
  /** At most 100 requests with a line in the range, the latest begun first, after `cursor`; `total` without the cursor. */
  requests(
    filter: RequestFilter,
    limit: number,
    cursor?: RequestCursor,
  ): Promise<{ readonly requests: readonly RequestSum[]; readonly total: number }>;
  /** One request by its correlation id; `undefined` when no line names it. */
  request(id: string): Promise<StoredRequest | undefined>;
  facets(range: Range): Promise<StoreFacets>;
  /** Forgets everything that happened before. */
  prune(before: number): Promise<void>;
  /** Writes everything out and lets go of the folder. */
  close(): Promise<void>;
}
