import { has } from '@bulkhead/core';
import { type CarriedFields, CONTEXT_FIELD } from './names.ts';
import { isFields } from './values.ts';
import type { Added, Load } from './write.lazy.ts';

const NO_JSON: Added = { none: 'the payload is no JSON object' };

/**
 * Adds the field to the text of a JSON object. Put in front of what is there, since parsing and writing again would round
 * large numbers; only a payload that has the field already is written anew.
 */
export function addToJson(value: unknown, load: Load): Added {
  if (value === undefined) return { value: `{${field({ ...load.yielding, ...load.own })}}` };
  if (typeof value !== 'string') return NO_JSON;
  let payload: unknown;
  try {
    payload = JSON.parse(value);
  } catch {
    return NO_JSON;
  }
  if (!isFields(payload)) return NO_JSON;
  if (Object.hasOwn(payload, CONTEXT_FIELD)) {
    const before = payload[CONTEXT_FIELD];
    if (!isFields(before)) return { none: `${CONTEXT_FIELD} is taken` };
    return { value: JSON.stringify({ ...payload, [CONTEXT_FIELD]: { ...load.yielding, ...before, ...load.own } }) };
  }
  const at = value.indexOf('{') + 1;
  const rest = value.slice(at);
  const comma = Object.keys(payload).length > 0 ? ',' : '';
  return { value: `${value.slice(0, at)}${field({ ...load.yielding, ...load.own })}${comma}${rest}` };
}

/** The same for bytes, which stay bytes. */
export function addToBytes(value: unknown, load: Load): Added {
  if (!(value instanceof Uint8Array)) return addToJson(value, load);
  const added = addToJson(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString(), load);
  return has(added, 'value') ? { value: Buffer.from(added.value as string) } : added;
}

function field(fields: CarriedFields): string {
  return `${JSON.stringify(CONTEXT_FIELD)}:${JSON.stringify(fields)}`;
}
