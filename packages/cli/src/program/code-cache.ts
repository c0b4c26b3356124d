import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What V8 made of one file of the program. */
export interface CompiledPart {
  /** Of the file that it was made of. */
  readonly stamp: string;
  readonly data: Buffer;
}

export interface CodeCache {
  /** By file name; empty where nothing was kept. */
  readonly parts: ReadonlyMap<string, CompiledPart>;
  /** `none`: this is the first run; `noted`: one run came before this one. */
  readonly state: 'none' | 'noted' | 'kept';
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** V8 copies what does not begin at a multiple of this. */
const ALIGNED = 8;

/** Never throws: what cannot be read was not kept. */
export function readCodeCache(file: string): CodeCache {
  const parts = new Map<string, CompiledPart>();
  try {
    const bytes = readFileSync(file);
    const writtenAt = statSync(file).mtimeMs;
    if (bytes.length === 0) return { parts, state: 'noted', writtenAt };
    const end = bytes.indexOf(10);
    const rows = JSON.parse(bytes.toString('latin1', 0, end)) as [name: string, stamp: string, length: number][];
    let from = aligned(end + 1);
    for (const [name, stamp, length] of rows) {
      // Cut short: a half of what V8 wrote must not reach it.
      if (from + length > bytes.length) return { parts: new Map(), state: 'noted', writtenAt };
      parts.set(name, { stamp, data: bytes.subarray(from, from + length) });
      from = aligned(from + length);
    }
    return { parts, state: 'kept', writtenAt };
  } catch {
    return { parts: new Map(), state: 'none', writtenAt: 0 };
  }
}

/** @param parts left out: notes that there was a run. A folder that cannot be written keeps nothing. */
export function writeCodeCache(file: string, parts: ReadonlyMap<string, CompiledPart> = new Map()): void {
  const rows = [...parts].map(([name, { stamp, data }]) => [name, stamp, data.length]);
  const pieces = [Buffer.from(`${JSON.stringify(rows)}\n`, 'latin1'), ...[...parts.values()].map(({ data }) => data)];
  const padded = pieces.flatMap((piece) => [piece, Buffer.alloc(aligned(piece.length) - piece.length)]);
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    // Two runs at a time each write a whole file.
    writeFileSync(unfinished, parts.size === 0 ? '' : Buffer.concat(padded));
    renameSync(unfinished, file);
  } catch {
    try {
      rmSync(unfinished, { force: true });
    } catch {}
  }
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNED) * ALIGNED;
}
