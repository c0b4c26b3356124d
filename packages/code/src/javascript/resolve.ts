import { builtinModules } from 'node:module';
import type { ProjectFiles, Resolution, ResolveContext } from '../engine/types.ts';
import { readJson } from '../project/json.ts';
import { folderOf, joinPath } from '../project/paths.ts';
import { isBuilt, sourceStems } from '../project/source-of-built.ts';
import { createAliases } from './aliases.ts';
import { createWorkspaces } from './workspaces.ts';

const CODE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];
const BUILTINS = new Set(builtinModules);
/** Files that bundlers import as their text. */
const TEXT_FILE = /\.(txt|html?|sql|graphql|gql|md|xml|css|ya?ml|hbs|ejs|mustache)$/i;

/**
 * Says what an import means, as Node.js, TypeScript and bundlers do together: files of the project with their extension
 * guessed, aliases, workspaces, layers. What is none of these is a package, which is never read.
 */
export function createResolver(files: ProjectFiles) {
  const aliases = createAliases(files);
  const workspaces = createWorkspaces(files);
  const known = new Map<string, Resolution | undefined>();

  const atPath = (path: string | undefined): Resolution | undefined => {
    if (path === undefined) return undefined;
    const file = codeFile(files, path);
    if (file !== undefined) return { kind: 'file', file };
    return dataFile(files, path);
  };

  const find = (specifier: string, fromFile: string, context: ResolveContext): Resolution | undefined => {
    const folder = folderOf(fromFile);
    if (/^\.{1,2}(\/|$)/.test(specifier)) return atPath(joinPath(folder, specifier));
    if (specifier.startsWith('/opt/')) {
      for (const layer of context.layers) {
        const rest = specifier.slice('/opt/'.length);
        const found = atPath(joinPath(layer, rest)) ?? atPath(joinPath(layer, rest.replace(/^nodejs\//, '')));
        if (found !== undefined) return found;
      }
      return inPackage(rest(specifier));
    }
    if (specifier.startsWith('/var/task/'))
      return atPath(joinPath(context.codeRoot, specifier.slice('/var/task/'.length)));
    if (specifier.startsWith('/') || specifier.startsWith('file:')) return undefined;
    const bare = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
    if (bare !== specifier || BUILTINS.has(bare)) {
      return { kind: 'package', name: bare, package: bare.split('/')[0] ?? bare, builtin: true };
    }
    for (const path of aliases.of(specifier, folder)) {
      const found = atPath(path);
      if (found !== undefined) return found;
    }
    if (specifier.startsWith('#')) return undefined;
    for (const path of workspaces.of(specifier, folder)) {
      const found = atPath(path);
      if (found !== undefined) return found;
    }
    return inPackage(specifier);
  };

  return (specifier: string, fromFile: string, context: ResolveContext): Resolution | undefined => {
    // A query or a loader's prefix (`./a.html?raw`, `raw-loader!./a`) names the same file.
    const bare = specifier.replace(/^.*!/, '').replace(/\?.*$/, '').slice(0, 1000);
    const key = `${folderOf(fromFile)}\n${bare}\n${context.codeRoot}\n${context.layers.join('\n')}`;
    if (known.has(key)) return known.get(key);
    const found = find(bare, fromFile, context);
    known.set(key, found);
    return found;
  };
}

/** `/opt/nodejs/node_modules/lodash/merge` → `lodash/merge` */
function rest(specifier: string): string {
  return specifier.replace(/^.*\/node_modules\//, '').replace(/^\/opt\/(nodejs\/)?/, '');
}

function inPackage(name: string): Resolution {
  const parts = name.split('/');
  const package_ = parts.slice(0, name.startsWith('@') ? 2 : 1).join('/');
  return { kind: 'package', name, package: package_, builtin: false };
}

/** A file of code: as named, TypeScript under its name in JavaScript, with an extension, a folder's main file, its source. */
export function codeFile(files: ProjectFiles, path: string, depth = 0): string | undefined {
  const stem = path.replace(/\.([cm]?)jsx?$/, '');
  if (stem !== path) {
    const letter = /\.([cm]?)jsx?$/.exec(path)?.[1] ?? '';
    for (const extension of letter === '' ? ['.ts', '.tsx'] : [`.${letter}ts`]) {
      if (files.isFile(`${stem}${extension}`)) return `${stem}${extension}`;
    }
  }
  if (/\.[cm]?[jt]sx?$/.test(path) && files.isFile(path)) return path;
  for (const extension of CODE_EXTENSIONS) if (files.isFile(`${path}${extension}`)) return `${path}${extension}`;
  if (files.isFolder(path)) {
    const main = depth < 4 ? mainOf(files, path, depth + 1) : undefined;
    if (main !== undefined) return main;
    for (const extension of CODE_EXTENSIONS) {
      const index = `${path === '' ? '' : `${path}/`}index${extension}`;
      if (files.isFile(index)) return index;
    }
  }
  if (!isBuilt(path)) return undefined;
  for (const source of sourceStems(files, stem)) {
    for (const extension of CODE_EXTENSIONS) if (files.isFile(`${source}${extension}`)) return `${source}${extension}`;
  }
  return undefined;
}

function mainOf(files: ProjectFiles, folder: string, depth: number): string | undefined {
  const manifest = joinPath(folder, 'package.json') as string;
  if (!files.isFile(manifest)) return undefined;
  const { main } = (readJson(files, manifest) ?? {}) as { main?: unknown };
  if (typeof main !== 'string' || /^\.?\/?$/.test(main)) return undefined;
  const path = joinPath(folder, main);
  return path === undefined || path === folder ? undefined : codeFile(files, path, depth);
}

function dataFile(files: ProjectFiles, path: string): Resolution | undefined {
  const json = /\.json$/i.test(path) ? path : `${path}.json`;
  if (files.isFile(json)) return { kind: 'data', data: readJson(files, json) };
  if (!files.isFile(path)) return undefined;
  const read = TEXT_FILE.test(path) ? files.read(path) : undefined;
  return { kind: 'data', data: read !== undefined && 'text' in read ? read.text : null };
}
