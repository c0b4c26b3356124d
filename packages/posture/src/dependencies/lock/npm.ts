import type { LockProblem, PackageGraph, PackageNeed } from '../types.ts';
import { buildGraph, sourceOf } from './graph-builder.ts';
import { visitJsonKeys } from './json-lines.ts';
import { entriesOf, isObject, isProblem, type JsonObject, parseJsonObject, textOf } from './parse-json.ts';

const MODULES = 'node_modules/';

/**
 * `package-lock.json` and `npm-shrinkwrap.json`, lockfileVersion 1 to 3
 * (https://docs.npmjs.com/cli/configuring-npm/package-lock-json).
 * @param folder folder of the file relative to the project root, `''` for the root itself
 */
export function readNpmLock(
  text: string,
  file: string,
  folder: string,
): { graph?: PackageGraph; problems: LockProblem[] } {
  const lock = parseJsonObject(text, file);
  if (isProblem(lock)) return { problems: [lock] };
  const lines = new Map<string, number>();
  const inPackages = isObject(lock['packages']);
  visitJsonKeys(
    text,
    (path, line) => {
      if (inPackages ? path.length === 2 && path[0] === 'packages' : isLegacyPath(path)) {
        const key = inPackages ? path[1]! : legacyKey(path.filter((_, index) => index % 2 === 1));
        if (!lines.has(key)) lines.set(key, line);
      }
    },
    // A legacy tree nests two levels of keys for each level of folders; 40 of these are more than npm makes.
    inPackages ? 2 : 80,
  );
  const entries = inPackages ? entriesOf(lock['packages']) : legacyEntries(lock);
  const graph = buildGraph({ file, kind: 'package-lock', ecosystem: 'npm' });
  const keys = new Set(entries.map(([key]) => key));
  const links = new Map<string, string>();
  for (const [key, entry] of entries) {
    if (isObject(entry) && entry['link'] === true && typeof entry['resolved'] === 'string')
      links.set(key, entry['resolved']);
  }
  for (const [key, entry] of entries) {
    if (!isObject(entry)) {
      graph.problem(`the entry "${key.slice(0, 100)}" of ${file} is no object`, lines.get(key) ?? 1);
      continue;
    }
    const needs = readNeeds(entry, key === '' || !key.includes(MODULES)).map((need) => {
      const to = findModule(keys, key, need.name);
      return to === undefined ? need : { ...need, to };
    });
    if (!key.includes(MODULES)) {
      graph.importers.set(joinFolder(folder, key), needs);
      if (key === '') continue;
    }
    const target = links.get(key);
    if (target !== undefined) {
      // A workspace or a folder, linked: what it needs is what its folder needs.
      const name = key.slice(key.lastIndexOf(MODULES) + MODULES.length);
      const needs = keys.has(target) ? [{ name, range: '', kind: 'normal' as const, to: target }] : [];
      graph.add({ key, name, version: '', line: lines.get(key) ?? 1, needs, source: 'file', resolved: target });
      continue;
    }
    const resolved = textOf(entry['resolved']);
    const name =
      textOf(entry['name']) || key.slice(key.lastIndexOf(MODULES) + (key.includes(MODULES) ? MODULES.length : 0));
    const isFolder = !key.includes(MODULES);
    const licence = textOf(entry['license']);
    graph.add({
      key,
      name: isFolder ? textOf(entry['name']) || key.split('/').at(-1)! : name,
      version: versionOf(entry),
      line: lines.get(key) ?? 1,
      needs,
      dev: entry['dev'] === true || entry['devOptional'] === true,
      optional: entry['optional'] === true || entry['devOptional'] === true,
      installScript: entry['hasInstallScript'] === true,
      ...(entry['inBundle'] === true || entry['bundled'] === true ? { bundled: true as const } : {}),
      source: isFolder ? 'file' : sourceOf(resolved || legacySource(entry)),
      integrity: textOf(entry['integrity']).split(/\s+/).filter(Boolean),
      ...(resolved ? { resolved } : {}),
      ...(licence ? { licence } : {}),
    });
  }
  return { graph: graph.finish(true), problems: graph.problems };
}

