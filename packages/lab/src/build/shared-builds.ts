import { statSync } from 'node:fs';
import type { Compiled } from './compile.ts';

/** Builds of entries that several functions have in common, each used for as long as none of its sources has changed. */
export interface SharedBuilds {
  /** @param key tells an entry and how it is built */
  get(key: string, compile: () => Promise<Compiled>): Promise<Compiled>;
}

export function createSharedBuilds(): SharedBuilds {
  const builds = new Map<string, Promise<Build>>();
  return {
    async get(key, compile) {
      const known = builds.get(key);
      // One that failed is tried again: each function is told under its own name.
      const build = await known?.catch(() => undefined);
      if (build && isFresh(build)) return build.compiled;
      const now = builds.get(key);
      // Whoever waited as well may have begun in the meantime, after the change that brought us here.
      const next = now && now !== known ? now : run(compile);
      builds.set(key, next);
      return (await next).compiled;
    },
  };
}

interface Build {
  readonly compiled: Compiled;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly marks: readonly Mark[];
}

/** A source as it was when its build had ended. */
interface Mark {
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
  /** Bytes. */
  readonly size: number;
}

async function run(compile: () => Promise<Compiled>): Promise<Build> {
  const startedAt = Date.now();
  const compiled = await compile();
  return { compiled, startedAt, marks: compiled.sources.map(markOf) };
}

/** Nothing has changed since, nor while it was read. */
function isFresh({ marks, startedAt }: Build): boolean {
  return marks.every((mark) => {
    const now = markOf(mark.file);
    return now.changedAt === mark.changedAt && now.size === mark.size && now.changedAt < startedAt;
  });
}

/** A file that is gone equals nothing. */
function markOf(file: string): Mark {
  const found = statSync(file, { throwIfNoEntry: false });
  return { file, changedAt: found?.mtimeMs ?? Number.NaN, size: found?.size ?? 0 };
}
