import type { Invocation, LogLevel, ShownLine } from '@bulkhead/console-contract';
import type { Place } from '../../state/place.ts';

const RANK: Readonly<Record<LogLevel, number>> = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 };

/** Lines at a level or above, by the invocation that printed them. What has no level is taken for INFO. */
export function linesByInvocation(lines: readonly ShownLine[], least: Place['level']): Map<string, ShownLine[]> {
  const lists = new Map<string, ShownLine[]>();
  for (const line of lines) {
    if (least !== '' && RANK[line.level ?? 'INFO'] < RANK[least]) continue;
    const list = lists.get(line.invocation);
    if (list) list.push(line);
    else lists.set(line.invocation, [line]);
  }
  return lists;
}

/** Whether a row is open before anybody touched it: where something went wrong, and where there is nothing else to read. */
export function isOpenAtFirst(
  invocation: Pick<Invocation, 'report' | 'events'>,
  lines: readonly ShownLine[],
  alone: boolean,
): boolean {
  const failed = invocation.report !== null && invocation.report.status !== 'success';
  return (
    alone || failed || invocation.events.length > 0 || lines.some((line) => RANK[line.level ?? 'INFO'] >= RANK.ERROR)
  );
}
