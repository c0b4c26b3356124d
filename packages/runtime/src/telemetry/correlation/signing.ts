import { CORRELATION_ID, CORRELATION_SIGNATURE, DEBUG_FIELD, PARENT_ID, USER_AGENT } from '@bulkhead/core';
import { macOfRuntime } from './key.ts';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';
import { createSigner, type Mac, type Signer } from './trust.ts';

/** What is kept where the signature holds for the decision only; anybody's user agent counts. */
const SIGNED_ALONE = [CORRELATION_ID, PARENT_ID, DEBUG_FIELD, USER_AGENT];

let signer: Signer | undefined;

/** With the deploy's key; `undefined` where there is none. */
export function theSigner(): Signer | undefined {
  if (signer) return signer;
  const mac = macOfRuntime() ?? macOfEnvironment();
  signer = mac && createSigner(mac);
  return signer;
}

function macOfEnvironment(): Mac | undefined {
  const key = process.env['BULKHEAD_KEY'];
  if (!key) return undefined;
  return (text) =>
    process
      .getBuiltinModule('node:crypto')
      .createHmac('sha256', key)
      .update(`correlation\n${text}`)
      .digest('base64url');
}

/**
 * Has messages signed with the deploy's key, and what others have signed counts, over HTTP too.
 * @example believeSigned(); export const handler = withTelemetry(…);
 */
export function believeSigned(): void {
  theStore().configure(signing(theSigner));
}

/** @param signer asked for each message, since the key may come later */
export function signing(signer: () => Signer | undefined) {
  return {
    signed(fields) {
      const now = signer();
      return now && { ...fields, [CORRELATION_SIGNATURE]: now.sign(fields) };
    },
    signedBy(carried, outside, known) {
      const now = signer();
      const holds = now?.signedBy(carried, carried[CORRELATION_SIGNATURE], outside);
      if (holds === 'decision' && outside && !known) {
        for (const name of Object.keys(carried)) if (!SIGNED_ALONE.includes(name)) delete carried[name];
      }
      return now && holds !== undefined;
    },
  } satisfies StoreParts;
}
