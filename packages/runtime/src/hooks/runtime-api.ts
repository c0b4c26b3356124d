import { classifyHost } from '../detectors/url/addresses.ts';
import type { BulkheadBlockedError } from '../errors.ts';
import type { Finding, HookContext } from '../guard.ts';
import { LAYER } from '../layer/state.ts';
import { connectChecks } from './egress/targets.ts';
import { canonicalHost } from './event-hosts.ts';
import type { Hook } from './hook.ts';
import { targetOf } from './outbound.ts';
import { builtin, patch } from './patch.ts';
import { type CallerFs, type RuntimeCaller, type RuntimeStart, runtimeCaller } from './runtime-caller.lazy.ts';
import { stopEmitter } from './stop.ts';

type Socket = import('node:net').Socket;

/** Lambda's native client for the Runtime API, by the name that aws-lambda-ric 3 and 4 and /var/runtime have for it. */
const NATIVE_CLIENT = 'rapid-client.node';

/** What tells the runtime's own use from anybody else's. */
export interface RuntimeFacts {
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string | undefined;
  readonly installed: 'protect' | 'layer' | 'proxy';
}

/**
 * Code that takes the runtime's part: asks the Runtime API for events, answers them, registers as an extension, or loads the
 * runtime's client a second time. The clients of Lambda (aws-lambda-ric 3 and 4) ask for events and answer in native code;
 * only answers that are streamed go through `http`, from a file of their own.
 */
export function runtimeApiHook(facts: RuntimeFacts): Hook {
  return {
    id: 'runtime',
    install(context, modules) {
      // As the runtime was started: an attacker can write to process.argv.
      const start: RuntimeStart = {
        main: process.argv[1] ?? '',
        folder: process.env['LAMBDA_RUNTIME_DIR'],
        isAlternative: process.env['AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1'] === 'true',
      };
      if (facts.runtimeApi !== undefined) {
        const { readFileSync, realpathSync, existsSync } = builtin<typeof import('node:fs')>('fs')!;
        const fs: CallerFs = { readFileSync, realpathSync, existsSync };
        const caller = (): RuntimeCaller => runtimeCaller(start, fs);
        modules.whenLoaded('net', () => patchConnect(facts.runtimeApi!, caller, context));
      }
      patchDlopen(facts.installed === 'protect', context);
    },
    begins: ({ coldStart }) => coldStart,
    begin: forgetClient,
  };
}

/** `require` would hand out the client from its cache; loading it anew is noticed. The runtime keeps its own reference. */
function forgetClient(): void {
  const { _cache: cache } = builtin<{ _cache: Record<string, unknown> }>('module')!;
  for (const file of Object.keys(cache)) if (file.endsWith(`/${NATIVE_CLIENT}`)) delete cache[file];
}

