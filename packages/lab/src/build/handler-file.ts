import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { BulkheadError, isUnknown, type LambdaFunction } from '@bulkhead/core';

/** What Lambda's Node.js runtime tries, in its order, then what the lab can build. */
const JAVASCRIPT = ['.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx', '.jsx'];
const PYTHON = ['.py', '/__init__.py'];

export interface HandlerFile {
  /** Absolute. */
  readonly file: string;
  /** What follows the module in the handler: `handler`, `api.get`. */
  readonly exportName: string;
  /** As in the template: `src/app.handler`. */
  readonly handler: string;
}

/** True where the lab has to compile the file before Node.js can run it. */
export function needsCompiler(file: string): boolean {
  return /\.(ts|mts|cts|tsx|jsx)$/.test(file);
}

/**
 * The file that holds a function's handler.
 * @throws BulkheadError BULKHEAD_NO_HANDLER at the handler's place, naming the files tried
 */
export function findHandlerFile(fn: LambdaFunction): HandlerFile {
  const fail = (message: string): never => {
    throw new BulkheadError('BULKHEAD_NO_HANDLER', message, { place: fn.handlerPlace });
  };
  const { handler } = fn;
  if (isUnknown(handler)) return fail(`The handler of ${fn.id} cannot be told from the template: ${handler.unknown}`);
  const runtime = isUnknown(fn.runtime) ? 'nodejs' : fn.runtime;
  const python = runtime.startsWith('python');
  const parts = python ? splitPythonHandler(handler) : splitHandler(handler);
  if (!parts) return fail(`The handler of ${fn.id}, "${handler}", is not of the form file.export`);
  // Lambda's runtimes refuse a handler that climbs out of the code.
  if (parts.module.split(/[\\/]/).includes('..'))
    return fail(`The handler of ${fn.id}, "${handler}", must not contain ..`);
  const base = join(fn.codeRoot, parts.module);
  const candidates = [
    ...(python ? PYTHON : [...JAVASCRIPT, ...TYPESCRIPT]).map((end) => base + end),
    ...(python ? [] : entryPointsFor(fn, parts.module)),
  ];
  const file = candidates.find(isFile);
  if (file !== undefined) return { file, exportName: parts.exportName, handler };
  const tried = candidates.map((candidate) => relative(fn.codeRoot, candidate).split(sep).join('/'));
  return fail(`No file for the handler "${handler}" of ${fn.id} in ${fn.codeRoot}; tried ${tried.join(', ')}.`);
}

/** `src/app.api.get` -> `src/app` and `api.get`: the first dot of the last part, as the Node.js runtime splits. */
export function splitHandler(handler: string): { module: string; exportName: string } | undefined {
  const name = basename(handler);
  const dot = name.indexOf('.');
  if (dot <= 0 || dot === name.length - 1) return undefined;
  return { module: join(dirname(handler), name.slice(0, dot)), exportName: name.slice(dot + 1) };
}

/** `pkg.app.main` -> `pkg/app` and `main`: the last dot, the others are folders. */
function splitPythonHandler(handler: string): { module: string; exportName: string } | undefined {
  const dot = handler.lastIndexOf('.');
  if (dot <= 0 || dot === handler.length - 1) return undefined;
  return { module: handler.slice(0, dot).replaceAll('.', '/'), exportName: handler.slice(dot + 1) };
}

/** A build flattens its outputs, so the handler names an entry point's base name, with or without its folders. */
function entryPointsFor(fn: LambdaFunction, module: string): string[] {
  const stem = (path: string): string => basename(path).replace(/\.[^.]+$/, '');
  return (fn.entryPoints ?? [])
    .filter((entry) => stem(entry) === basename(module) && !entry.split(/[\\/]/).includes('..'))
    .map((entry) => join(fn.codeRoot, entry));
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
