import type { BlockOutcome, BlockRequest } from '../types.ts';
import { joinPath } from '../visits.ts';
import { isMap } from './http.ts';

/** The first record of `list`, by which a batch is known: AWS never mixes sources in one. */
export function firstRecord(event: Record<string, unknown>, list: string): Record<string, unknown> | undefined {
  const records = event[list];
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  return isMap(first) ? first : undefined;
}

/**
 * Indexes of the records of `list` that hold an offending value.
 * @param list name of the list in paths: `Records`, `records.votes-0`
 */
export function hostileIndexes(paths: readonly string[], list: string): Set<number> {
  return new Set(pathsByRecord(paths, list).keys());
}

/** Paths by the index of the record of `list` that they lie in; others are left out. */
export function pathsByRecord(paths: readonly string[], list: string): ReadonlyMap<number, readonly string[]> {
  const byRecord = new Map<number, string[]>();
  for (const path of paths) {
    const index = path.startsWith(list) ? indexAt(path, list.length) : undefined;
    if (index === undefined) continue;
    const own = byRecord.get(index);
    if (own) own.push(path);
    else byRecord.set(index, [path]);
  }
  return byRecord;
}

/**
 * True where a value beside the records of `list` is hostile. No event source writes one there, so the event is dressed up,
 * and taking records out of it would hand the rest to the handler.
 */
export function isBeside(paths: readonly string[], list: string): boolean {
  return paths.some((path) => !path.startsWith(list) || indexAt(path, list.length) === undefined);
}

/** The number of `[12]` at this place of a path; seven digits are more than any batch needs. */
function indexAt(path: string, at: number): number | undefined {
  if (path[at] !== '[') return undefined;
  let index = 0;
  let end = at + 1;
  for (; end <= at + 7; end++) {
    const digit = path.charCodeAt(end) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    index = index * 10 + digit;
  }
  return end > at + 1 && path[end] === ']' ? index : undefined;
}

/**
 * Takes the hostile records out of one list of an event. A record that is not reported as failed counts as done, for a
 * queue as for a stream: it is neither retried nor holds up its neighbours.
 * @param list property of the event that holds the records
 * @param nothingLeft what to answer when every record was hostile
 * @returns `throw` when no path names a record, or one names something else
 */
export function removeRecords(
  event: Record<string, unknown>,
  list: string,
  request: BlockRequest,
  nothingLeft: unknown = NO_FAILURES,
): BlockOutcome {
  const records = event[list];
  if (!Array.isArray(records) || isBeside(request.paths, list)) return { is: 'throw' };
  const { removed, rest } = split(records, hostileIndexes(request.paths, list));
  if (removed.length === 0) return { is: 'throw' };
  if (rest.length === 0) return { is: 'respond', response: nothingLeft, removed };
  return { is: 'continue', event: { ...event, [list]: rest }, removed };
}

/**
 * As {@link removeRecords}, for the records of a Kinesis or DynamoDB stream. In a tumbling window an answer without
 * `state` counts as failed, and the last call of a window is the one that makes use of what it gathered: so the state is
 * handed on, and the last call is made even when no record is left.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
 */
export function removeStreamRecords(event: Record<string, unknown>, request: BlockRequest): BlockOutcome {
  const outcome = removeRecords(event, 'Records', request);
  if (outcome.is !== 'respond' || !isMap(event['window'])) return outcome;
  const removed = outcome.removed ?? [];
  if (event['isFinalInvokeForWindow'] === true) return { is: 'continue', event: { ...event, Records: [] }, removed };
  return { is: 'respond', response: { state: event['state'] ?? {}, batchItemFailures: [] }, removed };
}

/**
 * As {@link removeRecords}, for events whose records live in a map of lists, as Kafka's partitions and RabbitMQ's queues
 * do. A list of which nothing is left goes too: AWS sends no empty ones.
 * @param map property of the event that holds the lists
 */
export function removeFromLists(event: Record<string, unknown>, map: string, request: BlockRequest): BlockOutcome {
  const lists = event[map];
  if (!isMap(lists)) return { is: 'throw' };
  const hostile = hostileByList(request.paths, lists, map);
  if (hostile === undefined) return { is: 'throw' };
  const removed: unknown[] = [];
  const rest: [string, unknown][] = [];
  for (const [name, list] of Object.entries(lists)) {
    const indexes = hostile.get(name);
    if (indexes === undefined || !Array.isArray(list)) {
      rest.push([name, list]);
      continue;
    }
    const parts = split(list, indexes);
    for (const record of parts.removed) removed.push(record);
    if (parts.rest.length > 0) rest.push([name, parts.rest]);
  }
  if (removed.length === 0) return { is: 'throw' };
  const isEmpty = rest.every(([, list]) => !Array.isArray(list) || list.length === 0);
  if (isEmpty) return { is: 'respond', response: NO_FAILURES, removed };
  return { is: 'continue', event: { ...event, [map]: Object.fromEntries(rest) }, removed };
}

/** Which records of which list, `undefined` where a path names none. The longest name that fits counts, since a queue's name may hold dots and brackets. */
function hostileByList(
  paths: readonly string[],
  lists: Record<string, unknown>,
  map: string,
): ReadonlyMap<string, Set<number>> | undefined {
  const names = new Map<string, string>();
  let longest = 0;
  for (const name of Object.keys(lists)) {
    const path = joinPath(map, name);
    names.set(path, name);
    longest = Math.max(longest, path.length);
  }
  const hostile = new Map<string, Set<number>>();
  for (const path of paths) {
    let found: [name: string, index: number] | undefined;
    for (let at = path.indexOf('['); at !== -1 && at <= longest; at = path.indexOf('[', at + 1)) {
      const name = names.get(path.slice(0, at));
      const index = name === undefined ? undefined : indexAt(path, at);
      if (name !== undefined && index !== undefined) found = [name, index];
    }
    if (found === undefined) return undefined;
    const indexes = hostile.get(found[0]);
    if (indexes) indexes.add(found[1]);
    else hostile.set(found[0], new Set([found[1]]));
  }
  return hostile;
}

function split(records: readonly unknown[], hostile: ReadonlySet<number>): { removed: unknown[]; rest: unknown[] } {
  const removed: unknown[] = [];
  const rest: unknown[] = [];
  records.forEach((record, index) => {
    if (hostile.has(index)) removed.push(record);
    else rest.push(record);
  });
  return { removed, rest };
}

/** Tells an event source mapping that every record was handled; ignored where it does not report partial failures. */
const NO_FAILURES = Object.freeze({ batchItemFailures: Object.freeze([]) });

/** What the event of a stream holds beside its records: the state of a tumbling window. */
export const STREAM_FIELDS = [
  'Records',
  'window',
  'state',
  'shardId',
  'eventSourceARN',
  'isFinalInvokeForWindow',
  'isWindowTerminatedEarly',
];
