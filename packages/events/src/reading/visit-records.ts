import { joinPath } from '../visits.ts';
import { visitOthers } from './except.ts';
import { isMap } from './http.ts';
import { isSpent, visitValue, type Walk } from './walk.ts';

/**
 * Each record may try this many texts as JSON, whatever its neighbours have used up: one hostile record must not hide
 * what the other 9,999 of its batch (the most that Lambda hands over) say.
 */
const PARSES_A_RECORD = 8;

type VisitRecord = (record: Record<string, unknown>, path: string) => void;

/**
 * Calls `visitRecord` with each record of a list and its path.
 * @param fields the record's own fields; every other one is visited whole. Left out where all of them are seen to
 */
export function visitRecords(
  walk: Walk,
  records: unknown,
  path: string,
  visitRecord: VisitRecord,
  fields?: readonly string[],
): void {
  if (Array.isArray(records)) visitList(walk, records, path, visitRecord, fields, shareOf(walk, records.length));
}

/** As {@link visitRecords}, for a map of lists. */
export function visitRecordLists(
  walk: Walk,
  lists: unknown,
  path: string,
  visitRecord: VisitRecord,
  fields?: readonly string[],
): void {
  if (!isMap(lists)) return;
  let count = 0;
  for (const name in lists) count += Array.isArray(lists[name]) ? (lists[name] as readonly unknown[]).length : 0;
  const share = shareOf(walk, count);
  for (const name in lists) {
    const list = lists[name];
    if (Array.isArray(list)) visitList(walk, list, joinPath(path, name), visitRecord, fields, share);
    else visitValue(walk, list, path, name, 0);
  }
}

/**
 * What is kept back for each record that is still to come, half of an equal share: so a single record may be large, and a
 * hostile one cannot use up the walk for those behind it.
 */
interface Share {
  later: number;
  readonly strings: number;
  readonly characters: number;
  readonly nodes: number;
  readonly unpacked: number;
}

function shareOf(walk: Walk, count: number): Share {
  const part = (limit: number) => Math.floor(limit / (2 * Math.max(1, count)));
  return {
    later: count,
    strings: part(walk.strings),
    characters: part(walk.characters),
    nodes: part(walk.nodes),
    unpacked: part(walk.unpacked),
  };
}

function visitList(
  walk: Walk,
  records: readonly unknown[],
  path: string,
  visitRecord: VisitRecord,
  fields: readonly string[] | undefined,
  share: Share,
): void {
  for (let i = 0; i < records.length; i++) {
    if (isSpent(walk, path, i)) return;
    walk.nodes--;
    share.later--;
    walk.told = false;
    const record: unknown = records[i];
    if (isMap(record)) visitShare(walk, record, `${path}[${i}]`, visitRecord, fields, share);
    else visitValue(walk, record, path, i, 0);
  }
}

function visitShare(
  walk: Walk,
  record: Record<string, unknown>,
  path: string,
  visitRecord: VisitRecord,
  fields: readonly string[] | undefined,
  { later, strings, characters, nodes, unpacked }: Share,
): void {
  if (walk.parses < PARSES_A_RECORD) walk.parses = PARSES_A_RECORD;
  walk.strings -= later * strings;
  walk.characters -= later * characters;
  walk.nodes -= later * nodes;
  walk.unpacked -= later * unpacked;
  // Who has less than an equal share is not the one that was too large.
  walk.isShort = walk.characters < 2 * characters;
  visitRecord(record, path);
  if (fields) visitOthers(walk, record, path, fields);
  walk.strings += later * strings;
  walk.characters += later * characters;
  walk.nodes += later * nodes;
  walk.unpacked += later * unpacked;
}
