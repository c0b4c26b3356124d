import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import ts from 'typescript';

/**
 * Builds what goes into the npm package of a library that has no dependencies: CommonJS, ES module and types in one file.
 * Its `src/index.ts` only names what other files beside it declare.
 * @param {string} folder of the package
 * @param {{ outdir?: string, types?: string[] }} [options] `types`: declarations from outside of the package
 * @returns {Promise<Record<string, number>>} bytes by file
 */
export async function buildLibrary(folder, { outdir = join(folder, 'dist'), types: others = [] } = {}) {
  const src = join(folder, 'src');
  mkdirSync(outdir, { recursive: true });
  const sizes = {};
  for (const [file, format] of [
    ['index.cjs', 'cjs'],
    ['index.mjs', 'esm'],
  ]) {
    const outfile = join(outdir, file);
    await bundle({
      entryPoints: [join(src, 'index.ts')],
      outfile,
      format,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      conditions: ['bulkhead-source'],
      plugins: [pureSources],
      legalComments: 'none',
      logLevel: 'error',
    });
    sizes[file] = statSync(outfile).size;
  }
  const types = publicTypes(src, others);
  for (const file of ['index.d.ts', 'index.d.cts']) {
    writeFileSync(join(outdir, file), types);
    sizes[file] = types.length;
  }
  return sizes;
}

/** Core and events do nothing by being imported, so that what is not used of them is left out. */
const pureSources = {
  name: 'pure-sources',
  setup(bundler) {
    bundler.onResolve({ filter: /^(@bulkhead\/|\.)/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'resolved') return undefined;
      const found = await bundler.resolve(path, { ...options, pluginData: 'resolved' });
      return { ...found, sideEffects: /\/packages\/(core|events)\//.test(found.path) ? false : undefined };
    });
  },
};

/**
 * One interface as its file declares it.
 * @param {string} file
 * @param {string} name
 */
export function interfaceIn(file, name) {
  const found = new RegExp(`^interface ${name} \\{[\\s\\S]*?^\\}`, 'm').exec(declared(file));
  if (!found) throw new Error(`${file} declares no interface ${name}`);
  return found[0];
}

/**
 * What a file declares, without its imports and exports.
 * @param {string} file
 */
export function declared(file) {
  const source = readFileSync(file, 'utf8');
  const { outputText } = ts.transpileDeclaration(source, { compilerOptions: { strict: true }, fileName: file });
  return outputText
    .replace(/^import [^;]*;\n/gm, '')
    .replace(/^export \{\};\n/gm, '')
    .replace(/^export (?:declare )?(?=(interface|type)\b)/gm, '')
    .replace(/^export declare /gm, 'declare ');
}

/** The types of what index.ts names, in one file: their names are unique, and nothing in them needs Node.js's types. */
function publicTypes(src, others) {
  const index = readFileSync(join(src, 'index.ts'), 'utf8');
  const own = [...index.matchAll(/ from '\.\/([^']+)'/g)].map(([, file]) => declared(join(src, file)));
  const names = [...index.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, allTypes, list]) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (allTypes && !name.startsWith('type ') ? `type ${name}` : name)),
  );
  return `${[...others, ...own].join('\n')}\nexport { ${names.join(', ')} };\n`;
}
