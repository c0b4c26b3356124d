import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import { nativeBinding } from '../native/bindings.ts';
import { defineProperty } from '../patch.ts';

type AnyClass = new (...args: never[]) => object;

/** What is taken of `worker_threads` when it is loaded. */
export interface Threads {
  readonly build: (args: readonly unknown[], newTarget: AnyClass) => object;
  readonly setData: (key: string, value: string | undefined) => void;
  readonly postMessage: unknown;
  /** Whether that is Node.js's own. */
  readonly isNative: boolean;
  /** What to stop a heap snapshot with. */
  readonly readsHeap: () => BulkheadBlockedError | undefined;
  /** Of the class of workers. */
  readonly prototype: object;
}

const { apply, getPrototypeOf } = Reflect;

let isDone = false;

/**
 * Closes what lies below workers, once, at the first of them:
 * - The native class starts a worker without us. It is what the handle of each is an instance of; its name for it is taken
 *   away. The handle is caught on its way into an object that is then dropped.
 * - Its handle gives the heap of a worker, whose strings are those of the guard, too.
 * - Node.js sends a worker its code, and what we hand down, by `postMessage` of a port, which code can replace. Each such port
 *   gets the native one for its own.
 * @returns what to stop the worker with, where `postMessage` was replaced before we could take it
 */
export function hideHandles(threads: Threads, context: HookContext): BulkheadBlockedError | undefined {
  const { postMessage, isNative, readsHeap } = threads;
  if (!isNative) {
    return context.act(
      'runtime',
      {
        rule: 'hook/runtime',
        ruleVersion: '1',
        class: 'tamper',
        confidence: 'high',
        path: '',
        value: '',
        message: 'what workers are sent goes through code of others.',
        sink: { operation: 'MessagePort.prototype', target: 'postMessage' },
      },
      context.scopes()[0],
    );
  }
  if (isDone) return undefined;
  isDone = true;
  const handle = silently(() => firstHandle(threads));
  if (!handle) return undefined;
  const native = getPrototypeOf(handle) as { constructor?: unknown; takeHeapSnapshot?: (...args: never[]) => unknown };
  delete native.constructor;
  const { takeHeapSnapshot } = native;
  native.takeHeapSnapshot = function (...args) {
    const stop = readsHeap();
    if (stop) throw stop;
    return apply(takeHeapSnapshot!, this, args);
  };
  defineProperty(native, 'messagePort', {
    set(this: object, port: object) {
      defineProperty(port, 'postMessage', { value: postMessage });
      defineProperty(this, 'messagePort', { value: port, writable: true, enumerable: true, configurable: true });
    },
  });
  return undefined;
}

/** The handle of a worker that is never started. */
function firstHandle({ build, prototype }: Threads): object | undefined {
  let handle: object | undefined;
  const given = new Error();
  const traps: ProxyHandler<object> & { readonly __proto__: null } = {
    __proto__: null,
    set(_, name, value, receiver) {
      if (typeof (value as { startThread?: unknown } | null | undefined)?.startThread === 'function') {
        handle = value as object;
        throw given;
      }
      return defineProperty(receiver, name, { value, writable: true, enumerable: true, configurable: true });
    },
  };
  function NeverStarted(): void {}
  NeverStarted.prototype = new Proxy(prototype, traps);
  try {
    build(['', { eval: true }], NeverStarted as unknown as AnyClass);
  } catch (error) {
    if (error !== given) throw error;
  }
  return handle;
}

/** Where Node.js gives the counts of hooks away (not from 24 on), those of `async_hooks` are not told of it. */
function silently<T>(work: () => T): T {
  const { async_hook_fields: counts } = (nativeBinding('async_wrap') ?? {}) as { async_hook_fields?: Uint32Array };
  if (!counts) return work();
  const before = counts[INIT]!;
  counts[INIT] = 0;
  try {
    return work();
  } finally {
    counts[INIT] = before;
  }
}

/** Place of how many listen to `init` (env.h, `AsyncHooks::Fields::kInit`). */
const INIT = 0;
