import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { CodeProblem } from '@bulkhead/core';
import type { ProjectFiles } from '../engine/types.ts';
import { baseName, folderOf } from './paths.ts';

/** What one source file may weigh, in bytes. */
export const MAX_BYTES = 2 * 1024 * 1024;
/** What one project may give in all: a thousand functions have some ten thousand files of ten kilobytes. */
const MAX_TOTAL_BYTES = 256 * 1024 * 1024;
const MAX_FILES = 20_000;
/** Names of one folder that are listed. */
const MAX_NAMES = 5000;

/**
 * Opens a project for reading. Nothing outside of its root is read, through a symbolic link neither, and nothing in
 * `node_modules`: packages are known by their names. Never throws.
 * @param root absolute folder
 * @example openFiles('/home/me/shop').read('src/app.ts')
 */
export function openFiles(root: string): ProjectFiles {
  const realRoot = realOf(root) ?? root;
  const kinds = new Map<string, 'file' | 'folder' | 'outside' | 'none'>();
  const names = new Map<string, ReadonlySet<string>>();
  const read = new Set<string>();
  let total = 0;

  const kindOf = (relative: string): 'file' | 'folder' | 'outside' | 'none' => {
    let kind = kinds.get(relative);
    if (kind === undefined) {
      kind = mayBe(relative) ? lookAt(realRoot, relative) : 'none';
      kinds.set(relative, kind);
    }
    return kind;
  };
  /** Imports are guessed at under many names; one look into their folder answers for most. */
  const mayBe = (relative: string): boolean => {
    if (relative === '' || /(^|\/)\.{0,2}(\/|$)/.test(relative)) return true;
    const folder = folderOf(relative);
    const kind = kindOf(folder);
    if (kind !== 'folder') return kind === 'outside';
    return namesOf(folder).has(baseName(relative));
  };
  const namesOf = (folder: string): ReadonlySet<string> => {
    let found = names.get(folder);
    if (found === undefined) {
      found = new Set(namesIn(path.join(realRoot, folder)));
      names.set(folder, found);
    }
    return found;
  };

  return {
    read: (relative) => {
      const kind = kindOf(relative);
      const refused = (problem: CodeProblem['kind'], message: string) => {
        return { problem: { kind: problem, message, place: { file: relative, line: 1, column: 1 } } };
      };
      if (kind === 'outside') return refused('outside-root', 'leads out of the project’s folder; not read');
      if (kind !== 'file') return refused('missing-source', 'there is no such file');
      if (read.size >= MAX_FILES || total >= MAX_TOTAL_BYTES) {
        return refused(
          'budget',
          `not read: past ${MAX_FILES} files or ${MAX_TOTAL_BYTES / 1024 / 1024} MB of this project`,
        );
      }
      const bytes = readBounded(realRoot, relative);
      if (typeof bytes === 'string') return refused('missing-source', bytes);
      if (bytes === undefined) return refused('too-large', `larger than ${MAX_BYTES / 1024 / 1024} MB`);
      if (!read.has(relative)) {
        read.add(relative);
        total += bytes.length;
      }
      const text = bytes.toString('utf8');
      return { text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text };
    },
    isFile: (relative) => kindOf(relative) === 'file',
    isFolder: (relative) => kindOf(relative) === 'folder',
    list: (relative) => (kindOf(relative) === 'folder' ? [...namesOf(relative)].slice(0, MAX_NAMES) : []),
  };
}

function lookAt(realRoot: string, relative: string): 'file' | 'folder' | 'outside' | 'none' {
  if (relative.includes('\0') || relative.length > 4096) return 'none';
  const absolute = path.resolve(realRoot, relative);
  if (!isInside(realRoot, absolute)) return 'outside';
  if (relative.split('/').includes('node_modules')) return 'none';
  const real = realOf(absolute);
  if (real === undefined) return 'none';
  if (!isInside(realRoot, real)) return 'outside';
  try {
    const stat = statSync(real);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'none';
  } catch {
    return 'none';
  }
}

/** @returns `undefined` for a file that is too large, a text that says what is wrong otherwise */
function readBounded(realRoot: string, relative: string): Buffer | string | undefined {
  const real = realOf(path.resolve(realRoot, relative));
  // Asked again: it may have become a link since it was looked at.
  if (real === undefined || !isInside(realRoot, real)) return 'there is no such file';
  let handle: number;
  try {
    // Opening a named pipe would wait for a writer.
    handle = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    return `cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) return 'is not a regular file';
    if (stat.size > MAX_BYTES) return undefined;
    const buffer = Buffer.alloc(stat.size);
    let filled = 0;
    while (filled < buffer.length) {
      const count = readSync(handle, buffer, filled, buffer.length - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  } catch (cause) {
    return `cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  } finally {
    closeSync(handle);
  }
}

function namesIn(absolute: string): string[] {
  try {
    return readdirSync(absolute).sort();
  } catch {
    return [];
  }
}

function realOf(absolute: string): string | undefined {
  try {
    return realpathSync(absolute);
  } catch {
    return undefined;
  }
}

function isInside(root: string, absolute: string): boolean {
  const relative = path.relative(root, absolute);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
