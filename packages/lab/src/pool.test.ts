import { describe, expect, it } from 'vitest';
import type { Environment, Job } from './environment.ts';
import { createPool, type PoolOptions } from './pool.ts';
import type { InvokeResult } from './types.ts';

const job = (requestId: string): Job => ({ requestId, payload: '{}', functionArn: '', trace: '', wantTail: false });

/** Environments whose work ends when the test says so. */
function setup(options: Partial<PoolOptions> = {}) {
  const environments: { id: number; jobs: string[]; closed: boolean; finish: (alive: boolean) => Promise<void> }[] = [];
  const create = (): Environment => {
    let settle = (_alive: boolean): void => {};
    const state = {
      id: environments.length,
      jobs: [] as string[],
      closed: false,
      finish: async (alive: boolean) => {
        settle(alive);
        for (let i = 0; i < 5; i++) await Promise.resolve();
      },
    };
    environments.push(state);
    return {
      run: ({ requestId }) => {
        state.jobs.push(requestId);
        const finished = new Promise<boolean>((resolve) => {
          settle = resolve;
        });
        const result: InvokeResult = { requestId, statusCode: 200, payload: Buffer.from(String(state.id)) };
        return { result: finished.then(() => result), finished };
      },
      close: async () => {
        state.closed = true;
      },
    };
  };
  const pool = createPool({ concurrency: 2, queueLimit: 1, idleMs: 60_000, create, ...options });
  return { pool, environments };
}

describe('environments of one function', () => {
  it('reuses an environment, one invocation at a time', async () => {
    const { pool, environments } = setup();
    for (const id of ['a', 'b', 'c']) {
      const result = pool.run(job(id));
      await environments[0]!.finish(true);
      await result;
    }
    expect(environments.map(({ jobs }) => jobs)).toEqual([['a', 'b', 'c']]);
  });

  it('starts more for work at the same time, then queues, then refuses', async () => {
    const { pool, environments } = setup();
    const results = ['a', 'b', 'c'].map((id) => pool.run(job(id)));
    expect(pool.run(job('d'))).toBeUndefined();
    const patient = pool.wait(job('e'));
    await environments[0]!.finish(true);
    await environments[1]!.finish(true);
    await environments[0]!.finish(true);
    await environments[1]!.finish(true);
    await Promise.all([...results, patient]);
    expect(environments.map(({ jobs }) => jobs)).toEqual([
      ['a', 'c'],
      ['b', 'e'],
    ]);
  });

  it('replaces an environment that died', async () => {
    const { pool, environments } = setup();
    const first = pool.run(job('a'));
    await environments[0]!.finish(false);
    await first;
    const second = pool.run(job('b'));
    await environments[1]!.finish(true);
    await second;
    expect(environments.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('ends idle ones at once and busy ones when they are done, on reload', async () => {
    const { pool, environments } = setup();
    const a = pool.run(job('a'));
    const b = pool.run(job('b'));
    await environments[0]!.finish(true);
    await pool.retire();
    expect(environments.map(({ closed }) => closed)).toEqual([true, false]);
    await environments[1]!.finish(true);
    expect(environments[1]!.closed).toBe(true);
    await Promise.all([a, b]);
  });

  it('ends environments that have been idle', async () => {
    const { pool, environments } = setup({ idleMs: 1 });
    const a = pool.run(job('a'));
    await environments[0]!.finish(true);
    await a;
    await expect.poll(() => environments[0]!.closed).toBe(true);
  });

  it('refuses everything for a function without concurrency', () => {
    const { pool } = setup({ concurrency: 0, queueLimit: 0 });
    expect(pool.run(job('a'))).toBeUndefined();
  });

  it('closes everything and fails what waits', async () => {
    const { pool, environments } = setup({ concurrency: 1, queueLimit: 5 });
    void pool.run(job('a'));
    const waiting = pool.run(job('b'))!;
    const failed = expect(waiting).rejects.toThrow('closed');
    await pool.close();
    await failed;
    expect(environments[0]!.closed).toBe(true);
    await expect(pool.wait(job('c'))).rejects.toThrow('closed');
  });
});
