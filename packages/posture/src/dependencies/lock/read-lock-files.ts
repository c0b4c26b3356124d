import { readdirSync } from 'node:fs';
import path from 'node:path';
import { LIMITS } from '../limits.ts';
import { existsInProject, readProjectText } from '../project-text.ts';
import type { LockFiles, LockProblem, PackageGraph, PackageNeed } from '../types.ts';
import { graphOfManifest, type Manifest, readManifest } from './manifest.ts';
import { readNpmLock } from './npm.ts';
import { readPipfileLock } from './pipfile.ts';
import { readPnpmLock } from './pnpm.ts';
import { readPyprojectNeeds, readPythonToml } from './python-toml.ts';
import { readRequirements } from './requirements.ts';
import { readYarnLock } from './yarn.ts';

/** In the order in which the tools themselves prefer them, one of each ecosystem a folder. */
const NPM_FILES = ['npm-shrinkwrap.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'];
const PYTHON_FILES = ['uv.lock', 'poetry.lock', 'Pipfile.lock', 'requirements.txt'];

/** Reads each file once, however many functions lie around it. */
export interface LockReader {
  /** What holds for code in a folder: nearest first, up to the root. */
  (folder: string): LockFiles;
  /** The package.json of a folder, if there is one that can be read. */
  manifest(folder: string): Manifest | undefined;
}

/**
 * Lock files that hold for the code of a folder: its own and those of the folders above it, up to the root.
 * @param root absolute project root; nothing outside of it is read
 * @param folder relative to it, with forward slashes; `''` is the root
 */
export function readLockFiles(root: string, folder: string): LockFiles {
  return createLockReader(root)(folder);
}

