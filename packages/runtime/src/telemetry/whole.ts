import type { StoreParts } from './correlation/parts.ts';
import { isPrincipal } from './correlation/principals.ts';
import { theSigner } from './correlation/signing.ts';
import { theStore } from './correlation/store.ts';
import { withoutCarried } from './correlation/streams.ts';
import { fillPatterns } from './logger/patterns.ts';

/**
 * Turns on what the all-in-one entry does without being asked, when any of its exports is used: `believeSigned`,
 * `believePrincipals`, `cleanStreams` and `fillPatterns` of the lean one.
 * @returns what it was given, so that bundlers can leave out the call with an export that is not used
 */
export function whole<T>(used: T): T {
  theStore().configure({ signer: theSigner, isPrincipal, clean: withoutCarried } satisfies StoreParts);
  fillPatterns();
  return used;
}
