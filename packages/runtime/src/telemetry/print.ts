import { writeSync } from 'node:fs';

/** How often a full pipe is tried again, 1 ms apart: CloudWatch's reader empties it within that, and nobody waits longer. */
export const TRIES = 50;
/** The same for lines of which none may be missing: parts of a record that was removed and is kept nowhere else. */
const PATIENT_TRIES = 2_000;

/** Writes to a file descriptor as `fs.writeSync` does: returns the bytes taken, throws EAGAIN when there is no room. */
export type WriteSync = (fd: number, data: string | Uint8Array) => number;

/**
 * Prints one line on stdout, whole or not at all as far as the pipe lets it; never throws.
 * Not `console.log`: the runtime replaces it and it may be patched; a stream would lose lines when the process is frozen.
 * @returns `false` when the line could not be written
 */
export function printLine(line: string, patient = false, write?: WriteSync): boolean {
  return writeWhole(`${line}\n`, patient ? PATIENT_TRIES : TRIES, write);
}

/**
 * Writes a text to stdout to its last byte, however often the pipe takes only a part; never throws.
 * @param most how often it is tried, 1 ms apart where the pipe is full; by default for as long as nobody reads, as `console.log` waits
 *   where stdout is synchronous
 * @returns `false` when the text could not be written whole
 */
export function writeWhole(text: string, most = 1 / 0, write: WriteSync = writeSync as WriteSync): boolean {
  // As a text it needs no Buffer, which takes longer to make than a line to write.
  let rest: string | Uint8Array = text;
  while (most--) {
    try {
      const taken = write(1, rest);
      if (taken === Buffer.byteLength(rest)) return true;
      rest = Buffer.from(rest).subarray(taken);
    } catch (error) {
      // stdout is a non-blocking pipe when something opened it so.
      if ((error as { code?: unknown }).code !== 'EAGAIN') return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
  return false;
}
