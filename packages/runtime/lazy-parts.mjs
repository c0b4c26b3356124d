import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build as bundle } from 'esbuild';
import ts from 'typescript';

/*
 * Modules called `*.lazy.ts` are files of their own, required at the first call of one of their functions: compiling costs 27 us
 * a kilobyte, and an honest event needs few of them. In the sources they are imported like any other; bundlers follow the
 * `require`. They export functions only, of at most five arguments.
 *
 * What the runtime holds anyway is not in them a second time (a third of their size was): a part is a function of a table that
 * the runtime hands over when it first calls it. Nothing is exported for that which other code could take hold of.
 */

const packages = join(import.meta.dirname, '..');

/** Folder of the parts, beside the files that load them. */
export const LAZY = 'lazy';

/** What a part calls the runtime's table. */
const TABLE = '$bhk';
const TABLE_MODULE = 'bulkhead:table';

/** The body of a part runs once, whoever asks. In parentheses V8 compiles a function at once, not twice (see eager.mjs). */
const WRAP = {
  banner: `"use strict";let part;module.exports=(function(${TABLE}){return part??=(function(module){`,
  footer: 'return module.exports})({})});',
};

/** Modules whose copy in the runtime may be this much smaller than the part's own: names are shorter or longer by chance. */
const SLACK = 24;

/** A module that is smaller is not worth a place in the table. */
const LEAST = 20;

/** The functions that a lazy part exports. @param {string} path */
export function functionsOf(path) {
  return [...readFileSync(path, 'utf8').matchAll(/^export function (\w+)/gm)].map((match) => match[1]);
}

/** How many arguments each function of a file takes at most. @param {string} path */
function parametersOf(path) {
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const functions = statements.filter((statement) => ts.isFunctionDeclaration(statement) && statement.body);
  return new Map(functions.map(({ name, parameters }) => [name.text, parameters.length]));
}

/** `sql/judge.lazy.ts` is built as `sql-judge.cjs`. @param {string} path absolute, so that each part has a folder to be named by */
function lazyName(path) {
  return `${basename(dirname(path))}-${basename(path, '.lazy.ts')}.cjs`;
}

/**
 * Puts calls of a part in the place of an import of it.
 * @param {string} folder where the parts lie, seen from the file that is built
 * @param {(path: string) => readonly string[] | undefined} [shared] exports of a module that the table holds
 */
