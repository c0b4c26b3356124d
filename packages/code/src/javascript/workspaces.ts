import type { ProjectFiles } from '../engine/types.ts';
import { fieldsOf, readJson } from '../project/json.ts';
import { foldersUp, joinPath } from '../project/paths.ts';
import { targetsOf } from './aliases.ts';

/** Packages of the project itself, by name. */
export interface Workspaces {
  /** Paths that a specifier may mean, likeliest first; empty where no package of the project has that name. */
  of(specifier: string, folder: string): readonly string[];
}

/** Packages of one project that are looked at. */
const MAX_PACKAGES = 2000;

interface Package {
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Finds them through `workspaces` of npm and yarn, `pnpm-workspace.yaml`, `lerna.json`, and `file:` dependencies. */
export function createWorkspaces(files: ProjectFiles): Workspaces {
  const roots = new Map<string, ReadonlyMap<string, Package>>();

  const packagesOf = (root: string): ReadonlyMap<string, Package> => {
    let found = roots.get(root);
    if (found === undefined) {
      found = readPackages(files, root);
      roots.set(root, found);
    }
    return found;
  };

  return {
    of: (specifier, folder) => {
      const parts = specifier.split('/');
      const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
      for (const around of foldersUp(folder)) {
        const found = packagesOf(around).get(name);
        if (found !== undefined) return entriesOf(found, specifier.slice(name.length + 1));
      }
      return [];
    },
  };
}

function readPackages(files: ProjectFiles, root: string): Map<string, Package> {
  const packages = new Map<string, Package>();
  const manifestFile = joinPath(root, 'package.json') as string;
  if (!files.isFile(manifestFile)) return packages;
  const manifest = fieldsOf(readJson(files, manifestFile));
  const add = (folder: string | undefined, as?: string) => {
    if (folder === undefined || packages.size >= MAX_PACKAGES) return;
    const file = joinPath(folder, 'package.json') as string;
    if (!files.isFile(file)) return;
    const own = fieldsOf(readJson(files, file));
    const name = as ?? own.name;
    if (typeof name === 'string' && !packages.has(name)) packages.set(name, { folder, manifest: own });
  };
  const workspaces = Array.isArray(manifest.workspaces) ? manifest.workspaces : fieldsOf(manifest.workspaces).packages;
  const lerna = joinPath(root, 'lerna.json') as string;
  const patterns = [
    ...targetsOf(workspaces),
    ...(files.isFile(lerna) ? targetsOf(fieldsOf(readJson(files, lerna)).packages) : []),
    ...pnpmPatterns(files, root),
  ];
  for (const pattern of patterns) for (const folder of expand(files, root, pattern)) add(folder);
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(fieldsOf(manifest[kind]))) {
      const local = typeof version === 'string' ? /^(?:file|link|portal):(.+)$/.exec(version)?.[1] : undefined;
      if (local !== undefined) add(joinPath(root, local), name);
    }
  }
  return packages;
}

/** The list below `packages:`, which is all that stands in the file as a rule; read without a YAML parser. */
function pnpmPatterns(files: ProjectFiles, root: string): string[] {
  const file = joinPath(root, 'pnpm-workspace.yaml') as string;
  const read = files.isFile(file) ? files.read(file) : undefined;
  if (read === undefined || !('text' in read)) return [];
  return [...read.text.matchAll(/^[ \t]*-[ \t]*['"]?([\w@./*-]{1,200})['"]?[ \t\r]*$/gm)].map(
    ([, pattern]) => pattern ?? '',
  );
}

/** `packages/*`, `services/**`: a star is one folder, two are one or two. */
function expand(files: ProjectFiles, root: string, pattern: string): string[] {
  let folders = [root];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' || folders.length > MAX_PACKAGES) return [];
    const inner = (folder: string) =>
      files
        .list(folder)
        .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
        .map((name) => join(folder, name));
    if (part === '*') folders = folders.flatMap(inner);
    else if (part === '**') folders = folders.flatMap((folder) => [...inner(folder), ...inner(folder).flatMap(inner)]);
    else if (!part.includes('*')) folders = folders.map((folder) => join(folder, part));
    else {
      const [before = '', after = ''] = part.split('*');
      folders = folders.flatMap(inner).filter((folder) => {
        const name = folder.slice(folder.lastIndexOf('/') + 1);
        return name.startsWith(before) && name.endsWith(after);
      });
    }
    folders = folders.filter((folder) => files.isFolder(folder));
  }
  return folders.slice(0, MAX_PACKAGES);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** What `exports`, `source`, `module` and `main` name; sources of built files are found by who asks. */
function entriesOf({ folder, manifest }: Package, subpath: string): string[] {
  const paths: string[] = [];
  const add = (target: string) => {
    const path = joinPath(folder, target);
    if (path !== undefined && !/\.d\.[cm]?ts$/.test(path)) paths.push(path);
  };
  const exports = fieldsOf(manifest.exports);
  const key = subpath === '' ? '.' : `./${subpath}`;
  for (const [pattern, target] of Object.entries(exports)) {
    const star = pattern.indexOf('*');
    if (pattern === key) targetsOf(target).forEach(add);
    else if (star > 0 && key.startsWith(pattern.slice(0, star))) {
      const rest = key.slice(star, key.length - (pattern.length - star - 1));
      for (const text of targetsOf(target)) add(text.replaceAll('*', rest));
    }
  }
  if (subpath !== '') {
    add(subpath);
    add(`src/${subpath}`);
    return paths;
  }
  if (exports['.'] === undefined) targetsOf(manifest.exports).forEach(add);
  for (const field of [manifest.source, manifest.module, manifest.main]) if (typeof field === 'string') add(field);
  for (const guess of ['index', 'src/index', 'lib/index']) add(guess);
  return paths;
}
