import { moreMaps } from '@bulkhead/events/carriers';
import { followEnds } from './correlation/ends.ts';
import type { StoreParts } from './correlation/parts.ts';
import { isPrincipal } from './correlation/principals.ts';
import { tellProblems } from './correlation/problems.ts';
import { theSigner } from './correlation/signing.ts';
import { theStore } from './correlation/store.ts';
import { taken, withoutCarried } from './correlation/streams.ts';
import { traceParent } from './correlation/trace-parent.ts';
import { fillPatterns } from './logger/patterns.ts';
import { coverSecrets } from './logger/secrets.ts';

let done = false;

/**
 * Turns on what the all-in-one entry does without being asked, when any of its exports is used: all parts of the lean one.
 * @returns what it was given, so that bundlers can leave out the call with an export that is not used
 */
export function whole<T>(used: T): T {
  if (done) return used;
  done = true;
  theStore().configure({
    signer: theSigner,
    isPrincipal,
    more: moreMaps,
    traceParent,
    clean: withoutCarried,
    taken,
  } satisfies StoreParts);
  followEnds(theStore());
  tellProblems();
  fillPatterns();
  coverSecrets();
  return used;
}
