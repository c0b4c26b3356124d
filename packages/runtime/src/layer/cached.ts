import { loadRuntime } from '../loader/load.ts';

/* The layer's preload: `runtime.cjs` beside it is preload.ts as it was built. */

// Whatever is wrong here, the function must start.
try {
  if (!loadRuntime(__dirname, BULKHEAD_BUILD, '', BULKHEAD_PARTS))
    throw new Error(`${__dirname}/runtime.cjs is missing`);
} catch (error) {
  console.error('Bulkhead could not start, the function runs unprotected:', error);
}
