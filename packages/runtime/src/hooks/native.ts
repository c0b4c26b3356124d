import type { BulkheadBlockedError } from '../errors.ts';
import type { HookContext } from '../guard.ts';
import type { Hook } from './hook.ts';
import type { LoadWatch } from './load-watch.ts';
import { isHarmlessPost, isRawAbility, isUnsafeFlag } from './native/abilities.ts';
import { type Act, type Check, type CheckLibrary, judgeAct, memory } from './native/act.ts';
import { nativeBinding } from './native/bindings.ts';
import { patchEngines } from './native/engines.ts';
import { judgeLibrary } from './native/library.lazy.ts';
import { patchExtensions, patchReportObject } from './native/rare.lazy.ts';
import { underOriginals } from './originals.ts';
import { builtin, patch } from './patch.ts';
import { isWritable } from './writable.ts';

const { apply } = Reflect;

/**
 * Ways below JavaScript, past every other hook: native code, Node.js's own bindings, the debugger, the memory as a file.
 * - Stopped without a policy is what nothing honest does in Lambda: native code from a folder that the function itself can
 *   write, or from a path that event data leads; the bindings of processes, sockets, evaluation and the debugger; opening the
 *   debugger's port; running code, reading variables or the heap through an inspector session; heap snapshots and written
 *   reports; V8 flags that undo protection.
 * - Let pass: what profilers, coverage tools, `detect-libc` and lodash do (CPU profiles, `process.report.getReport` less the
 *   environment in it, the other bindings), and native code of the deployment.
 * - `native.allow` names what may be done after all; as soon as it names a path, other native code is stopped.
 */
export const nativeHook: Hook = {
  id: 'native',
  install(context, modules) {
    const check = (act: Act): BulkheadBlockedError | undefined =>
      context.shield('native', () => judgeAct(act, context));
    // Before the files hook guards it: following a link is no access of the function's.
    const { native } = builtin<typeof import('node:fs')>('fs')!.realpathSync;
    const library = (operation: string, path: string): BulkheadBlockedError | undefined =>
      context.shield(
        'native',
        () => judgeLibrary(operation, path, native, context),
        // Lambda's own client, without which nothing starts.
        (stop) => (path.endsWith('/rapid-client.node') && !isWritable(path) ? undefined : stop),
      );
    patchProcess(check, library);
    patchInspector(check, modules);
    patchReport(check, context);
    modules.whenLoaded('v8', () => patchV8(check));
    modules.whenLoaded('crypto', () => patchEngines(library));
    modules.whenLoaded('sqlite', () => patchExtensions(library));
  },
};

const BYPASS = 'a native part of Node.js is taken that goes past the guard.';
const DEBUGGER = 'the debugger of the process is opened.';

function patchProcess(check: Check, library: CheckLibrary): void {
  patch(
    process,
    'dlopen',
    (original) =>
      function dlopen(this: unknown, ...args: unknown[]) {
        const path = `${args[1] as string}`;
        const stop = library('process.dlopen', path);
        if (stop) throw stop;
        const [module, , ...rest] = args;
        return original(this, args.length > 1 ? [module, path, ...rest] : args);
      },
  );
  for (const name of ['binding', '_linkedBinding']) {
    patch(
      process,
      name,
      (original) =>
        function binding(this: unknown, ...args: unknown[]) {
          const asked = `${args[0] as string}`;
          const operation = `process.${name}`;
          const stop = underOriginals(() => isRawAbility(asked)) && check(raw(operation, asked));
          if (stop) throw stop;
          return original(this, [asked]);
        },
    );
  }
  patch(
    process,
    '_debugProcess',
    (original) =>
      function _debugProcess(this: unknown, ...args: unknown[]) {
        const stop = check(debug('process._debugProcess', 'SIGUSR1'));
        if (stop) throw stop;
        return original(this, args);
      },
  );
  // process.kill calls it, with the signal's number.
  patch(
    process,
    '_kill',
    (original) =>
      function _kill(this: unknown, ...args: unknown[]) {
        const pid = Number(args[0]);
        const signal = Number(args[1]);
        // Itself, by its id or by that of its group.
        const isSelf = pid === process.pid || pid === 0 || pid === -1 || pid === -process.pid;
        const stop = signal === SIGUSR1 && isSelf && check(debug('process.kill', 'SIGUSR1'));
        if (stop) throw stop;
        return original(this, [pid, signal]);
      },
  );
}

