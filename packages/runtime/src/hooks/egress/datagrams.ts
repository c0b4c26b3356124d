import type { HookContext } from '../../guard.ts';
import type { LoadWatch } from '../load-watch.ts';
import { viewOf } from '../own-bytes.ts';
import { destinationOf, patchSend } from '../udp/send.ts';
import type { SecretWatch } from './secrets.ts';

/** Secrets in datagrams. */
export function watchDatagrams(secrets: SecretWatch, context: HookContext, modules: LoadWatch): void {
  modules.whenLoaded('dgram', () =>
    patchSend(context, 'credentials', (socket, args) => {
      const bytes = payloadOf(args[0]);
      if (!bytes || !secrets.mayHold(bytes, undefined)) return undefined;
      return secrets.check(bytes, 'dgram.send', destinationOf(socket, args));
    }),
  );
}

/** A datagram as `send` takes it: one chunk or a list of them. */
export function payloadOf(message: unknown): Uint8Array | undefined {
  if (typeof message === 'string') return Buffer.from(message);
  if (Array.isArray(message)) {
    return Buffer.concat(message.map((part: unknown) => payloadOf(part) ?? new Uint8Array(0)));
  }
  return ArrayBuffer.isView(message) ? viewOf(message) : undefined;
}