function readNeeds(entry: JsonObject, withDev: boolean): PackageNeed[] {
  const needs = new Map<string, PackageNeed>();
  const optionalPeers = entry['peerDependenciesMeta'];
  const take = (field: string, kind: PackageNeed['kind']) => {
    for (const [name, range] of entriesOf(entry[field])) needs.set(name, { name, range: textOf(range), kind });
  };
  take('peerDependencies', 'peer');
  if (withDev) take('devDependencies', 'dev');
  take('dependencies', 'normal');
  // Legacy entries keep their needs here; `dependencies` is the nested tree there and was taken apart before.
  take('requires', 'normal');
  take('optionalDependencies', 'optional');
  for (const [name, meta] of entriesOf(optionalPeers)) {
    const need = needs.get(name);
    if (need?.kind === 'peer' && isObject(meta) && meta['optional'] === true)
      needs.set(name, { ...need, kind: 'optional' });
  }
  return [...needs.values()];
}

/** Node's own search: `node_modules` of the folder and of each folder above it. */
export function findModule(keys: { has(key: string): boolean }, from: string, name: string): string | undefined {
  let folder = from;
  for (let guard = 0; guard < 100; guard++) {
    if (!folder.endsWith('/node_modules') && folder !== 'node_modules') {
      const key = folder === '' ? MODULES + name : `${folder}/${MODULES}${name}`;
      if (keys.has(key)) return key;
    }
    if (folder === '') return undefined;
    const slash = folder.lastIndexOf('/');
    folder = slash === -1 ? '' : folder.slice(0, slash);
  }
  return undefined;
}

function versionOf(entry: JsonObject): string {
  const version = textOf(entry['version']);
  // Legacy locks write the address in place of the version of git and URL packages, and `npm:name@1.0.0` for aliases.
  const alias = /^npm:(?:@[^@/]+\/)?[^@]+@(.+)$/.exec(version)?.[1];
  return alias ?? (/^[\w.+-]+$/.test(version) ? version : '');
}

function legacySource(entry: JsonObject): string {
  const version = textOf(entry['version']);
  return /^[\w.+-]*$/.test(version) || version.startsWith('npm:') ? '' : version;
}

function isLegacyPath(path: readonly string[]): boolean {
  return path.length % 2 === 0 && path[path.length - 2] === 'dependencies';
}

function legacyKey(names: readonly string[]): string {
  return names.map((name) => MODULES + name).join('/');
}

/** Takes the nested tree of lockfileVersion 1 apart into entries like those of versions 2 and 3, without recursion. */
function legacyEntries(lock: JsonObject): [string, unknown][] {
  const entries: [string, unknown][] = [['', { dependencies: legacyRoot(lock) }]];
  const waiting: { prefix: string; tree: unknown; depth: number }[] = [
    { prefix: '', tree: lock['dependencies'], depth: 0 },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const [name, entry] of entriesOf(next.tree)) {
      const key = `${next.prefix}${MODULES}${name}`;
      if (!isObject(entry)) {
        entries.push([key, entry]);
        continue;
      }
      const { dependencies, requires, ...rest } = entry;
      const alias = /^npm:((?:@[^@/]+\/)?[^@]+)@/.exec(textOf(entry['version']))?.[1];
      entries.push([key, { ...rest, requires: isObject(requires) ? requires : {}, ...(alias ? { name: alias } : {}) }]);
      if (next.depth < 40) waiting.push({ prefix: `${key}/`, tree: dependencies, depth: next.depth + 1 });
    }
  }
  return entries;
}

/** A legacy lock does not say what the project itself asks for; all of the top level may be imported. */
function legacyRoot(lock: JsonObject): Record<string, string> {
  return Object.fromEntries(entriesOf(lock['dependencies']).map(([name]) => [name, '']));
}

function joinFolder(folder: string, inner: string): string {
  return [folder, inner].filter((part) => part !== '').join('/');
}
