import path from 'node:path';
import { LIMITS } from '../limits.ts';
import { isPackageName, normalisePythonName } from '../names.ts';
import type { LockedPackage, LockProblem, PackageGraph, PackageNeed } from '../types.ts';
import { buildGraph, type NewPackage } from './graph-builder.ts';

/**
 * `requirements.txt` (https://pip.pypa.io/en/stable/reference/requirements-file-format/): pins, ranges, hashes, `-r` inside
 * of the project. What pip-compile notes behind `# via` tells who needs whom.
 * @param read text of a file of the project; `undefined` where it is missing or outside
 */
export function readRequirements(
  text: string,
  file: string,
  folder: string,
  read: (file: string) => string | undefined,
): { graph: PackageGraph; problems: LockProblem[] } {
  const graph = buildGraph({ file, kind: 'requirements', ecosystem: 'PyPI' });
  const found = new Map<string, NewPackage & { needs: PackageNeed[]; file: string }>();
  const via: { child: string; parent: string }[] = [];
  const seen = new Set([file]);
  const waiting = [{ file, text }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    let current: (NewPackage & { needs: PackageNeed[] }) | undefined;
    let inVia = false;
    for (const { line, content } of joinedLines(next.text)) {
      if (content.startsWith('#')) {
        // `# via requests`, or `# via` and a line for each.
        const comment = content.slice(1).trim();
        if (comment.startsWith('via')) inVia = true;
        const parent = comment.replace(/^via\s*/, '').split(/\s/)[0] ?? '';
        if (inVia && current && isPackageName('PyPI', parent)) {
          via.push({ child: current.key, parent: normalisePythonName(parent) });
        }
        continue;
      }
      inVia = false;
      const include = /^(?:-r|--requirement)[\s=]+(\S+)/.exec(content)?.[1];
      if (include) {
        const inner = path.posix.normalize(path.posix.join(path.posix.dirname(next.file), include));
        const body = seen.size < LIMITS.includes && !seen.has(inner) ? read(inner) : undefined;
        if (body !== undefined) waiting.push({ file: inner, text: body });
        else if (!seen.has(inner))
          graph.problem(`"${include.slice(0, 100)}" cannot be read inside of the project`, line);
        seen.add(inner);
        continue;
      }
      const entry = readRequirement(content, line);
      if (!entry) continue;
      current = entry;
      if (!found.has(entry.key)) found.set(entry.key, { ...entry, file: next.file });
    }
  }
  const byName = new Map([...found.values()].map((entry) => [normalisePythonName(entry.name), entry]));
  for (const { child, parent } of via) {
    const entry = found.get(child);
    if (entry)
      byName.get(parent)?.needs.push({ name: normalisePythonName(entry.name), range: '', kind: 'normal', to: child });
  }
  const places = new Map<string, string>();
  for (const { file: where, ...entry } of found.values()) {
    graph.add(entry);
    places.set(entry.key, where);
  }
  for (const [key, where] of places) {
    const entry = graph.packages.get(key);
    if (entry && where !== file) graph.packages.set(key, { ...entry, place: { ...entry.place, file: where } });
  }
  graph.importers.set(
    folder,
    [...graph.packages.values()].map(({ key, name, range }) => ({ name, range: range ?? '', kind: 'normal', to: key })),
  );
  const isPinned = [...graph.packages.values()].every((entry) => entry.version !== '');
  return { graph: graph.finish(via.length > 0 && isPinned), problems: graph.problems };
}

function readRequirement(content: string, line: number): (NewPackage & { needs: PackageNeed[] }) | undefined {
  const hashes = [...content.matchAll(/--hash[= ](sha(?:256|384|512):[0-9a-f]{1,128})/g)].map((match) => match[1]!);
  const bare = content
    .replace(/\s--?[a-z-]+(?:[= ]\S+)?/g, '')
    .replace(/\s#.*$/, '')
    .trim();
  const editable = /^(?:-e|--editable)[\s=]+(\S+)/.exec(content)?.[1];
  const address = editable ?? (/^(?:git\+|https?:|file:|\.{1,2}\/|\/)/.test(bare) ? bare : undefined);
  if (address !== undefined) {
    const name = /[#&]egg=([\w.-]+)/.exec(address)?.[1] ?? '';
    return isPackageName('PyPI', name) ? direct(name, address, line, hashes) : undefined;
  }
  if (bare === '' || bare.startsWith('-')) return undefined;
  const [, name, rest = ''] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(bare) ?? [];
  if (name === undefined || !isPackageName('PyPI', name)) return undefined;
  const url = /^@\s*(\S+)/.exec(rest)?.[1];
  if (url) return direct(name, url, line, hashes);
  const range = rest.split(';')[0]!.trim();
  const pin = /^={2,3}\s*([^\s,*]+)$/.exec(range)?.[1] ?? '';
  return {
    key: `${normalisePythonName(name)}@${pin || range}`,
    name,
    version: pin,
    ...(pin === '' ? { range } : {}),
    line,
    needs: [],
    integrity: hashes,
  };
}

function direct(
  name: string,
  address: string,
  line: number,
  integrity: string[],
): NewPackage & { needs: PackageNeed[] } {
  const source: LockedPackage['source'] = /^git\+|\.git(?:@|#|$)/.test(address)
    ? 'git'
    : /^https?:/.test(address)
      ? 'url'
      : 'file';
  return {
    key: `${normalisePythonName(name)}@${address}`,
    name,
    version: '',
    line,
    needs: [],
    source,
    resolved: address,
    integrity,
  };
}

/** Lines with those that end in a backslash joined, comments of their own kept. */
function joinedLines(text: string): { line: number; content: string }[] {
  const joined: { line: number; content: string }[] = [];
  let parts: string[] = [];
  let start = 1;
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.trim();
    if (parts.length === 0) start = index + 1;
    if (content.endsWith('\\')) {
      parts.push(content.slice(0, -1));
      continue;
    }
    parts.push(content);
    const whole = parts.join(' ').trim();
    parts = [];
    if (whole !== '') joined.push({ line: start, content: whole.slice(0, 20_000) });
  }
  return joined;
}
