import { DEBUG_FIELD } from '@bulkhead/core';
import { theStore } from '../correlation/store.ts';
import { printLine } from '../print.ts';

const LEVELS = { TRACE: 10, DEBUG: 20, INFO: 30, WARN: 40, ERROR: 50, FATAL: 60 } as const;
type Level = keyof typeof LEVELS;

/** Prints one line; to be completed. */
export function write(level: Level, fields: Readonly<Record<string, unknown>>, message: string): void {
  const scope = theStore().current();
  if (LEVELS[level] < (scope?.debug ? LEVELS.DEBUG : LEVELS.INFO)) return;
  printLine(
    JSON.stringify({
      timestamp: new Date().toISOString(),
      level,
      message,
      requestId: scope?.requestId,
      ...scope?.fields,
      ...(scope && { [DEBUG_FIELD]: String(scope.debug) }),
      traceId: scope?.traceId,
      ...fields,
    }),
  );
}
