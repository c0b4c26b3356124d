import type { CorrelationScope } from '@bulkhead/core';
import { currentScope } from '../current.ts';

/** A call out of the function, without the data it sends: `SQS SendMessage`, `GET api.example.com`. */
export interface OutboundCall {
  readonly operation: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** By request id; on `globalThis`, since clients come in packages of their own. There once timeouts are reported. */
const CALLS = Symbol.for('bulkhead.last-calls.v1');

type Calls = Map<string, OutboundCall>;

export function lastCalls(): Calls {
  const slots = globalThis as { [CALLS]?: Calls };
  slots[CALLS] ??= new Map();
  return slots[CALLS];
}

/** Notes what running code has just called; costs a look-up where nobody reports timeouts. */
export function noteCall(operation: string, at: number, scope: CorrelationScope | undefined = currentScope()): void {
  const calls = (globalThis as { [CALLS]?: Calls })[CALLS];
  if (scope) calls?.set(scope.requestId, { operation, at });
}
