import { builtin, defineProperty, patch } from './patch.ts';

/** Builtins, and native parts below them, that are patched only if and when the function loads them. */
export type LazyBuiltin = keyof typeof INTERNAL | (typeof NATIVE)[number];

export interface LoadWatch {
  /** Calls back once, at once when it is loaded already; for a native part before any module of Node.js has taken from it. */
  whenLoaded(name: LazyBuiltin, use: () => void): void;
  /** Looks for modules that came in unseen; costs a comparison when none did. */
  catchUp(): void;
}

/** The internal module behind each, as `process.moduleLoadList` names it. */
const INTERNAL = {
  child_process: 'child_process',
  cluster: 'cluster',
  crypto: 'crypto',
  dgram: 'dgram',
  dns: 'dns',
  'dns/promises': 'internal/dns/promises',
  'fs/promises': 'internal/fs/promises',
  http: '_http_client',
  http2: 'internal/http2/core',
  inspector: 'inspector',
  net: 'net',
  sqlite: 'sqlite',
  v8: 'v8',
  vm: 'vm',
  wasi: 'wasi',
  worker_threads: 'worker_threads',
} as const;

/** Named on that list, too, once they are there and before whoever asked for them has them. */
const NATIVE = ['cares_wrap', 'pipe_wrap', 'tcp_wrap', 'udp_wrap'] as const;

/** Without a prototype, so that nothing which code leaves on one is found. */
const BY_ENTRY = { __proto__: null } as unknown as Record<string, LazyBuiltin | undefined>;
for (const name of NATIVE) BY_ENTRY[`Internal Binding ${name}`] = name;
for (const name of Object.keys(INTERNAL) as (keyof typeof INTERNAL)[])
  BY_ENTRY[`NativeModule ${INTERNAL[name]}`] = name;

const DIRECT = new Set<unknown>([...Object.keys(INTERNAL), 'https'].flatMap((name) => [name, `node:${name}`]));

/**
 * Loading net, child_process and fs/promises only to patch them would cost 3.9 ms of CPU in a process that needs none of
 * them. They are seen coming instead:
 * - Node.js adds each module to `process.moduleLoadList` when it loads it, whoever asks and however; an import() resolves,
 *   and a static import is evaluated, only after the microtask that this starts;
 * - `require` and `process.getBuiltinModule` return at once, so the patch comes before they do;
 * - fetch loads net and connects within one call, so net comes before it (WebSocket does the same but cannot be wrapped
 *   without loading it; Lambda's runtime has loaded net long before);
 * - `fs.promises` is a getter that loads and returns at once.
 */
