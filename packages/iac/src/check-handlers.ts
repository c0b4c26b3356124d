import { type Stats, statSync } from 'node:fs';
import path from 'node:path';
import {
  type App,
  BulkheadError,
  handlerName,
  isUnknown,
  type LambdaFunction,
  NODE_EXTENSIONS,
  PYTHON_EXTENSIONS,
} from '@bulkhead/core';
import { marksOf } from './residue.ts';

/**
 * Looks for the file of every function's handler. Functions whose handler or runtime is not known, and runtimes that
 * are neither Node.js nor Python, are not judged.
 * @returns one BULKHEAD_NO_HANDLER (or BULKHEAD_OUTSIDE_ROOT) for each function without a file, at the handler's place
 */
export function checkHandlers(app: App): BulkheadError[] {
  const errors: BulkheadError[] = [];
  for (const fn of app.functions) {
    const error = checkHandler(app, fn);
    if (error) errors.push(error);
  }
  return errors;
}

/** Absolute path of the file that holds a function's handler, where it can be told and is there. */
export function findHandlerFile(fn: LambdaFunction): string | undefined {
  return handlerFiles(fn).find(isFile);
}

function checkHandler(app: App, fn: LambdaFunction): BulkheadError | undefined {
  const tried = handlerFiles(fn);
  const [first] = tried;
  if (first === undefined || isUnknown(fn.handler)) return undefined;
  const shown = marksOf(fn).handlerHidden ? 'the handler' : `the handler "${fn.handler}"`;
  const place = fn.handlerPlace;
  const relative = path.relative(app.root, first);
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    const message = `${shown} of ${fn.id} leads out of the project's folder`;
    return new BulkheadError('BULKHEAD_OUTSIDE_ROOT', message, { place });
  }
  if (tried.some(isFile)) return undefined;
  const names = tried.map((file) => path.relative(app.root, file).split(path.sep).join('/'));
  const list = marksOf(fn).handlerHidden ? '' : `; tried ${names.join(', ')}`;
  const folder = path.posix.dirname(names[0]!);
  return new BulkheadError('BULKHEAD_NO_HANDLER', `${shown} of ${fn.id} has no file${list}`, {
    place,
    ...(isFolder(path.dirname(first)) || marksOf(fn).handlerHidden
      ? {}
      : { next: `There is no folder ${folder}: if the build makes it, build the project first (npm run build).` }),
  });
}

/**
 * Where a function's handler is looked for, absolute: what Lambda's runtime tries in its order, what a build compiles, and the
 * sources that the template names for its build, since a build may leave out their folders. Nothing where the handler is not
 * known or the language is neither JavaScript nor Python.
 */
export function handlerFiles(fn: Pick<LambdaFunction, 'handler' | 'runtime' | 'codeRoot' | 'entryPoints'>): string[] {
  const { handler, runtime, codeRoot, entryPoints = [] } = fn;
  if (isUnknown(handler)) return [];
  const isPython = !isUnknown(runtime) && runtime.startsWith('python');
  if (!isPython && !isUnknown(runtime) && !runtime.startsWith('nodejs')) return [];
  const name = handlerName(handler, isPython ? 'python' : 'javascript');
  const extensions = isPython ? PYTHON_EXTENSIONS : NODE_EXTENSIONS;
  // A name without an export still names a file to look for.
  const stem = name?.stem ?? (isPython ? '' : handler);
  if (stem === '') return [];
  const base = path.basename(stem);
  const isFor = (entry: string) => path.parse(entry).name === base || (base === 'index' && entryPoints.length === 1);
  const sources = entryPoints.filter((entry) => isFor(entry) && !entry.split(/[\\/]/).includes('..'));
  return [...extensions.map((extension) => `${stem}${extension}`), ...sources].map((file) =>
    path.resolve(codeRoot, file),
  );
}

export const isFile = (file: string): boolean => statOf(file)?.isFile() ?? false;

const isFolder = (folder: string): boolean => statOf(folder)?.isDirectory() ?? false;

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    // Missing, or a name that no file can have (too long, a null byte).
    return undefined;
  }
}
