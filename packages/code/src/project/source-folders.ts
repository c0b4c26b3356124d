import type { ProjectFiles } from '../engine/types.ts';
import { inFolder } from './paths.ts';

/** Folders without anything that a person of the project wrote for its functions. */
const SKIPPED =
  /^(\..*|node_modules|dist|build|out|coverage|vendor|venv|site-packages|__pycache__|tests?|__tests__|spec|docs|cdk\.out)$/;
const MOST_FOLDERS = 2_000;
const DEEPEST = 6;

/** Of each project, by the folder that is looked below: several functions ask for the same. */
const known = new WeakMap<ProjectFiles, Map<string, readonly string[]>>();

/** The folders below one in which people of a project write, nearest first; of a project of too many, none. */
export function sourceFolders(files: ProjectFiles, from = ''): readonly string[] {
  const own = known.get(files) ?? new Map<string, readonly string[]>();
  known.set(files, own);
  const folders = own.get(from) ?? findFolders(files, from);
  own.set(from, folders);
  return folders;
}

function findFolders(files: ProjectFiles, from: string): readonly string[] {
  const found: string[] = [];
  let folders: readonly string[] = [from];
  for (let depth = 0; depth <= DEEPEST && folders.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      if (found.length >= MOST_FOLDERS) return [];
      found.push(folder);
      for (const name of files.list(folder)) {
        const inner = inFolder(folder, name);
        if (!SKIPPED.test(name) && files.isFolder(inner)) next.push(inner);
      }
    }
    folders = next;
  }
  return found;
}
