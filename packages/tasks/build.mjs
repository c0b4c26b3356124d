import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import ts from 'typescript';

const here = import.meta.dirname;
const src = join(here, 'src');

/**
 * Builds what goes into the npm package: CommonJS, ES module and types.
 * @param {{ outdir?: string }} [options]
 * @returns {Promise<Record<string, number>>} bytes by file
 */
export async function build({ outdir = join(here, 'dist') } = {}) {
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
  const types = publicTypes();
  for (const file of ['index.d.ts', 'index.d.cts']) {
    writeFileSync(join(outdir, file), types);
    sizes[file] = types.length;
  }
  return sizes;
}

/** Core does nothing by being imported, so that what is not used of it is left out. */
const pureSources = {
  name: 'pure-sources',
  setup(bundler) {
    bundler.onResolve({ filter: /^(@bulkhead\/|\.)/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'resolved') return undefined;
      const found = await bundler.resolve(path, { ...options, pluginData: 'resolved' });
      return { ...found, sideEffects: found.path.includes('/packages/core/') ? false : undefined };
    });
  },
};

/** The types of what index.ts names, in one file: their names are unique, and nothing in them needs Node.js's types. */
function publicTypes() {
  const index = readFileSync(join(src, 'index.ts'), 'utf8');
  const parts = [...index.matchAll(/ from '\.\/([^']+)'/g)].map(([, file]) => {
    const source = readFileSync(join(src, file), 'utf8');
    const { outputText } = ts.transpileDeclaration(source, { compilerOptions: { strict: true }, fileName: file });
    return outputText
      .replace(/^import [^;]*;\n/gm, '')
      .replace(/^export \{\};\n/gm, '')
      .replace(/^export (?:declare )?(?=(interface|type)\b)/gm, '')
      .replace(/^export declare /gm, 'declare ');
  });
  const names = [...index.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, allTypes, list]) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (allTypes && !name.startsWith('type ') ? `type ${name}` : name)),
  );
  return `${parts.join('\n')}\nexport { ${names.join(', ')} };\n`;
}

if (process.argv[1] === import.meta.filename) {
  const sizes = await build();
  for (const [file, bytes] of Object.entries(sizes)) console.log(`${file.padEnd(20)} ${bytes} B`);
}
