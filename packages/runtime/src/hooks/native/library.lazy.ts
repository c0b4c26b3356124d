import type { HookPolicy } from '@bulkhead/core';
import { escapesPath } from '../../detectors/path/structure.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import { eventValue, type HookContext } from '../../guard.ts';
import { builtin } from '../patch.ts';
import { isWritable } from '../writable.ts';
import { finding } from './act.ts';

/** What to stop the loading of native code with. */
export function judgeLibrary(
  operation: string,
  given: string,
  realpath: (path: string) => string,
  context: HookContext,
): BulkheadBlockedError | undefined {
  context.saw('native', operation);
  const path = resolved(given, realpath);
  const scopes = context.scopes();
  const load = { ability: 'library', operation, target: path, class: 'native' } as const;
  for (const scope of scopes) {
    if (context.policy('native', scope).action === 'off') continue;
    const index = scope.strings.values.findIndex((value) => value === given || escapesPath(given, value));
    if (index === -1) continue;
    const act = { ...load, message: 'event data leads to the native code that is loaded.' };
    const stop = context.act('native', finding(act, eventValue(scope, index)), scope);
    if (stop) return stop;
  }
  const policy = context.policy('native', scopes[0]);
  if (policy.action === 'off' || isListed(path, policy)) return undefined;
  if (!isWritable(path) && (!policy.allow?.some((item) => item.includes('/')) || isLambdas(path))) return undefined;
  const message = isWritable(path)
    ? 'native code is loaded from a folder that the function can write.'
    : 'the native code is not on the allow-list of the policy.';
  return context.act('native', finding({ ...load, message }), scopes[0]);
}

/** The client of Lambda's Runtime API, which the runtime loads before the function. */
function isLambdas(path: string): boolean {
  return path.startsWith('/var/runtime/') || path.endsWith('/rapid-client.node');
}

/** A file, or a folder with everything in it. */
function isListed(path: string, { allow }: HookPolicy): boolean {
  return allow?.some((item) => item === path || path.startsWith(item.endsWith('/') ? item : `${item}/`)) ?? false;
}

/** Where a path really leads; as it is written when it leads nowhere. */
function resolved(path: string, realpath: (path: string) => string): string {
  const { resolve } = builtin<typeof import('node:path')>('path')!;
  try {
    return realpath(path);
  } catch {
    return resolve(path);
  }
}
