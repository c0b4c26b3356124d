#!/usr/bin/env node
// A committed file, so that `npm ci` links it; the program itself is built. In a checkout that was never built (installed
// with --ignore-scripts) it is built here first; a published package always carries dist.
import { existsSync } from 'node:fs';

const start = new URL('../dist/start.mjs', import.meta.url);
if (!existsSync(start)) {
  const builder = new URL('../../../tools/build.mjs', import.meta.url);
  if (!existsSync(builder)) {
    process.stderr.write(
      'bulkhead: dist/start.mjs is missing from this installation\n  Install @bulkhead/cli again.\n',
    );
    process.exit(2);
  }
  const { buildAll } = await import(builder.href);
  await buildAll({ log: (line) => process.stderr.write(`${line}\n`) });
}
const { run } = await import(start.href);
process.exitCode = await run(process.argv.slice(2));
