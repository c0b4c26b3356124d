import type { HookContext } from '../guard.ts';
import { checkInvoke } from './invoke-depth.ts';
import { builtin, patch } from './patch.ts';
import { stopEmitter } from './stop.ts';

type ClientRequest = import('node:http').ClientRequest;

/** Lets each request of http and https be looked at when it gets its socket, before anything is sent. */
export function patchRequests(context: HookContext): void {
  const http = builtin<typeof import('node:http')>('http')!;
  patch(
    http.ClientRequest.prototype,
    'onSocket',
    (original) =>
      function onSocket(this: unknown, ...args: unknown[]) {
        const request = this as ClientRequest;
        const stop = context.shield('recursion', () => checkInvoke(String(request.path), 'http.request', context));
        // Destroyed before it has a socket: the error goes to whoever listens on the request.
        if (stop) stopEmitter(request, context.scopes()[0], stop, () => request.destroy(stop));
        return original(this, args);
      },
  );
}
