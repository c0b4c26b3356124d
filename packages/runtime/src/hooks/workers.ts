import type { HookContext } from '../guard.ts';
import type { Hook } from './hook.ts';
import { judgeAct, memory } from './native/act.ts';
import { builtin, patch, patchClass } from './patch.ts';
import type { Threads } from './workers/handles.ts';
import { type Inheritance, PARENT } from './workers/inherit.ts';
import { startLoader, startWorker } from './workers/worker.lazy.ts';

const { apply } = Reflect;
const { toString: textOf } = Function.prototype;

type WorkerThreads = typeof import('node:worker_threads');

/**
 * Workers: code that starts with a loader, an environment and flags of its own. Each gets the guard before its own first
 * line, with the policy in force, and the permission flags of the process, whatever environment or flags it is given; what
 * its code is may be ruled by `workers.allow`. A preload by `--require` reaches `eval` workers too, one by `--import` does not.
 */
export function workersHook(inheritance: Inheritance | undefined): Hook {
  let threads: Threads | undefined;
  return {
    id: 'workers',
    install(context, modules) {
      modules.whenLoaded('worker_threads', () => {
        threads = patchModule(context, inheritance);
      });
      patch(
        builtin<object>('module')!,
        'register',
        (original) =>
          function register(this: unknown, ...args: unknown[]) {
            const register = (given: readonly unknown[]): unknown => original(this, given);
            builtin('worker_threads');
            modules.catchUp();
            return startLoader(args, register, inheritance, context, threads!);
          },
      );
    },
  };
}

function patchModule(context: HookContext, inheritance: Inheritance | undefined): Threads {
  const module = builtin<WorkerThreads>('worker_threads')!;
  const { setEnvironmentData: setData, MessagePort, Worker } = module;
  const { postMessage } = MessagePort.prototype;
  let threads: Threads;
  patchClass(module, 'Worker', (build) => {
    const isNative = apply(textOf, postMessage, []) === 'function postMessage() { [native code] }';
    const readsHeap = () => context.shield('native', () => judgeAct(memory('worker.getHeapSnapshot', 'heap'), context));
    threads = { build, setData, postMessage, isNative, readsHeap, prototype: Worker.prototype };
    return (args, newTarget) => startWorker(args, newTarget, threads, inheritance, context);
  });
  // What is handed down lies there while `workerData` is cloned, which runs its getters.
  for (const name of ['getEnvironmentData', 'setEnvironmentData']) {
    patch(
      module,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          return args[0] === PARENT ? undefined : original(this, args);
        },
    );
  }
  return threads!;
}
