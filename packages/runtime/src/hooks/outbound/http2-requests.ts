import { asStop, type HookContext } from '../../guard.ts';
import { rememberTarget } from '../egress/targets.ts';
import { type Session, whenSession } from '../http2-sessions.ts';
import type { LoadWatch } from '../load-watch.ts';
import { patch } from '../patch.ts';
import { judgeRequest, targetOfUrl } from './http2.lazy.ts';
import type { KnownHosts } from './known-hosts.ts';

/**
 * Requests on sessions of HTTP/2, which are opened once, often before the first invocation, and used by all of them: native
 * code frames them, so that nothing is read off the socket. Each is judged for the invocation that makes it, the first one too.
 */
export function watchSessions(known: KnownHosts, context: HookContext, modules: LoadWatch): void {
  const prepare = (prototype: object): void => {
    patch(
      prototype,
      'request',
      (original) =>
        function request(this: unknown, ...args: unknown[]) {
          const stop = context.shield('outbound', () => judgeRequest(this as Session, args[0], known, context), asStop);
          // As for headers that it does not take.
          if (stop) throw stop;
          return original(this, args);
        },
    );
  };
  whenSession('outbound', context, modules, prepare, (session, [authority]) => {
    const target = targetOfUrl(String(authority));
    if (target) rememberTarget(session, target);
  });
}
