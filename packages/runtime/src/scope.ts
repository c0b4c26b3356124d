import { AsyncLocalStorage } from 'node:async_hooks';
import type { CompiledPolicy } from '@bulkhead/core';
import type { EventSource } from '@bulkhead/events';
import type { Ending } from './answer.ts';
import type { BulkheadBlockedError } from './errors.ts';
import type { EventHosts } from './hooks/event-hosts.ts';
import { defineProperty } from './hooks/patch.ts';

/** One invocation under way: what hooks need to judge an operation and to say whose it was. */
export interface Scope {
  readonly requestId: string;
  /** X-Ray trace header as Lambda passed it on. */
  readonly trace: string | undefined;
  readonly source: EventSource | undefined;
  readonly event: unknown;
  /** What a synchronous invocation through the Invoke API brought beside its event. */
  readonly clientContext?: unknown;
  readonly policy: CompiledPolicy;
  readonly coldStart: boolean;
  /** When Lambda ends it, milliseconds since the epoch. */
  readonly deadline: number;
  readonly strings: EventStrings;
  /** Strings of the event that a browser would execute; looked for in the response. */
  readonly reflectable: readonly string[];
  /** The event was not inspected whole. */
  readonly truncated: boolean;
  /** Hosts that the event names; made when an outbound connection first needs them. */
  hosts: EventHosts | undefined;
  /** Indexes of strings that could be a path; made when a file is first opened. */
  pathLike: readonly number[] | undefined;
  /** Indexes of strings that could change a query; made when a query is first sent. */
  sqlLike: readonly number[] | undefined;
  /** The last operation of it that was stopped where the client may report an error of its own instead. */
  stopped?: BulkheadBlockedError;
  /** How it ends; for operations that have nobody else to tell. */
  ending: Ending | undefined;
}

/** The strings of an event that a stranger controls, as {@link Visit} gives them, in parallel arrays. */
export interface EventStrings {
  readonly values: string[];
  readonly parents: string[];
  readonly keys: (string | number)[];
}

export interface Scopes {
  /** Runs the handler of an invocation inside its scope. */
  run<T>(scope: Scope, body: () => T): T;
  end(scope: Scope): void;
  /** Whether the running code belongs to this invocation already. */
  isInside(requestId: string): boolean;
  /**
   * The invocation that the running code belongs to; where that is unknown (pooled connections), all that are under way. One that
   * has ended comes with them: what it left behind, a queue or a timer, may do another's work.
   */
  current(): readonly Scope[];
  /** The same, with the others after it: for what may run in another's context, such as a queued connection. */
  all(): readonly Scope[];
}

const NONE: readonly Scope[] = [];

let scopeOf: (held: unknown) => Scope | undefined;

/**
 * What the async context holds of an invocation. Code in the process can get at it (`executionAsyncResource`, a replaced
 * `AsyncLocalStorage.prototype.run`): it neither leads to the scope, nor can one be made that stands for another.
 */
class Ticket {
  readonly #scope: Scope;
  constructor(scope: Scope) {
    this.#scope = scope;
  }
  static {
    scopeOf = (held) => (typeof held === 'object' && held !== null && #scope in held ? held.#scope : undefined);
    // It would make more of them.
    delete (Ticket.prototype as { constructor?: unknown }).constructor;
  }
}

/** @param now milliseconds since the epoch */
export function createScopes(now: () => number): Scopes {
  const storage = new AsyncLocalStorage<Ticket>();
  // A list that keeps its length: a set is made anew for every few scopes that come and go, and so is a list that runs empty.
  // It has its places from the start, and no method of lists is called with it: a setter that code has put on
  // `Array.prototype`, or a `slice` of its own, would be given the scopes.
  const inFlight: (Scope | undefined)[] = new Array(64).fill(undefined);
  let count = 0;
  const remove = (index: number): void => {
    count--;
    for (let i = index; i < count; i++) inFlight[i] = inFlight[i + 1];
    inFlight[count] = undefined;
  };
  const own = (): Scope | undefined => scopeOf(storage.getStore());
  return {
    run(scope, body) {
      // A callback handler that never answers leaves its scope behind; Lambda has ended it by its deadline.
      for (let i = count - 1; i >= 0; i--) if (inFlight[i]!.deadline < now()) remove(i);
      inFlight[count++] = scope;
      return storage.run(new Ticket(scope), body);
    },
    end(scope) {
      for (let i = 0; i < count; i++) {
        if (inFlight[i] !== scope) continue;
        remove(i);
        return;
      }
    },
    isInside(requestId) {
      return requestId !== '' && own()?.requestId === requestId;
    },
    current() {
      const first = own();
      if (first && (count === 0 || isUnderWay(first))) return [first];
      return count === 0 ? NONE : listed(first);
    },
    all() {
      const first = own();
      return count === 0 && !first ? NONE : listed(first);
    },
  };

  function isUnderWay(scope: Scope): boolean {
    for (let i = 0; i < count; i++) if (inFlight[i] === scope) return true;
    return false;
  }

  /** @param first goes before the others */
  function listed(first: Scope | undefined): readonly Scope[] {
    const list = first ? [first] : [];
    for (let i = 0; i < count; i++) {
      if (inFlight[i] === first) continue;
      const value = inFlight[i];
      // Past setters on prototypes.
      defineProperty(list, `${list.length}`, { value, writable: true, enumerable: true, configurable: true });
    }
    return list;
  }
}
