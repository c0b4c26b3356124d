import { theRuntime } from './runtime.ts';
import type { Protect } from './types.ts';

export { BulkheadBlockedError } from './errors.ts';
export type { Action, EventClass, HookRule, Policy, Protect, ProtectOptions } from './types.ts';
export { VERSION } from './version.ts';

// In Lambda at once, so that modules loaded after this one already see the hooks; elsewhere (unit tests) at the first use.
if (process.env['AWS_LAMBDA_RUNTIME_API'] !== undefined) theRuntime('protect');

export const protect: Protect = (handler, options) => {
  if (typeof handler !== 'function') throw new TypeError('protect() takes the handler function');
  return theRuntime('protect').protect(handler, options) as typeof handler;
};
