import { abort } from '../answer.ts';
import type { BulkheadBlockedError } from '../errors.ts';
import type { Scope } from '../scope.ts';

interface Listened {
  listenerCount(name: string): number;
  on(name: 'error', listener: () => void): unknown;
}

/**
 * Fails a socket or request by its 'error' event. With nobody listening that would end the process, and an attacker could
 * make every request a cold start; the invocation fails instead.
 */
export function stopEmitter(
  emitter: Listened,
  scope: Scope | undefined,
  stop: BulkheadBlockedError,
  fail: () => unknown,
): void {
  if (scope?.ending && emitter.listenerCount('error') === 0) {
    emitter.on('error', () => undefined);
    abort(scope.ending, stop);
  }
  fail();
}
