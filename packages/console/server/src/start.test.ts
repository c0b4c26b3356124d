import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { toDetectionFinding } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { startConsole } from './start.ts';
import { openDuckDbStore } from './store/duckdb.ts';
import { buildChild, canMount, startChild } from './testing/child-process.ts';
import { get, post, TOKEN, testConsole } from './testing/console.ts';
import { attack, batch, DAY, execution, finding, id, T0 } from './testing/samples.ts';
import { tempDir } from './testing/temp-dir.ts';

const thrown = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe('starting the console', () => {
  it.each([['0.0.0.0'], ['192.0.2.1'], ['::'], ['example.com']])('refuses to listen on %s', async (host) => {
    const error = await thrown(startConsole({ dir: tempDir(), host, port: 0, ingestToken: TOKEN }));
    expect(error).toMatchObject({ code: 'BULKHEAD_USAGE', message: expect.stringContaining(host) });
  });

  it.each([['127.0.0.1'], ['localhost'], ['::1']])('listens on %s', async (host) => {
    const console = await testConsole({ host });
    expect(await get(console, '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it.each([
    [{ ingestToken: 'short' }, /token/],
    [{ retentionDays: 0 }, /Retention/],
    [{ retentionDays: 1.5 }, /Retention/],
  ])('refuses %j', async (options, message) => {
    const error = await thrown(startConsole({ dir: tempDir(), port: 0, ingestToken: TOKEN, ...options }));
    expect(error).toMatchObject({ code: 'BULKHEAD_USAGE', message: expect.stringMatching(message) });
  });

  it('says that the port is in use, and lets go of the folder', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const dir = tempDir();
    expect(await thrown(startConsole({ dir, port, ingestToken: TOKEN }))).toMatchObject({
      code: 'BULKHEAD_PORT_IN_USE',
      message: expect.stringContaining(String(port)),
    });
    other.close();
    await testConsole({ dir });
  });

  it('says which folder it cannot use', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    const error = await thrown(startConsole({ dir: join(file, 'console'), port: 0, ingestToken: TOKEN }));
    expect(error).toMatchObject({
      code: 'BULKHEAD_STORE_FAILED',
      message: expect.stringContaining(join(file, 'console')),
    });
  });

  it('has what it was sent when it is started again', async () => {
    const dir = tempDir();
    const first = await testConsole({ dir });
    await post(first, { findings: [toDetectionFinding(attack())] });
    await first.close();
    expect(await get(await testConsole({ dir }), `/api/events/${id(1)}`)).toMatchObject({ status: 200 });
  });
});

describe('retention', () => {
  it('forgets whole days older than it keeps, at start', async () => {
    const dir = tempDir();
    const store = await openDuckDbStore({ dir });
    const midnight = T0 - (T0 % DAY);
    const times = [T0, midnight - 30 * DAY, midnight - 30 * DAY - 1];
    await store.append(batch({ findings: times.map((time, n) => finding({ id: id(n + 1), time })) }));
    await store.close();
    const console = await testConsole({ dir, now: () => T0, retentionDays: 30 });
    const { body } = await get(console, '/api/events?from=0');
    expect((body as { events: { id: string }[] }).events.map((event) => event.id)).toEqual([id(1), id(2)]);
  });
});

describe('beside another process', () => {
  it('says that the folder is open elsewhere, and by which process', async () => {
    const dir = tempDir();
    const child = startChild(await buildChild(), 'hold', dir);
    expect(await child.next()).toBe('open');
    const error = await thrown(startConsole({ dir, port: 0, ingestToken: TOKEN }));
    expect(error).toMatchObject({ code: 'BULKHEAD_STORE_FAILED', next: expect.stringContaining('Stop the other') });
    expect(error!.message).toBe(`Another process (${child.process.pid}) has the store in ${dir} open.`);
  });

  it('loses nothing that it acknowledged when it is killed', async () => {
    const dir = tempDir();
    const child = startChild(await buildChild(), 'append', dir);
    let acknowledged = -1;
    while (acknowledged < 20) acknowledged = (await child.next()) as number;
    child.process.kill('SIGKILL');
    await new Promise((resolve) => child.process.once('exit', resolve));
    const console = await testConsole({ dir, now: () => T0 });
    const { body } = await get(console, '/api/overview');
    const { attacksDetected, totalExecutions } = body as Record<string, number>;
    expect(attacksDetected).toBeGreaterThanOrEqual((acknowledged + 1) * 50);
    // Whole batches only, and the roll-ups agree with the rows.
    expect([attacksDetected! % 50, totalExecutions]).toEqual([0, attacksDetected]);
    expect(await console.store.countEvents({ from: 0, to: T0 + DAY })).toBe(attacksDetected);
    await post(console, { executions: [execution({ requestId: 'after' })] });
    expect(await get(console, '/api/overview')).toMatchObject({ body: { totalExecutions: totalExecutions! + 1 } });
  });
});

const small = requireComponent('a mount namespace (Linux, as root)', canMount(), 'sudo npm test');

describe.skipIf(!small)('on a full disk', () => {
  it('takes nothing in by halves, loses nothing, and goes on when there is room', async () => {
    const child = startChild(await buildChild(), 'full-disk', tempDir(), '16m');
    const result = (await child.next()) as Record<string, unknown> & { sent: number };
    const all = { attacksDetected: result.sent, totalExecutions: result.sent };
    expect(result).toMatchObject({ health: 200, overview: all, reopened: all, stats: { dropped: 0, waiting: 0 } });
    expect(result['waitingWhileFull']).toBeGreaterThan(0);
    expect(result['problems']).toEqual(['The console cannot be reached, trying again: HTTP 503']);
  });

  it('opens the store anew when the database gives itself up', async () => {
    const child = startChild(await buildChild(), 'full-store', tempDir(), '48m');
    const result = (await child.next()) as { sent: number; failed: number };
    expect(result).toMatchObject({ codes: ['BULKHEAD_STORE_FAILED'], wrong: 0, after: result.sent });
    expect(result.failed).toBeGreaterThan(0);
  });

  it('says so when it starts', async () => {
    const dir = tempDir();
    const child = startChild(await buildChild(), 'hold', dir, '4k');
    expect(await child.next()).toMatchObject({
      code: 'BULKHEAD_STORE_FAILED',
      message: `The store in ${dir} cannot be used: no space left on the device.`,
      next: expect.stringContaining('Free space'),
    });
  });
});
