import { joinPath } from '../visits.ts';
import { isMap } from './http.ts';
import { isSpent, visitFieldName, visitValue, type Walk } from './walk.ts';

/**
 * Visits everything of an object but the named properties. Sources name what AWS or the owner writes rather than what a
 * stranger writes: a field that AWS adds tomorrow is then read, and so is a message that only pretends to be one of this
 * source. What is not an object is visited whole.
 * @example visitExcept(walk, event, '', '', ['account', 'region'])
 */
export function visitExcept(
  walk: Walk,
  value: unknown,
  parent: string,
  key: string | number,
  names: readonly string[],
): void {
  if (isMap(value)) visitOthers(walk, value, joinPath(parent, key), names);
  else visitValue(walk, value, parent, key, 0);
}

/** As {@link visitExcept}, for an object whose path is known. */
export function visitOthers(walk: Walk, fields: Record<string, unknown>, path: string, names: readonly string[]): void {
  for (const name in fields) {
    if (names.includes(name)) continue;
    if (isSpent(walk, path, name)) return;
    const value = fields[name];
    visitFieldName(walk, name, value, path, 0);
    visitValue(walk, value, path, name, 0);
  }
}
