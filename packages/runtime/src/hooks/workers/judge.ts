import type { HookPolicy } from '@bulkhead/core';
import { escapesPath } from '../../detectors/path/structure.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import { eventValue, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { firstChange } from '../code/script.lazy.ts';
import { isWritable } from '../writable.ts';
import type { WorkerCall } from './start.ts';

/** What to stop a worker or loader hooks with. */
export function judgeWorker(call: WorkerCall, context: HookContext): BulkheadBlockedError | undefined {
  context.saw('worker', 'worker_threads');
  const scopes = context.scopes();
  for (const scope of scopes) {
    if (context.policy('workers', scope).action === 'off') continue;
    const index = shapedByEvent(call, scope);
    if (index === undefined) continue;
    const message = 'event data is or names the code that a worker runs.';
    const stop = context.act('workers', finding('codei', message, call, eventValue(scope, index)), scope);
    if (stop) return stop;
  }
  const policy = context.policy('workers', scopes[0]);
  if (policy.action === 'off') return undefined;
  const outside = outsidePolicy(call, policy);
  return outside && context.act('workers', outside, scopes[0]);
}

function outsidePolicy(call: WorkerCall, policy: HookPolicy): Finding | undefined {
  if (call.exposesInternals) return finding('tamper', 'a worker is given the insides of Node.js.', call);
  if (policy.allow?.some((item) => isListed(call.target, item))) return undefined;
  if (policy.allow) return finding('process', 'the worker is not on the allow-list of the policy.', call);
  if (call.kind !== 'eval' && isWritable(call.target)) {
    return finding('native', 'a worker runs code from a folder that the function can write.', call);
  }
  return undefined;
}

/** `eval` and `data:` by their kind, files by path or by the end of it. */
function isListed(target: string, item: string): boolean {
  return item === target || target.endsWith(`/${item}`);
}

/** Index of the event string that is the code or leads to it. */
function shapedByEvent({ kind, target, code }: WorkerCall, { strings }: Scope): number | undefined {
  const { values } = strings;
  const index =
    kind === 'file' || kind === 'loader'
      ? values.findIndex((value) => target === value || escapesPath(target, value))
      : firstChange(code, values);
  return index === -1 ? undefined : index;
}

function finding(
  attackClass: 'codei' | 'process' | 'native' | 'tamper',
  message: string,
  { kind, target, code }: WorkerCall,
  from = { path: '', value: '' },
): Finding {
  return {
    rule: 'hook/workers',
    ruleVersion: '1',
    class: attackClass,
    confidence: 'high',
    message,
    ...from,
    sink: {
      operation: kind === 'loader' ? 'module.register' : 'worker_threads.Worker',
      target: target === 'eval' ? code : target,
    },
  };
}
