import { readdirSync } from 'node:fs';
import path from 'node:path';

/** What stands in a folder: names, in a stable order. Links are neither. */
export interface FolderNames {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Lists folders below a root, each one once, whoever asks. */
export interface Folders {
  /** @param folder relative to the root, `''` for itself; one that may not be listed holds nothing for us */
  list(folder: string): FolderNames;
}

/**
 * @param root absolute
 * @example createFolders('/home/me/app').list('src').files
 */
export function createFolders(root: string): Folders {
  const known = new Map<string, FolderNames>();
  return {
    list(folder) {
      const seen = known.get(folder);
      if (seen) return seen;
      const names = listFolder(path.join(root, folder));
      known.set(folder, names);
      return names;
    },
  };
}

function listFolder(folder: string): FolderNames {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isFile()) files.push(entry.name);
      else if (entry.isDirectory()) folders.push(entry.name);
    }
  } catch {
    return { files: [], folders: [] };
  }
  return { files: files.sort(), folders: folders.sort() };
}
