import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findExport, parseHandler } from './handler-name.ts';
import { takeState } from './state.ts';

/* The handler that Lambda's runtime finds in place of the user's: imports the user's module and protects it. */

const state = takeState();
const { folder, module, path } = parseHandler(state.handler);
const root = process.env['LAMBDA_TASK_ROOT'] ?? process.cwd();

/**
 * As aws-lambda-ric 4 does; 3 differs only where common-js.ts knows the file. Errors of the code itself, a SyntaxError or
 * a missing module among them, pass as they are: the runtime names them.
 */
async function load(): Promise<unknown> {
  const file = resolve(root, folder, module);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    if (existsSync(file + extension)) return import(pathToFileURL(file + extension).href);
  }
  // From the runtime's own file, so that the "Require stack" of the error is the one that a user knows.
  const require = createRequire(process.argv[1] ?? import.meta.url);
  return require(require.resolve(module, { paths: [root, join(root, folder)] }));
}

export const handler = state.protect(findExport(await load(), path, state.handler), undefined);
