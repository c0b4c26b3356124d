import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What is put in the place of src/loader/texts.ts. The runtime's text stands at the top, where V8 reads it once; those of parts
 * stand in functions, so that none is kept of a part that is not needed.
 */

/**
 * esbuild's plug-in.
 * @param {string} outdir what is built already: runtime.cjs, and the parts in `lazy`
 */
export function bundledTexts(outdir) {
  return {
    name: 'bundled-texts',
    setup(bundler) {
      bundler.onLoad({ filter: /\/loader\/texts\.ts$/ }, () => {
        const literal = (path) => JSON.stringify(inQuotes(readFileSync(join(outdir, path), 'utf8')));
        const parts = readdirSync(join(outdir, 'lazy'))
          .sort()
          .map((name) => `'${name}'() { return ${literal(`lazy/${name}`)}; }`);
        const contents = `export const RUNTIME = ${literal('runtime.cjs')};
          export const PARTS = { __proto__: null, ${parts.join(',\n')} };`;
        return { contents, loader: 'js' };
      });
    },
  };
}

/**
 * Minifiers put a text into the marks that it holds fewest of. Between backticks V8 takes twice as long to read it, so that a
 * text is given as many as it needs to be put into others.
 * @param {string} text
 */
export function inQuotes(text) {
  const count = (pattern) => text.match(pattern)?.length ?? 0;
  const escapes = count(/`|\$\{/g) - count(/\n/g);
  const missing = Math.min(count(/'/g), count(/"/g)) - escapes;
  return missing > 0 ? `${text}//${'`'.repeat(missing)}` : text;
}
