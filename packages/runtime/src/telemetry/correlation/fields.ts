import { CORRELATION_ID, CORRELATION_PREFIX, USER_AGENT } from '@bulkhead/core';

/** Longest value of an id: a log line and ten message attributes have room for it. */
const LONGEST_VALUE = 256;

/** Longest name of an id. */
const LONGEST_NAME = 64;

/** Ids of one request, `x-correlation-id` among them. */
export const MOST_IDS = 16;

/**
 * Longest of each field that travels besides ids; -1 for what is no field of the request: the decision, the signature, the user
 * agent of the first caller beside the client's own, and the attribute that stands for all fields in it. W3C asks for at least
 * 512 characters of tracestate, and of baggage for 8,192.
 */
const OTHERS = {
  // Written out: a bundler keeps an object with computed names that nobody uses.
  __proto__: null,
  'user-agent': 256,
  traceparent: 55,
  tracestate: 512,
  baggage: 1_024,
  'debug-log-enabled': -1,
  'x-bulkhead-context': -1,
  'x-correlation-user-agent': -1,
  'x-correlation-context': -1,
} as unknown as Readonly<Record<string, number>>;

/** Longest value of a field that rides along with requests, -1 for one that is not kept; 0 for one that does not. */
export const limitOf = (name: string): number =>
  OTHERS[name] ??
  // The expression is not compiled where no header begins so.
  (name.startsWith(CORRELATION_PREFIX) && name.length <= LONGEST_NAME && !/[^\w-]/.test(name) ? LONGEST_VALUE : 0);

/** Whether a field rides along with requests. */
export function isCarried(name: string): boolean {
  return limitOf(name) !== 0;
}

/**
 * A value as it may be logged and sent on: printable ASCII, so that it is a header on every way, and within its length.
 * @returns `undefined` for one that is none
 */
export const cleanValue = (value: unknown, name = CORRELATION_ID): string | undefined => {
  const cut = typeof value === 'string' && value.slice(0, limitOf(name));
  if (cut && cut === value && !/[^ -~]/.test(cut)) return cut;
  return (name === USER_AGENT && cut && cut.replace(/[^ -~]/g, '?')) || undefined;
};
