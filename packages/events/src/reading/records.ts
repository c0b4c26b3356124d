import type { BlockOutcome, BlockRequest } from '../types.ts';

/**
 * Indexes of the records of `list` that hold an offending value.
 * @param list name of the list in paths: `Records`, `records.votes-0`
 */
export function hostileIndexes(paths: readonly string[], list: string): Set<number> {
  const hostile = new Set<number>();
  const start = `${list}[`;
  for (const path of paths) {
    if (!path.startsWith(start)) continue;
    const end = path.indexOf(']', start.length);
    const index = Number(path.slice(start.length, end));
    if (end > start.length && end - start.length <= 7 && Number.isInteger(index)) hostile.add(index);
  }
  return hostile;
}

/**
 * Takes the hostile records out of one list of an event. A record that is not reported as failed counts as done, for a
 * queue as for a stream: it is neither retried nor holds up its neighbours.
 * @param list property of the event that holds the records
 * @param nothingLeft what to answer when every record was hostile
 * @returns `throw` when no path names a record
 */
export function removeRecords(
  event: Record<string, unknown>,
  list: string,
  request: BlockRequest,
  nothingLeft: unknown = NO_FAILURES,
): BlockOutcome {
  const records = event[list];
  if (!Array.isArray(records)) return { is: 'throw' };
  const hostile = hostileIndexes(request.paths, list);
  const removed = records.filter((_record, index) => hostile.has(index));
  if (removed.length === 0) return { is: 'throw' };
  if (removed.length === records.length) return { is: 'respond', response: nothingLeft, removed };
  const rest = records.filter((_record, index) => !hostile.has(index));
  return { is: 'continue', event: { ...event, [list]: rest }, removed };
}

/** Tells an event source mapping that every record was handled; ignored where it does not report partial failures. */
const NO_FAILURES = Object.freeze({ batchItemFailures: Object.freeze([]) });
