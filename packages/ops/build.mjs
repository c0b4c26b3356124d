// Bundles each function of `src/functions` that has an `index.ts` into `dist/<name>`: what a template's CodeUri names.

import { existsSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

export async function build({ outdir = join(here, 'dist') } = {}) {
  await rm(outdir, { recursive: true, force: true });
  const functions = join(here, 'src/functions');
  for (const name of await readdir(functions)) {
    const entry = join(functions, name, 'index.ts');
    if (!existsSync(entry)) continue;
    await bundle({
      entryPoints: [entry],
      outfile: join(outdir, name, 'index.mjs'),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      conditions: ['bulkhead-source'],
      // Lambda's Node.js runtimes bring the SDK.
      external: ['@aws-sdk/*'],
      banner: {
        js: "import { createRequire as bulkheadRequire } from 'node:module'; const require = bulkheadRequire(import.meta.url);",
      },
      legalComments: 'none',
      logLevel: 'warning',
    });
    await cp(join(here, '../iam/data/services.ndjson'), join(outdir, name, 'iam/services.ndjson'));
    await cp(join(functions, name, 'template.yaml'), join(outdir, `${name}.yaml`));
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await build();
