import type { HookContext } from '../guard.ts';
import { builtin, isLoaded, patch } from './patch.ts';
import { checkInvoke } from './recursion.ts';
import { stopEmitter } from './stop.ts';

type ClientRequest = import('node:http').ClientRequest;

let installed = false;

/**
 * Patches http's ClientRequest, which https uses too. Called by each connection: http must not be loaded only to be
 * patched (1.2 ms), and no request of it gets past this point before its socket connects.
 */
export function installHttp(context: HookContext): void {
  if (installed || !isLoaded('_http_client')) return;
  installed = true;
  context.shield('recursion', () => {
    const http = builtin<typeof import('node:http')>('http')!;
    patch(
      http.ClientRequest.prototype,
      'onSocket',
      (original) =>
        function onSocket(this: unknown, ...args: unknown[]) {
          const request = this as ClientRequest;
          const stop = context.shield('recursion', () => checkInvoke(String(request.path), 'http.request', context));
          // Destroyed before it has a socket: nothing is sent, and the error goes to whoever listens on the request.
          if (stop) stopEmitter(request, context.scopes()[0], stop, () => request.destroy(stop));
          return original(this, args);
        },
    );
  });
}
