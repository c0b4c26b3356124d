import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runCli } from './support/run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-layer-cli-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the built command line', () => {
  it('carries the layer', async () => {
    const { code, out } = await runCli(['layer', '--out', home]);
    expect(code).toBe(0);
    expect(out).toContain('publish-layer-version');
    const zip = readFileSync(join(home, 'bulkhead-layer.zip'));
    expect(zip.length).toBeLessThanOrEqual(330_000);
    for (const name of ['exec-wrapper', 'preload.cjs', 'runtime.cjs', 'layer-handler.mjs', 'layer-handler-cjs.cjs'])
      expect(zip.includes(`bulkhead/${name}`)).toBe(true);
  });

  it('carries the SDK that switches the mode', async () => {
    const sent: string[] = [];
    const api = createServer(async (request, response) => {
      sent.push(`${request.method} ${Buffer.concat(await request.toArray()).toString()}`);
      response.end(JSON.stringify({ RevisionId: 'r1', Environment: { Variables: { A: '1' } } }));
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const { code, out } = await runCli(['mode', 'alert', '--function', 'orders', '--region', 'eu-west-1']);
    vi.unstubAllEnvs();
    api.closeAllConnections();
    api.close();
    expect(out).toContain('-> alert');
    expect(code).toBe(0);
    expect(sent[1]).toContain('"BULKHEAD_MODE":"alert"');
  });
});
