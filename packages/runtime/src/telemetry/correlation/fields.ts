import {
  BAGGAGE,
  CORRELATION_PREFIX,
  CORRELATION_SIGNATURE,
  DEBUG_FIELD,
  TRACE_PARENT,
  TRACE_STATE,
  USER_AGENT,
} from '@bulkhead/core';
import { PACKED_ATTRIBUTE } from '@bulkhead/events/carriers';

/** Longest value of an id: a log line and ten message attributes have room for it. */
export const LONGEST_VALUE = 256;

/** Ids of one request, `x-correlation-id` among them. */
export const MOST_IDS = 16;

const LONGEST_NAME = 64;

/** Longest of each other field that travels. W3C asks for at least 512 characters of tracestate, and of baggage for 8,192. */
const OTHERS: Readonly<Record<string, number>> = {
  [USER_AGENT]: LONGEST_VALUE,
  [DEBUG_FIELD]: 5,
  [CORRELATION_SIGNATURE]: 80,
  [TRACE_PARENT]: 55,
  [TRACE_STATE]: 512,
  [BAGGAGE]: 1_024,
};

/** Whether a field rides along with requests. */
export function isCarried(name: string): boolean {
  if (!name.startsWith(CORRELATION_PREFIX)) return Object.hasOwn(OTHERS, name);
  return name !== PACKED_ATTRIBUTE && isName(name);
}

function isName(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[a-z0-9_-]+$/.test(name);
}

/**
 * A value as it may be logged and sent on: printable ASCII, so that it is a header on every way, and within its length.
 * @returns `undefined` for one that is none
 */
export function cleanValue(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const limit = OTHERS[name] ?? LONGEST_VALUE;
  if (name === USER_AGENT) return value.slice(0, limit).replace(/[^\x20-\x7e]/g, '?');
  return value.length <= limit && /^[\x20-\x7e]+$/.test(value) ? value : undefined;
}

/** The fields that are fit to be kept, and the names of those that are not. */
export function cleanFields(fields: Readonly<Record<string, string>>): {
  readonly kept: Record<string, string>;
  readonly refused: readonly string[];
} {
  const kept: Record<string, string> = {};
  const refused: string[] = [];
  let ids = 0;
  for (const name of Object.keys(fields)) {
    const value = cleanValue(name, fields[name]);
    if (value === undefined || (name.startsWith(CORRELATION_PREFIX) && ++ids > MOST_IDS)) refused.push(name);
    else kept[name] = value;
  }
  return { kept, refused };
}
