import type { LogEvent } from './log-frames.ts';

const APPLICATION_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type ApplicationLevel = (typeof APPLICATION_LEVELS)[number];
export type SystemLevel = 'DEBUG' | 'INFO' | 'WARN';

/** RFC 3339 date-time, as Lambda demands of a line's `timestamp`. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * Whether Lambda's JSON log mode would deliver this event. A line that is not JSON, or has no valid `level` and RFC 3339
 * `timestamp`, counts as INFO (docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 * Frames were filtered by the runtime that wrote them.
 */
export function passesApplicationLevel(event: LogEvent, level: ApplicationLevel): boolean {
  if (event.kind !== 'raw') return true;
  return APPLICATION_LEVELS.indexOf(levelOf(event.text)) >= APPLICATION_LEVELS.indexOf(level);
}

function levelOf(text: string): ApplicationLevel {
  if (!text.startsWith('{')) return 'INFO';
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null) return 'INFO';
    const { level, timestamp } = line as { level?: unknown; timestamp?: unknown };
    if (typeof timestamp !== 'string' || !RFC_3339.test(timestamp)) return 'INFO';
    const name = typeof level === 'string' ? level.toUpperCase() : '';
    return APPLICATION_LEVELS.find((known) => known === name) ?? 'INFO';
  } catch {
    return 'INFO';
  }
}

/** Level of a system record: AWS's table "System log level event mapping" on the same page. */
export function systemLevelOf(type: string, status: string | undefined): SystemLevel {
  if (status !== undefined && status !== 'success') return 'WARN';
  const quiet = ['platform.initRuntimeDone', 'platform.initReport', 'platform.runtimeDone'];
  return quiet.includes(type) ? 'DEBUG' : 'INFO';
}

export function passesSystemLevel(type: string, status: string | undefined, level: SystemLevel): boolean {
  const order: readonly SystemLevel[] = ['DEBUG', 'INFO', 'WARN'];
  return order.indexOf(systemLevelOf(type, status)) >= order.indexOf(level);
}
