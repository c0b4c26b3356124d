import type { FunctionRef } from './record.ts';

export type ExecutionStatus = 'success' | 'error' | 'timeout';

/**
 * One invocation as Lambda's own REPORT line (text) or `platform.report` record (JSON) tells it. A metric, not a finding.
 */
export interface Execution {
  readonly kind: 'execution';
  readonly requestId: string;
  /** When it ended, milliseconds since the epoch. */
  readonly time: number;
  readonly function: FunctionRef;
  readonly logStream: string;
  readonly status: ExecutionStatus;
  readonly errorType?: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  /** Present for a cold start only. */
  readonly initMs?: number;
  readonly traceId?: string;
}
