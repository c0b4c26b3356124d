import { fileURLToPath } from 'node:url';
import { build as viteBuild } from 'vite';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds the web page: `index.html` and hashed, minified files under `assets/`; no source maps, nothing inline.
 * @param {{ outDir?: string }} [options] `outDir`: folder that is emptied and written; `packages/console/web/dist` when left out
 * @returns {Promise<string>} the folder
 */
export async function build({ outDir = here('./dist') } = {}) {
  const before = process.env.NODE_ENV;
  // Vite keeps a NODE_ENV that is set already, and a test runner sets one: React would come in its development build.
  process.env.NODE_ENV = 'production';
  try {
    await viteBuild({
      root: here('.'),
      configFile: here('./vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
  return outDir;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.error(`built ${await build()}`);
