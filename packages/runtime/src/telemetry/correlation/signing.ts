import { scopeRegistry } from '@bulkhead/core';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';
import { createSigner, type Mac, type Signer } from './trust.ts';

/** What is asked of the runtime, which took the deploy's key out of the environment when it came. */
interface KeyHolder {
  readonly signCorrelation?: Mac;
}

let signer: Signer | undefined;

/** With the deploy's key; `undefined` where there is none. */
export function theSigner(): Signer | undefined {
  if (signer) return signer;
  const mac = scopeRegistry<KeyHolder>(globalThis).get()?.signCorrelation ?? macOfEnvironment();
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
  theStore().configure({ signer: theSigner } satisfies StoreParts);
}
