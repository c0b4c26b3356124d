import { CARRIED_USER_AGENT, CORRELATION_PREFIX, PARENT_ID, USER_AGENT } from '@bulkhead/core';
import { PACKED_ATTRIBUTE } from '@bulkhead/events/carriers';

/** Longest value of an id: a log line and ten message attributes have room for it. */
const LONGEST_VALUE = 256;

/** Longest name of an id. Not a bound in the expression, which V8 writes out fifty times: 0.2 ms of a start. */
const LONGEST_NAME = 64;

/** Ids of one request, `x-correlation-id` among them. */
export const MOST_IDS = 16;

/** Longest of each other field that travels. W3C asks for at least 512 characters of tracestate, and of baggage for 8,192. */
const OTHERS: Readonly<Record<string, number>> = {
  // Written out: a bundler keeps an object with computed names that nobody uses.
  'user-agent': 256,
  'debug-log-enabled': 5,
  'x-bulkhead-context': 80,
  traceparent: 55,
  tracestate: 512,
  baggage: 1_024,
};

/** Whether a field rides along with requests. The name of the packed attribute stands for the fields in it. */
export function isCarried(name: string): boolean {
  // The expression is not compiled where no header begins so.
  return name.startsWith(CORRELATION_PREFIX)
    ? name.length <= LONGEST_NAME && name !== PACKED_ATTRIBUTE && /^[\w-]+$/.test(name)
    : Object.hasOwn(OTHERS, name);
}

/**
 * A value as it may be logged and sent on: printable ASCII, so that it is a header on every way, and within its length.
 * @returns `undefined` for one that is none
 */
export function cleanValue(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const limit = OTHERS[name] ?? LONGEST_VALUE;
  if (name !== USER_AGENT) return value.length <= limit && isPrintable(value) ? value : undefined;
  const cut = value.slice(0, limit);
  return (isPrintable(cut) ? cut : cut.replace(/[^ -~]/g, '?')) || undefined;
}

/** By hand: to compile an expression for it takes 50 us of a start. */
function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return text !== '';
}

/** What a sender adds by itself is none: of sixteen ids the sixteenth would be lost at the next function, and the signature. */
export function isId(name: string): boolean {
  return name.startsWith(CORRELATION_PREFIX) && name !== PARENT_ID && name !== CARRIED_USER_AGENT;
}
