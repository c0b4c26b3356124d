import { AsyncLocalStorage } from 'node:async_hooks';
import type { CompiledPolicy } from '@bulkhead/core';
import type { EventSource } from '@bulkhead/events';
import type { Ending } from './answer.ts';
import type { BulkheadBlockedError } from './errors.ts';
import type { EventHosts } from './hooks/event-hosts.ts';

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
  /** The invocation that the running code belongs to; where that is unknown (pooled connections), all that are under way. */
  current(): readonly Scope[];
  /** The same, with the others after it: for what may run in another's context, such as a queued connection. */
  all(): readonly Scope[];
}

const NONE: readonly Scope[] = [];

/** @param now milliseconds since the epoch */
export function createScopes(now: () => number): Scopes {
  const storage = new AsyncLocalStorage<Scope>();
  // A list that keeps its length: a set is made anew for every few scopes that come and go, and so is a list that runs empty.
  const inFlight: (Scope | undefined)[] = [];
  let count = 0;
  const remove = (index: number): void => {
    count--;
    for (let i = index; i < count; i++) inFlight[i] = inFlight[i + 1];
    inFlight[count] = undefined;
  };
  return {
    run(scope, body) {
      // A callback handler that never answers leaves its scope behind; Lambda has ended it by its deadline.
      for (let i = count - 1; i >= 0; i--) if (inFlight[i]!.deadline < now()) remove(i);
      inFlight[count++] = scope;
      return storage.run(scope, body);
    },
    end(scope) {
      for (let i = 0; i < count; i++) {
        if (inFlight[i] !== scope) continue;
        remove(i);
        return;
      }
    },
    isInside(requestId) {
      return requestId !== '' && storage.getStore()?.requestId === requestId;
    },
    current() {
      const own = storage.getStore();
      if (own) return [own];
      return count === 0 ? NONE : (inFlight.slice(0, count) as Scope[]);
    },
    all() {
      const own = storage.getStore();
      if (count === 0 && !own) return NONE;
      const others = inFlight.slice(0, count) as Scope[];
      return own ? [own, ...others.filter((scope) => scope !== own)] : others;
    },
  };
}
