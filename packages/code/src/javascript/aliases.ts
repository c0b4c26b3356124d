import type { ProjectFiles } from '../engine/types.ts';
import { fieldsOf, readJson } from '../project/json.ts';
import { folderOf, foldersUp, joinPath } from '../project/paths.ts';

/** Names that stand for files: `paths` and `baseUrl` of `tsconfig.json`, `imports` of `package.json`. */
export interface Aliases {
  /** Paths that a specifier may mean, likeliest first, relative to the project root. */
  of(specifier: string, folder: string): readonly string[];
}

interface PathTable {
  /** Folder against which targets are. */
  readonly base: string;
  /** `baseUrl` is set: any bare name may be a file below it. */
  readonly isBase: boolean;
  readonly patterns: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

/** Configurations that extend each other, at most. */
const MAX_EXTENDS = 8;

export function createAliases(files: ProjectFiles): Aliases {
  const configs = new Map<string, PathTable | undefined>();
  const manifests = new Map<string, Readonly<Record<string, unknown>>>();

  const tableOf = (folder: string): PathTable | undefined => {
    if (configs.has(folder)) return configs.get(folder);
    let table: PathTable | undefined;
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const file = joinPath(folder, name) as string;
      if (table === undefined && files.isFile(file)) table = readTable(files, file, 0) ?? NOTHING;
    }
    // The nearest configuration counts, even where it says nothing of paths.
    if (table === undefined && folder !== '') table = tableOf(folderOf(folder));
    configs.set(folder, table);
    return table;
  };

  const importsOf = (folder: string) => {
    let imports = manifests.get(folder);
    if (imports === undefined) {
      const file = joinPath(folder, 'package.json') as string;
      imports = files.isFile(file) ? fieldsOf(fieldsOf(readJson(files, file)).imports) : {};
      manifests.set(folder, imports);
    }
    return imports;
  };

  return {
    of: (specifier, folder) => {
      const paths: string[] = [];
      const add = (base: string, target: string) => {
        const path = joinPath(base, target);
        if (path !== undefined) paths.push(path);
      };
      if (specifier.startsWith('#')) {
        for (const around of foldersUp(folder)) {
          for (const [pattern, target] of Object.entries(importsOf(around))) {
            const star = match(pattern, specifier);
            if (star === undefined) continue;
            for (const text of targetsOf(target)) add(around, text.replaceAll('*', star));
          }
        }
      }
      const table = tableOf(folder);
      for (const [pattern, targets] of table?.patterns ?? []) {
        const star = match(pattern, specifier);
        if (star !== undefined) for (const target of targets) add(table?.base ?? '', target.replace('*', star));
      }
      if (table?.isBase === true) add(table.base, specifier);
      return paths;
    },
  };
}

const NOTHING: PathTable = { base: '', isBase: false, patterns: [] };

function readTable(files: ProjectFiles, file: string, depth: number): PathTable | undefined {
  const config = fieldsOf(readJson(files, file));
  const options = fieldsOf(config.compilerOptions);
  const folder = folderOf(file);
  const { baseUrl, paths } = options;
  if (typeof baseUrl === 'string' || paths !== undefined) {
    const base = joinPath(folder, typeof baseUrl === 'string' ? baseUrl : '.');
    if (base === undefined) return undefined;
    // The most exact pattern first, as TypeScript chooses.
    const patterns = Object.entries(fieldsOf(paths))
      .map(([pattern, targets]) => [pattern, targetsOf(targets)] as const)
      .sort(([a], [b]) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
    return { base, isBase: typeof baseUrl === 'string', patterns };
  }
  if (depth >= MAX_EXTENDS) return undefined;
  for (const parent of targetsOf(config.extends).reverse()) {
    if (!parent.startsWith('.')) continue;
    const path = joinPath(folder, parent);
    const found = [path, `${path}.json`, `${path}/tsconfig.json`].find(
      (name) => name !== undefined && files.isFile(name),
    );
    const table = found === undefined ? undefined : readTable(files, found, depth + 1);
    if (table !== undefined) return table;
  }
  return undefined;
}

/** What stands for the star; `''` where there is none; `undefined` where the pattern does not fit. */
function match(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : undefined;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  if (specifier.length < before.length + after.length) return undefined;
  if (!specifier.startsWith(before) || !specifier.endsWith(after)) return undefined;
  return specifier.slice(before.length, specifier.length - after.length);
}

/** A target, a list of them, or one by condition (`node`, `import`, `default`). */
export function targetsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (depth > 6) return [];
  if (Array.isArray(value)) return value.flatMap((item) => targetsOf(item, depth + 1));
  return Object.values(fieldsOf(value)).flatMap((item) => targetsOf(item, depth + 1));
}
