import type { LockProblem, PackageGraph } from '../types.ts';
import { buildGraph } from './graph-builder.ts';
import { visitJsonKeys } from './json-lines.ts';
import { entriesOf, isObject, isProblem, parseJsonObject, textOf } from './parse-json.ts';

/** `Pipfile.lock`: versions and hashes, but not who needs whom. */
export function readPipfileLock(
  text: string,
  file: string,
  folder: string,
): { graph?: PackageGraph; problems: LockProblem[] } {
  const lock = parseJsonObject(text, file);
  if (isProblem(lock)) return { problems: [lock] };
  const lines = new Map<string, number>();
  visitJsonKeys(text, (path, line) => path.length === 2 && lines.set(path.join('/'), line), 2);
  const graph = buildGraph({ file, kind: 'pipfile', ecosystem: 'PyPI' });
  for (const section of ['default', 'develop']) {
    for (const [name, entry] of entriesOf(lock[section])) {
      const line = lines.get(`${section}/${name}`) ?? 1;
      if (!isObject(entry)) {
        graph.problem(`the entry "${name.slice(0, 100)}" of ${file} is no object`, line);
        continue;
      }
      const version = textOf(entry['version']).replace(/^={2,3}/, '');
      const key = `${name}@${version}`;
      if (section === 'develop' && graph.packages.has(key)) continue;
      const hashes = Array.isArray(entry['hashes']) ? entry['hashes'].filter((hash) => typeof hash === 'string') : [];
      graph.add({
        key,
        name,
        version,
        line,
        needs: [],
        dev: section === 'develop',
        source: entry['git'] ? 'git' : entry['path'] ? 'file' : entry['file'] ? 'url' : 'registry',
        integrity: hashes,
      });
    }
  }
  graph.importers.set(
    folder,
    [...graph.packages.values()].map(({ key, name, dev }) => ({
      name,
      range: '',
      kind: dev ? 'dev' : 'normal',
      to: key,
    })),
  );
  return { graph: graph.finish(false), problems: graph.problems };
}
