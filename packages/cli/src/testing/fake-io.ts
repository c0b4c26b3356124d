import { PassThrough, Readable } from 'node:stream';
import type { Io } from '../io.ts';

/** An {@link Io} that keeps what is written. */
export function fakeIo(options: { input?: string; cwd?: string; env?: Io['env'] } = {}) {
  const out = new PassThrough();
  const err = new PassThrough();
  const kept = { out: '', err: '' };
  out.on('data', (chunk) => {
    kept.out += String(chunk);
  });
  err.on('data', (chunk) => {
    kept.err += String(chunk);
  });
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const io: Io = {
    out,
    err,
    in: Readable.from(options.input === undefined ? [] : [options.input]),
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? {},
    stopped,
  };
  return { io, kept, stop };
}
