import type { BulkheadBlockedError } from '../errors.ts';
import { asStop, type HookContext } from '../guard.ts';
import { type Fed, judge, watchInput } from './child-process/judge.lazy.ts';
import {
  type Call,
  execveCall,
  type Launch,
  nativeCall,
  nowhere,
  SYNC_NAMES,
  syncCall,
} from './child-process/launch.ts';
import type { Hook } from './hook.ts';
import type { LoadWatch } from './load-watch.ts';
import { nativeBinding } from './native/bindings.ts';
import { underOriginals } from './originals.ts';
import { builtin, patch } from './patch.ts';
import { type WriteCheck, watchWrites } from './socket-writes.ts';
import type { Inheritance } from './workers/inherit.ts';
import { guardNodeChild } from './workers/node-child.lazy.ts';

type ChildProcessModule = typeof import('node:child_process');

/** A start under way, of which the functions of child_process are told when it was stopped. */
interface Start {
  readonly operation: string;
  launch: Launch | undefined;
  stop: BulkheadBlockedError | undefined;
}

/**
 * Processes that event data shapes, and programs outside the policy's allow-list.
 * Every start ends in one of two native functions, also one by a reference that somebody took before us, by a ChildProcess's
 * own handle, by cluster or by `process.binding`: they are guarded, before anything else is loaded. What lies above only adds
 * names and the way that each call fails. Under Node.js's permission model the native functions cannot be reached from
 * outside; the synchronous calls are then guarded each by itself.
 */
export function childProcessHook(inheritance: Inheritance | undefined): Hook {
  return {
    id: 'child-process',
    install(context, modules) {
      const guard = createGuard(context, inheritance, modules);
      const sync = nativeBinding('spawn_sync');
      const processes = nativeBinding('process_wrap') as { Process?: { prototype: object } } | undefined;
      const isSync = sync !== undefined && guard.native(sync, 'spawn', true);
      const isAsync = processes?.Process !== undefined && guard.native(processes.Process.prototype, 'spawn', false);
      modules.whenLoaded('child_process', () => guard.module(isSync, isAsync));
      patchExecve(guard.check);
    },
  };
}

function createGuard(context: HookContext, inheritance: Inheritance | undefined, modules: LoadWatch) {
  let current: Start | undefined;
  // Set while exec or execFile run: they tell their callback, the others throw.
  let deferred: string | undefined;
  let syncName: string | undefined;

  const check = (call: Call): BulkheadBlockedError | undefined =>
    context.shield('child-process', () => judge(call.launch, context), asStop);

  const watch = (check: WriteCheck<Fed>): void => watchWrites('child-process', context, modules, check);

  const handOn = (call: Call): readonly unknown[] =>
    (inheritance && context.shield('workers', () => guardNodeChild(call, inheritance, context))) ?? call.args;

  function native(target: object, name: string, isSync: boolean): boolean {
    return patch(
      target,
      name,
      (original) =>
        function spawn(this: unknown, ...args: unknown[]) {
          const raw = isSync ? 'child_process.spawnSync' : 'child_process.spawn';
          const call = underOriginals(() => nativeCall((isSync ? syncName : current?.operation) ?? raw, args));
          if (!call) return original(this, args);
          const stop = check(call);
          if (current) current.launch = call.launch;
          if (!stop) return original(this, handOn(call));
          if (isSync || !current) throw stop;
          current.stop = stop;
          return original(this, nowhere(call));
        },
    );
  }

  function module(isSync: boolean, isAsync: boolean): void {
    const loaded = builtin<ChildProcessModule>('child_process')!;
    for (const name of ['exec', 'execFile'] as const) {
      deferErrors(loaded, name, (call) => {
        deferred = `child_process.${name}`;
        try {
          return call();
        } finally {
          deferred = undefined;
        }
      });
    }
    // Reachable from any instance, whatever the permission model keeps from us.
    if (!isAsync) {
      const instance = new loaded.ChildProcess() as unknown as { _handle: object };
      native(Object.getPrototypeOf(instance._handle) as object, 'spawn', false);
    }
    patchSpawn(loaded);
    for (const name of SYNC_NAMES) {
      patch(
        loaded,
        name,
        (original) =>
          function (this: unknown, ...args: unknown[]) {
            if (isSync) return named(name, () => original(this, args));
            const call = underOriginals(() => syncCall(name, args));
            const stop = call && check(call);
            if (stop) throw stop;
            return original(this, call?.args ?? args);
          },
      );
    }
  }

  function named<T>(name: string, run: () => T): T {
    const outer = syncName;
    syncName ??= `child_process.${name}`;
    try {
      return run();
    } finally {
      syncName = outer;
    }
  }

  /** A stopped start fails as that of a missing program does, which opens and closes everything that belongs to it. */
  function patchSpawn(loaded: ChildProcessModule): void {
    patch(
      loaded.ChildProcess.prototype,
      'spawn',
      (original) =>
        function spawn(this: unknown, ...args: unknown[]) {
          const outer = current;
          const own: Start = { operation: deferred ?? 'child_process.spawn', launch: undefined, stop: undefined };
          const isDeferred = deferred !== undefined;
          current = own;
          let result: unknown;
          try {
            result = original(this, args);
          } finally {
            current = outer;
          }
          const { launch, stop } = own;
          const { stdin } = this as import('node:child_process').ChildProcess;
          if (launch && !stop && stdin)
            context.shield('child-process', () => watchInput(launch, stdin, context, watch));
          if (!stop) return result;
          replaceError(this as Emitter, isDeferred ? stop : undefined);
          if (!isDeferred) throw stop;
          return result;
        },
    );
  }

  return { check, native, module };
}

/** Replaces the process itself (Node.js 22.15 and later). */
function patchExecve(check: (call: Call) => BulkheadBlockedError | undefined): void {
  patch(
    process,
    'execve',
    (original) =>
      function execve(this: unknown, ...args: unknown[]) {
        const call = underOriginals(() => execveCall(args));
        const stop = call && check(call);
        if (stop) throw stop;
        return original(this, call?.args ?? args);
      },
  );
}

const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

/** Wraps exec or execFile, and the form of it that util.promisify uses, which calls the original inside. */
function deferErrors(
  module: ChildProcessModule,
  name: 'exec' | 'execFile',
  run: (call: () => unknown) => unknown,
): void {
  for (const [target, key] of [
    [module, name],
    [module[name], CUSTOM],
  ] as const) {
    patch(
      target,
      key,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          return run(() => original(this, args));
        },
    );
  }
}

interface Emitter {
  emit(name: string | symbol, ...args: unknown[]): boolean;
}

const { apply } = Reflect;

/** Puts our error in the place of the system's; without one, the caller has been told by a throw already. */
function replaceError(child: Emitter, stop: BulkheadBlockedError | undefined): void {
  const emit = child.emit;
  child.emit = function (this: Emitter, name, ...args) {
    if (name !== 'error') return apply(emit, this, [name, ...args]) as boolean;
    return stop ? (apply(emit, this, [name, stop]) as boolean) : true;
  };
}
