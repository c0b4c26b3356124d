import { classifyHost } from '../../detectors/url/addresses.ts';
import type { HookContext } from '../../guard.ts';
import { callSites } from '../call-sites.ts';
import { nameWatcher } from '../dns/name-watcher.ts';
import { firstStop, isAsked, type NameWatcher } from '../dns.ts';
import { builtin, defineProperty, patch } from '../patch.ts';
import { remember } from './answers.lazy.ts';
import type { KnownHosts } from './known-hosts.ts';

const { executionAsyncResource } = builtin<typeof import('node:async_hooks')>('async_hooks')!;
const { apply } = Reflect;

let names: Required<NameWatcher> | undefined;

/** What names are held to, made when the first is asked for. */
export function nameRules(known: KnownHosts, context: HookContext): Required<NameWatcher> {
  names ??= nameWatcher(known, context);
  return names;
}

interface Request {
  oncomplete?: (...answer: unknown[]) => unknown;
}

type Channel = { readonly prototype: object };

/** `UV_EACCES`, and `UV_EINVAL` */
const DENIED = -13;
const INVALID = -22;

/** Channels whose servers may be ones of this process. */
const local = new WeakSet<object>();

/**
 * The native resolver: names are judged where no caller can go past, and what it answers is known to be so. All other
 * functions and listeners that hand on an answer can be replaced, or called with one of the caller's own.
 * @param binding `cares_wrap`
 */
export function watchResolver(binding: object, context: HookContext): void {
  const question = (target: object, name: string, operation: string, gives: boolean): void => {
    patch(
      target,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const [request, asked] = args as [Request, unknown];
          if (typeof asked !== 'string') return INVALID;
          if (!isAsked(asked) && firstStop(context, (watcher) => watcher.asked(asked, operation))) return DENIED;
          if (gives && !local.has(this as object)) watchAnswer(request, asked, context);
          return original(this, args);
        },
    );
  };
  question(binding, 'getaddrinfo', 'dns.lookup', true);
  question(binding, 'getnameinfo', 'dns.lookupService', false);
  const { prototype } = (binding as { ChannelWrap: Channel }).ChannelWrap;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name === 'getHostByAddr') question(prototype, name, 'dns.reverse', false);
    if (name.startsWith('query')) question(prototype, name, `dns.${name}`, /^query(?:A|Aaaa|Any)$/.test(name));
  }
  patch(
    prototype,
    'setServers',
    (original) =>
      function setServers(this: unknown, ...args: unknown[]) {
        const list = context.shield('outbound', () => serversIn(args[0]));
        if (!list) return INVALID;
        const servers = list.map(([, host, port]) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`));
        if (firstStop(context, (watcher) => watcher.servers?.(servers))) return DENIED;
        if (list.some(([, host]) => OWN.includes(classifyHost(host)))) local.add(this as object);
        else local.delete(this as object);
        return original(this, [list]);
      },
  );
}

const OWN: readonly string[] = ['loopback', 'unspecified'];

/** A copy of `[family, address, port]` each. */
function serversIn(given: unknown): [number, string, number][] {
  return (given as unknown[][]).map(([family, host, port]) => [Number(family), `${host as string}`, Number(port)]);
}

function watchAnswer(request: Request, name: string, context: HookContext): void {
  const given = request.oncomplete;
  if (typeof given !== 'function') return;
  const oncomplete = function (this: unknown, ...answer: unknown[]): unknown {
    context.shield('outbound', () => {
      if (!answer[0] && isNative(request, oncomplete)) remember(name, answer[1]);
    });
    return apply(given, this, answer);
  };
  // For good: a function that is bound to another answer would stand there unseen.
  defineProperty(request, 'oncomplete', { value: oncomplete, writable: false, enumerable: true, configurable: false });
}

/**
 * Whether Node.js's native side is what called `last`: nothing stands below it on the stack, and the request that it is for
 * is the one whose callback runs. A request is shown to whoever watches `async_hooks`, who could call it with another answer;
 * by a promise's callback with nothing below it, but for another request. While something does watch, Node.js calls by a
 * function of its own; who takes its name has still more below it.
 */
function isNative(request: object, last: (...args: never[]) => unknown): boolean {
  if (executionAsyncResource() !== request) return false;
  const sites = callSites(last, 3);
  return sites !== undefined && (sites.length === 0 || (sites.length === 1 && isTrampoline(sites[0]!)));
}

function isTrampoline(site: NodeJS.CallSite): boolean {
  return site.getFileName() === 'node:internal/async_hooks' && site.getFunctionName() === 'callbackTrampoline';
}
