import type { AnyHandler } from '../invoke.ts';

/** `folder/module.nested.export` in its parts. */
export interface HandlerName {
  readonly folder: string;
  readonly module: string;
  readonly path: string;
}

/**
 * Takes a handler's name apart as Lambda's Node.js runtime does (docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html;
 * messages after aws-lambda-ric 3.3 and 4.0, which agree).
 * @throws an error named `Runtime.MalformedHandlerName`
 */
export function parseHandler(handler: string): HandlerName {
  if (handler.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const start = handler.lastIndexOf('/') + 1;
  const dot = handler.indexOf('.', start);
  if (dot === -1) throw runtimeError('MalformedHandlerName', 'Bad handler');
  return { folder: handler.slice(0, start), module: handler.slice(start, dot), path: handler.slice(dot + 1) };
}

/**
 * The function at a path of a module's exports, or of its default export's.
 * @throws an error named `Runtime.HandlerNotFound`
 */
export function findExport(module: unknown, path: string, handler: string): AnyHandler {
  const found = valueAt(module, path) ?? valueAt((module as { default?: unknown } | null)?.default, path);
  if (!found) throw runtimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('HandlerNotFound', `${handler} is not a function`);
  return found as AnyHandler;
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
