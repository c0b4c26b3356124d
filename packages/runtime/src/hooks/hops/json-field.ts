import { isFields } from '../../flow/parts.ts';
import { CHAIN_NAME } from './chain.ts';
import { CONTEXT_FIELD } from './names.ts';
import type { Added } from './write.lazy.ts';

const NO_JSON: Added = { none: 'the payload is no JSON object' };

/**
 * Adds the field to the text of a JSON object. Put in front of what is there, since parsing and writing again would round
 * large numbers; only a payload that has the field already is written anew.
 */
export function addToJson(value: unknown, text: string): Added {
  if (value === undefined) return { value: `{${field(text)}}` };
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
    return { value: JSON.stringify({ ...payload, [CONTEXT_FIELD]: { ...before, [CHAIN_NAME]: text } }) };
  }
  const at = value.indexOf('{') + 1;
  const rest = value.slice(at);
  return { value: `${value.slice(0, at)}${field(text)}${Object.keys(payload).length > 0 ? ',' : ''}${rest}` };
}

/** The same for bytes, which stay bytes. */
export function addToBytes(value: unknown, text: string): Added {
  if (!(value instanceof Uint8Array)) return addToJson(value, text);
  const added = addToJson(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString(), text);
  return 'value' in added ? { value: Buffer.from(added.value as string) } : added;
}

function field(text: string): string {
  return `${JSON.stringify(CONTEXT_FIELD)}:${JSON.stringify({ [CHAIN_NAME]: text })}`;
}
