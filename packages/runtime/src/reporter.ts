import {
  type AttackRecord,
  type Behaviour,
  type CoverageRecord,
  encodeLine,
  type FaultRecord,
  type FunctionRef,
  LINE_LIMIT,
  type RuntimeRecord,
  redactExcerpt,
  uuidv7,
} from '@bulkhead/core';
import { fitBehaviour } from './behaviour/fit.ts';
import type { Environment } from './environment.ts';
import { attackRecord, type Finding } from './guard.ts';
import { removedParts } from './removed.ts';
import type { Scope } from './scope.ts';
import { createAggregator } from './telemetry/aggregate.ts';
import { fitCoverage } from './telemetry/coverage.ts';
import { createFaults } from './telemetry/faults.ts';
import { macOf } from './telemetry/sha256.ts';

/** The one place that reports: makes records and prints their lines. Never throws. */
export interface Reporter {
  attack(finding: Finding, action: AttackRecord['action'], scope: Scope | undefined): void;
  coverage(parts: Omit<CoverageRecord, 'kind' | 'id' | 'time' | 'function'>): void;
  /** Prints what the function was seen doing, from the first on; returns how many of it a line of 1 kB holds. */
  behaviour(seen: readonly Behaviour[], dropped: number, requestId: string): number;
  fault(where: string, error: unknown, requestId: string): void;
  /** Prints records that were taken out of a batch, for the queue that keeps them. */
  removed(records: readonly unknown[], queue: string, scope: Scope): void;
  /** Tells which account the function runs in, once it is known. */
  account(id: string): void;
  /** Prints what an ended window still holds. */
  flush(): void;
}

export interface ReporterParts {
  readonly environment: Environment;
  readonly print: (line: string, patient?: boolean) => boolean;
  readonly now: () => number;
}

const FAULT_MESSAGE_LIMIT = 300;

export function createReporter({ environment, print, now }: ReporterParts): Reporter {
  const mac = environment.key === undefined ? undefined : macOf(environment.key);
  const { secretKey, sessionToken } = environment.credentials;
  const secrets = [secretKey, sessionToken, environment.key].filter((secret) => secret !== undefined);
  let ref: FunctionRef = environment.function;
  let faultRequest = '';

  function write(record: RuntimeRecord): boolean {
    const line = encodeLine(record, environment.logStream, mac);
    // Everything in a record is bounded; a line over the limit would not be read, so it must not be printed.
    return line.length <= LINE_LIMIT && print(line, record.kind === 'removed');
  }

  const attacks = createAggregator(write);
  const faults = createFaults((where, message, count) => {
    const text = redactExcerpt(message, { secrets, limit: FAULT_MESSAGE_LIMIT });
    const base = { id: newId(now()), time: now(), function: ref, requestId: faultRequest };
    write({ kind: 'fault', ...base, where, message: text, count } satisfies FaultRecord);
  });

  return {
    attack(finding, action, scope) {
      const context = { function: ref, secrets, id: newId(now()), now: now() };
      attacks.add(attackRecord(finding, action, scope, context));
    },
    coverage(parts) {
      write(fitCoverage({ kind: 'coverage', id: newId(now()), time: now(), function: ref, ...parts }));
    },
    behaviour(seen, dropped, requestId) {
      const clean = seen.map((item) => ({ ...item, what: redactExcerpt(item.what, { secrets }) }));
      const base = { kind: 'behaviour', id: newId(now()), time: now(), function: ref, requestId, seen: clean } as const;
      const record = fitBehaviour(dropped > 0 ? { ...base, dropped } : base);
      write(record);
      return record.seen.length;
    },
    fault(where, error, requestId) {
      faultRequest = requestId;
      faults.add(where, error);
    },
    removed(records, queue, scope) {
      const { parts, left } = removedParts(records);
      let lost = 0;
      for (const own of parts) {
        const of = newId(now());
        for (const part of own) {
          const isPrinted = write({
            kind: 'removed',
            id: newId(now()),
            of,
            time: now(),
            function: ref,
            requestId: scope.requestId,
            source: scope.source?.id ?? 'unknown',
            queue,
            ...part,
          });
          if (!isPrinted) lost++;
        }
      }
      faultRequest = scope.requestId;
      if (left > 0) faults.add('removed', `${left} records were too large to be kept`);
      if (lost > 0) faults.add('removed', `${lost} parts of records could not be printed`);
    },
    account(id) {
      if (id !== ref.account) ref = { ...ref, account: id };
    },
    flush() {
      attacks.flush(now());
    },
  };
}

/** An id must be unique, not secret: Math.random, seeded anew in each process, does without loading node:crypto (2 ms). */
function newId(time: number): string {
  return uuidv7(time, (bytes) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.random() * 256;
  });
}
