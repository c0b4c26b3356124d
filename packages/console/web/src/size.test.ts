import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../build.mjs';

/** docs/architecture.md, budgets: gzipped JavaScript of the whole page, in bytes. */
const JS_BUDGET = 160_000;

async function jsSize(dir: string): Promise<number> {
  const files = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(files.map(async (name) => gzipSync(await readFile(join(dir, name))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** What the content security policy would refuse, or what must not be shipped. */
function faultsOf(name: string, text: string): string[] {
  const faults: [RegExp, string][] = [
    [/sourceMappingURL=/, 'source map'],
    [/jsxDEV/, 'development build'],
    ...(name.endsWith('.html')
      ? ([
          [/<script(?![^>]*\bsrc=)[^>]*>/, 'inline script'],
          [/<style|\sstyle=/, 'inline style'],
          [/\son\w+=/, 'inline handler'],
          [/(?:src|href)="(?!\/)/, 'address of another origin'],
        ] as [RegExp, string][])
      : []),
    ...(name.endsWith('.css') ? ([[/url\(|@import/, 'address in CSS']] as [RegExp, string][]) : []),
  ];
  return faults.filter(([pattern]) => pattern.test(text)).map(([, fault]) => `${name}: ${fault}`);
}

describe('the built page', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await build({ outDir: await mkdtemp(join(tmpdir(), 'bulkhead-size-')) });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('stays inside its budget', async () => {
    const size = await jsSize(dir);
    console.info(`console web: ${(size / 1_000).toFixed(1)} kB of JavaScript, gzipped (budget ${JS_BUDGET / 1_000})`);
    expect(size).toBeLessThanOrEqual(JS_BUDGET);
  });

  it('ships nothing that the content security policy refuses', async () => {
    const names = (await readdir(dir, { recursive: true })).filter((name) => /\.(html|js|css|map)$/.test(name));
    expect(names.some((name) => name.endsWith('.map'))).toBe(false);
    expect(names).toContain('index.html');
    for (const name of names) expect(faultsOf(name, await readFile(join(dir, name), 'utf8'))).toEqual([]);
  });

  it('would notice what is too large or not allowed', async () => {
    const planted = await mkdtemp(join(tmpdir(), 'bulkhead-size-'));
    const noise = Array.from({ length: 60_000 }, (_, i) => Math.imul(i, 2_654_435_761).toString(36)).join();
    await writeFile(join(planted, 'large.js'), noise);
    expect(await jsSize(planted)).toBeGreaterThan(JS_BUDGET);
    await rm(planted, { recursive: true });
    expect(
      faultsOf('a.html', '<script>1</script><p style="x" onclick="x"><script src="https://elsewhere.example/a.js">'),
    ).toEqual([
      'a.html: inline script',
      'a.html: inline style',
      'a.html: inline handler',
      'a.html: address of another origin',
    ]);
    expect(faultsOf('a.css', 'a{background:url(data:x)}')).toEqual(['a.css: address in CSS']);
    expect(faultsOf('a.js', '//# sourceMappingURL=a.js.map')).toEqual(['a.js: source map']);
  });
});
