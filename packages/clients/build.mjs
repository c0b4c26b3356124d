import { join } from 'node:path';
import { buildLibrary, interfaceIn } from '../../tools/build-library.mjs';

const scope = join(import.meta.dirname, '../core/src/correlation.ts');

/** Builds what goes into the npm package. */
export const build = (options) =>
  buildLibrary(import.meta.dirname, { ...options, types: [interfaceIn(scope, 'CorrelationScope')] });

if (process.argv[1] === import.meta.filename) console.table(await build());
