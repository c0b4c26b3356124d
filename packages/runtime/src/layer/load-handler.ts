import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyHandler } from '../invoke.ts';

/** Looked for in this order, as aws-lambda-ric 4 does. */
const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

/**
 * Finds and loads a handler as Lambda's Node.js runtime does (docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html;
 * order and messages after aws-lambda-ric 4.0): `folder/module.nested.export`, with or without extension, CommonJS or ES
 * module, below the task root or installed as a package.
 * Errors of the code itself, a SyntaxError or a missing module among them, pass as they are: the runtime names them.
 * @throws an error named `Runtime.HandlerNotFound` or `Runtime.MalformedHandlerName`
 */
export async function loadHandler(root: string, handler: string): Promise<AnyHandler> {
  if (handler.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(handler);
  const folder = handler.slice(0, handler.indexOf(file));
  const dot = file.indexOf('.');
  if (dot === -1) throw runtimeError('MalformedHandlerName', 'Bad handler');

  const module = await loadModule(root, folder, file.slice(0, dot));
  const path = file.slice(dot + 1);
  const found = valueAt(module, path) ?? valueAt((module as { default?: unknown } | null)?.default, path);
  if (!found) throw runtimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('HandlerNotFound', `${handler} is not a function`);
  return found as AnyHandler;
}

async function loadModule(root: string, folder: string, name: string): Promise<unknown> {
  const path = resolve(root, folder, name);
  for (const extension of EXTENSIONS) {
    if (existsSync(path + extension)) return import(pathToFileURL(path + extension).href);
  }
  // From the runtime's own file, so that the "Require stack" of the error is the one that a user knows.
  const require = createRequire(process.argv[1] ?? import.meta.url);
  return require(require.resolve(name, { paths: [root, join(root, folder)] }));
}

function valueAt(module: unknown, path: string): unknown {
  let value = module;
  for (const key of path.split('.')) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function runtimeError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = `Runtime.${name}`;
  return error;
}
