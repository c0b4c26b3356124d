import type { BigIntStats, Dirent } from 'node:fs';
import { builtin } from '../patch.ts';

/** The calls of `fs` that are needed, as they were before anybody's code ran. */
export interface WipeFs {
  readdirSync(path: string, options: { withFileTypes: true }): Dirent[];
  lstatSync(path: string, options: { bigint: true }): BigIntStats;
  unlinkSync(path: string): void;
  rmdirSync(path: string): void;
}

export interface Wiped {
  readonly removed: number;
  /** The bound was reached, or something could not be removed. */
  readonly left: boolean;
}

export interface TmpWipe {
  /** Removes what came after the wipe was made. */
  wipe(): Wiped;
}

/** Entries looked at in one wipe, and folders below one another. */
const MAX_ENTRIES = 5_000;
const MAX_DEPTH = 32;

/**
 * Empties a folder but for what lies there now, which came with the start of the function. Links are removed, never
 * followed, and other file systems are not entered.
 * @param limit how many entries are remembered, and looked at in one wipe
 * @example const { wipe } = createTmpWipe('/tmp', fs);
 */
export function createTmpWipe(root: string, fs: WipeFs, limit = MAX_ENTRIES): TmpWipe {
  const kept = new Set<string>();
  let isWhole = true;
  const remember = (folder: string, depth: number): void => {
    for (const entry of entries(fs, folder)) {
      const path = `${folder}/${entry.name}`;
      kept.add(path);
      if (kept.size >= limit || depth >= MAX_DEPTH) {
        isWhole = false;
        return;
      }
      if (entry.isDirectory()) remember(path, depth + 1);
    }
  };
  remember(root, 0);

  return {
    wipe() {
      // Too much was there to tell what came later.
      if (!isWhole) return { removed: 0, left: true };
      let budget = limit;
      let removed = 0;
      let left = false;
      let device: bigint | undefined;
      const empty = (folder: string, depth: number): void => {
        for (const entry of entries(fs, folder)) {
          if (--budget < 0) {
            left = true;
            return;
          }
          const path = `${folder}/${entry.name}`;
          const isKept = kept.has(path);
          try {
            if (entry.isDirectory()) {
              if (depth >= MAX_DEPTH || fs.lstatSync(path, { bigint: true }).dev !== device) {
                left = true;
                continue;
              }
              empty(path, depth + 1);
              if (!isKept && budget >= 0) {
                fs.rmdirSync(path);
                removed++;
              }
            } else if (!isKept) {
              fs.unlinkSync(path);
              removed++;
            }
          } catch {
            left = true;
          }
        }
      };
      try {
        device = fs.lstatSync(root, { bigint: true }).dev;
      } catch {
        return { removed: 0, left: true };
      }
      empty(root, 0);
      return { removed, left };
    },
  };
}

function entries(fs: WipeFs, folder: string): Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/**
 * The folder that `files.wipe` empties: Lambda's own /tmp. Anywhere else /tmp is somebody's, so that a folder must be named
 * there (BULKHEAD_TMP, for the lab and tests).
 */
export function wipeRoot(
  env: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): string | undefined {
  const named = env['BULKHEAD_TMP'];
  if (named?.startsWith('/') && named.length > 1) return named;
  // Each worker of an environment with several invocations at once would empty the folder under the others.
  if (env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined) return undefined;
  const isLambda = env['LAMBDA_TASK_ROOT'] === '/var/task' && exists('/var/runtime');
  return isLambda ? '/tmp' : undefined;
}

/** The wipe of the folder that this process may empty; `undefined` where there is none. */
export function firstTmpWipe(): TmpWipe | undefined {
  const fs = builtin<typeof import('node:fs')>('fs')!;
  const root = wipeRoot(process.env, fs.existsSync);
  return root === undefined ? undefined : createTmpWipe(root, fs);
}
