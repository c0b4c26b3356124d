import { joinPath } from '../visits.ts';
import { visitBase64 } from './base64.ts';
import { isMap } from './http.ts';
import { enter, isSpent, visitFieldName, visitText, type Walk } from './walk.ts';

/**
 * Visits a document in MongoDB Extended JSON v2. `{"$oid": …}` and its like are how the format writes a type: the name is
 * not a stranger's, and a number, a date or an id says nothing. Anything that only looks like a wrapper is visited with
 * its names, since `$gt` in place of a value is an attack.
 * https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
 */
export function visitExtendedJson(walk: Walk, value: unknown, parent: string, key: string | number, depth = 0): void {
  if (typeof value === 'string') {
    visitText(walk, value, parent, key, 0);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const path = joinPath(parent, key);
  if (!enter(walk, path, depth)) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (isSpent(walk, path, i)) return;
      visitExtendedJson(walk, value[i], path, i, depth + 1);
    }
    return;
  }
  const fields = value as Record<string, unknown>;
  if (visitWrapper(walk, fields, path)) return;
  for (const name in fields) {
    if (isSpent(walk, path, name)) return;
    visitFieldName(walk, name, fields[name], path, 0);
    visitExtendedJson(walk, fields[name], path, name, depth + 1);
  }
}

/** @returns false for what is no wrapper; nothing was visited then */
function visitWrapper(walk: Walk, fields: Record<string, unknown>, path: string): boolean {
  const name = onlyName(fields);
  if (name === undefined) return false;
  const held = fields[name];
  switch (name) {
    case '$oid':
      return isOf(held, 24, isHexOrHyphen);
    case '$uuid':
      return isOf(held, 36, isHexOrHyphen);
    case '$date':
      return typeof held === 'number' || isOf(held, 40, isDateCharacter) || isNumberWrapper(held);
    case '$numberInt':
    case '$numberLong':
    case '$numberDouble':
    case '$numberDecimal':
      return isNumberWrapper(fields);
    case '$timestamp':
      return isMap(held) && Object.values(held).every((part) => typeof part === 'number');
    case '$minKey':
    case '$maxKey':
    case '$undefined':
      return typeof held === 'number' || typeof held === 'boolean';
    case '$symbol':
    case '$code':
      if (typeof held !== 'string') return false;
      visitText(walk, held, path, name, 0);
      return true;
    case '$binary':
      if (!isMap(held) || typeof held['base64'] !== 'string' || Object.keys(held).length > 2) return false;
      visitBase64(walk, held['base64'], `${path}.$binary`, 'base64');
      return true;
    case '$regularExpression':
      if (!isMap(held) || typeof held['pattern'] !== 'string' || Object.keys(held).length > 2) return false;
      visitText(walk, held['pattern'], `${path}.$regularExpression`, 'pattern', 0);
      return true;
    default:
      return false;
  }
}

/** The name of the only field, where it begins with `$`. */
function onlyName(fields: Record<string, unknown>): string | undefined {
  let only: string | undefined;
  for (const name in fields) {
    if (only !== undefined || name.charCodeAt(0) !== 36) return undefined;
    only = name;
  }
  return only;
}

function isNumberWrapper(value: unknown): boolean {
  if (!isMap(value)) return false;
  const name = onlyName(value);
  if (name === undefined || !name.startsWith('$number')) return false;
  const digits = value[name];
  return digits === 'NaN' || (typeof digits === 'string' && digits.length < 50 && !Number.isNaN(Number(digits)));
}

function isOf(value: unknown, longest: number, fits: (code: number) => boolean): boolean {
  if (typeof value !== 'string' || value.length > longest) return false;
  for (let i = 0; i < value.length; i++) if (!fits(value.charCodeAt(i))) return false;
  return true;
}

function isHexOrHyphen(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102) || code === 45;
}

/** Digits, `-`, `:`, `.`, `+`, `T` and `Z`. */
function isDateCharacter(code: number): boolean {
  return (code >= 48 && code <= 58) || code === 45 || code === 46 || code === 43 || code === 84 || code === 90;
}
