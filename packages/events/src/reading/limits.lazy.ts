import { joinPath, type Oversized } from '../visits.ts';
import { stop, type Walk } from './walk.ts';

/** Notes that a part is larger than honest ones, unless its record has been told of already. */
export function tellOversized(walk: Walk, path: string, what: Oversized['what']): void {
  if (walk.told || (what === 'size' && walk.isShort)) return;
  walk.told = true;
  walk.oversized ??= [];
  walk.oversized.push({ path, what });
}

/** Notes that a limit was met here, and that the size is what did it. */
export function tellSpent(walk: Walk, path: string): void {
  walk.stoppedAt ??= path;
  if (walk.characters <= 0) tellOversized(walk, path, 'size');
}

/** Visits what the limits leave of a string. */
export function emitRest(walk: Walk, value: string, parent: string, key: string | number, whole?: boolean): void {
  const left = walk.characters;
  stop(walk, parent, key);
  if (walk.strings <= 0) return;
  tellOversized(walk, joinPath(parent, key), 'size');
  if (left <= 0) return;
  walk.strings--;
  walk.characters = 0;
  walk.visit(value.slice(0, left), parent, key, whole);
}
