import { fileURLToPath } from 'node:url';
import { build as viteBuild } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Builds the web page: `index.html` and hashed, minified files under `assets/`; no source maps, nothing inline.
 * @param {{ outDir?: string }} [options] `outDir`: folder that is emptied and written; `packages/console/web/dist` when left out
 * @returns {Promise<string>} the folder
 */
export async function build({ outDir = fileURLToPath(new URL('./dist', import.meta.url)) } = {}) {
  await viteBuild({
    root,
    configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    // Vitest sets NODE_ENV=test, with which React would bring its development build.
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.error(`built ${await build()}`);
