import type { HookContext } from '../../guard.ts';
import { isPassed } from '../egress/targets.ts';
import type { LoadWatch } from '../load-watch.ts';
import { nativeBinding } from '../native/bindings.ts';
import { patch } from '../patch.ts';
import { givenHandles, refused } from './judge.lazy.ts';
import type { KnownHosts } from './known-hosts.ts';
import { watchResolver } from './resolver.lazy.ts';

/** Native classes whose handles open connections and send datagrams, by the binding that has them. */
const CLASSES = {
  tcp_wrap: ['TCP', 'connect connect6'],
  pipe_wrap: ['Pipe', 'connect'],
  udp_wrap: ['UDP', 'connect connect6 send send6'],
} as const;

/**
 * The last place before the system: whatever opens a connection, sends a datagram or asks for a name in JavaScript ends in a
 * method of a native class, also by a handle that was taken from a socket. What comes by sockets was judged already, for the
 * host that they were told; anything else goes by its address alone. A refused call fails as the system would refuse it.
 */
export function watchHandles(known: KnownHosts, context: HookContext, modules: LoadWatch): void {
  for (const name of ['tcp_wrap', 'pipe_wrap', 'udp_wrap'] as const) {
    modules.whenLoaded(name, () => {
      const [type, methods] = CLASSES[name];
      const { prototype } = (nativeBinding(name) as Record<string, { prototype: object }> | undefined)?.[type] ?? {};
      if (prototype) patchHandle(prototype, methods, type);
    });
  }
  // Under the permission model nobody is given bindings.
  modules.whenLoaded('net', () => {
    if (nativeBinding('tcp_wrap')) return;
    const [tcp, pipe] = givenHandles();
    patchHandle(tcp!, CLASSES.tcp_wrap[1]);
    patchHandle(pipe!, CLASSES.pipe_wrap[1]);
  });
  modules.whenLoaded('cares_wrap', () => {
    const binding = nativeBinding('cares_wrap');
    if (binding) watchResolver(binding, context);
  });

  function patchHandle(prototype: object, methods: string, type = ''): void {
    for (const name of methods.split(' ')) {
      patch(
        prototype,
        name,
        (original) =>
          function (this: unknown, ...args: unknown[]) {
            // `connect(request, address, port)`, of datagrams `connect(address, port)` and `send(request, list, count, port, address, …)`
            const isSend = name === 'send' || name === 'send6';
            // Connected before, and judged then.
            if (isSend && args.length !== 6) return original(this, args);
            const at = isSend ? 4 : type === 'UDP' ? 0 : 1;
            const address = args[at];
            const port = args[isSend ? 3 : at + 1];
            if (isPassed(this as object, address, port)) return original(this, args);
            // Native code would ask it for its text, again.
            if (typeof address !== 'string' || typeof port === 'object') return INVALID;
            const code = context.shield(
              'outbound',
              () => refused(this as object, address, port, known, context),
              () => DENIED,
            );
            return code ?? original(this, args);
          },
      );
    }
  }
}

/** `UV_EACCES`, and `UV_EINVAL` */
const DENIED = -13;
const INVALID = -22;
