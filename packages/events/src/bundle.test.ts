import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const here = import.meta.dirname;

/** What a function loads of a module: minified, without the lazy parts that it names. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    conditions: ['bulkhead-source'],
    plugins: [
      {
        name: 'lazy-outside',
        setup(bundler) {
          bundler.onResolve({ filter: /\.lazy\.ts$/ }, ({ path, kind }) =>
            kind === 'import-statement' ? { path, external: true, sideEffects: false } : undefined,
          );
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}

/** Words of samples: nothing that runs in a function holds them. */
const SAMPLE = /spring-2026|polls\.example|Ada Example|EXAMPLE|votes/;

describe('what runs in a function', () => {
  it('loads at most 26 kB with every event', async () => {
    const text = await bundled("export { sourceOf, walkEvent, joinPath } from './index.ts';");
    expect(text.length).toBeLessThan(26_000);
    expect(text.length).toBeGreaterThan(10_000);
    expect(text).not.toMatch(SAMPLE);
    expect(text).toContain('apigateway-v1');
    expect(text).not.toContain('cloudwatch-logs');
  });

  it.each(readdirSync(join(here, 'groups')))('loads no samples with %s', async (file) => {
    // Imported with a query, it is not left outside as a part of its own.
    const text = await bundled(`export * from './groups/${file}?whole';`);
    expect(text).not.toMatch(SAMPLE);
    expect(text.length).toBeGreaterThan(5000);
  });

  it('is seen to hold samples where it does', async () => {
    expect(await bundled("export * from './samples.ts';")).toMatch(SAMPLE);
  });
});
