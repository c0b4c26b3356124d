import type { HookPolicy } from '@bulkhead/core';
import { escapesPath } from '../detectors/path/structure.ts';
import type { BulkheadBlockedError } from '../errors.ts';
import { asStop, eventValue, type Finding, type HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import type { Hook } from './hook.ts';
import { underOriginals } from './originals.ts';
import { builtin, patch, patchClass } from './patch.ts';
import { firstInCode } from './workers/code.lazy.ts';
import { handedDown, type Inheritance, PARENT } from './workers/inherit.ts';
import { registerGuarded } from './workers/loader.lazy.ts';
import { buildGuarded, type GuardedStart, guardedStart, readWorker, type WorkerCall } from './workers/start.ts';
import { isWritable } from './writable.ts';

const { apply } = Reflect;

type WorkerThreads = typeof import('node:worker_threads');

/**
 * Workers: code that starts with a loader, an environment and flags of its own. Each gets the guard before its own first
 * line, with the policy in force, and the permission flags of the process, whatever environment or flags it is given; what
 * its code is may be ruled by `workers.allow`. A preload by `--require` reaches `eval` workers too, one by `--import` does not.
 */
export function workersHook(inheritance: Inheritance | undefined): Hook {
  return {
    id: 'workers',
    install(context, modules) {
      modules.whenLoaded('worker_threads', () => patchModule(context, inheritance));
      patch(
        builtin<object>('module')!,
        'register',
        (original) =>
          function register(this: unknown, ...args: unknown[]) {
            const register = (given: readonly unknown[]): unknown => original(this, given);
            return registerGuarded(args, register, inheritance, context, judge);
          },
      );
    },
  };
}

function patchModule(context: HookContext, inheritance: Inheritance | undefined): void {
  const module = builtin<WorkerThreads>('worker_threads')!;
  const { setEnvironmentData } = module;
  patchClass(module, 'Worker', (build) => (args, newTarget) => {
    const call = underOriginals(() => readWorker(args));
    const stop = context.shield('workers', () => judge(call, context), asStop);
    if (stop) throw stop;
    const plan = inheritance && context.shield('workers', () => planned(call, inheritance, context), thrown);
    if (!plan) return build(call.args, newTarget);
    apply(setEnvironmentData, module, [PARENT, plan.handed]);
    try {
      const safely = <R>(work: () => R): R | undefined => context.shield('workers', work);
      return buildGuarded(plan.start, (given) => build(given, newTarget), safely);
    } finally {
      apply(setEnvironmentData, module, [PARENT, undefined]);
    }
  });
  // Cloning `workerData` runs its getters, while what is handed down lies there.
  patch(
    module,
    'getEnvironmentData',
    (original) =>
      function getEnvironmentData(this: unknown, ...args: unknown[]) {
        return args[0] === PARENT ? undefined : original(this, args);
      },
  );
}

/** Without the guard it could do what the list does not allow. */
function thrown(stop: BulkheadBlockedError): never {
  throw stop;
}

function planned(
  call: WorkerCall,
  inheritance: Inheritance,
  context: HookContext,
): { start: GuardedStart; handed: string } | undefined {
  const scope = context.scopes()[0];
  if (context.policy('workers', scope).action === 'off') return undefined;
  return { start: guardedStart(call, inheritance.preload), handed: handedDown(inheritance, scope?.policy) };
}

function judge(call: WorkerCall, context: HookContext): BulkheadBlockedError | undefined {
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
      : firstInCode(code, values);
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
