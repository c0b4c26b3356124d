import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { isUnknown, type LambdaFunction } from '@bulkhead/core';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { buildError, isBuildFailure } from './build-error.ts';
import { keepNativePackages, missingProvided, PROVIDED } from './externals.ts';
import { hasPlainNamespaces, plainNamespaceImports } from './namespace-imports.ts';
import { OWN_PLACES, withOwnPlaces } from './own-places.ts';
import { packageOf } from './package-of.ts';
import { rewriteSources } from './rewrite-sources.ts';

export interface Compiled {
  /** Absolute, `.cjs` or `.mjs`. */
  readonly file: string;
  /** Absolute paths of the project's own files that went into it, and of its `tsconfig.json`. */
  readonly sources: readonly string[];
  /** Packages that Lambda has and this machine has not. */
  readonly missing: readonly string[];
}

/**
 * Bundles a handler with source maps into `outDir`. esbuild finds the `tsconfig.json` of each file by itself.
 * @param root folder that places are told relative to
 * @throws BulkheadError BULKHEAD_BUILD_FAILED
 */
export async function compileHandler(
  fn: LambdaFunction,
  entry: string,
  outDir: string,
  root: string,
): Promise<Compiled> {
  const format = formatOf(entry);
  // A handler's name ends at its first dot.
  const name = basename(entry, extname(entry)).replaceAll('.', '-');
  const file = join(outDir, name + (format === 'esm' ? '.mjs' : '.cjs'));
  const hasNamespaces = format === 'cjs' && hasPlainNamespaces(nearestConfig(entry, root));
  const rewrites = hasNamespaces ? [plainNamespaceImports, withOwnPlaces] : [withOwnPlaces];
  const options: BuildOptions = {
    ...BASE,
    entryPoints: [entry],
    outfile: file,
    absWorkingDir: root,
    format,
    target: targetOf(fn),
    define: OWN_PLACES,
    plugins: [keepNativePackages(), rewriteSources(rewrites)],
    // A CommonJS dependency inside an ES module needs a `require`; a declaration here could clash with the project's own.
    ...(format === 'esm' && {
      banner: {
        js: "import { createRequire as bulkheadCreateRequire } from 'node:module'; globalThis.require ??= bulkheadCreateRequire(import.meta.url);",
      },
    }),
  };
  const result = await build({ ...options, write: false, metafile: true }).catch((error: unknown) => {
    throw isBuildFailure(error) ? buildError(fn.id, error, root) : error;
  });
  await mkdir(outDir, { recursive: true });
  // Lambda's runtime takes `.mjs` before `.cjs`: a bundle of the other format would win.
  await rm(file.replace(/\.[mc]js$/, format === 'esm' ? '.cjs' : '.mjs'), { force: true });
  // The map before the code that names it, each in one step: an environment may start at any moment.
  for (const output of [...result.outputFiles].sort((a, b) => b.path.length - a.path.length)) {
    const unfinished = `${output.path}.${randomBytes(4).toString('hex')}.tmp`;
    await writeFile(unfinished, output.contents);
    await rename(unfinished, output.path);
  }
  return { file, sources: sourcesIn(result.metafile, root, entry), missing: missingProvided(result.metafile, file) };
}

const BASE: BuildOptions = {
  bundle: true,
  platform: 'node',
  sourcemap: 'linked',
  sourcesContent: false,
  // For code that reads `constructor.name`, of its errors above all.
  keepNames: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  external: [...PROVIDED, '*.node'],
  // As loaders of bundlers are most often set for these; without any, an import of one ends the build.
  loader: Object.fromEntries(['graphql', 'gql', 'html', 'md', 'pem', 'sql', 'xml'].map((end) => [`.${end}`, 'text'])),
};

/**
 * Whether plain JavaScript has to be bundled all the same: it reaches TypeScript or JSX, or is an ES module by syntax
 * alone, which a bundler took on the way to Lambda. What esbuild cannot follow runs in place, and fails there if it must.
 */
export async function needsBundling(entry: string, root: string): Promise<boolean> {
  if (extname(entry) !== '.js') {
    return reachesTypeScript(await traceInputs(entry, root));
  }
  const metafile = await traceInputs(entry, root);
  if (reachesTypeScript(metafile)) return true;
  const main = Object.entries(metafile?.inputs ?? {}).find(([path]) => resolve(root, path) === entry);
  return main?.[1].format === 'esm' && packageOf(dirname(entry))?.json['type'] !== 'module';
}

async function traceInputs(entry: string, root: string): Promise<Metafile | undefined> {
  try {
    const options: BuildOptions = {
      ...BASE,
      entryPoints: [entry],
      absWorkingDir: root,
      outdir: root,
      packages: 'external',
    };
    return (await build({ ...options, sourcemap: false, write: false, metafile: true })).metafile;
  } catch {
    return undefined;
  }
}

function reachesTypeScript(metafile: Metafile | undefined): boolean {
  return Object.keys(metafile?.inputs ?? {}).some((path) => /\.([mc]?ts|tsx|jsx)$/.test(path));
}

/** By extension, then by the `type` of the nearest package.json, as Node.js decides for `.js`. */
export function formatOf(entry: string): 'esm' | 'cjs' {
  const end = extname(entry);
  if (end === '.mts' || end === '.mjs') return 'esm';
  if (end === '.cts' || end === '.cjs') return 'cjs';
  return packageOf(dirname(entry))?.json['type'] === 'module' ? 'esm' : 'cjs';
}

/** `nodejs22.x` -> `node22`, but nothing above the Node.js that the lab itself needs to run on. */
function targetOf(fn: LambdaFunction): string {
  const version = /^nodejs(\d+)/.exec(isUnknown(fn.runtime) ? '' : fn.runtime)?.[1];
  return `node${Math.min(Number(version ?? 20), Number(process.versions.node.split('.')[0]))}`;
}

function sourcesIn(metafile: Metafile, root: string, entry: string): string[] {
  const files = Object.keys(metafile.inputs)
    .map((path) => resolve(root, path))
    .filter((path) => !path.split(sep).includes('node_modules') && existsSync(path));
  const config = nearestConfig(entry, root);
  return config === undefined ? files : [...files, config];
}

function nearestConfig(entry: string, root: string): string | undefined {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const file = join(folder, 'tsconfig.json');
    if (existsSync(file)) return file;
    if (folder === root || relative(root, folder).startsWith('..') || dirname(folder) === folder) return undefined;
  }
}
