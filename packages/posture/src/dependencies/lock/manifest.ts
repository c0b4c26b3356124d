import type { LockProblem, PackageGraph, PackageNeed } from '../types.ts';
import { buildGraph, sourceOf } from './graph-builder.ts';
import { visitJsonKeys } from './json-lines.ts';
import { entriesOf, isProblem, parseJsonObject, textOf } from './parse-json.ts';

/** What a package.json asks for. */
export interface Manifest {
  /** Relative to the project root. */
  readonly file: string;
  readonly name: string;
  readonly needs: readonly (PackageNeed & { readonly line: number })[];
  /** Patterns of workspaces, as written. */
  readonly workspaces: readonly string[];
}

const FIELDS = [
  ['peerDependencies', 'peer'],
  ['devDependencies', 'dev'],
  ['dependencies', 'normal'],
  ['optionalDependencies', 'optional'],
] as const;

/** More than the largest real package.json asks for. */
const MAX_NEEDS = 5000;

export function readManifest(text: string, file: string): Manifest | LockProblem {
  const json = parseJsonObject(text, file);
  if (isProblem(json)) return json;
  const lines = new Map<string, number>();
  visitJsonKeys(text, (path, line) => path.length === 2 && lines.set(path.join('\n'), line), 2);
  const needs = new Map<string, PackageNeed & { line: number }>();
  for (const [field, kind] of FIELDS) {
    for (const [name, range] of entriesOf(json[field]).slice(0, MAX_NEEDS)) {
      needs.set(name, { name, range: textOf(range), kind, line: lines.get(`${field}\n${name}`) ?? 1 });
    }
  }
  const workspaces = json['workspaces'];
  const patterns = Array.isArray(workspaces)
    ? workspaces
    : ((workspaces as { packages?: unknown } | undefined)?.packages ?? []);
  return {
    file,
    name: textOf(json['name']),
    needs: [...needs.values()],
    workspaces: Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string').slice(0, 200) : [],
  };
}

/** Without a lock file: the direct packages, with a version only where package.json pins one. */
export function graphOfManifest(manifest: Manifest, folder: string): PackageGraph {
  const graph = buildGraph({ file: manifest.file, kind: 'package.json', ecosystem: 'npm' });
  const needs: PackageNeed[] = [];
  for (const { line, ...need } of manifest.needs) {
    const alias = /^npm:((?:@[^@/]+\/)?[^@]+)@?(.*)$/.exec(need.range);
    const range = alias ? alias[2]! : need.range;
    const version = /^=?v?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$/.exec(range.trim())?.[1] ?? '';
    const isAddress = /[:/]/.test(range);
    if (need.kind !== 'peer') {
      graph.add({
        key: need.name,
        name: alias?.[1] ?? need.name,
        version,
        ...(version === '' ? { range } : {}),
        line,
        needs: [],
        dev: need.kind === 'dev',
        optional: need.kind === 'optional',
        source: isAddress ? sourceOf(/^[\w.-]+\/[\w.-]+/.test(range) ? `github:${range}` : range) : 'registry',
        ...(isAddress ? { resolved: range } : {}),
      });
    }
    needs.push(graph.packages.has(need.name) ? { ...need, to: need.name } : need);
  }
  graph.importers.set(folder, needs);
  return graph.finish(false);
}
