import {
  CARRIED_USER_AGENT,
  CORRELATION_ID,
  CORRELATION_PREFIX,
  DEBUG_FIELD,
  isSameSignature,
  PARENT_ID,
} from '@bulkhead/core';

type Fields = Readonly<Record<string, string>>;

/**
 * What a signature holds for: all ids, or no more than the request's id, its parent and the debug decision, where somebody on the
 * way has added or changed an id of another name.
 */
export type Signed = 'all' | 'decision';

/** Signs and checks what a request carries, so that ids and debug decision from outside count only when they are ours. */
export interface Signer {
  sign(fields: Fields): string;
  /** @param outside it came over HTTP, where whoever sees a request could send it again */
  signedBy(fields: Fields, signature: unknown, outside: boolean): Signed | undefined;
}

/** Signs a text with the deploy's key. */
export type Mac = (text: string) => string;

/** Seconds for which a signature over HTTP holds: clocks differ, and requests wait. */
const HOLDS = 300;
/** The same for messages: a queue keeps them for two weeks at most. */
const HOLDS_IN_QUEUE = 1_209_600;
/** Characters of base64, of 6 bits each. */
const LENGTH = 24;

// The first caller's user agent is put beside the rest by HTTP clients, after they were signed.
const isInAll = (name: string): boolean =>
  (name.startsWith(CORRELATION_PREFIX) && name !== CARRIED_USER_AGENT) || name === DEBUG_FIELD;
const isInDecision = (name: string): boolean => [CORRELATION_ID, PARENT_ID, DEBUG_FIELD].includes(name);

/** @param now milliseconds since the epoch */
export function createSigner(mac: Mac, now: () => number = Date.now): Signer {
  const macOf = (fields: Fields, isIn: (name: string) => boolean, time: number): string => {
    const pairs = Object.keys(fields)
      .filter(isIn)
      .sort()
      .map((name) => [name, fields[name]]);
    return mac(`${time}\n${JSON.stringify(pairs)}`).slice(0, LENGTH);
  };
  return {
    sign(fields) {
      const time = Math.floor(now() / 1000);
      return `2.${time}.${macOf(fields, isInAll, time)}.${macOf(fields, isInDecision, time)}`;
    },
    signedBy(fields, signature, outside) {
      const [, at, all = '', decision = ''] = /^2\.(\d{1,12})\.([\w-]+)\.([\w-]+)$/.exec(String(signature)) ?? [];
      const time = Number(at);
      if (!(Math.abs(now() / 1000 - time) <= (outside ? HOLDS : HOLDS_IN_QUEUE))) return undefined;
      if (isSameSignature(all, macOf(fields, isInAll, time))) return 'all';
      return isSameSignature(decision, macOf(fields, isInDecision, time)) ? 'decision' : undefined;
    },
  };
}
