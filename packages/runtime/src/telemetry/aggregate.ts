import type { AttackRecord } from '@bulkhead/core';

/** Identical records are counted together for this long, in milliseconds. */
export const WINDOW_MS = 60_000;

/** Different attack records printed in one window; an attacker who varies the payload must not fill the log. */
export const RECORDS_A_WINDOW = 50;

/**
 * Requests that are blocked for the same reason in one window and still get a record each: who was answered with a request
 * id looks it up. The ones after them are counted together.
 */
export const REQUESTS_BY_THEMSELVES = 8;

interface Entry {
  record: AttackRecord;
  printed: number;
  /** Request of the last occurrence. */
  last: string;
}

export interface Aggregator {
  /** Counts one occurrence; prints the first at once and repeats at powers of two, under the first one's id. */
  add(record: AttackRecord): void;
  /** Prints what is counted but not printed yet, once the window is over. Called at the start of each invocation. */
  flush(now: number): void;
}

/** @param print receives each record to be printed */
export function createAggregator(print: (record: AttackRecord) => void): Aggregator {
  let entries = new Map<string, Entry>();
  let requests = new Map<string, number>();
  let windowEnd = 0;
  let dropped = 0;

  function printEntry(entry: Entry): void {
    const record = dropped > 0 ? { ...entry.record, dropped } : entry.record;
    dropped = 0;
    entry.printed = entry.record.count;
    print(record);
  }

  function flush(now: number): void {
    if (now < windowEnd || entries.size === 0) return;
    const finished = entries;
    entries = new Map();
    requests = new Map();
    let last: Entry | undefined;
    for (const entry of finished.values()) {
      if (entry.printed < entry.record.count) printEntry(entry);
      last = entry;
    }
    // Nothing left to print, but records were dropped: the last one says so.
    if (dropped > 0 && last) printEntry(last);
  }

  function keyOf(record: AttackRecord): string {
    const same = sameness(record);
    if (record.action !== 'blocked') return same;
    const own = `${same}\n${record.requestId}`;
    if (entries.has(own)) return own;
    const before = requests.get(same) ?? 0;
    if (before >= REQUESTS_BY_THEMSELVES) return same;
    requests.set(same, before + 1);
    return own;
  }

  /**
   * One attack is one record: where a pattern in a value was alerted and the same request is now stopped for that value, the
   * alert's own record says that it was stopped, or, where others are counted in it, counts one less.
   * @returns the record to print, under the alert's id in the first case
   */
  function instead(record: AttackRecord, isNew: boolean): AttackRecord {
    const { path, requestId } = record;
    if (record.action !== 'blocked' || !record.sink || path === '') return record;
    let found: [string, Entry] | undefined;
    for (const one of entries) {
      const { record: alert, last } = one[1];
      if (alert.action === 'blocked' || alert.sink || last !== requestId || alert.path !== path) continue;
      found = one;
      // A file that a URL names is both; several patterns may have been seen.
      if (alert.class === record.class) break;
    }
    if (!found) return record;
    const [key, entry] = found;
    const { id, time, count } = entry.record;
    if (!isNew || count > 1) {
      entry.record = { ...entry.record, count: count - 1 };
      return record;
    }
    entries.delete(key);
    return { ...record, id, time };
  }

  return {
    flush,
    add(given) {
      flush(given.time);
      if (entries.size === 0) windowEnd = given.time + WINDOW_MS;
      const key = keyOf(given);
      const entry = entries.get(key);
      const record = instead(given, !entry);
      if (entry) {
        const count = entry.record.count + 1;
        entry.record = { ...entry.record, count, lastTime: record.lastTime };
        entry.last = record.requestId;
        if (count > entry.printed && (count & (count - 1)) === 0) printEntry(entry);
      } else if (entries.size < RECORDS_A_WINDOW) {
        const first = { record, printed: 0, last: record.requestId };
        entries.set(key, first);
        printEntry(first);
      } else {
        dropped++;
      }
    },
  };
}

function sameness(record: AttackRecord): string {
  const path = record.path.replace(/\[\d+\]/g, '[]');
  const { operation = '', target = '' } = record.sink ?? {};
  // Where no event data is involved, the target is all there is to tell by; temporary names differ in their numbers alone.
  const what = record.excerpt === '' ? target.replace(/[\da-f]{6,64}|\d{1,20}/gi, '#') : record.excerpt;
  return [record.rule, record.action, operation, path, what].join('\n');
}
