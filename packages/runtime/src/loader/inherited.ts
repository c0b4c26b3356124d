import { loadRuntime } from './load.ts';

/*
 * What workers and Node.js children load of the package: preload.cjs with its parts, read and compiled by functions that were
 * taken before their code runs. Through `require` their code could put others in the place of parts (`require.cache`).
 */

loadRuntime(__dirname, '', '', undefined, 'preload.cjs');
