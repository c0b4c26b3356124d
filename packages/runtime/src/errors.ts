import type { AttackClass } from '@bulkhead/core';

/**
 * What a blocked operation throws, rejects with or hands to a callback. Its message carries no event data, so that it may be
 * logged or answered. Let it escape the handler: on an HTTP source Bulkhead then answers 403 in the function's place.
 * @example catch (error) { if (error.code === 'BULKHEAD_BLOCKED') return { statusCode: 403 }; throw error; }
 */
export class BulkheadBlockedError extends Error {
  static {
    // Minifying renames the class, and a stack is headed by the name that the prototype has when it is taken.
    // Without a prototype: one that is polluted (`set`) would keep the parts that hold this class from being loaded.
    Object.defineProperty(BulkheadBlockedError, 'name', { __proto__: null, value: 'BulkheadBlockedError' } as object);
    BulkheadBlockedError.prototype.name = 'BulkheadBlockedError';
  }
  readonly code = 'BULKHEAD_BLOCKED';
  readonly requestId: string;
  /** Attack class, such as `cmdi`; docs/policy.md lists them. */
  readonly class: AttackClass;

  constructor(attackClass: AttackClass, message: string, requestId: string) {
    super(message);
    this.class = attackClass;
    this.requestId = requestId;
  }
}

/** How deep `cause` is followed: fetch wraps once, client libraries once or twice more. */
const CAUSE_DEPTH = 5;

/** The blocked error in what a handler threw, itself or as a cause (fetch rejects with `TypeError: fetch failed`). */
export function blockedCause(error: unknown): BulkheadBlockedError | undefined {
  let current = error;
  for (let depth = 0; depth <= CAUSE_DEPTH; depth++) {
    if (typeof current !== 'object' || current === null) return undefined;
    // By code, not by instanceof: a layer and a bundle may carry two copies of the class.
    if ((current as { code?: unknown }).code === 'BULKHEAD_BLOCKED') return current as BulkheadBlockedError;
    current = (current as { cause?: unknown }).cause;
  }
  return undefined;
}

/**
 * Whether an error tells of a stop in a client's own words: a database's driver hands on what the server said to the text
 * that was sent in the query's place, and some clients write their own code over ours.
 */
export function isStopIn(error: unknown, stop: BulkheadBlockedError): boolean {
  let current = error;
  for (let depth = 0; depth <= CAUSE_DEPTH; depth++) {
    if (typeof current !== 'object' || current === null) return false;
    const { message, cause } = current as { message?: unknown; cause?: unknown };
    if (typeof message === 'string' && message.includes(stop.message)) return true;
    current = cause;
  }
  return false;
}

const paths = new WeakMap<BulkheadBlockedError, readonly string[]>();

/** Remembers where in the event the blocked value stood; kept beside the error, which people log. */
export function rememberPath(error: BulkheadBlockedError, path: string): void {
  if (path !== '') paths.set(error, [path]);
}

export function pathsOf(error: BulkheadBlockedError): readonly string[] {
  return paths.get(error) ?? [];
}
