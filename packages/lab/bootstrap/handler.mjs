// Finds the handler as Lambda's Node.js runtimes do, with the same names for what goes wrong.
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

function named(name, message, cause) {
  const error = new Error(message);
  error.name = name;
  if (cause?.stack && name === 'Runtime.UserCodeSyntaxError') error.stack = cause.stack;
  return error;
}

export async function loadHandler(taskRoot, full) {
  if (full.includes('..')) {
    throw named(
      'Runtime.MalformedHandlerName',
      `'${full}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(full);
  const match = /^([^.]*)\.(.*)$/.exec(file);
  if (!match) throw named('Runtime.MalformedHandlerName', 'Bad handler');
  const folder = full.slice(0, full.length - file.length);
  const module = await loadModule(taskRoot, folder, match[1]);
  const handler = find(module, match[2]) ?? find(module?.default, match[2]);
  if (!handler) throw named('Runtime.HandlerNotFound', `${full} is undefined or not exported`);
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${full} is not a function`);
  return handler;
}

function find(module, path) {
  return path.split('.').reduce((value, key) => (value == null ? undefined : value[key]), module);
}

async function loadModule(taskRoot, folder, name) {
  const path = resolve(taskRoot, folder, name);
  try {
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      if (isFile(path + extension)) return await import(pathToFileURL(path + extension).href);
    }
    const require = createRequire(join(taskRoot, 'index.js'));
    return require(require.resolve(name, { paths: [taskRoot, join(taskRoot, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', String(error), error);
    if (error?.code === 'MODULE_NOT_FOUND') throw named('Runtime.ImportModuleError', String(error), error);
    throw error;
  }
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

export function callbackStyle(handler) {
  return handler.length >= 3 && !handler[STREAMING];
}

/** What Lambda returns for a thrown value, and the error type for the header. */
export function toErrorBody(error) {
  // Lambda's own header fields cannot hold DEL.
  const clean = (text) => String(text).replaceAll('\x7f', '%7F');
  const value =
    error instanceof Error
      ? {
          errorType: clean(error.name),
          errorMessage: clean(error.message),
          trace: clean(error.stack ?? '').split('\n'),
        }
      : { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { body: JSON.stringify(value), errorType: value.errorType };
}
