import { joinPath, type Oversized, type Visit } from '../visits.ts';

/** What a walk may still spend, and what it has left out. */
export interface Spending {
  readonly visit: Visit;
  strings: number;
  characters: number;
  /** Path of the first thing that was left out. */
  stoppedAt: string | undefined;
  /** Parts that are larger than honest ones, one of each record at most. */
  oversized: Oversized[] | undefined;
  /** The record that is being read has been told of as oversized. */
  told: boolean;
  /** What the record that is being read had left to it is less than its part: others have used up the characters. */
  isShort: boolean;
}

/** Notes that a part is larger than honest ones, unless its record has been told of already. */
export function tellOversized(walk: Spending, path: string, what: Oversized['what']): void {
  if (walk.told || (what === 'size' && walk.isShort)) return;
  walk.told = true;
  walk.oversized ??= [];
  walk.oversized.push({ path, what });
}

/** Notes that a limit was met here, and that the size is what did it. */
export function tellSpent(walk: Spending, path: string): void {
  walk.stoppedAt ??= path;
  if (walk.characters <= 0) tellOversized(walk, path, 'size');
}

/** Visits what the limits leave of a string. */
export function emitRest(walk: Spending, value: string, parent: string, key: string | number, whole?: boolean): void {
  const left = walk.characters;
  walk.stoppedAt ??= joinPath(parent, key);
  if (walk.strings <= 0) return;
  tellOversized(walk, joinPath(parent, key), 'size');
  if (left <= 0) return;
  walk.strings--;
  walk.characters = 0;
  walk.visit(value.slice(0, left), parent, key, whole);
}
