import { builtin } from '../patch.ts';

/** Where a path leads, asked of the file system itself with functions that nobody can have replaced. */
export interface Places {
  /** Absolute and without `.`, `..` and doubled slashes; links are not followed. */
  absolute(path: string): string;
  /** Links followed as far as the path exists. */
  real(path: string): string;
  /** The same for the name itself: a link is where it stands, whatever it leads to. */
  realName(path: string): string;
  /**
   * Whether a path leads to what a process holds in memory: `/proc/self/environ`, `/proc/1/task/1/mem`, by whatever link,
   * working directory or descriptor.
   */
  isProcessMemory(path: string): boolean;
  /** Whether a path is a whole process's folder in /proc, or holds such folders. */
  isProcessFolder(path: string): boolean;
}

/** Files of `/proc/PID` that show the environment or the memory, and where in it to look. */
const MEMORY = ['environ', 'mem', 'maps', 'smaps', 'numa_maps', 'pagemap', 'auxv'];

/** The folders in which a function can have made links. */
export const WRITABLE = '/tmp';

export function createPlaces(): Places {
  const { realpathSync, lstatSync } = builtin<typeof import('node:fs')>('fs')!;
  const { native } = realpathSync;
  const { normalize } = builtin<typeof import('node:path')>('path')!.posix;
  const { cwd } = process;

  function absolute(path: string): string {
    const rooted = path.startsWith('/') ? path : `${cwd()}/${path}`;
    const isPlain = !rooted.includes('//') && !rooted.includes('/.') && !rooted.endsWith('/');
    if (isPlain) return rooted;
    const normal = normalize(rooted);
    return normal !== '/' && normal.endsWith('/') ? normal.slice(0, -1) : normal;
  }

  function real(path: string): string {
    let rest = '';
    for (let at = path, tries = 0; tries < 64; tries++) {
      try {
        return native(at) + rest;
      } catch {
        const folder = absolute(at);
        const cut = folder.lastIndexOf('/');
        if (cut <= 0) break;
        rest = folder.slice(cut) + rest;
        at = folder.slice(0, cut);
      }
    }
    return absolute(path);
  }

  function isLink(path: string): boolean {
    try {
      return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    } catch {
      return false;
    }
  }

  return {
    absolute,
    real,
    realName(path) {
      const cut = path.lastIndexOf('/');
      return cut <= 0 ? path : real(path.slice(0, cut)) + path.slice(cut);
    },
    isProcessMemory(path) {
      // Cheap answers first: next to no path ends like this, lies in /proc or is a link in /tmp.
      const bare = path.endsWith('/') || path.endsWith('/.') ? absolute(path) : path;
      const name = bare.slice(bare.lastIndexOf('/') + 1);
      let isSuspect = MEMORY.includes(name);
      if (!isSuspect) {
        const place = absolute(path);
        isSuspect = place.startsWith('/proc/') || (isBelow(place, WRITABLE) && isLink(place));
      }
      return isSuspect && MEMORY_PATH.test(real(path));
    },
    isProcessFolder(path) {
      const place = real(path);
      return place === '/proc' || (place.startsWith('/proc/') && PROCESS_FOLDER.test(place));
    },
  };
}

const MEMORY_PATH = /^\/proc\/(?:\d+|self|thread-self)(?:\/task\/\d+)?\/(?:environ|mem|s?maps|numa_maps|pagemap|auxv)$/;
const PROCESS_FOLDER = /^\/proc\/(?:\d+|self|thread-self)(?:\/task(?:\/\d+)?)?$/;

/** Whether a path is a folder or lies in it. */
export function isBelow(path: string, folder: string): boolean {
  if (folder === '/') return true;
  const bare = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return path === bare || path.startsWith(`${bare}/`);
}
