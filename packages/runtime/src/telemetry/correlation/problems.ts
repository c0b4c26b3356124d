import type { CorrelationStore } from '@bulkhead/core';
import { isoTime } from '../logger/timestamp.ts';
import { TRIES, writeWhole } from '../print.ts';
import { theStore } from './store.ts';

/** Problems that an environment tells of, each once. */
const MOST = 50;
const LONGEST = 500;

/**
 * Has a line at WARN say, once, what goes without ids and which ids of colleagues were refused.
 * @example tellProblems(); export const handler = withTelemetry(…);
 */
export function tellProblems(): void {
  theStore().report = createReport((line) => void writeWhole(`${line}\n`, TRIES));
}

export function createReport(print: (line: string) => void): NonNullable<CorrelationStore['report']> {
  const told = new Set<string>();
  return (given) => {
    const problem =
      typeof given === 'string' ? given : `too many ids, too long, or not printable ASCII: ${given.join(', ')}`;
    if (told.size >= MOST || told.has(problem)) return;
    told.add(problem);
    print(JSON.stringify({ timestamp: isoTime(Date.now()), level: 'WARN', message: problem.slice(0, LONGEST) }));
  };
}
