import type { ProjectFiles } from '../engine/types.ts';
import { baseName, folderOf, inFolder } from './paths.ts';
import { sourceFolders } from './source-folders.ts';
import { hasName, plain, type Sought } from './source-of-archive.ts';
import { isBuilt } from './source-of-built.ts';

/** What bundlers call what they write, whatever it is made of. */
const BUNDLE = /^(?:index|main|bundle|handler|app)$/;
const TEST = /\.(?:test|spec|config|d)\.\w+$|^(?:test_|conftest|setup\.)/;
const MOST_FILES = 200;

/**
 * The source of a bundle, which has another name than what it is made of: the one file that is called like the function, its
 * archive or its folder, and exports the handler; else the only file of the package that the folder is built in which does.
 * @param folder of the bundle, which is not there
 */
export function sourceOfBundle(
  files: ProjectFiles,
  { stem, exportName, extensions, names }: Sought,
  folder: string,
): string | undefined {
  if (exportName === undefined || !BUNDLE.test(baseName(stem))) return undefined;
  const isSource = (name: string) => extensions.some((one) => name.endsWith(one)) && !TEST.test(name);
  const below = (from: string) =>
    sourceFolders(files, from).flatMap((inside) =>
      files.list(inside).flatMap((name) => (isSource(name) ? [inFolder(inside, name)] : [])),
    );
  const only = (found: readonly string[]) => {
    const exporting = found.length > MOST_FILES ? [] : found.filter((file) => hasName(files, file, exportName));
    return exporting.length === 1 ? exporting[0] : undefined;
  };
  const wanted = names.map(plain).filter((name) => name.length > 2 && !BUNDLE.test(name));
  const called = only(below('').filter((file) => wanted.includes(plain(file))));
  if (called !== undefined) return called;
  // `orders/dist` is built in the package `orders`.
  const parent = folderOf(folder);
  return isBuilt(folder) && parent !== '' && files.isFolder(parent) ? only(below(parent)) : undefined;
}
