import path from 'node:path';

/** Relative to the root, which is `''`. */
export function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  return folder === '.' ? '' : folder;
}
