import { dirname, extname, join, relative, sep } from 'node:path';
import { type App, isUnknown, type LambdaFunction } from '@bulkhead/core';
import type { LabNotice } from '../types.ts';
import { compileHandler, needsBundling } from './compile.ts';
import { findHandlerFile, needsCompiler } from './handler-file.ts';
import { outputFolder } from './output-folder.ts';
import { packageOf } from './package-of.ts';
import { createSharedBuilds } from './shared-builds.ts';

export interface PreparedHandler {
  /** Absolute folder for `LAMBDA_TASK_ROOT` and the working directory. */
  readonly taskRoot: string;
  /** For `_HANDLER`, relative to `taskRoot`. */
  readonly handler: string;
  /** Absolute files, or folders to watch whole, whose change makes this stale. */
  readonly sources: readonly string[];
  /** For `NODE_OPTIONS`; empty where the code runs as it stands. */
  readonly nodeOptions: readonly string[];
  /** True where the code was bundled. */
  readonly built: boolean;
}

export interface BundlerOptions {
  readonly app: App;
  /**
   * Absolute folder for bundles, one folder an entry below it, called as the first function that has it. Left out: `.bulkhead/build` beside the nearest
   * package.json of each handler, from where the project's own node_modules are found.
   */
  readonly outDir?: string;
  readonly onNotice: (notice: LabNotice) => void;
}

export interface Bundler {
  /**
   * Makes a function ready to run: plain JavaScript in place, TypeScript bundled. Runs no code of the project.
   * @throws BulkheadError BULKHEAD_NO_HANDLER, BULKHEAD_BUILD_FAILED
   */
  prepare(fn: LambdaFunction): Promise<PreparedHandler>;
  /** Sources of the last `prepare`; the whole code root before it, and after it failed. */
  sourcesOf(functionId: string): readonly string[];
}

export function createBundler(options: BundlerOptions): Bundler {
  const sources = new Map<string, readonly string[]>();
  const told = new Set<string>();
  const outDirs = new Map<string, string>();
  const builds = createSharedBuilds();

  const run = async (fn: LambdaFunction): Promise<PreparedHandler> => {
    const runtime = isUnknown(fn.runtime) ? 'nodejs' : fn.runtime;
    const asItStands: PreparedHandler = {
      taskRoot: fn.codeRoot,
      handler: isUnknown(fn.handler) ? '' : fn.handler,
      sources: [fn.codeRoot],
      nodeOptions: [],
      built: false,
    };
    const node = runtime.startsWith('nodejs');
    if (!node && !runtime.startsWith('python')) return asItStands;
    const { file, exportName } = findHandlerFile(fn);
    if (!node) return asItStands;
    if (!needsCompiler(file) && !(await needsBundling(file, options.app.root))) return asItStands;

    // Functions of one entry run one bundle, in the folder of the first of them.
    const key = `${file} ${runtime}`;
    const outDir = outDirs.get(key) ?? buildFolder(fn, file, options);
    outDirs.set(key, outDir);
    const compiled = await builds.get(key, () => compileHandler(fn, file, outDir, options.app.root));
    for (const name of compiled.missing) {
      if (told.has(name)) continue;
      told.add(name);
      const message = `${fn.id} imports ${name}, which Lambda has but this project has not: npm install --save-dev ${packageName(name)}`;
      options.onNotice({ level: 'warn', functionId: fn.id, message });
    }
    // The code root stays the working directory where the bundle lies below it, so that files beside the code are found.
    const inside = relative(fn.codeRoot, compiled.file);
    const taskRoot = inside.startsWith('..') ? dirname(compiled.file) : fn.codeRoot;
    const module = relative(taskRoot, compiled.file).split(sep).join('/');
    return {
      taskRoot,
      handler: `${module.slice(0, -extname(module).length)}.${exportName}`,
      sources: compiled.sources,
      nodeOptions: ['--enable-source-maps'],
      built: true,
    };
  };

  return {
    async prepare(fn) {
      // Until it works again, any change in the code root may be the cure: a missing file, say.
      sources.set(fn.id, [fn.codeRoot]);
      const prepared = await run(fn);
      sources.set(fn.id, prepared.sources);
      return prepared;
    },
    sourcesOf(functionId) {
      const fn = options.app.functions.find((candidate) => candidate.id === functionId);
      return sources.get(functionId) ?? (fn ? [fn.codeRoot] : []);
    },
  };
}

function buildFolder(fn: LambdaFunction, file: string, { app, outDir }: BundlerOptions): string {
  const name = fn.id.replace(/[^A-Za-z0-9_-]/g, '_');
  if (outDir !== undefined) return join(outDir, name);
  const owner = packageOf(dirname(file))?.folder;
  const base = owner !== undefined && isWithin(app.root, owner) ? owner : app.root;
  return join(outputFolder(base), 'build', name);
}

function isWithin(root: string, folder: string): boolean {
  return folder === root || !relative(root, folder).startsWith('..');
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