function patchConnect(runtimeApi: string, caller: () => RuntimeCaller, context: HookContext): void {
  const colon = runtimeApi.lastIndexOf(':');
  const port = Number(runtimeApi.slice(colon + 1));
  const own = canonicalHost(runtimeApi.slice(0, colon));
  const isLoopback = classifyHost(own) === 'loopback' || own === 'localhost';
  /** By any of its spellings: the whole of 127.0.0.0/8 leads there, and `localhost`. */
  const isThere = (host: string): boolean => {
    const name = canonicalHost(host);
    return (
      name === own || (isLoopback && (name === 'localhost' || ['loopback', 'unspecified'].includes(classifyHost(name))))
    );
  };
  const talks = (message = 'code of the function talks to the Lambda Runtime API, which only the runtime does.') =>
    finding('net.connect', runtimeApi, message);
  const watchLookup = (socket: Socket): void => {
    socket.on('lookup', (_error: unknown, address: unknown) => {
      const stop = context.shield('runtime', () =>
        typeof address === 'string' && isThere(address)
          ? context.act('runtime', talks(), context.scopes()[0])
          : undefined,
      );
      if (stop) stopSocket(socket, stop, context);
    });
  };
  /** Sockets that the runtime itself was seen to connect. */
  const runtimes = new WeakSet<object>();
  connectChecks.push((socket, target) =>
    context.shield('runtime', () => {
      const scope = context.scopes()[0];
      if (target.port !== port || !isThere(target.host) || context.policy('runtime', scope).action === 'off')
        return undefined;
      return socket && runtimes.has(socket) ? undefined : context.act('runtime', talks(), scope);
    }),
  );
  patch(
    builtin<typeof import('node:net')>('net')!.Socket.prototype,
    'connect',
    (original) =>
      function connect(this: unknown, ...args: unknown[]) {
        const scope = context.scopes()[0];
        const stop = context.shield('runtime', () => {
          const target = targetOf(args);
          if (!target || target.port !== port || context.policy('runtime', scope).action === 'off') return undefined;
          if (isThere(target.host)) {
            const by = caller();
            if (by === 'runtime') {
              runtimes.add(this as object);
              return undefined;
            }
            if (by === 'others' || context.scopes(true).length > 0) return context.act('runtime', talks(), scope);
            // It reports that the function failed, would be told that it cannot, and report that, again and again.
            const found = context.act('runtime', talks(WRAPPED), scope);
            if (found) exit(CANNOT_REPORT);
            return found;
          }
          // A name says where it leads only when it is looked up.
          if (classifyHost(target.host) === 'name' && caller() !== 'runtime') watchLookup(this as Socket);
          return undefined;
        });
        return stop ? failLater(this as Socket, stop, context) : original(this, args);
      },
  );
}

/** With which Lambda's runtime ends when it has reported what it failed of. */
const CANNOT_REPORT = 129;
const { exit } = process;
const WRAPPED =
  'what the runtime reports goes through code that has wrapped http, which could say anything in its place: see the error before this line.';

/** Fails the socket as a refused connection does. */
function failLater(socket: Socket, stop: BulkheadBlockedError, context: HookContext): Socket {
  (socket as { connecting: boolean }).connecting = true;
  // Not the next tick: an http request listens on its socket only after that.
  setImmediate(() => stopSocket(socket, stop, context));
  return socket;
}

function stopSocket(socket: Socket, stop: BulkheadBlockedError, context: HookContext): void {
  const request = (socket as { _httpMessage?: Socket })._httpMessage;
  stopEmitter(request ?? socket, context.scopes()[0], stop, () => socket.destroy(stop));
}

/** @param isLoaded the runtime has loaded its client already */
function patchDlopen(isLoaded: boolean, context: HookContext): void {
  let loaded = isLoaded;
  let isRuntimes = false;
  patch(
    process,
    'dlopen',
    (original) =>
      function dlopen(this: unknown, ...args: unknown[]) {
        const stop = context.shield('runtime', () => {
          const file = args[1];
          if (typeof file !== 'string' || !file.endsWith(NATIVE_CLIENT)) return undefined;
          // The first in each thread is the runtime's: it comes before the function's code.
          const scope = context.scopes()[0];
          if (!loaded && !scope) {
            loaded = true;
            isRuntimes = true;
            return undefined;
          }
          const message = "the runtime's own client of the Lambda Runtime API is loaded a second time.";
          return context.act('runtime', finding('process.dlopen', file, message), scope);
        });
        if (stop) throw stop;
        const result = original(this, args);
        if (isRuntimes) context.shield('runtime', () => watchNext((args[0] as { exports: Client }).exports, context));
        isRuntimes = false;
        return result;
      },
  );
}

interface Client {
  next(): unknown;
}

/** When the runtime asks for its first event it has loaded the layer's handler, unless code had it load another. */
function watchNext(client: Client, context: HookContext): void {
  const { next } = client;
  client.next = () => {
    client.next = next;
    context.shield('runtime', () => {
      if (LAYER in globalThis) throw new Error(UNPROTECTED);
    });
    return next.call(client);
  };
}

const UNPROTECTED = "the runtime runs another handler than the layer's, unprotected.";

function finding(operation: string, target: string, message: string): Finding {
  return {
    rule: 'hook/runtime',
    ruleVersion: '1',
    class: 'tamper',
    confidence: 'high',
    message,
    path: '',
    value: '',
    sink: { operation, target },
  };
}
