import { createRequire } from 'node:module';
import type { parseSync as ParseSync } from 'oxc-parser';

let loaded: typeof ParseSync | undefined;

/** oxc's parser, loaded with the first file: 10 ms of CPU that a scan of templates alone does not need. */
export const parseSync: typeof ParseSync = (...args) => {
  loaded ??= (createRequire(import.meta.url)('oxc-parser') as { readonly parseSync: typeof ParseSync }).parseSync;
  return loaded(...args);
};
