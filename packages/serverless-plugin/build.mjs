import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { interfaceIn } from '../../tools/build-library.mjs';
import { addLayer, buildProgram } from '../../tools/build-program.mjs';

const here = import.meta.dirname;
const src = join(here, 'src');

/**
 * Builds what goes into the npm package: a small CommonJS file that every command of the framework loads, the program
 * behind it, and the layer. `packages/runtime/dist` has to be there.
 * @param {{ outdir?: string }} [options]
 */
export async function build({ outdir = join(here, 'dist') } = {}) {
  rmSync(outdir, { recursive: true, force: true });
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  await buildProgram({ entry: join(src, 'main.ts'), outdir, external: Object.keys(dependencies) });
  await bundle({
    entryPoints: [join(src, 'index.ts')],
    outfile: join(outdir, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    plugins: [besideIt],
    // The framework takes the class itself.
    footer: { js: 'module.exports = module.exports.BulkheadPlugin;' },
    logLevel: 'warning',
  });
  writeFileSync(join(outdir, 'index.d.cts'), types());
  await addLayer({ outdir });
}

const besideIt = {
  name: 'beside-it',
  setup: (bundler) => bundler.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.mjs', external: true })),
};

/** The class, and the type of `custom.bulkhead` for a `serverless.ts`. */
function types() {
  const options = ['BulkheadOptions', 'RolesOption', 'ProtectOption'].map((name) =>
    interfaceIn(join(src, 'options.ts'), name),
  );
  return `type Severity = 'informational' | 'low' | 'medium' | 'high' | 'critical';
type PolicyAction = 'off' | 'alert' | 'block';
type ReportFormat = 'text' | 'json' | 'sarif' | 'junit' | 'html' | 'github';
${options.join('\n')}
declare class BulkheadPlugin {
  readonly commands: object;
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  constructor(serverless: unknown, options: Readonly<Record<string, unknown>>, utilities: unknown);
}
declare namespace BulkheadPlugin {
  export type { BulkheadOptions, ProtectOption, RolesOption };
}
export = BulkheadPlugin;
`;
}

if (process.argv[1] === import.meta.filename) await build();
