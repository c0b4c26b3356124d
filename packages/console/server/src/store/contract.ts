import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  batch,
  coverage,
  DAY,
  deployed,
  execution,
  finding,
  HOUR,
  id,
  MINUTE,
  POLL,
  T0,
  VOTE,
} from '../testing/samples.ts';
import { ATTACK_BUCKET_MS } from './schema.ts';
import type { Store, StoreBatch, StoreFilter } from './store.ts';

const ALL = { from: T0 - DAY, to: T0 + DAY };
const NONE = { forged: 0, malformed: 0, faults: 0, dropped: 0 };

/** What every store promises, whatever its engine. `open` gives an empty one. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const total = async (filter: Partial<StoreFilter> = {}) => {
      const sums = await store.attacks({ ...ALL, ...filter }, ATTACK_BUCKET_MS);
      return sums.reduce((sum, { count }) => sum + count, 0);
    };
    const append = async (...batches: Partial<StoreBatch>[]) => {
      for (const parts of batches) await store.append(batch(parts));
    };

    it('starts empty', async () => {
      expect(await store.attacks(ALL, ATTACK_BUCKET_MS)).toEqual([]);
      expect(await store.executions(ALL)).toEqual({ executions: 0, errors: 0 });
      expect(await store.functionStats(ALL)).toEqual([]);
      expect(await store.inventory()).toEqual({ functions: [], coverages: [] });
      expect(await store.counters(ALL)).toEqual(NONE);
      expect(await store.events(ALL, 50)).toEqual([]);
      expect(await store.countEvents(ALL)).toBe(0);
      expect(await store.event(id(1))).toBeUndefined();
      expect(await store.facets(ALL)).toEqual({ accounts: [], regions: [], functions: [], classes: [] });
    });

    it('counts a batch that is delivered three times once', async () => {
      const same = {
        id: id(0xb0),
        findings: [finding({ count: 3 }), finding({ id: id(2), class: 'cmdi', action: 'observed' })],
        executions: [execution(), execution({ requestId: 'request-2', status: 'error' })],
        coverages: [coverage()],
        functions: [deployed()],
        counters: { forged: 2, malformed: 1, faults: 1, dropped: 4 },
      };
      await append(same, same, same);
      expect(await total()).toBe(4);
      expect(await store.countEvents(ALL)).toBe(2);
      expect(await store.executions(ALL)).toEqual({ executions: 2, errors: 1 });
      expect(await store.functionStats(ALL)).toMatchObject([{ name: 'vote', executions: 2, errors: 1, attacks: 4 }]);
      expect(await store.counters(ALL)).toEqual(same.counters);
      expect(await store.inventory()).toEqual({ functions: [deployed()], coverages: [coverage()] });
    });

    it('counts duplicates inside of one batch, and of batches that arrive together, once', async () => {
      const parts = { findings: [finding(), finding(), finding({ count: 2 })], executions: [execution(), execution()] };
      await Promise.all([store.append(batch(parts)), store.append(batch(parts)), store.append(batch(parts))]);
      expect(await total()).toBe(2);
      expect(await store.executions(ALL)).toEqual({ executions: 1, errors: 0 });
    });

    it('replaces a finding by a higher count, never by a lower one', async () => {
      const counts = [1, 5, 3, 5];
      for (const count of counts) await append({ findings: [finding({ count, lastTime: T0 + count })] });
      expect(await total()).toBe(5);
      expect(await store.event(id(1))).toMatchObject({ count: 5, end_time: T0 + 5 });
      expect(await store.functionStats(ALL)).toMatchObject([{ attacks: 5 }]);
    });

    it('keeps the roll-ups right when a later record of the same id says something else', async () => {
      await append({ findings: [finding({ count: 1, class: 'sqli', action: 'observed', time: T0 })] });
      await append({
        findings: [finding({ count: 2, class: 'xss', action: 'blocked', time: T0 + HOUR, function: POLL })],
      });
      expect(await store.attacks(ALL, ATTACK_BUCKET_MS)).toEqual([
        { t: T0 + HOUR, class: 'xss', action: 'blocked', count: 2 },
      ]);
      expect((await store.functionStats(ALL)).filter((row) => row.attacks !== 0)).toMatchObject([
        { name: 'poll', attacks: 2 },
      ]);
    });

    it('takes the worse end of an execution, whenever it comes', async () => {
      await append(
        { executions: [execution()] },
        { executions: [execution({ status: 'timeout' })] },
        { executions: [execution()] },
      );
      expect(await store.executions(ALL)).toEqual({ executions: 1, errors: 1 });
      await append({ executions: [execution({ time: T0 + 1 })] });
      expect(await store.executions(ALL)).toEqual({ executions: 2, errors: 1 });
    });

    it('keeps the latest coverage and inventory of a function', async () => {
      await append({
        coverages: [coverage({ mode: 'alert', time: T0 + 2 }), coverage({ mode: 'block', time: T0 + 1 })],
      });
      await append({ coverages: [coverage({ mode: 'off', time: T0 })] });
      await append(
        { functions: [deployed({ app: 'new', deployedAt: T0 + 2 })] },
        { functions: [deployed({ app: 'old', deployedAt: T0 })] },
      );
      const { coverages, functions } = await store.inventory();
      expect(coverages).toMatchObject([{ mode: 'alert' }]);
      expect(functions).toMatchObject([{ app: 'new' }]);
    });

    it('sums by bucket: boundaries belong to the bucket that they start', async () => {
      const times = [T0, T0 + 5 * MINUTE - 1, T0 + 5 * MINUTE, T0 + 60 * MINUTE];
      await append({ findings: times.map((time, n) => finding({ id: id(n + 1), time })) });
      const sums = async (bucketMs: number) =>
        (await store.attacks(ALL, bucketMs)).map(({ t, count }) => [(t - T0) / MINUTE, count]);
      expect(await sums(ATTACK_BUCKET_MS)).toEqual([
        [0, 2],
        [5, 1],
        [60, 1],
      ]);
      expect(await sums(HOUR)).toEqual([
        [0, 3],
        [60, 1],
      ]);
    });

    it.each<[string, Partial<StoreFilter>, number[]]>([
      ['nothing', {}, [4, 3, 2, 1]],
      ['account', { account: '222222222222' }, [3]],
      ['region', { region: 'us-east-1' }, [4]],
      ['function', { function: 'poll' }, [2]],
      ['class', { class: 'xss' }, [2]],
      ['action', { action: 'observed' }, [3]],
      ['text in any case', { q: 'sql INJECTION' }, [4, 3, 1]],
      ['text with SQL in it', { q: "' OR '1'='1" }, [4, 3, 2, 1]],
      ['text with a wildcard is text', { q: '%' }, []],
      ['two at once', { class: 'sqli', action: 'blocked' }, [4, 1]],
      ['from', { from: T0 + 2 }, [4, 3]],
      ['to', { to: T0 + 1 }, [2, 1]],
      ['SQL in a value', { account: "' OR 1=1 --" }, []],
    ])('filters by %s, charts and lists alike', async (_name, filter, expected) => {
      await append({
        findings: [
          finding({ id: id(1), time: T0 }),
          finding({ id: id(2), time: T0 + 1, class: 'xss', message: 'Markup.', function: POLL }),
          finding({ id: id(3), time: T0 + 2, action: 'observed', function: { ...VOTE, account: '222222222222' } }),
          finding({ id: id(4), time: T0 + 3, function: { ...VOTE, region: 'us-east-1' } }),
        ],
      });
      const events = (await store.events({ ...ALL, ...filter }, 50)) as {
        metadata: { uid: string };
        finding_info: object;
      }[];
      // The class's title is part of what is searched: xss has none of these words.
      expect(events.map((event) => event.metadata.uid)).toEqual(expected.map(id));
      expect(await store.countEvents({ ...ALL, ...filter })).toBe(expected.length);
      // Charts count whole buckets, so that a range inside of one bucket is all of it.
      if (filter.from === undefined && filter.to === undefined) expect(await total(filter)).toBe(expected.length);
    });

    it('pages through events that share a time without losing or repeating one', async () => {
      const all = Array.from({ length: 23 }, (_, n) => finding({ id: id(n + 1), time: T0 + Math.floor(n / 10) }));
      await append({ findings: all });
      const seen: string[] = [];
      let cursor: { time: number; id: string } | undefined;
      for (;;) {
        const page = (await store.events(ALL, 5, cursor)) as { start_time: number; metadata: { uid: string } }[];
        if (page.length === 0) break;
        seen.push(...page.map((event) => event.metadata.uid));
        const last = page.at(-1)!;
        cursor = { time: last.start_time, id: last.metadata.uid };
      }
      expect(seen).toEqual(all.map((row) => row.id).reverse());
    });

    it('counts executions by 5 minutes, and by the hour for one function', async () => {
      await append({
        executions: [
          execution({ requestId: 'a', time: T0 }),
          execution({ requestId: 'b', time: T0 + 10 * MINUTE, status: 'error' }),
          execution({ requestId: 'c', time: T0 + 10 * MINUTE, function: POLL }),
        ],
      });
      const range = { from: T0 + 6 * MINUTE, to: T0 + HOUR };
      expect(await store.executions(range)).toEqual({ executions: 2, errors: 1 });
      expect(await store.executions({ ...range, function: 'vote' })).toEqual({ executions: 2, errors: 1 });
      expect(await store.functionStats(range)).toEqual([
        {
          account: VOTE.account,
          region: VOTE.region,
          name: 'poll',
          executions: 1,
          errors: 0,
          attacks: 0,
          lastSeen: T0 + 10 * MINUTE,
        },
        {
          account: VOTE.account,
          region: VOTE.region,
          name: 'vote',
          executions: 2,
          errors: 1,
          attacks: 0,
          lastSeen: T0 + 10 * MINUTE,
        },
      ]);
    });

    it('lists what there is to filter by', async () => {
      await append({
        findings: [finding(), finding({ id: id(2), class: 'ssrf', function: { ...POLL, region: 'us-east-1' } })],
        functions: [deployed({ function: { ...VOTE, name: 'idle', account: '' } })],
      });
      expect(await store.facets(ALL)).toEqual({
        accounts: ['111111111111'],
        regions: ['eu-west-1', 'us-east-1'],
        functions: ['idle', 'poll', 'vote'],
        classes: ['sqli', 'ssrf'],
      });
    });

    it('counts counters without a batch id every time, and by when they came', async () => {
      const counters = { ...NONE, forged: 1 };
      await append({ counters }, { counters }, { counters, receivedAt: T0 - 2 * DAY });
      expect(await store.counters(ALL)).toEqual({ ...NONE, forged: 2 });
    });

    it('forgets what is older than asked, roll-ups included, and keeps the inventory', async () => {
      const old = T0 - 10 * DAY;
      await append({
        findings: [finding({ id: id(1), time: old }), finding({ id: id(2) })],
        executions: [execution({ requestId: 'old', time: old }), execution()],
        functions: [deployed({ deployedAt: old })],
        coverages: [coverage({ time: old })],
      });
      await store.prune(T0 - 5 * DAY);
      const ever = { from: 0, to: T0 + DAY };
      expect(await store.countEvents(ever)).toBe(1);
      expect(await store.event(id(1))).toBeUndefined();
      expect(await store.executions(ever)).toEqual({ executions: 1, errors: 0 });
      expect(await store.functionStats(ever)).toMatchObject([{ executions: 1, attacks: 1 }]);
      expect(await store.inventory()).toMatchObject({ functions: [{}], coverages: [] });
      // What was forgotten may come again, and counts again.
      await append({ findings: [finding({ id: id(1), time: T0 })] });
      expect(await total()).toBe(2);
    });

    it('writes nothing of a batch when closed, and says so', async () => {
      await store.close();
      await expect(store.append(batch({ findings: [finding()] }))).rejects.toMatchObject({
        code: 'BULKHEAD_STORE_FAILED',
      });
    });
  });
}
