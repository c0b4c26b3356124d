import { RUNTIME } from '@bulkhead/core';
import type { Mac } from './trust.ts';

/** What is asked of the runtime, which took the deploy's key out of the environment when it came. */
interface KeyHolder {
  readonly signCorrelation?: Mac;
}

/** Signs with the deploy's key, where Bulkhead's runtime keeps it. */
export const macOfRuntime = (): Mac | undefined => (globalThis as { [RUNTIME]?: KeyHolder })[RUNTIME]?.signCorrelation;

/** Whether this deploy has a key, so that what nobody has checked must not count. */
export const hasKey = (): unknown =>
  // Written out: bundlers do not put a function where it is called.
  (globalThis as { [RUNTIME]?: KeyHolder })[RUNTIME]?.signCorrelation ?? process.env['BULKHEAD_KEY'];
