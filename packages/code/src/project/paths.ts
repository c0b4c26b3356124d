/** Joins and tidies a path relative to the project root, with forward slashes. @returns `undefined` where it leads out */
export function joinPath(...parts: readonly string[]): string | undefined {
  const out: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return undefined;
  }
  return out.join('/');
}

/** What is in a folder, by its name; the root is `''`. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The folder of a file; `''` for the root. */
export function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** A folder and those around it, innermost first, the root last. */
export function foldersUp(folder: string): string[] {
  const folders = [folder];
  let here = folder;
  while (here !== '') {
    here = folderOf(here);
    folders.push(here);
  }
  return folders;
}
