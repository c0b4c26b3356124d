import { joinPath } from '../types.ts';
import { emit, visitName, type Walk } from './walk.ts';

/** As in `walk.ts`, for readers of typed JSON that go down by themselves. */
const HONEST_DEPTH = 64;

/** Counts one more object or list. False when nothing more may be read; the walk is truncated then. */
export function enter(walk: Walk, path: string, depth: number): boolean {
  if (depth >= walk.maxDepth || isSpent(walk)) {
    walk.truncated = true;
    return false;
  }
  walk.nodes--;
  if (depth === HONEST_DEPTH) walk.oversized ??= { path, what: 'depth' };
  return true;
}

/** True when a limit is met; the walk is truncated then. To be asked in every loop. */
export function isSpent(walk: Walk): boolean {
  if (walk.strings > 0 && walk.characters > 0 && walk.nodes > 0) return false;
  walk.truncated = true;
  return true;
}

/**
 * Visits the name of a field, and `constructor.prototype` where the field holds one: two plain words that together reach
 * every object.
 * @param fields what the field holds, without its type
 */
export function visitFieldName(walk: Walk, name: string, fields: unknown, path: string): void {
  if (name === 'constructor' && typeof fields === 'object' && fields !== null && Object.hasOwn(fields, 'prototype')) {
    emit(walk, 'constructor.prototype', joinPath(path, '{keys}'), name);
  }
  visitName(walk, name, path, 0);
}
