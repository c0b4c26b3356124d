import { describe, expect, it, vi } from 'vitest';
import { clockAt } from '../testing/context.ts';
import { createCache } from './cache.ts';
import { cached } from './cached.ts';

const setUp = (bounds = {}) => {
  const clock = clockAt(1_795_000_000_000);
  const cache = createCache({ now: clock.now, ...bounds });
  let count = 0;
  const load = vi.fn(async (): Promise<number> => ++count);
  return { clock, cache, load };
};

describe('cached', () => {
  it.each<[string, number | undefined, number, number]>([
    ['a millisecond before the ttl', 60, 59_999, 1],
    ['at the ttl', 60, 60_000, 2],
    ['before the five minutes that are meant without a ttl', undefined, 299_999, 1],
    ['after them', undefined, 300_000, 2],
    ['never again', Number.POSITIVE_INFINITY, 1e12, 1],
    ['always, with a ttl of 0', 0, 0, 2],
    ['after the clock was set back', 60, -1, 2],
  ])('loads %s', async (_, ttl, ms, value) => {
    const { clock, cache, load } = setUp();
    const options = { cache, ...(ttl === undefined ? {} : { ttl }) };
    await cached('k', load, options);
    clock.pass(ms);
    expect(await cached('k', load, options)).toBe(value);
  });

  it('shares one load among all who ask at once', async () => {
    const { cache, load } = setUp();
    expect(await Promise.all([1, 2, 3].map(() => cached('k', load, { cache })))).toEqual([1, 1, 1]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('does not wait for a load that was under way when the environment was frozen', async () => {
    const { clock, cache, load } = setUp();
    let late = (_: number) => {};
    load.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    const frozen = cached('k', load, { cache });
    clock.pass(60_000);
    expect(await cached('k', load, { cache })).toBe(1);
    late(-1);
    expect(await frozen).toBe(-1);
    expect(await cached('k', load, { cache })).toBe(1);
  });

  it('keeps no error', async () => {
    const { cache, load } = setUp();
    load.mockRejectedValueOnce(new Error('down'));
    const both = [cached('k', load, { cache }), cached('k', load, { cache })];
    for (const one of both) await expect(one).rejects.toThrow('down');
    expect(await cached('k', load, { cache })).toBe(1);
    const thrown = () => {
      throw new Error('at once');
    };
    await expect(cached('other', thrown, { cache })).rejects.toThrow('at once');
  });

  it.each([
    ['within staleIfError', 60_000 + 29_999, 'stale'],
    ['beyond it', 60_000 + 30_000, 'error'],
  ])('gives the old value when loading fails: %s', async (_, ms, expected) => {
    const { clock, cache, load } = setUp();
    const ask = () => cached('k', load, { cache, ttl: 60, staleIfError: 30 });
    await ask();
    clock.pass(ms);
    load.mockRejectedValue(new Error('down'));
    if (expected === 'stale') expect(await ask()).toBe(1);
    else await expect(ask()).rejects.toThrow('down');
    load.mockResolvedValue(9);
    expect(await ask()).toBe(9);
  });

  it('drops what was used longest ago beyond its bound', async () => {
    const { cache, load } = setUp({ maxEntries: 2 });
    for (const key of ['a', 'b', 'a', 'c']) await cached(key, load, { cache });
    expect(load).toHaveBeenCalledTimes(3);
    expect(await cached('a', load, { cache })).toBe(1);
    expect(await cached('b', load, { cache })).toBe(4);
  });

  it('keeps for the process unless it is given a cache', async () => {
    expect(await cached('cached.test', () => 1)).toBe(1);
    expect(await cached('cached.test', () => 2)).toBe(1);
  });

  it('loads anew in a recycled environment, and after forget', async () => {
    const { load, cache } = setUp();
    await cached('k', load, { cache });
    expect(await cached('k', load, { cache: createCache() })).toBe(2);
    cache.forget('k');
    expect(await cached('k', load, { cache })).toBe(3);
    cache.forget();
    expect(await cached('k', load, { cache })).toBe(4);
  });
});