export function createLockReader(root: string): LockReader {
  const locks = new Map<string, LockFiles>();
  const answers = new Map<string, LockFiles>();
  const manifests = new Map<string, Manifest | LockProblem | undefined>();

  const manifestOf = (folder: string): Manifest | LockProblem | undefined => {
    if (!manifests.has(folder)) {
      const file = inFolder(folder, 'package.json');
      const text = readProjectText(root, file, LIMITS.manifestBytes);
      manifests.set(folder, text === undefined ? undefined : readManifest(text, file));
    }
    return manifests.get(folder);
  };
  const manifest = (folder: string): Manifest | undefined => {
    const found = manifestOf(folder);
    return found && 'needs' in found ? found : undefined;
  };

  const readIn = (folder: string): LockFiles => {
    const known = locks.get(folder);
    if (known) return known;
    const graphs: PackageGraph[] = [];
    const problems: LockProblem[] = [];
    for (const names of [NPM_FILES, PYTHON_FILES]) {
      const name = names.find((candidate) => existsInProject(root, inFolder(folder, candidate)));
      if (name === undefined) continue;
      const read = readOne(folder, name);
      if (read.graph) graphs.push(read.graph);
      problems.push(...read.problems);
    }
    const own = manifestOf(folder);
    if (own && !('needs' in own)) problems.push(own);
    const answer = { graphs, problems };
    locks.set(folder, answer);
    return answer;
  };

  const readOne = (folder: string, name: string): { graph?: PackageGraph; problems: LockProblem[] } => {
    const file = inFolder(folder, name);
    const place = { file, line: 1, column: 1 };
    const text = name === 'bun.lockb' ? undefined : readProjectText(root, file, LIMITS.lockBytes);
    if (name.startsWith('bun.')) return { problems: [{ message: `${file}: lock files of Bun are not read`, place }] };
    if (text === undefined) {
      const why = 'it is larger than 30 MB, no text, or a link that leads out of the project';
      return { problems: [{ message: `${file} was not read: ${why}`, place }] };
    }
    if (/^(?:<{7}|={7}|>{7})(?: |$)/m.test(text)) {
      return { problems: [{ message: `${file} holds the marks of an unfinished merge`, place }] };
    }
    if (name === 'pnpm-lock.yaml') return readPnpmLock(text, file, folder);
    if (name === 'yarn.lock') return readYarnLock(text, file, workspaceNeeds(folder));
    if (name === 'Pipfile.lock') return readPipfileLock(text, file, folder);
    if (name === 'requirements.txt') {
      return readRequirements(text, file, folder, (inner) => readProjectText(root, inner, LIMITS.manifestBytes));
    }
    if (name === 'uv.lock' || name === 'poetry.lock') {
      const project = readProjectText(root, inFolder(folder, 'pyproject.toml'), LIMITS.manifestBytes) ?? '';
      return readPythonToml(text, file, folder, name === 'uv.lock' ? 'uv' : 'poetry', readPyprojectNeeds(project));
    }
    const read = readNpmLock(text, file, folder);
    return read.graph ? { ...read, graph: withRoot(read.graph, folder) } : read;
  };

  /** A legacy lock does not keep what the project asks for; its package.json does. */
  const withRoot = (graph: PackageGraph, folder: string): PackageGraph => {
    const own = manifest(folder);
    if (!own || graph.importers.get(folder)?.some((need) => need.range !== '')) return graph;
    const needs = own.needs.map(({ line: _line, ...need }): PackageNeed => {
      const to = `node_modules/${need.name}`;
      return graph.packages.has(to) ? { ...need, to } : need;
    });
    return { ...graph, importers: new Map(graph.importers).set(folder, needs) };
  };

  const workspaceNeeds = (folder: string): ReadonlyMap<string, readonly PackageNeed[]> => {
    const needs = new Map<string, readonly PackageNeed[]>();
    for (const inner of ['', ...workspaceFolders(root, folder, manifest(folder)?.workspaces ?? [])]) {
      const where = inFolder(folder, inner);
      const found = manifest(where);
      if (found) needs.set(where, found.needs);
    }
    return needs;
  };

  const answer = (folder: string): LockFiles => {
    const known = answers.get(folder);
    if (known) return known;
    const above = folder === '' ? { graphs: [], problems: [] } : answer(parentOf(folder));
    const here = readIn(folder);
    const graphs = [...here.graphs];
    const own = manifest(folder);
    const isCovered = (graph: PackageGraph) => graph.ecosystem === 'npm' && graph.importers.has(folder);
    if (own?.needs.length && !graphs.some(isCovered) && !above.graphs.some(isCovered)) {
      if (!graphs.some((graph) => graph.ecosystem === 'npm')) graphs.push(graphOfManifest(own, folder));
    }
    const whole = { graphs: [...graphs, ...above.graphs], problems: [...here.problems, ...above.problems] };
    answers.set(folder, whole);
    return whole;
  };
  return Object.assign((folder: string) => answer(cleanFolder(folder)), { manifest });
}

/** Folders of `packages/*` and `apps/web`; deeper patterns are rare and left out. */
function workspaceFolders(root: string, folder: string, patterns: readonly string[]): string[] {
  const folders: string[] = [];
  for (const raw of patterns) {
    const pattern = raw.replace(/^\.\//, '').replace(/\/$/, '');
    if (!/[*?{!]/.test(pattern)) folders.push(pattern);
    else if (/^[\w@./-]+\/\*{1,2}$/.test(pattern)) {
      const parent = pattern.replace(/\/\*+$/, '');
      try {
        // Links are left out: `isDirectory` is false for them.
        const entries = readdirSync(path.join(root, folder, parent), { withFileTypes: true }).slice(0, 5000);
        for (const entry of entries) if (entry.isDirectory()) folders.push(`${parent}/${entry.name}`);
      } catch {
        // A pattern without its folder.
      }
    }
  }
  return folders.filter((inner) => !inner.split('/').includes('..')).slice(0, 5000);
}

function inFolder(folder: string, name: string): string {
  return [folder, name].filter((part) => part !== '').join('/');
}

function parentOf(folder: string): string {
  const slash = folder.lastIndexOf('/');
  return slash === -1 ? '' : folder.slice(0, slash);
}

function cleanFolder(folder: string): string {
  const clean = path.posix.normalize(folder.replaceAll('\\', '/')).replace(/^\.\/?|\/$/g, '');
  return clean.startsWith('..') || clean.startsWith('/') ? '' : clean;
}
