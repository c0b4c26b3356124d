import { believePrincipals } from './correlation/principals.ts';
import { believeSigned } from './correlation/signing.ts';
import { cleanStreams } from './correlation/streams.ts';
import { fillPatterns } from './logger/patterns.ts';

/**
 * Turns on what the all-in-one entry does without being asked, when any of its exports is used.
 * @returns what it was given, so that bundlers can leave out the call with an export that is not used
 */
export function whole<T>(used: T): T {
  believeSigned();
  believePrincipals();
  cleanStreams();
  fillPatterns();
  return used;
}