export function createLoadWatch(report: (error: unknown) => void): LoadWatch {
  const waiting = new Map<LazyBuiltin, (() => void)[]>();
  const list = (process as unknown as { moduleLoadList: readonly string[] }).moduleLoadList;
  let seen = 0;
  let due = false;
  const loaded = { __proto__: null } as { [name in LazyBuiltin]?: true };
  let read = 0;

  /** Reads each entry once: looking through the list for one name takes 5 µs, and far more once it has a Proxy below it. */
  function isLoaded(name: LazyBuiltin): boolean {
    if (list.length < read) read = 0;
    for (; read < list.length; read++) {
      const entered = BY_ENTRY[list[read]!];
      if (entered !== undefined) loaded[entered] = true;
    }
    return loaded[name] === true;
  }

  /** @param exported false where no ES module can have imported what is patched now */
  function catchUp(exported: boolean): void {
    if (!due && list.length === seen) return;
    due = false;
    seen = list.length;
    let follow = false;
    for (const [name, uses] of waiting) {
      if (!isLoaded(name)) continue;
      waiting.delete(name);
      // Node.js loads fs/promises for itself: it may have been imported long ago. Half of all functions load crypto, and
      // nobody imports the one function of it that is patched by its name: not worth 0.4 ms.
      if ((exported && name !== 'crypto') || name === 'fs/promises') follow = true;
      for (const use of uses) use();
    }
    // Loading what was patched may have loaded more.
    seen = list.length;
    if (follow) builtin<typeof import('node:module')>('module')!.syncBuiltinESMExports();
  }

  function safely(exported = true): void {
    try {
      catchUp(exported);
    } catch (error) {
      report(error);
    }
  }

  const announced = (): void => {
    if (waiting.size === 0 || due) return;
    due = true;
    later(() => safely());
  };
  watchList(list, (entry) => {
    const name = typeof entry === 'string' ? BY_ENTRY[entry] : undefined;
    const uses = name === undefined ? undefined : waiting.get(name);
    if (!uses) return;
    // What ES modules import of `node:sqlite` does not follow later; its exports are there and have gone nowhere yet.
    if (!name!.endsWith('_wrap') && name !== 'sqlite') {
      announced();
      return;
    }
    waiting.delete(name!);
    try {
      for (const use of uses) use();
    } catch (error) {
      report(error);
    }
  });
  // Whoever has the list could take the Proxy from it, and an iterator of his own would be handed it.
  const get = (): readonly string[] => {
    const copy: string[] = [];
    for (let i = 0; i < list.length; i++) copy[i] = list[i]!;
    return copy;
  };
  defineProperty(process, 'moduleLoadList', { get, enumerable: true, configurable: true });
  watch(
    announced,
    () => due,
    (direct) => {
      // Asked for by its own name and loaded by that, not by an import before: its exports have gone nowhere yet.
      // Making them follow costs 0.4 ms.
      if (due) safely(!direct);
    },
  );

  return {
    catchUp: () => safely(),
    whenLoaded(name, use) {
      if (isLoaded(name)) use();
      else waiting.set(name, [...(waiting.get(name) ?? []), use]);
    },
  };
}

/**
 * @param announced one of the modules is being loaded right now
 * @param isDue whether something was announced and is not patched yet
 * @param returned a call that may have loaded one has returned; `direct` when it asked for it by name
 */
function watch(announced: () => void, isDue: () => boolean, returned: (direct: boolean) => void): void {
  const loading = (original: (self: unknown, args: unknown[]) => unknown, self: unknown, args: unknown[]): unknown => {
    const direct = DIRECT.has(args[0]) && !isDue();
    const exports = original(self, args);
    if (args[0] === 'fs/promises' || args[0] === 'node:fs/promises') announced();
    returned(direct);
    return exports;
  };
  patch(
    builtin<object>('module')!,
    '_load',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        return loading(original, this, args);
      },
  );
  patch(
    process,
    'getBuiltinModule',
    (original) =>
      function getBuiltinModule(this: unknown, ...args: unknown[]) {
        return loading(original, this, args);
      },
  );
  patch(
    globalThis,
    'fetch',
    (original) =>
      function fetch(this: unknown, ...args: unknown[]) {
        const direct = !isDue();
        builtin('net');
        returned(direct);
        return original(this, args);
      },
  );
  watchGetter(builtin<object>('fs')!, 'promises', () => {
    announced();
    returned(false);
  });
}

// User code may replace the global.
const later = queueMicrotask;
const { setPrototypeOf } = Reflect;

/**
 * Calls `added` with what Node.js pushes. Pushing sets a property that the list has not got yet, which a Proxy among its
 * prototypes sees; the list stays an array.
 */
function watchList(list: readonly string[], added: (entry: unknown) => void): void {
  const between = Object.create(Array.prototype) as object;
  const set = (_: object, key: string | symbol, value: unknown, receiver: object): boolean => {
    added(value);
    return defineProperty(receiver, key, { value, writable: true, enumerable: true, configurable: true });
  };
  if (!setPrototypeOf(list, new Proxy(between, { __proto__: null, set } as ProxyHandler<object>)))
    throw new Error('process.moduleLoadList cannot be watched');
}

/** Calls `got` after each reading of a property that is computed. */
function watchGetter(target: object, name: string, got: () => void): void {
  const property = Object.getOwnPropertyDescriptor(target, name);
  const get = property?.get;
  if (!get || !property.configurable) return;
  defineProperty(target, name, {
    ...property,
    get() {
      const value: unknown = Reflect.apply(get, this, []);
      got();
      return value;
    },
  });
}
