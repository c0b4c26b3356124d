import type { ProjectFiles } from '../../engine/types.ts';

/** A project in memory, for tests. */
export function projectOf(texts: Readonly<Record<string, string>>): ProjectFiles {
  const names = Object.keys(texts);
  const below = (folder: string) => (folder === '' ? '' : `${folder}/`);
  return {
    read(path) {
      const text = texts[path];
      if (text !== undefined) return { text };
      const place = { file: path, line: 1, column: 1 };
      return { problem: { kind: 'missing-source', message: `There is no ${path}.`, place } };
    },
    isFile: (path) => texts[path] !== undefined,
    isFolder: (path) => names.some((name) => name.startsWith(below(path))),
    list(path) {
      const entries = names
        .filter((name) => name.startsWith(below(path)))
        .map((name) => name.slice(below(path).length));
      return [...new Set(entries.map((entry) => entry.split('/')[0] ?? entry))].sort();
    },
  };
}
