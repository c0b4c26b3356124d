import type { ProjectFiles } from '../engine/types.ts';
import { baseName, folderOf, inFolder } from './paths.ts';
import { sourceFolders } from './source-folders.ts';

/** What is known of a function whose code lies elsewhere than its template says. */
export interface Sought {
  /** Of the handler's file, without extension: `lambda_function`, `src/app`. */
  readonly stem: string;
  readonly exportName: string | undefined;
  readonly extensions: readonly string[];
  /** The function's id and name, and the archive's. */
  readonly names: readonly string[];
}

/**
 * The source of a function whose template names an archive, an object in a bucket or a folder that a script of the project
 * makes: the one file of the handler's name; of several the one that exports the handler, or in a folder that is called like
 * the function.
 * @returns path relative to the root; `undefined` where none fits, or more than one
 */
export function sourceOfArchive(
  files: ProjectFiles,
  { stem, exportName, extensions, names }: Sought,
): string | undefined {
  const found: string[] = [];
  for (const folder of sourceFolders(files)) {
    const whole = inFolder(folder, stem);
    const file = extensions.map((extension) => `${whole}${extension}`).find((name) => files.isFile(name));
    if (file !== undefined) found.push(file);
  }
  if (found.length < 2) return found[0];
  const exporting = exportName === undefined ? [] : found.filter((file) => hasName(files, file, exportName));
  return exporting.length === 1 ? exporting[0] : likeFunction(exporting.length === 0 ? found : exporting, names);
}

export function hasName(files: ProjectFiles, file: string, name: string): boolean {
  const read = files.read(file);
  return read !== undefined && 'text' in read && new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`).test(read.text);
}

/** Of several files the one in a folder that is called like the function; else the only one that shares a word with it. */
function likeFunction(found: readonly string[], names: readonly string[]): string | undefined {
  const wanted = names.map(plain).filter((name) => name.length > 2);
  const parts = found.map((file) => folderOf(file).split('/').map(plain));
  // `deploy/articles_recent.zip` is made of `src/handlers/articles/recent`.
  const isCalled = (one: readonly string[] = []) =>
    one.some((part, i) => wanted.includes(part) || wanted.includes(one.slice(i).join('')));
  const same = found.filter((_, i) => isCalled(parts[i]));
  if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  const own = parts.map((one) =>
    one.filter((part) => part.length > 2 && !parts.every((other) => other.includes(part))),
  );
  const alike = found.filter((_, i) => own[i]?.some((part) => wanted.some((name) => name.includes(part))));
  return alike.length === 1 ? alike[0] : undefined;
}

/** `OrdersGetFunction`, `orders-get` and `orders_get.zip` are one name. */
export function plain(name: string): string {
  return baseName(name)
    .replace(/\.[a-z]{2,4}$/i, '')
    .replace(/[^a-z0-9]/gi, '')
    .replace(/(function|lambda|handler)$/i, '')
    .toLowerCase();
}
