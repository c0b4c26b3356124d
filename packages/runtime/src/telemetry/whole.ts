import { followEnds } from './correlation/ends.ts';
import type { StoreParts } from './correlation/parts.ts';
import { knownCaller } from './correlation/principals.ts';
import { tellProblems } from './correlation/problems.ts';
import { moreOf } from './correlation/read-more.ts';
import { signing, theSigner } from './correlation/signing.ts';
import { theStore } from './correlation/store.ts';
import { withoutCarried } from './correlation/streams.ts';
import { traceParentField } from './correlation/trace-parent.ts';
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
    ...signing(theSigner),
    known: knownCaller,
    more: moreOf,
    traceParent: traceParentField,
    clean: withoutCarried,
  } satisfies StoreParts);
  followEnds(theStore());
  tellProblems();
  fillPatterns();
  coverSecrets();
  return used;
}
