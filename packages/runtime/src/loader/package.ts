import { loadRuntime } from './load.ts';

/*
 * What `require('@bulkhead/runtime')` and, by index.mjs, `import` come to. In Lambda the runtime is loaded from its file by
 * loadRuntime. In a bundle there is no such file, and the bundler has followed the `require` below; in tests of the user's
 * own it goes through their module system, which may have a context (and classes of errors) of its own.
 */

declare const require: (id: './runtime.cjs') => object;
declare const module: { exports: object };

module.exports = fromFile() ?? require('./runtime.cjs');

function fromFile(): object | undefined {
  if (process.env['AWS_LAMBDA_RUNTIME_API'] === undefined || typeof __dirname !== 'string') return undefined;
  return loadRuntime(__dirname, BULKHEAD_BUILD, BULKHEAD_MARK);
}
