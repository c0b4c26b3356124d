import path from 'node:path';
import { BulkheadError, handlerName, isUnknown, type LambdaFunction } from '@bulkhead/core';
import { findHandlerFile as firstFile, handlerFiles } from '@bulkhead/iac';

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
  const { handler, codeRoot, runtime } = fn;
  if (isUnknown(handler)) return fail(`The handler of ${fn.id} cannot be told from the template: ${handler.unknown}`);
  const isPython = !isUnknown(runtime) && runtime.startsWith('python');
  const name = handlerName(handler, isPython ? 'python' : 'javascript');
  const exportName = name?.exportPath.join('.') ?? '';
  if (!name || exportName === '') return fail(`The handler of ${fn.id}, "${handler}", is not of the form file.export`);
  // Lambda's runtimes refuse a handler that climbs out of the code.
  if (name.stem.split(/[\\/]/).includes('..'))
    return fail(`The handler of ${fn.id}, "${handler}", must not contain ..`);
  const file = firstFile(fn);
  if (file !== undefined) return { file, exportName, handler };
  const tried = handlerFiles(fn).map((candidate) => path.relative(codeRoot, candidate).split(path.sep).join('/'));
  return fail(`No file for the handler "${handler}" of ${fn.id} in ${codeRoot}; tried ${tried.join(', ')}.`);
}
