import { runtimeSoFar } from '@bulkhead/core';
import type { Mac } from './trust.ts';

/** What is asked of the runtime, which took the deploy's key out of the environment when it came. */
interface KeyHolder {
  readonly signCorrelation?: Mac;
}

/** Signs with the deploy's key, where Bulkhead's runtime keeps it. */
export function macOfRuntime(): Mac | undefined {
  return runtimeSoFar<KeyHolder>()?.signCorrelation;
}

/** Whether this deploy has a key, so that what nobody has checked must not count. */
export function hasKey(): boolean {
  return Boolean(macOfRuntime() ?? process.env['BULKHEAD_KEY']);
}
