import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { buildLayer } from '../../../runtime/build-layer.mjs';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';
import { buildLayerZip } from './layer.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-layer-test-'));
const layer = join(folder, 'layer');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => buildLayer({ outdir: layer }), 60_000);

describe('bulkhead layer', () => {
  it('writes the same zip twice, of at most 300 kB, and prints its size and how it is published', async () => {
    const zips: Buffer[] = [];
    for (const name of ['one', 'two']) {
      const { io, kept } = fakeIo({ cwd: folder });
      expect(await run(['layer', '--out', name], io)).toBe(0);
      const zip = readFileSync(join(folder, name, 'bulkhead-layer.zip'));
      expect(kept.out).toContain(`${Math.ceil(zip.length / 1000)} kB`);
      expect(kept.out).toContain('aws lambda publish-layer-version --layer-name bulkhead');
      expect(kept.out).toContain('--compatible-architectures x86_64 arm64');
      zips.push(zip);
    }
    expect(zips[0]!.equals(zips[1]!)).toBe(true);
    // The budget, with what is built now and with what was packed.
    for (const zip of [zips[0]!, buildLayerZip(layer, [])]) expect(zip.length).toBeLessThanOrEqual(300_000);
  });

  it('adds the code cache of a Node.js', () => {
    const plain = buildLayerZip(layer, []);
    const cached = buildLayerZip(layer, [process.execPath]);
    expect(plain.includes('bulkhead/exec-wrapper')).toBe(true);
    expect(plain.includes('bulkhead/cache/')).toBe(false);
    expect(cached.includes(`bulkhead/cache/${process.version}-${process.arch}-`)).toBe(true);
  }, 30_000);

  it.each([
    ['/nothing/node', 'does not exist'],
    ['/bin/false', 'could not make a code cache'],
  ])('refuses --node %s', async (node, message) => {
    const { io, kept } = fakeIo({ cwd: folder });
    expect(await run(['layer', '--out', 'three', '--node', node], io)).toBe(2);
    expect(kept.err).toContain(message);
  });
});
