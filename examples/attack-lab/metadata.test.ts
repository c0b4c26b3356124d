import { execFile, execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../test/support/components.ts';
import { blocked, startExample } from '../support/example-lab.ts';

/**
 * The address of a machine's metadata service cannot be had on an ordinary machine, and must not be taken on one that has
 * it. So this file runs itself once more in a network namespace of its own, where nothing but the loopback interface is, and
 * that address leads to a service of this test.
 */
const INSIDE = process.env['BULKHEAD_TEST_NAMESPACE'] === '1';
const ADDRESS = '169.254.169.254';
const CREDENTIALS_PATH = '/latest/meta-data/iam/security-credentials/the-role';
const REQUEST = `GET /fetch?url=${encodeURIComponent(`http://${ADDRESS}${CREDENTIALS_PATH}`)}`;

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// Root may do it directly, others where the kernel lets users make namespaces.
const UNSHARE = process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user'];
const SET_UP = `ip link set lo up && ip addr add ${ADDRESS}/32 dev lo`;

function namespacesWork(): boolean {
  try {
    execFileSync('unshare', [...UNSHARE, 'sh', '-c', SET_UP], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// Declared by either side alone: a test that never could run here would count as skipped.
if (INSIDE) describe('inside the namespace', inside);
else describe('the metadata address', outside);

function outside(): void {
  const install = 'apt-get install util-linux iproute2';
  const ready = requireComponent('a network namespace (unshare and ip, as root)', namespacesWork(), install);
  it.skipIf(!ready)(
    'gives credentials away without Bulkhead and is out of reach with it',
    async () => {
      const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
      const command = `${SET_UP} && exec "$0" "$@"`;
      const file = fileURLToPath(import.meta.url);
      const args = [...UNSHARE, 'sh', '-c', command, process.execPath, vitest, 'run', '--root', ROOT, file];
      const env = { ...process.env, BULKHEAD_TEST_NAMESPACE: '1', NO_COLOR: '1', FORCE_COLOR: '0' };
      const { stdout } = await promisify(execFile)('unshare', args, { env, cwd: ROOT, timeout: 100_000 });
      expect(stdout).toMatch(/Tests +2 passed/);
    },
    120_000,
  );
}

function inside(): void {
  let metadata: Server;
  const asked: (string | undefined)[] = [];
  beforeAll(async () => {
    metadata = createServer((request, response) => {
      asked.push(request.url);
      response.end(
        JSON.stringify({ Code: 'Success', AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: 'the machine’s own' }),
      );
    });
    await new Promise<void>((resolve) => metadata.listen(80, ADDRESS, resolve));
  });
  afterAll(() => metadata.close());

  it('without Bulkhead the attack works', async () => {
    const example = await startExample(FOLDER, { protect: false });
    try {
      expect(await example.ask(REQUEST)).toMatchObject({
        status: 200,
        body: expect.stringContaining('the machine’s own'),
      });
      expect(asked).toEqual([CREDENTIALS_PATH]);
    } finally {
      await example.close();
    }
  });

  it('with Bulkhead nothing reaches it, and honest callers are answered', async () => {
    asked.length = 0;
    const example = await startExample(FOLDER, { protect: true });
    try {
      const answer = await example.ask(REQUEST);
      expect([answer.status, asked]).toEqual([403, []]);
      const { item } = await example.line((seen) => blocked(seen) !== undefined);
      expect(item).toMatchObject({
        record: { class: 'ssrf', rule: 'hook/outbound', path: 'queryStringParameters.url' },
      });
      expect((await example.ask('GET /fetch?url=welcome.html')).status).toBe(200);
    } finally {
      await example.close();
    }
  });
}
