// Prints how fast the console takes records in and answers, on this machine:
//   node packages/console/server/measure.mjs [--findings 200000] [--executions 1000000] [--lines 1000000]
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    findings: { type: 'string', default: '200000' },
    executions: { type: 'string', default: '1000000' },
    lines: { type: 'string', default: '1000000' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-measure-'));
const duckdb = pathToFileURL(createRequire(import.meta.url).resolve('@duckdb/node-api')).href;
const outfile = join(folder, 'measure.mjs');
await build({
  entryPoints: [join(import.meta.dirname, 'src/testing/measure.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
  conditions: ['bulkhead-source'],
  plugins: [
    {
      name: 'database-stays-outside',
      setup: ({ onResolve }) => onResolve({ filter: /^@duckdb\/node-api$/ }, () => ({ path: duckdb, external: true })),
    },
  ],
});
try {
  const { measure } = await import(pathToFileURL(outfile).href);
  await measure(join(folder, 'store'), {
    findings: Number(values.findings),
    executions: Number(values.executions),
    lines: Number(values.lines),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
