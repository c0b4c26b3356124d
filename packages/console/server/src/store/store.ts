import type { Coverage, DeployedFunction, ExecutionRecord } from '@bulkhead/console-contract';
import type { FindingRow } from '../finding-row.ts';

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

export interface StoreFacets {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly functions: readonly string[];
  readonly classes: readonly string[];
}

/**
 * Where the console keeps what it was sent. Everything may be delivered twice and counts once: a finding by its id (the
 * highest count wins), an execution by request id and time (a worse status wins), coverage and inventory by function (the
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
  facets(range: Range): Promise<StoreFacets>;
  /** Forgets everything that happened before. */
  prune(before: number): Promise<void>;
  /** Writes everything out and lets go of the folder. */
  close(): Promise<void>;
}
