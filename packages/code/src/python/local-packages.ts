import type { ProjectFiles } from '../engine/types.ts';
import { inFolder } from '../project/paths.ts';

/*
 * Packages of the project that a build installs: `lib/orders/setup.py` with `lib/orders/orders/__init__.py` is `import orders`
 * wherever it is a requirement.
 */

/** The last two: Django's programs and Zappa's functions run from where these stand. */
const DESCRIBES = ['pyproject.toml', 'setup.py', 'setup.cfg', 'manage.py', 'zappa_settings.json'];
const NOT_OURS = /^(\..*|node_modules|site-packages|venv|env|dist|build|cdk\.out|tests?|docs?)$/;
const DEEPEST = 4;
const MOST_FOLDERS = 3_000;

const known = new WeakMap<ProjectFiles, ReadonlyMap<string, string | undefined>>();

/** The folder that holds a package of this name; none where two do. */
export function localPackage(files: ProjectFiles, name: string): string | undefined {
  let packages = known.get(files);
  if (packages === undefined) {
    packages = findPackages(files);
    known.set(files, packages);
  }
  return packages.get(name);
}

function findPackages(files: ProjectFiles): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  let left = MOST_FOLDERS;
  const add = (folder: string): void => {
    for (const name of files.list(folder)) {
      if (NOT_OURS.test(name) || !files.isFile(inFolder(inFolder(folder, name), '__init__.py'))) continue;
      found.set(name, found.has(name) ? undefined : folder);
    }
  };
  const visit = (folder: string, depth: number): void => {
    if (--left < 0) return;
    if (DESCRIBES.some((name) => files.isFile(inFolder(folder, name)))) {
      add(folder);
      if (files.isFolder(inFolder(folder, 'src'))) add(inFolder(folder, 'src'));
    }
    if (depth >= DEEPEST) return;
    for (const name of files.list(folder)) {
      const inner = inFolder(folder, name);
      if (!NOT_OURS.test(name) && !name.includes('.') && files.isFolder(inner)) visit(inner, depth + 1);
    }
  };
  visit('', 0);
  return found;
}
