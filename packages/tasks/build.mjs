import { buildLibrary } from '../../tools/build-library.mjs';

/** Builds what goes into the npm package. */
export const build = (options) => buildLibrary(import.meta.dirname, options);

if (process.argv[1] === import.meta.filename) console.table(await build());