/** Starts the debugger in any Node.js process that listens to it for nothing else (nodejs.org/api/process.html#signal-events). */
const SIGUSR1 = 10;

function raw(operation: string, target: string): Act {
  return { ability: 'binding', operation, target, message: BYPASS, class: 'tamper' };
}

function debug(operation: string, target: string): Act {
  return { ability: 'inspector', operation, target, message: DEBUGGER, class: 'tamper' };
}

/** Every session, of whatever module's making, sends by one native method. */
function patchInspector(check: Check, modules: LoadWatch): void {
  const inspector = nativeBinding('inspector') as Record<string, { prototype: object }> | undefined;
  if (!inspector) {
    modules.whenLoaded('inspector', () => patchOpen(builtin<object>('inspector')!, check));
    return;
  }
  for (const name of ['Connection', 'MainThreadConnection'] as const) {
    const connection = inspector[name];
    if (!connection) continue;
    patch(
      connection.prototype,
      'dispatch',
      (original) =>
        function dispatch(this: unknown, ...args: unknown[]) {
          const message = `${args[0] as string}`;
          const method = underOriginals(() => methodOf(message));
          const stop = underOriginals(() => !isHarmlessPost(method)) && check(session(method));
          if (stop) throw stop;
          return original(this, [message]);
        },
    );
  }
  // The module takes this one when it is loaded; where it is loaded already, only its own can be replaced.
  patchOpen(inspector, check);
  modules.whenLoaded('inspector', () => patchOpen(builtin<object>('inspector')!, check));
}

function session(method: string): Act {
  const message = 'an inspector session reads or runs what is inside of the process.';
  return { ability: 'inspector', operation: 'inspector.Session.post', target: method, message, class: 'tamper' };
}

function methodOf(message: string): string {
  try {
    return String((JSON.parse(message) as { method?: unknown }).method);
  } catch {
    return 'unknown';
  }
}

function patchOpen(target: object, check: Check): void {
  patch(
    target,
    'open',
    (original) =>
      function open(this: unknown, ...args: unknown[]) {
        const stop = check(debug('inspector.open', 'port'));
        if (stop) throw stop;
        return original(this, args);
      },
  );
}

/**
 * detect-libc and the loaders of native packages read a report on every start; they need nothing of its environment.
 * The object is made when it is first asked for, which takes 0.1 ms, and patched then.
 */
function patchReport(check: Check, context: HookContext): void {
  const property = Object.getOwnPropertyDescriptor(process, 'report');
  const get = property?.get;
  if (!get || !property.configurable) return;
  let isPatched = false;
  Object.defineProperty(process, 'report', {
    ...property,
    get() {
      const report = apply(get, process, []) as object;
      if (!isPatched) patchReportObject(report, check, context);
      isPatched = true;
      return report;
    },
  });
}

function patchHeap(target: object, name: string, of: string, check: Check): void {
  patch(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const stop = check(memory(of + name, 'heap'));
        if (stop) throw stop;
        return original(this, args);
      },
  );
}

function patchV8(check: Check): void {
  const v8 = builtin<object>('v8')!;
  // `queryObjects` shows each object of the heap, of all prototypes, to an `inspect.custom` of whoever asks.
  for (const name of ['writeHeapSnapshot', 'getHeapSnapshot', 'setHeapSnapshotNearHeapLimit', 'queryObjects']) {
    patchHeap(v8, name, 'v8.', check);
  }
  patch(
    v8,
    'setFlagsFromString',
    (original) =>
      function setFlagsFromString(this: unknown, ...args: unknown[]) {
        if (typeof args[0] !== 'string') return original(this, args);
        const message = 'a flag of V8 is set that undoes protection.';
        const act: Act = {
          ability: 'flags',
          operation: 'v8.setFlagsFromString',
          target: args[0],
          message,
          class: 'tamper',
        };
        const stop = underOriginals(() => isUnsafeFlag(act.target)) && check(act);
        if (stop) throw stop;
        return original(this, [args[0]]);
      },
  );
}
