import type { HookId } from '@bulkhead/core';
import type { BulkheadBlockedError } from '../errors.ts';
import { asStop, type HookContext } from '../guard.ts';
import { canonicalHost } from './event-hosts.ts';
import type { LoadWatch } from './load-watch.ts';
import { builtin, patch } from './patch.ts';

/** What wants to know of names that are looked up. */
export interface NameWatcher {
  /** The error to fail the lookup with. */
  asked(name: string, operation: string): BulkheadBlockedError | undefined;
  /** What a name stands for: addresses and further names. */
  answered?(name: string, answers: readonly string[]): void;
  /** The error to refuse a list of name servers with. */
  servers?(list: readonly string[]): BulkheadBlockedError | undefined;
}

interface Watching {
  readonly id: HookId;
  readonly watcher: NameWatcher;
}

const watching: Watching[] = [];

/** Methods that ask for what a name stands for; the last two ask for the name of an address, by a name that holds it. */
const METHODS =
  'lookup resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse lookupService'.split(
    ' ',
  );

/** Lets a watcher see every name that `dns`, `dns/promises` and resolvers of either are asked for. Patched once for all. */
export function watchNames(id: HookId, context: HookContext, modules: LoadWatch, watcher: NameWatcher): void {
  watching.push({ id, watcher });
  if (watching.length > 1) return;
  modules.whenLoaded('dns', () => {
    const dns = builtin<ResolverModule & { promises: ResolverModule }>('dns')!;
    patchModule(dns, false, context);
    // A getter that loads it and returns at once.
    patchModule(dns.promises, true, context);
  });
  modules.whenLoaded('dns/promises', () => patchModule(builtin<ResolverModule>('dns/promises')!, true, context));
}

interface ResolverModule {
  readonly Resolver: { readonly prototype: object };
}

const patched = new WeakSet<object>();

function patchModule(module: ResolverModule, promises: boolean, context: HookContext): void {
  if (patched.has(module)) return;
  patched.add(module);
  const { prototype } = module.Resolver;
  for (const [target, prefix] of [
    [module, 'dns.'],
    [prototype, 'Resolver.'],
  ] as const) {
    for (const method of METHODS) patchMethod(target, method, `${prefix}${method}`, promises, context);
    patchServers(target, context);
  }
  // Both resolvers inherit `setServers` from one class.
  const base = Object.getPrototypeOf(prototype) as object;
  if (!patched.has(base)) patchServers(base, context);
  patched.add(base);
}

function patchMethod(target: object, method: string, operation: string, promises: boolean, context: HookContext): void {
  patch(
    target,
    method,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const [name] = args;
        if (typeof name !== 'string' || name === '') return original(this, args);
        const stop = firstStop(context, (watcher) => watcher.asked(name, operation));
        const done = args.at(-1);
        if (promises) {
          if (stop) return Promise.reject(stop);
          const result = asking(name, () => original(this, args)) as Promise<unknown>;
          result.then(
            (answer) => tell(context, name, answer),
            () => undefined,
          );
          return result;
        }
        if (typeof done !== 'function') return asking(name, () => original(this, args));
        if (stop) {
          process.nextTick(done as (error: Error) => void, stop);
          return {};
        }
        const handed = args.slice(0, -1);
        handed.push((...answer: unknown[]) => {
          if (!answer[0]) tell(context, name, answer[1]);
          return Reflect.apply(done, undefined, answer) as unknown;
        });
        return asking(name, () => original(this, handed));
      },
  );
}

/** What is being asked for right now, and was judged. */
let current: string | undefined;

function asking<T>(name: string, ask: () => T): T {
  const before = current;
  current = name;
  try {
    return ask();
  } finally {
    current = before;
  }
}

/** Whether a name was judged before the native resolver is asked for it, there as ASCII. */
export function isAsked(name: string): boolean {
  return current !== undefined && (current === name || canonicalHost(current) === canonicalHost(name));
}

function patchServers(target: object, context: HookContext): void {
  patch(
    target,
    'setServers',
    (original) =>
      function setServers(this: unknown, ...args: unknown[]) {
        const list = args[0];
        if (Array.isArray(list)) {
          const servers = list.filter((item) => typeof item === 'string');
          const stop = firstStop(context, (watcher) => watcher.servers?.(servers));
          if (stop) throw stop;
        }
        return original(this, args);
      },
  );
}

export function firstStop(
  context: HookContext,
  ask: (watcher: NameWatcher) => BulkheadBlockedError | undefined,
): BulkheadBlockedError | undefined {
  for (const { id, watcher } of watching) {
    const stop = context.shield(id, () => ask(watcher), asStop);
    if (stop) return stop;
  }
  return undefined;
}

function tell(context: HookContext, name: string, answer: unknown): void {
  for (const { id, watcher } of watching) {
    if (watcher.answered) context.shield(id, () => watcher.answered!(name, answersIn(answer)));
  }
}

/** `'10.0.0.1'`, `['10.0.0.1']`, `[{ address }]`, `[{ value }]` of resolveAny, `[{ name }]` of resolveSrv. */
function answersIn(answer: unknown): string[] {
  const list: unknown[] = Array.isArray(answer) ? answer.slice(0, 100) : [answer];
  return list.flatMap((item) => {
    if (typeof item === 'string') return item;
    if (typeof item !== 'object' || item === null) return [];
    const { address, value, name } = item as { address?: unknown; value?: unknown; name?: unknown };
    const text = address ?? value ?? name;
    return typeof text === 'string' ? text : [];
  });
}
