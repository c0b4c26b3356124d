import { isMap } from '@bulkhead/core';
import { TaskError } from './errors.ts';

/** Deeper values are refused: writing them out would end the stack. */
const MAX_DEPTH = 500;

/**
 * The one text of a JSON value, whatever the order in which its fields were set.
 * @param exact refuse what JSON would change on the way (dates, maps, NaN, undefined) in place of changing it
 * @throws TaskError TASK_BAD_INPUT
 */
export function canonicalJson(value: unknown, exact = false): string {
  return write(value, exact, 0) ?? 'null';
}

function write(value: unknown, exact: boolean, depth: number): string | undefined {
  if (depth > MAX_DEPTH) throw new TaskError('TASK_BAD_INPUT', `The value is nested deeper than ${MAX_DEPTH}.`);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value);
    return exact ? refuse(String(value)) : 'null';
  }
  if (typeof value !== 'object') {
    if (exact || typeof value === 'bigint') refuse(`a ${typeof value}`);
    return undefined;
  }
  const changed = (value as { toJSON?: unknown }).toJSON;
  if (typeof changed === 'function') {
    return exact ? refuse('an object with toJSON') : write(changed.call(value), exact, depth + 1);
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item) => write(item, exact, depth + 1) ?? 'null').join(',')}]`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (exact && prototype !== Object.prototype && prototype !== null) refuse('an object of a class');
  const fields: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const text = write((value as Record<string, unknown>)[name], exact, depth + 1);
    if (text !== undefined) fields.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${fields.join(',')}}`;
}

function refuse(what: string): never {
  throw new TaskError('TASK_BAD_INPUT', `JSON cannot hold ${what}.`);
}

/** SHA-256 as 43 characters of base64url. Loads node:crypto when called, since cold starts pay for it. */
export function digest(text: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('base64url');
}

/** The object that a JSON text holds, if it holds one. */
export function parseObject(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
