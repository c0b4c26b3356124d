import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `.bulkhead` of a project or package, for what is made to run it; kept out of its repository. */
export function outputFolder(owner: string): string {
  const folder = join(owner, '.bulkhead');
  const ignore = join(folder, '.gitignore');
  if (!existsSync(ignore)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(ignore, '*\n');
  }
  return folder;
}
