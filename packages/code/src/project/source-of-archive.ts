import type { ProjectFiles } from '../engine/types.ts';
import { baseName, folderOf } from './paths.ts';

/** Folders without anything that a person of the project wrote for its functions. */
const SKIPPED =
  /^(\..*|node_modules|dist|build|out|coverage|vendor|venv|site-packages|__pycache__|tests?|__tests__|spec|docs|cdk\.out)$/;
const MOST_FOLDERS = 2_000;
const DEEPEST = 6;

/**
 * The source of a function whose template names an archive or an object in a bucket that a script of the project packs:
 * the one file of the handler's name, or of several the one in a folder that is called like the function.
 * @param stem of the handler's file, without extension: `lambda_function`, `src/app`
 * @param names the function's id and name, and the archive's
 * @returns path relative to the root; `undefined` where none fits, or more than one
 */
export function sourceOfArchive(
  files: ProjectFiles,
  stem: string,
  extensions: readonly string[],
  names: readonly string[],
): string | undefined {
  const found: string[] = [];
  let folders: readonly string[] = [''];
  let left = MOST_FOLDERS;
  for (let depth = 0; depth <= DEEPEST && folders.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      if (left-- <= 0) return undefined;
      const whole = folder === '' ? stem : `${folder}/${stem}`;
      const file = extensions.map((extension) => `${whole}${extension}`).find((name) => files.isFile(name));
      if (file !== undefined) found.push(file);
      for (const name of files.list(folder)) {
        const inner = folder === '' ? name : `${folder}/${name}`;
        if (!SKIPPED.test(name) && files.isFolder(inner)) next.push(inner);
      }
    }
    folders = next;
  }
  if (found.length < 2) return found[0];
  const wanted = new Set(names.map(plain).filter((name) => name.length > 2));
  const fitting = found.filter((file) =>
    folderOf(file)
      .split('/')
      .some((part) => wanted.has(plain(part))),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** `OrdersGetFunction`, `orders-get` and `orders_get.zip` are one name. */
function plain(name: string): string {
  return baseName(name)
    .replace(/\.[a-z]{2,4}$/i, '')
    .replace(/[^a-z0-9]/gi, '')
    .replace(/(function|lambda|handler)$/i, '')
    .toLowerCase();
}
