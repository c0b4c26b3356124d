// Copies the WebAssembly that reading Python needs (the runtime of tree-sitter and the Python grammar) beside a bundle.
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * `outdir`: the folder of the bundle; the files go into its `grammar/`, where the loader searches first.
 * @param {{ outdir: string }} options
 */
export async function copyGrammar({ outdir }) {
  const folder = join(outdir, 'grammar');
  await mkdir(folder, { recursive: true });
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm'])
    await cp(require.resolve(file), join(folder, file.split('/')[1]));
}
