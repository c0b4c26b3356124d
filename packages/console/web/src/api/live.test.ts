import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { throttle } from './live.ts';

describe('throttle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs at once, then at most once a period, and never loses the last call', async () => {
    let runs = 0;
    const { call, cancel } = throttle(async () => runs++, 500);
    call();
    expect(runs).toBe(1);
    for (let i = 0; i < 10; i++) call();
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(runs).toBe(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(2);
    call();
    expect(runs).toBe(3);
    call();
    cancel();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(3);
  });

  it('waits for a slow task and goes on after one that fails', async () => {
    const ends: ((works: boolean) => void)[] = [];
    const task = () =>
      new Promise((resolve, reject) =>
        ends.push((works) => (works ? resolve(undefined) : reject(new Error('no answer')))),
      );
    const { call } = throttle(task, 500);
    call();
    call();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ends).toHaveLength(1);
    ends[0]!(false);
    await vi.advanceTimersByTimeAsync(500);
    expect(ends).toHaveLength(2);
  });
});
