import { bodyOf, partsFrom } from './parts.ts';
import { PARTS, RUNTIME } from './texts.ts';

/*
 * What bundlers take (the condition `module` of package.json). The runtime and its parts are texts here: V8 passes over a text
 * in a sixth of what it takes to pass over code, and the parentheses by which it knows what to compile at once
 * (packages/runtime/eager.mjs) are out of a minifier's reach.
 */

const module = { exports: {} };
const folder = 'bulkhead:lazy';
// Without a folder: there are no files beside a bundle that a worker or a child process could load.
bodyOf(RUNTIME, 'bulkhead:runtime.cjs')(
  module.exports,
  partsFrom((name) => PARTS[name]!(), folder),
  module,
  undefined,
  undefined,
);

export const { BulkheadBlockedError, configure, countHops, markUntrusted, protect, VERSION } =
  module.exports as typeof import('../index.ts');
