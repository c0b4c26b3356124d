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
  if (!isMap(value)) {
    visitValue(walk, value, parent, key, 0);
    return;
  }
  const path = joinPath(parent, key);
  for (const name in value) {
    if (names.includes(name)) continue;
    if (isSpent(walk, path, name)) return;
    const item = value[name];
    visitFieldName(walk, name, item, path, 0);
    visitValue(walk, item, path, name, 0);
  }
}
