import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** Longest source that is shown or searched for suppressions, in bytes. */
const MAX_BYTES = 2 * 1024 * 1024;
/** Files kept in memory at once. */
const MAX_FILES = 5000;

/** The lines of a file of the project; `undefined` for what is missing, too large or outside of the root. */
export type SourceLines = (file: string) => readonly string[] | undefined;

/** Reads lines of files below a root; a link that leads out of it is not followed. */
export function sourceLines(root: string): SourceLines {
  const known = new Map<string, readonly string[] | undefined>();
  let base: string | undefined;
  return (file) => {
    if (known.has(file)) return known.get(file);
    if (known.size >= MAX_FILES) known.clear();
    base ??= realPath(root);
    const lines = base === undefined ? undefined : readLines(base, file);
    known.set(file, lines);
    return lines;
  };
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}

function readLines(base: string, file: string): readonly string[] | undefined {
  try {
    const real = realpathSync(path.resolve(base, file));
    if (real !== base && !real.startsWith(base.endsWith(path.sep) ? base : base + path.sep)) return undefined;
    const stat = statSync(real);
    if (!stat.isFile() || stat.size > MAX_BYTES) return undefined;
    return readFileSync(real, 'utf8').split(/\r?\n/);
  } catch {
    return undefined;
  }
}
