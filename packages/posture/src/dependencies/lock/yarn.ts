import type { LockedPackage, LockProblem, PackageGraph, PackageNeed } from '../types.ts';
import { buildGraph, sourceOf } from './graph-builder.ts';
import { child, childText, type IndentedNode, parseIndented, unquote } from './indented.ts';
import { markDev } from './mark-dev.ts';

/**
 * `yarn.lock` of Yarn 1 and of Yarn 2 and later ("berry").
 * @param manifests what the package.json of each workspace asks for, by folder relative to the project root: Yarn 1 keeps it nowhere else
 */
export function readYarnLock(
  text: string,
  file: string,
  manifests: ReadonlyMap<string, readonly PackageNeed[]>,
): { graph?: PackageGraph; problems: LockProblem[] } {
  const entries = parseIndented(text);
  const isBerry = entries.some((entry) => entry.key === '__metadata');
  const graph = buildGraph({ file, kind: isBerry ? 'yarn-berry' : 'yarn-1', ecosystem: 'npm' });
  const keys = new Map<string, string>();
  const used = new Set<string>();
  const found = entries.filter((entry) => entry.key !== '__metadata' && entry.children.length > 0);
  if (found.length === 0 && !/^(?:#|__metadata)/m.test(text)) graph.problem(`${file} is no lock file of Yarn`, 1);
  const named = new Map<IndentedNode, { key: string; name: string }>();
  for (const entry of found) {
    const descriptors = splitDescriptors(entry.key);
    const name = nameOf(childText(entry, 'resolution') || descriptors[0] || '');
    let key = `${name}@${childText(entry, 'version')}`;
    // The same version from two sources has two entries.
    if (used.has(key)) key = `${key}#${entry.line}`;
    used.add(key);
    named.set(entry, { key, name });
    for (const descriptor of descriptors) keys.set(descriptor, key);
  }
  const resolve = (need: PackageNeed): PackageNeed => {
    const to = keys.get(`${need.name}@${need.range}`) ?? keys.get(`${need.name}@npm:${need.range}`);
    return to === undefined ? need : { ...need, to };
  };
  for (const [entry, { key, name }] of named) {
    const resolution = childText(entry, 'resolution');
    const resolved = childText(entry, 'resolved') || resolution;
    const workspace = /@workspace:(.*)$/.exec(resolution)?.[1];
    const needs = readNeeds(entry).map(resolve);
    if (workspace !== undefined) graph.importers.set(workspace === '.' ? '' : workspace, needs);
    graph.add({
      key,
      name,
      version: childText(entry, 'version'),
      line: entry.line,
      needs,
      source: workspace === undefined ? sourceOfYarn(resolved) : 'file',
      integrity: integrityOf(entry),
      ...(childText(entry, 'resolved') ? { resolved: childText(entry, 'resolved') } : {}),
    });
  }
  for (const [folder, needs] of manifests) {
    // Berry lists what is for development together with the rest; package.json tells them apart.
    graph.importers.set(folder, needs.map(resolve));
  }
  return { graph: markDev(graph.finish(true)), problems: graph.problems };
}

function readNeeds(entry: IndentedNode): PackageNeed[] {
  const needs = new Map<string, PackageNeed>();
  const take = (field: string, kind: PackageNeed['kind']) => {
    for (const { key, value } of child(entry, field)?.children ?? []) needs.set(key, { name: key, range: value, kind });
  };
  take('peerDependencies', 'peer');
  take('dependencies', 'normal');
  take('optionalDependencies', 'optional');
  for (const { key, children } of child(entry, 'dependenciesMeta')?.children ?? []) {
    const need = needs.get(key);
    if (need && children.some((meta) => meta.key === 'optional' && meta.value === 'true')) {
      needs.set(key, { ...need, kind: 'optional' });
    }
  }
  return [...needs.values()];
}

function splitDescriptors(key: string): string[] {
  return key.split(/,\s*(?=["@\w])/).map((part) => unquote(part.trim()));
}

/** `@scope/name` of `@scope/name@npm:^1.0.0`. For an alias (`a@npm:b@1`) the package that is really there. */
function nameOf(descriptor: string): string {
  const alias = /^@?[^@]+@npm:((?:@[^@/]+\/)?[^@]+)@/.exec(descriptor)?.[1];
  return alias ?? /^(@?[^@]+)/.exec(descriptor)?.[1] ?? descriptor;
}

function sourceOfYarn(resolved: string): LockedPackage['source'] {
  const protocol = /^@?[^@]+@([a-z+]+):/.exec(resolved)?.[1];
  if (protocol === 'npm') return 'registry';
  if (protocol === 'patch' || protocol === 'file' || protocol === 'link' || protocol === 'portal') return 'file';
  const address = protocol ? resolved.slice(resolved.indexOf('@', 1) + 1) : resolved;
  return sourceOf(address);
}

function integrityOf(entry: IndentedNode): string[] {
  const integrity = childText(entry, 'integrity');
  if (integrity !== '') return integrity.split(/\s+/);
  // Yarn 1 before integrity fields: SHA-1 in the fragment of the URL. Berry: the checksum of its own zip, no SRI.
  const fragment = /#([0-9a-f]{40})$/.exec(childText(entry, 'resolved'))?.[1];
  if (fragment) return [`sha1-${Buffer.from(fragment, 'hex').toString('base64')}`];
  const checksum = childText(entry, 'checksum');
  return checksum === '' ? [] : [`yarn:${checksum}`];
}
