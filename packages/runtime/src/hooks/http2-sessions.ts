import type { HookContext } from '../guard.ts';
import type { LoadWatch } from './load-watch.ts';
import { builtin, patch } from './patch.ts';

export type Session = import('node:http2').ClientHttp2Session;

/**
 * The class of clients' sessions is not exported by `node:http2`; the first session leads to it.
 * @param opened is told of each session
 * @param prepare is given the class's prototype, once
 */
export function whenSession(
  hook: 'credentials' | 'outbound',
  context: HookContext,
  modules: LoadWatch,
  prepare: (prototype: object) => void,
  opened: (session: Session, args: readonly unknown[]) => void = () => undefined,
): void {
  modules.whenLoaded('http2', () => {
    let isPrepared = false;
    patch(
      builtin<object>('http2')!,
      'connect',
      (original) =>
        function connect(this: unknown, ...args: unknown[]) {
          const session = original(this, args) as Session;
          context.shield(hook, () => {
            opened(session, args);
            if (isPrepared) return;
            isPrepared = true;
            prepare(Object.getPrototypeOf(session) as object);
          });
          return session;
        },
    );
  });
}
