import type { HookContext } from '../../guard.ts';
import type { LoadWatch } from '../load-watch.ts';
import { isBytes, viewOf } from '../own-bytes.ts';
import { builtin, isLoaded, patch } from '../patch.ts';
import { masked, type SecretWatch } from './secrets.ts';

/**
 * Secrets in log lines that go past sockets: Lambda's runtime writes to a descriptor of its own with `fs.writeSync`, and
 * standard output may be a file. They are covered by as many asterisks, since that descriptor's frames tell the length.
 * A descriptor that turns out to be a connection's is treated as one.
 */
export function watchLogLines(secrets: SecretWatch, context: HookContext, modules: LoadWatch): void {
  const fs = builtin<typeof import('node:fs')>('fs')!;
  // Taken now: asked again later, it may be user code's.
  const { fstatSync } = fs;

  function judged(args: readonly unknown[]): unknown[] | Error | undefined {
    const [fd, data] = args;
    const encoding = encodingOf(args);
    const bytes = typeof data === 'string' ? Buffer.from(data, encoding as BufferEncoding) : viewOf(data as Uint8Array);
    const hits = secrets.leaks(bytes);
    if (hits.length === 0) return undefined;
    if (fstatSync(fd as number).isSocket() && fd !== 1 && fd !== 2) {
      return secrets.report(hits, 'fs.write', 'a socket');
    }
    if (!isLog(fd)) return undefined;
    const worth = hits.filter((hit) => hit.secret.kind !== 'id');
    if (!secrets.report(worth, 'log', fd === 2 ? 'stderr' : 'stdout')) return undefined;
    const covered = masked(bytes, worth);
    return [
      fd,
      typeof data === 'string' ? Buffer.from(covered).toString(encoding as BufferEncoding) : covered,
      ...args.slice(2),
    ];
  }

  for (const name of ['writeSync', 'write'] as const) {
    patch(
      fs,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          if (!secrets.mayHold(args[1], encodingOf(args))) return original(this, args);
          const verdict = context.shield('credentials', () => judged(args));
          if (!verdict) return original(this, args);
          if (!(verdict instanceof Error)) return original(this, verdict);
          const done = args.at(-1);
          if (name === 'writeSync' || typeof done !== 'function') throw verdict;
          process.nextTick(done as (error: Error) => void, verdict);
          return undefined;
        },
    );
  }
  if (!isLoaded('net')) watchGetters(modules);
  // Standard output is a file, and its stream took `fs.writeSync` before we came.
  if (isLoaded('internal/fs/sync_write_stream')) watchStreams(secrets, context);
}

/** Of what is a text. */
function encodingOf(args: readonly unknown[]): string | undefined {
  return typeof args[1] === 'string' && typeof args[3] === 'string' ? args[3] : undefined;
}

/**
 * Standard output is a pipe, and its first use loads `net` and writes at once: what is loaded is patched in between. The
 * getter is as it was afterwards.
 */
function watchGetters(modules: LoadWatch): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const property = Object.getOwnPropertyDescriptor(process, name);
    const get = property?.get;
    if (!get || !property.configurable) continue;
    Object.defineProperty(process, name, {
      ...property,
      get() {
        const stream: unknown = Reflect.apply(get, process, []);
        Object.defineProperty(process, name, property);
        modules.catchUp();
        return stream;
      },
    });
  }
}

function isLog(fd: unknown): boolean {
  return fd === 1 || fd === 2 || String(fd) === process.env['_LAMBDA_TELEMETRY_LOG_FD'];
}

function watchStreams(secrets: SecretWatch, context: HookContext): void {
  const net = builtin<typeof import('node:net')>('net')!;
  for (const stream of [process.stdout, process.stderr] as unknown[]) {
    if (stream instanceof net.Socket) continue;
    patch(
      Object.getPrototypeOf(stream) as object,
      '_write',
      (original) =>
        function _write(this: unknown, ...args: unknown[]) {
          const [chunk] = args;
          if (!isBytes(chunk) || !secrets.mayHold(chunk, undefined)) return original(this, args);
          const covered = context.shield('credentials', () => {
            const hits = secrets.leaks(chunk).filter((hit) => hit.secret.kind !== 'id');
            return secrets.report(hits, 'log', 'stdout') && masked(chunk, hits);
          });
          return original(this, covered ? [covered, ...args.slice(1)] : args);
        },
    );
    // Both share one prototype.
    return;
  }
}
