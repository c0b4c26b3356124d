import { joinPath } from '../visits.ts';
import { visitBase64 } from './base64.ts';
import { isMap } from './http.ts';
import { enter, isSpent, visitFieldName, visitValue, type Walk } from './walk.ts';

/**
 * Visits the attributes of an item, typed as DynamoDB types them: `NewImage.user.M.name.S`, `NewImage.photo.B|base64`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 * @param known images of the same item: an attribute that one of them has with the same value is passed over
 */
export function visitItem(walk: Walk, item: unknown, path: string, known: readonly unknown[] = []): void {
  if (!isMap(item)) {
    visitValue(walk, item, '', path, 0);
    return;
  }
  const comparing = { left: walk.nodes };
  for (const name in item) {
    if (isSpent(walk, path, name)) return;
    const value = item[name];
    if (known.some((other) => isMap(other) && isSame(value, other[name], 0, comparing))) continue;
    visitFieldName(walk, name, fieldsOf(value), path, 0);
    visitAttributeValue(walk, value, path, name, 0);
  }
}

function visitAttributeValue(walk: Walk, value: unknown, parent: string, key: string | number, depth: number): void {
  if (!isMap(value)) {
    visitValue(walk, value, parent, key, depth);
    return;
  }
  const path = joinPath(parent, key);
  if (!enter(walk, path, depth)) return;
  for (const type in value) {
    if (isSpent(walk, path, type)) return;
    const held = value[type];
    if (type === 'M' && isMap(held)) visitFields(walk, held, `${path}.M`, depth);
    else if (type === 'L' && Array.isArray(held)) visitList(walk, held, `${path}.L`, depth);
    else if (type === 'B') visitBase64(walk, held, path, 'B');
    else if (type === 'BS' && Array.isArray(held)) {
      for (let i = 0; i < held.length && !isSpent(walk, `${path}.BS`, i); i++) {
        visitBase64(walk, held[i], `${path}.BS`, i);
      }
    } else visitValue(walk, held, path, type, depth + 1);
  }
}

function visitFields(walk: Walk, fields: Record<string, unknown>, path: string, depth: number): void {
  for (const name in fields) {
    if (isSpent(walk, path, name)) return;
    visitFieldName(walk, name, fieldsOf(fields[name]), path, 0);
    visitAttributeValue(walk, fields[name], path, name, depth + 1);
  }
}

function visitList(walk: Walk, list: readonly unknown[], path: string, depth: number): void {
  for (let i = 0; i < list.length; i++) {
    if (isSpent(walk, path, i)) return;
    visitAttributeValue(walk, list[i], path, i, depth + 1);
  }
}

/** The fields of a map attribute. */
function fieldsOf(value: unknown): unknown {
  return isMap(value) ? value['M'] : undefined;
}

/** DynamoDB nests no deeper than 32 levels, each of which is two here. */
const DEEPEST = 80;

/** Equal by value; what is too much to compare is not. */
function isSame(one: unknown, other: unknown, depth: number, comparing: { left: number }): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other) || depth === DEEPEST) return false;
  const names = Object.keys(one);
  comparing.left -= names.length + 1;
  if (comparing.left <= 0 || names.length !== Object.keys(other).length) return false;
  return names.every((name) =>
    isSame((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name], depth + 1, comparing),
  );
}
