import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { declared } from '../../tools/build-library.mjs';
import { addLayer, buildProgram } from '../../tools/build-program.mjs';

const here = import.meta.dirname;
const src = join(here, 'src');

/**
 * Builds what goes into the npm package: constructs as CommonJS and as ES module, the program that they ask, and the layer.
 * `packages/runtime/dist` has to be there.
 * @param {{ outdir?: string }} [options]
 */
export async function build({ outdir = join(here, 'dist') } = {}) {
  rmSync(outdir, { recursive: true, force: true });
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  await buildProgram({ entry: join(src, 'work.ts'), outdir, external: Object.keys(dependencies) });
  const common = {
    entryPoints: [join(src, 'index.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    conditions: ['bulkhead-source'],
    external: ['aws-cdk-lib', 'constructs'],
    logLevel: 'warning',
  };
  await bundle({ ...common, format: 'esm', outfile: join(outdir, 'index.mjs') });
  await bundle({
    ...common,
    format: 'cjs',
    outfile: join(outdir, 'index.cjs'),
    define: { 'import.meta.url': 'bulkheadUrl' },
    banner: { js: "const bulkheadUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(join(outdir, name), types());
  await addLayer({ outdir });
}

function types() {
  const files = ['least-privilege.ts', 'protect.ts', 'validation.ts'].map((name) => declared(join(src, name)));
  return `import type { IAspect } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
${files.join('\n').replace(/^interface (?:Prepared|Written) \{[\s\S]*?^\}\n/gm, '')}
export { LeastPrivilege, type LeastPrivilegeProps, Protect, type ProtectProps };
export { BulkheadValidation, type BulkheadValidationProps };
`;
}

if (process.argv[1] === import.meta.filename) await build();
