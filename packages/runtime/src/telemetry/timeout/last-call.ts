import { type CorrelationScope, correlationStoreSoFar } from '@bulkhead/core';
import { currentScope } from '../current.ts';

/**
 * Notes what running code has just called, for the report of a timeout; costs a look-up where nobody reports them. Clients of
 * `@bulkhead/clients` do it by themselves.
 * @param operation without the data it sends: `SQS SendMessage`, `GET api.example.com`
 * @param at milliseconds since the epoch
 */
export function noteCall(operation: string, at: number, scope: CorrelationScope | undefined = currentScope()): void {
  if (scope) correlationStoreSoFar()?.calls?.set(scope.requestId, { operation, at });
}
