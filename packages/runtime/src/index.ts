import { addHops } from './hooks/hops/client.lazy.ts';
import { type Runtime, theRuntime } from './runtime.ts';
import type { Configure, CountHops, MarkUntrusted, Protect } from './types.ts';

export { BulkheadBlockedError } from './errors.ts';
export type {
  Action,
  AllowRule,
  Configure,
  CountHops,
  EventClass,
  HookRule,
  HookRules,
  MarkUntrusted,
  Policy,
  Protect,
  ProtectOptions,
  Relax,
} from './types.ts';
export { VERSION } from './version.ts';

// In Lambda at once, so that modules loaded after this one already see the hooks; elsewhere (unit tests) at the first use.
if (process.env['AWS_LAMBDA_RUNTIME_API'] !== undefined) start();

export const protect: Protect = (handler, options) => {
  if (typeof handler !== 'function') throw new TypeError('protect() takes the handler function');
  return (start()?.protect(handler, options) ?? handler) as typeof handler;
};

export const configure: Configure = (policy) => start()?.configure(policy) ?? ((_policy, body) => body());

export const markUntrusted: MarkUntrusted = (value) => {
  start()?.markUntrusted(value);
  return value;
};

export const countHops: CountHops = (client) => {
  addHops(client, () => start()?.forward);
  return client;
};

/** Whatever is wrong with us, the function must run. */
function start(): Runtime | undefined {
  try {
    return theRuntime('protect');
  } catch (error) {
    console.error('Bulkhead could not start, the function runs unprotected:', error);
    return undefined;
  }
}
