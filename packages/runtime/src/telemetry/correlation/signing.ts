import { macOfRuntime } from './key.ts';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';
import { createSigner, type Mac, type Signer } from './trust.ts';

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
  theStore().configure({ signer: theSigner } satisfies StoreParts);
}
