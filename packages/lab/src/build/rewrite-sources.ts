import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Loader, Plugin } from 'esbuild';

/** The text of a file as it is to be bundled; the lines stay where they are, so that errors name the right ones. */
export type Rewrite = (text: string, path: string) => string;

/** Hands each file of JavaScript and TypeScript through rewrites, in their order: esbuild takes the first plugin that loads a file. */
export function rewriteSources(rewrites: readonly Rewrite[]): Plugin {
  return {
    name: 'bulkhead-rewrite-sources',
    setup({ onLoad }) {
      onLoad({ filter: /\.(?:[cm]?[jt]s|[jt]sx)$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = rewrites.reduce((before, rewrite) => rewrite(before, path), text);
        // Left to esbuild, which has a loader for each extension.
        return contents === text ? undefined : { contents, loader: extname(path).replace(/^\.[cm]?/, '') as Loader };
      });
    },
  };
}
