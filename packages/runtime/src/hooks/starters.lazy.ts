import type { BulkheadBlockedError } from '../errors.ts';
import type { HookContext } from '../guard.ts';

/** Whether a variable is set so that other code comes in, or the runtime's traffic goes elsewhere. */
export function started(name: string, value: string, context: HookContext): BulkheadBlockedError | undefined {
  const scope = context.scopes()[0];
  // Before the first invocation this is how others install themselves.
  if (!scope) return undefined;
  // Options that load nothing (`--max-old-space-size`) and folders of Lambda's own are honest.
  if (name === 'NODE_OPTIONS' && !/(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)\b/.test(value))
    return undefined;
  if (name === 'LD_LIBRARY_PATH' && !/(?:^|:)\/(?:tmp|dev\/shm)(?:\/|:|$)/.test(value)) return undefined;
  return context.act(
    'runtime',
    {
      rule: 'hook/runtime',
      ruleVersion: '1',
      class: 'tamper',
      confidence: 'high',
      path: '',
      value: '',
      message: 'a variable that loads code into what is started next is set by a running invocation.',
      sink: { operation: 'process.env', target: `${name}=${value}` },
    },
    scope,
  );
}

/**
 * As {@link started}, of variables that were set together; those that must not be are put back.
 * @param before what each had
 */
export function changedStarters(
  names: readonly string[],
  before: readonly (string | undefined)[],
  env: NodeJS.ProcessEnv,
  context: HookContext,
): BulkheadBlockedError | undefined {
  let first: BulkheadBlockedError | undefined;
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const value = env[name];
    const stop = value === undefined || value === before[i] ? undefined : started(name, value, context);
    if (!stop) continue;
    first ??= stop;
    // Node.js overwrites none that was there.
    delete env[name];
  }
  return first;
}
