import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { bundleTelemetry } from '../../build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-sizes-'));
beforeAll(() => bundleTelemetry(folder));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes of what an export brings into a function's bundle, as most projects make it. */
async function bytesOf(entry: string, names: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `import { ${names} } from './${entry}.mjs'; console.log(${names});`, resolveDir: folder },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  return outputFiles[0]!.contents.byteLength;
}

// A part that is not asked for and comes all the same shows here: docs/logging.md names the figures.
it.each([
  ['telemetry-lean', 'log', 4_250],
  ['telemetry-lean', 'withTelemetry, correlation', 4_350],
  ['telemetry-lean', 'log, withTelemetry, correlation', 8_550],
  ['telemetry', 'log, withTelemetry, correlation', 15_250],
  ['telemetry', 'metrics', 5_500],
  ['telemetry', 'log, withTelemetry, correlation, bufferDebug', 15_850],
])('%s: %s stay below %d bytes', async (entry, names, most) => {
  const bytes = await bytesOf(entry, names);
  expect(bytes).toBeLessThan(most);
  // Something is there.
  expect(bytes).toBeGreaterThan(500);
});

it('each part that a lean bundle asks for comes by itself', async () => {
  const bare = await bytesOf('telemetry-lean', 'log, withTelemetry, correlation');
  const parts = [
    'believeSigned',
    'believePrincipals',
    'cleanStreams',
    'coverSecrets',
    'fillPatterns',
    'readMore',
    'sendTraceParent',
    'tellProblems',
  ];
  const sizes = await Promise.all(
    parts.map((part) => bytesOf('telemetry-lean', `log, withTelemetry, correlation, ${part}`)),
  );
  for (const size of sizes) expect(size - bare).toBeGreaterThan(200);
  for (const size of sizes) expect(size - bare).toBeLessThan(1_400);
});
