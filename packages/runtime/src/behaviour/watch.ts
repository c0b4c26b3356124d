import type { BehaviourKind } from '@bulkhead/core';
import type { Scope } from '../scope.ts';
import { createRecorder } from './recorder.lazy.ts';
import type { Recorder } from './recorder.ts';
import { createScorer, type Scorer } from './scorer.lazy.ts';

/** Takes what the hooks see a function do. Never throws. */
export interface BehaviourWatch {
  /** @param what as the operation names it: a program's path, `host:port`, a file */
  saw(kind: BehaviourKind, what: string, scope: Scope | undefined): void;
  /** An invocation has ended: what is new in it is printed. */
  end(scope: Scope): void;
}

export interface WatchParts {
  /** Whether what is seen is learned from: always with BULKHEAD_PROFILE=1, else in alert mode. */
  readonly learns: (scope: Scope | undefined) => boolean;
  /** Prints what is new as far as one line holds it; returns how many of the list that were. */
  readonly print: Parameters<typeof createRecorder>[0];
  /** An invocation does what honest functions hardly ever do together, before the last of it is done. */
  readonly alarm?: (tokens: readonly string[], scope: Scope | undefined) => void;
  readonly fault: (error: unknown) => void;
  readonly now: () => number;
}

/** Without learning, all of this is one comparison an operation. */
export function createBehaviourWatch({ learns, print, alarm, fault, now }: WatchParts): BehaviourWatch {
  let recorder: Recorder | undefined;
  let scorer: Scorer | undefined;
  // Loading a part of ours reads a file, which is seen as well.
  let busy = false;
  function safely(work: () => void): void {
    if (busy) return;
    busy = true;
    try {
      work();
    } catch (error) {
      fault(error);
    } finally {
      busy = false;
    }
  }
  return {
    saw(kind, what, scope) {
      if (!learns(scope)) return;
      safely(() => {
        recorder ??= createRecorder(print);
        recorder.add(kind, what);
        if (!alarm) return;
        scorer ??= createScorer();
        const tokens = scorer(kind, what, scope);
        if (tokens) alarm(tokens, scope);
      });
    },
    end(scope) {
      if (!learns(scope)) return;
      safely(() => {
        recorder ??= createRecorder(print);
        recorder.add('trigger', scope.source?.id ?? 'unknown');
        recorder.flush(now(), scope.requestId);
      });
    },
  };
}
