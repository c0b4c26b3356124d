import { CARRIED_USER_AGENT, CORRELATION_PREFIX, DEBUG_FIELD, isSameSignature } from '@bulkhead/core';

/** Signs and checks what a request carries, so that ids and debug decision from outside count only when they are ours. */
export interface Signer {
  sign(fields: Readonly<Record<string, string>>): string;
  /** @param outside it came over HTTP, where whoever sees a request could send it again */
  isSigned(fields: Readonly<Record<string, string>>, signature: unknown, outside: boolean): boolean;
}

/** Signs a text with the deploy's key. */
export type Mac = (text: string) => string;

/** Seconds for which a signature over HTTP holds: clocks differ, and requests wait. */
const HOLDS = 300;
/** The same for messages: a queue keeps them for two weeks at most. */
const HOLDS_IN_QUEUE = 14 * 86_400;
const LENGTH = 32;

/** @param now milliseconds since the epoch */
export function createSigner(mac: Mac, now: () => number = Date.now): Signer {
  const signatureAt = (fields: Readonly<Record<string, string>>, time: number): string => {
    // The first caller's user agent is put beside the rest by HTTP clients, after they were signed.
    const names = Object.keys(fields).filter(
      (name) => (name.startsWith(CORRELATION_PREFIX) && name !== CARRIED_USER_AGENT) || name === DEBUG_FIELD,
    );
    const text = JSON.stringify(names.sort().map((name) => [name, fields[name]]));
    return `1.${time}.${mac(`bulkhead-correlation\n${time}\n${text}`).slice(0, LENGTH)}`;
  };
  return {
    sign: (fields) => signatureAt(fields, Math.floor(now() / 1000)),
    isSigned(fields, signature, outside) {
      const time = Number(/^1\.(\d{1,12})\./.exec(String(signature))?.[1]);
      const age = Math.abs(now() / 1000 - time);
      return age <= (outside ? HOLDS : HOLDS_IN_QUEUE) && isSameSignature(String(signature), signatureAt(fields, time));
    },
  };
}
