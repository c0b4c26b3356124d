import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Files that run in a function's process and are shipped as they are: `bootstrap/` and `python/` of this package. They lie
 * beside the sources, beside a bundle, or in a folder `lab` beside it.
 * @throws when none of them holds the file: the package is incomplete
 */
export function assetPath(file: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '..'), here, join(here, 'lab'), join(here, '..', 'lab')]
    .map((folder) => join(folder, file))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`This installation lacks ${file}; install Bulkhead again.`);
  return found;
}
