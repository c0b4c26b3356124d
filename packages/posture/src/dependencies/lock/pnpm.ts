import type { LockProblem, PackageGraph, PackageNeed } from '../types.ts';
import { buildGraph, type NewPackage, sourceOf } from './graph-builder.ts';
import { child, childText, type IndentedNode, parseIndented } from './indented.ts';
import { markDev } from './mark-dev.ts';

/**
 * `pnpm-lock.yaml`, lockfileVersion 5 to 9 (https://github.com/pnpm/spec). Entries that differ in their peers only
 * (`react-dom@18.2.0(react@18.2.0)`) are one package here.
 * @param folder folder of the file relative to the project root
 */
export function readPnpmLock(
  text: string,
  file: string,
  folder: string,
): { graph?: PackageGraph; problems: LockProblem[] } {
  const top = parseIndented(text);
  const section = (name: string) => top.find((node) => node.key === name);
  const graph = buildGraph({ file, kind: 'pnpm', ecosystem: 'npm' });
  if (!section('lockfileVersion')) {
    graph.problem(`${file} names no lockfileVersion`, 1);
    return { problems: graph.problems };
  }
  const found = new Map<string, NewPackage & { needs: PackageNeed[] }>();
  for (const node of section('packages')?.children ?? []) {
    const id = parseId(node.key);
    const key = `${id.name}@${id.version}`;
    const resolution = child(node, 'resolution');
    const integrity = childText(resolution, 'integrity');
    const resolved =
      childText(resolution, 'tarball') || childText(resolution, 'repo') || childText(resolution, 'directory');
    const version = childText(node, 'version') || id.version;
    const needs = readNeeds(node);
    const known = found.get(key);
    if (known) {
      known.needs.push(...needs.filter((need) => !known.needs.some((other) => other.name === need.name)));
      continue;
    }
    found.set(key, {
      key,
      name: childText(node, 'name') || id.name,
      version: /^\d/.test(version) ? version : '',
      line: node.line,
      needs,
      dev: childText(node, 'dev') === 'true',
      optional: childText(node, 'optional') === 'true',
      installScript: childText(node, 'requiresBuild') === 'true',
      source:
        childText(resolution, 'type') === 'git' ? 'git' : resolved && !integrity ? sourceOf(resolved) : 'registry',
      integrity: integrity === '' ? [] : [integrity],
      ...(resolved ? { resolved } : {}),
    });
  }
  for (const node of section('snapshots')?.children ?? []) {
    const id = parseId(node.key);
    const known = found.get(`${id.name}@${id.version}`);
    if (!known) continue;
    for (const need of readNeeds(node)) {
      const index = known.needs.findIndex((other) => other.name === need.name);
      if (index === -1) known.needs.push(need);
      else if (known.needs[index]!.to === undefined) known.needs[index] = need;
    }
  }
  for (const entry of found.values()) {
    // The same key may be written down in another form; only what exists is an edge.
    graph.add({ ...entry, needs: entry.needs.map((need) => linked(need, found)) });
  }
  const importers = section('importers')?.children ?? [{ key: '.', value: '', line: 1, children: top }];
  for (const importer of importers) {
    const inner = importer.key === '.' ? '' : importer.key;
    const where = [folder, inner].filter((part) => part !== '').join('/');
    graph.importers.set(
      where,
      readNeeds(importer, true).map((need) => linked(need, found)),
    );
  }
  const isMarked = Number.parseFloat(section('lockfileVersion')!.value) < 9;
  const finished = graph.finish(true);
  return { graph: isMarked ? finished : markDev(finished), problems: graph.problems };
}

function linked(need: PackageNeed, found: ReadonlyMap<string, unknown>): PackageNeed {
  if (need.to === undefined || found.has(need.to)) return need;
  const { to: _to, ...rest } = need;
  return rest;
}

function readNeeds(node: IndentedNode, isImporter = false): PackageNeed[] {
  const needs: PackageNeed[] = [];
  const specifiers = child(node, 'specifiers');
  const seen = new Set<string>();
  const take = (field: string, kind: PackageNeed['kind']) => {
    for (const entry of child(node, field)?.children ?? []) {
      const version = entry.value || childText(entry, 'version');
      const range = childText(entry, 'specifier') || childText(specifiers, entry.key) || (isImporter ? version : '');
      if (seen.has(entry.key)) continue;
      seen.add(entry.key);
      const to = targetOf(entry.key, version);
      needs.push({ name: entry.key, range, kind, ...(to === undefined ? {} : { to }) });
    }
  };
  take('dependencies', 'normal');
  take('optionalDependencies', 'optional');
  if (isImporter) take('devDependencies', 'dev');
  return needs;
}

function targetOf(name: string, version: string): string | undefined {
  if (version === '' || version.startsWith('link:')) return undefined;
  const bare = withoutPeers(version);
  // Version 5 puts peers behind an underscore, which versions cannot hold.
  if (/^\d/.test(bare) && !bare.includes('/')) return `${name}@${bare.split('_')[0]}`;
  const id = parseId(bare);
  return `${id.name}@${id.version}`;
}

/** `/name/1.0.0_peer@1` (5), `/name@1.0.0(peer@1)` (6), `name@1.0.0(peer@1)` (9), each with a scope or none. */
function parseId(key: string): { name: string; version: string } {
  const bare = withoutPeers(key.startsWith('/') ? key.slice(1) : key);
  const scope = bare.startsWith('@') ? bare.indexOf('/') + 1 : 0;
  const slash = bare.indexOf('/', scope);
  const at = bare.indexOf('@', Math.max(1, scope));
  const end = slash === -1 || (at !== -1 && at < slash) ? at : slash;
  return end === -1
    ? { name: bare, version: '' }
    : { name: bare.slice(0, end), version: bare.slice(end + 1).split('_')[0]! };
}

function withoutPeers(text: string): string {
  const bracket = text.indexOf('(');
  return bracket === -1 ? text : text.slice(0, bracket);
}
