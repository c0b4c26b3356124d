import type { ProjectFiles } from '../engine/types.ts';
import { fieldsOf, readJson } from './json.ts';
import { folderOf, foldersUp, joinPath } from './paths.ts';

/** Folders that compilers and bundlers write: tsc, esbuild, webpack, SAM, Serverless Framework and their plug-ins. */
const OUTPUT_FOLDERS = new Set([
  'dist',
  'build',
  '.build',
  'out',
  'lib',
  'output',
  'bundle',
  '.webpack',
  '.esbuild',
  '.serverless',
  '.dist',
  'built',
  'compiled',
]);
const SOURCE_FOLDERS = ['src', '', 'source', 'lib', 'app'];

/** Whether a path goes through a folder that a compiler writes. */
export function isBuilt(file: string): boolean {
  return file.split('/').some((part) => OUTPUT_FOLDERS.has(part));
}

/**
 * Where the source of a built file may stand, likeliest first: as `tsconfig.json` says by `outDir` and `rootDir`, then as is
 * the custom: `dist/orders/get.js` is made from `src/orders/get.ts`.
 * @param stem path without its extension, relative to the project root
 */
export function sourceStems(files: ProjectFiles, stem: string): string[] {
  const stems: string[] = [];
  const add = (...parts: readonly string[]) => {
    const joined = joinPath(...parts);
    if (joined !== undefined && joined !== stem && !stems.includes(joined)) stems.push(joined);
  };
  for (const folder of foldersUp(folderOf(stem))) {
    const config = joinPath(folder, 'tsconfig.json') as string;
    if (!files.isFile(config)) continue;
    const options = fieldsOf(fieldsOf(readJson(files, config)).compilerOptions);
    const outDir = typeof options.outDir === 'string' ? joinPath(folder, options.outDir) : undefined;
    if (outDir === undefined || !stem.startsWith(`${outDir}/`)) continue;
    const rest = stem.slice(outDir.length + 1);
    if (typeof options.rootDir === 'string') add(folder, options.rootDir, rest);
    for (const source of SOURCE_FOLDERS) add(folder, source, rest);
  }
  const parts = stem.split('/');
  parts.forEach((part, index) => {
    if (!OUTPUT_FOLDERS.has(part)) return;
    const before = parts.slice(0, index).join('/');
    const after = parts.slice(index + 1);
    for (const source of SOURCE_FOLDERS) add(before, source, after.join('/'));
    // One folder a function: `dist/get-order/index` is made from `src/get-order.ts`.
    if (after.length > 1 && after.at(-1) === 'index') {
      for (const source of SOURCE_FOLDERS) add(before, source, after.slice(0, -1).join('/'));
    }
  });
  return stems;
}