function lazyImports(folder, shared = () => undefined) {
  const tableOf = folder === '.' ? TABLE : 'table()';
  return {
    name: 'lazy-parts',
    setup(bundler) {
      bundler.onResolve({ filter: /\.lazy\.ts$/ }, ({ path, importer, kind }) =>
        kind === 'entry-point' || importer === '<stdin>'
          ? undefined
          : { path: resolve(dirname(importer), path), namespace: 'lazy-part' },
      );
      bundler.onLoad({ filter: /.*/, namespace: 'lazy-part' }, ({ path }) => {
        const names = functionsOf(path);
        const most = parametersOf(path);
        if (names.length === 0) return { errors: [{ text: `${path} exports no function` }] };
        const fromTable = shared(`lazy-part:${path}`);
        if (fromTable !== undefined) return { contents: fromTable, loader: 'js' };
        const file = JSON.stringify(`${folder}/${lazyName(path)}`);
        const stubs = names.map((name) => {
          const given = 'abcde'.slice(0, most.get(name)).split('').join();
          return `let own_${name}; export function ${name}(${given}) { return (own_${name} ??= require(${file})(${tableOf}).${name})(${given}); }`;
        });
        if (folder !== '.') stubs.unshift(`import { table } from '${TABLE_MODULE}';`);
        return { contents: stubs.join('\n'), loader: 'js', resolveDir: dirname(path) };
      });
      bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const fromTable = shared(path);
        return fromTable === undefined ? undefined : { contents: fromTable, loader: 'js', resolveDir: dirname(path) };
      });
      bundler.onResolve({ filter: new RegExp(`^${folder.replaceAll('.', '\\.')}/[\\w-]+\\.cjs$`) }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
}

/** The module that makes the table, at the first call of a part. @param {readonly [key: string, name: string, path: string][]} rows */
function tableModule(rows) {
  const imports = rows.map(
    ([key, name, path]) => `import { ${name} as ${key} } from ${JSON.stringify(path.replace('lazy-part:', ''))};`,
  );
  const contents = `${imports.join('\n')}
    let made; export const table = () => (made ??= { ${rows.map(([key]) => key)} });`;
  return {
    name: 'table',
    setup(bundler) {
      bundler.onResolve({ filter: /^bulkhead:table$/ }, () => ({ path: 'table', namespace: 'table' }));
      bundler.onLoad({ filter: /.*/, namespace: 'table' }, () => ({ contents, loader: 'js', resolveDir: packages }));
    },
  };
}

function lazySources() {
  const found = ['events/src', 'runtime/src'].flatMap((root) =>
    readdirSync(join(packages, root), { recursive: true })
      .filter((name) => name.endsWith('.lazy.ts'))
      .map((name) => join(packages, root, name)),
  );
  const names = new Set(found.map(lazyName));
  if (names.size < found.length) throw new Error('two lazy parts have one name');
  return found.sort();
}

/**
 * Builds the lazy parts for files that are built from these entries.
 * @param {string} outdir they come into its folder `lazy`
 * @param {readonly string[]} entries
 * @param {{ settings: object, plugins: readonly object[] }} how esbuild's
 * @returns {Promise<{ parts: string[], plugins: object[] }>} the files; the plug-ins that the entries take besides
 */
export async function buildLazyParts(outdir, entries, { settings, plugins }) {
  const folder = join(outdir, LAZY);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sources = lazySources();
  const [held, own] = await Promise.all([
    inputsOf(entries, settings, [...plugins, lazyImports(`./${LAZY}`), tableModule([])]),
    inputsOf(sources, settings, [...plugins, lazyImports('.')]),
  ]);
  const modules = new Set();
  const isShared = (source, path) => {
    const size = own.get(source).get(path) ?? 0;
    return (
      path !== source &&
      path.endsWith('.ts') &&
      size >= LEAST &&
      [...held.values()].every((inputs) => (inputs.get(path) ?? 0) >= size - SLACK)
    );
  };
  for (const [source, inputs] of own) for (const path of inputs.keys()) if (isShared(source, path)) modules.add(path);
  const keys = await keysOf([...modules].sort(), settings);

  const used = new Set();
  const buildPart = async (source) => {
    const shared = (path) => (isShared(source, path) ? contentsOf(path, keys.get(path)) : undefined);
    const outfile = join(folder, lazyName(source));
    await bundle({
      ...settings,
      ...partOf(source),
      outfile,
      format: 'cjs',
      banner: { js: WRAP.banner },
      footer: { js: WRAP.footer },
      // First, since the first plug-in to load a module has it.
      plugins: [lazyImports('.', shared), ...plugins],
    });
    const text = readFileSync(outfile, 'utf8');
    // The layer reads them as Latin-1. esbuild leaves patterns as they are written.
    const wide = /.{0,40}[\u0080-\uffff]/.exec(text);
    if (wide) throw new Error(`${source} is not ASCII: ${wide[0]}`);
    for (const [, key] of text.matchAll(/\$bhk\.(\w+)/g)) used.add(key);
  };
  await Promise.all(sources.map(buildPart));
  const rows = [...keys].flatMap(([path, names]) =>
    [...names].filter(([, key]) => used.has(key)).map(([name, key]) => [key, name, path]),
  );
  return { parts: sources.map(lazyName), plugins: [lazyImports(`./${LAZY}`), tableModule(rows)] };
}

function partOf(source) {
  const names = functionsOf(source).join(', ');
  const contents = `import { ${names} } from ${JSON.stringify(source)}; module.exports = { ${names} };`;
  return { stdin: { contents, resolveDir: dirname(source) } };
}

/**
 * How many bytes of each module are in what is built of an entry.
 * @returns {Promise<Map<string, Map<string, number>>>} by entry and by module, absolute
 */
async function inputsOf(entries, settings, plugins) {
  const options = { ...settings, format: 'esm', write: false, metafile: true, outdir: 'out' };
  const { metafile } = await bundle({ ...options, entryPoints: [...entries], plugins });
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint, inputs }) => [
      absolute(entryPoint),
      new Map(Object.entries(inputs).map(([path, { bytesInOutput }]) => [absolute(path), bytesInOutput])),
    ]),
  );
}

/** esbuild names inputs from the working directory on. */
function absolute(path) {
  const [, namespace = '', rest] = /^(lazy-part:)?(.*)$/.exec(path);
  return namespace + resolve(rest);
}

/**
 * A short key for each export of each module, the same ones for the same sources.
 * @returns {Promise<Map<string, Map<string, string>>>} keys by name by module
 */
async function keysOf(modules, settings) {
  const files = modules.filter((path) => !path.startsWith('lazy-part:'));
  const { metafile } = await bundle({
    ...settings,
    entryPoints: files,
    outdir: 'out',
    format: 'esm',
    write: false,
    metafile: true,
    plugins: [
      {
        name: 'alone',
        setup: (bundler) =>
          bundler.onResolve({ filter: /.*/ }, ({ kind, path }) =>
            kind === 'entry-point' ? undefined : { path, external: true, sideEffects: false },
          ),
      },
    ],
  });
  const exported = new Map(
    Object.values(metafile.outputs).map(({ entryPoint, exports }) => [absolute(entryPoint), exports]),
  );
  const keys = new Map();
  let count = 0;
  for (const path of modules) {
    const names = exported.get(path) ?? functionsOf(path.slice('lazy-part:'.length));
    keys.set(path, new Map(names.map((name) => [name, `k${(count++).toString(36)}`])));
  }
  return keys;
}

/** What a part reads instead of a module: numbers, which are shorter than a name, and what it hands on stay as they are. */
function contentsOf(path, keys) {
  const text = path.startsWith('lazy-part:') ? '' : readFileSync(path, 'utf8');
  const kept = [...text.matchAll(/^export (?:const (\w+) = (?:\d\w*|'[^'\\]{0,6}')|\* from '[^']+');$/gm)];
  const names = new Set(kept.map(([, name]) => name));
  const rest = [...keys].filter(([name]) => !names.has(name));
  return [
    ...kept.map(([statement]) => statement),
    ...rest.map(([name, key]) => `export const ${name} = /* @__PURE__ */ (() => ${TABLE}.${key})();`),
  ].join('\n');
}
