import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository around a folder; the folder itself where there is none. */
export function projectRoot(folder: string): string {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return here;
    if (here === dirname(here)) return folder;
  }
}
