import { normalisePythonName } from '../names.ts';
import type { LockProblem, PackageGraph, PackageNeed, PackageSource } from '../types.ts';
import { buildGraph, type NewPackage } from './graph-builder.ts';
import { markDev } from './mark-dev.ts';
import { parseToml, type TomlTable, type TomlValue, tomlFields, tomlList, tomlText } from './toml.ts';

/** What pyproject.toml asks for. Empty where it is missing or names nothing. */
export function readPyprojectNeeds(text: string): PackageNeed[] {
  let tables: TomlTable[];
  try {
    tables = parseToml(text);
  } catch {
    return [];
  }
  const needs: PackageNeed[] = [];
  for (const table of tables) {
    const path = table.path.join('.');
    if (path === 'project') {
      for (const line of tomlList(table.values.get('dependencies')))
        needs.push(fromRequirement(tomlText(line), 'normal'));
    } else if (path === 'project.optional-dependencies') {
      for (const lines of table.values.values()) {
        for (const line of tomlList(lines)) needs.push(fromRequirement(tomlText(line), 'optional'));
      }
    } else if (path === 'dependency-groups') {
      for (const lines of table.values.values()) {
        for (const line of tomlList(lines)) if (tomlText(line)) needs.push(fromRequirement(tomlText(line), 'dev'));
      }
    } else if (path === 'tool.poetry.dependencies') take(table, 'normal');
    else if (path === 'tool.poetry.dev-dependencies' || /^tool\.poetry\.group\.[^.]+\.dependencies$/.test(path))
      take(table, 'dev');
  }
  return needs;

  function take(table: TomlTable, kind: PackageNeed['kind']): void {
    for (const [name, value] of table.values) {
      if (name !== 'python') needs.push({ name: normalisePythonName(name), range: rangeOf(value), kind });
    }
  }
}

/** `requests[socks]>=2.0; python_version > "3.8"` (PEP 508). */
export function fromRequirement(line: string, kind: PackageNeed['kind']): PackageNeed {
  const [, name = '', rest = ''] = /^\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*([^;#]*)/.exec(line) ?? [];
  return { name: normalisePythonName(name), range: rest.trim(), kind };
}

/** `poetry.lock` and `uv.lock`: the same tables, with other fields in them. */
export function readPythonToml(
  text: string,
  file: string,
  folder: string,
  kind: 'poetry' | 'uv',
  projectNeeds: readonly PackageNeed[],
): { graph?: PackageGraph; problems: LockProblem[] } {
  let tables: TomlTable[];
  try {
    tables = parseToml(text);
  } catch (error) {
    const line = Number(/^line (\d+)/.exec((error as Error).message)?.[1] ?? 1);
    return { problems: [{ message: `${file}: ${(error as Error).message}`, place: { file, line, column: 1 } }] };
  }
  const graph = buildGraph({ file, kind, ecosystem: 'PyPI' });
  const oldHashes = new Map<string, string[]>();
  const found: (NewPackage & { needs: PackageNeed[]; isRoot: boolean })[] = [];
  for (const table of tables) {
    const path = table.path.join('.');
    if (path === 'metadata.files') {
      for (const [name, files] of table.values) oldHashes.set(normalisePythonName(name), hashesOf(files));
    }
    const current = found.at(-1);
    if (path === 'package' && table.isArray) found.push(readPackage(table));
    else if (path === 'package.dependencies' && current) {
      for (const [name, value] of table.values) {
        const kindOfNeed = tomlText(tomlFields(value)['optional']) === 'true' ? 'optional' : 'normal';
        current.needs.push({ name: normalisePythonName(name), range: rangeOf(value), kind: kindOfNeed });
      }
    } else if (
      (path === 'package.optional-dependencies' || path === 'package.dev-dependencies') &&
      current &&
      kind === 'uv'
    ) {
      const kindOfNeed = path.includes('dev-') ? 'dev' : 'optional';
      for (const list of table.values.values()) current.needs.push(...uvNeeds(list, kindOfNeed));
    }
  }
  const byName = new Map<string, string[]>();
  for (const entry of found) {
    const keys = byName.get(normalisePythonName(entry.name));
    if (keys) keys.push(entry.key);
    else byName.set(normalisePythonName(entry.name), [entry.key]);
  }
  // Several versions of a name are for several Pythons or systems: any of them may be the one installed.
  const link = (need: PackageNeed): PackageNeed[] => {
    const keys = byName.get(need.name);
    const pinned = keys?.filter((key) => need.range !== '' && key === `${need.name}@${need.range}`);
    const targets = pinned?.length ? pinned : keys;
    return targets ? targets.map((to) => ({ ...need, to })) : [need];
  };
  for (const { isRoot, ...entry } of found) {
    const needs = entry.needs.flatMap(link);
    if (isRoot) graph.importers.set(folder, needs);
    else {
      const hashes = entry.integrity?.length ? entry.integrity : (oldHashes.get(normalisePythonName(entry.name)) ?? []);
      graph.add({ ...entry, needs, integrity: hashes });
    }
  }
  if (!graph.importers.has(folder) && projectNeeds.length > 0) graph.importers.set(folder, projectNeeds.flatMap(link));
  const isMarked = found.some((entry) => entry.dev);
  const finished = graph.finish(true);
  return { graph: isMarked ? finished : markDev(finished), problems: graph.problems };
}

function readPackage(table: TomlTable): NewPackage & { needs: PackageNeed[]; isRoot: boolean } {
  const name = normalisePythonName(tomlText(table.values.get('name')));
  const version = tomlText(table.values.get('version'));
  const source = tomlFields(table.values.get('source'));
  const groups = tomlList(table.values.get('groups'));
  const sdist = table.values.get('sdist');
  const resolved =
    tomlText(tomlFields(sdist)['url']) || tomlText(tomlFields(tomlList(table.values.get('wheels'))[0])['url']);
  return {
    key: `${name}@${version}`,
    name,
    version,
    line: table.line,
    needs: uvNeeds(table.values.get('dependencies') ?? [], 'normal'),
    dev: tomlText(table.values.get('category')) === 'dev' || (groups.length > 0 && !groups.includes('main')),
    optional: tomlText(table.values.get('optional')) === 'true',
    source: sourceOfTable(source),
    integrity: [
      ...hashesOf(table.values.get('files') ?? []),
      ...hashesOf(table.values.get('wheels') ?? []),
      ...hashesOf(sdist === undefined ? [] : [sdist]),
    ],
    ...(resolved ? { resolved } : {}),
    isRoot: source['virtual'] !== undefined || source['editable'] !== undefined,
  };
}

function uvNeeds(list: TomlValue, kind: PackageNeed['kind']): PackageNeed[] {
  return tomlList(list).flatMap((item) => {
    const fields = tomlFields(item);
    const name = tomlText(fields['name']);
    return name === '' ? [] : [{ name: normalisePythonName(name), range: tomlText(fields['version']), kind }];
  });
}

function sourceOfTable(source: Readonly<Record<string, TomlValue>>): PackageSource {
  if (source['git'] !== undefined) return 'git';
  if (source['url'] !== undefined) return 'url';
  if (source['path'] ?? source['directory'] ?? source['editable'] ?? source['virtual']) return 'file';
  return 'registry';
}

function hashesOf(files: TomlValue): string[] {
  return tomlList(files).flatMap((item) => tomlText(tomlFields(item)['hash']) || []);
}

function rangeOf(value: TomlValue): string {
  return (
    tomlText(value) || tomlText(tomlFields(value)['version']) || tomlText(tomlFields(tomlList(value)[0])['version'])
  );
}
