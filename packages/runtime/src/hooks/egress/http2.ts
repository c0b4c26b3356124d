import type { HookContext } from '../../guard.ts';
import { type Session, whenSession } from '../http2-sessions.ts';
import type { LoadWatch } from '../load-watch.ts';
import { patch } from '../patch.ts';
import { bytesOf, type Chunk } from '../socket-writes.ts';
import type { SecretWatch } from './secrets.ts';
import { targetFor } from './targets.ts';

/**
 * Secrets in requests of HTTP/2: native code frames them and writes to the connection itself, past every method of sockets.
 * The class of streams is not exported; the first stream leads to it.
 */
export function watchHttp2(secrets: SecretWatch, context: HookContext, modules: LoadWatch): void {
  whenSession('credentials', context, modules, (prototype) => patchSession(prototype, secrets, context));
}

function patchSession(prototype: object, secrets: SecretWatch, context: HookContext): void {
  let isPatched = false;
  patch(
    prototype,
    'request',
    (original) =>
      function request(this: unknown, ...args: unknown[]) {
        const stop = context.shield('credentials', () => {
          const text = headText(args[0]);
          if (!secrets.mayHold(text, undefined)) return undefined;
          return secrets.check(Buffer.from(text), 'http2.request', targetOf(this as Session));
        });
        // As for headers that it does not take.
        if (stop) throw stop;
        const stream = original(this, args) as object;
        if (!isPatched) {
          isPatched = true;
          context.shield('credentials', () => patchStream(stream, secrets, context));
        }
        return stream;
      },
  );
}

function patchStream(stream: object, secrets: SecretWatch, context: HookContext): void {
  let prototype = Object.getPrototypeOf(stream) as object | null;
  while (prototype && !Object.hasOwn(prototype, '_write'))
    prototype = Object.getPrototypeOf(prototype) as object | null;
  if (!prototype) return;
  for (const name of ['_write', '_writev'] as const) {
    patch(
      prototype,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const stop = context.shield('credentials', () => {
            const chunks = name === '_write' ? [{ chunk: args[0], encoding: args[1] }] : (args[0] as Chunk[]);
            if (!chunks.some((item) => secrets.mayHold(item.chunk, item.encoding))) return undefined;
            const bytes = Buffer.concat(chunks.map((item) => bytesOf(item.chunk, item.encoding) ?? new Uint8Array(0)));
            return secrets.check(bytes, 'http2.write', targetOf((this as { session?: Session }).session));
          });
          const done = args.at(-1);
          if (!stop || typeof done !== 'function') return original(this, args);
          process.nextTick(done as (error: Error) => void, stop);
          return undefined;
        },
    );
  }
}

/** Headers as a text, the pseudo headers among them, so that a signature and its token are seen together. */
function headText(headers: unknown): string {
  if (typeof headers !== 'object' || headers === null) return '';
  // Node.js 24 takes them as one list, too.
  if (Array.isArray(headers)) {
    return headers.map((item, i) => `${String(item)}${i % 2 === 0 ? ': ' : '\r\n'}`).join('');
  }
  let text = '';
  for (const [name, value] of Object.entries(headers)) text += `${name}: ${String(value)}\r\n`;
  return text;
}

function targetOf(session: Session | undefined): ReturnType<typeof targetFor> {
  const socket = session?.socket as object | undefined;
  return socket && targetFor(socket);
}
