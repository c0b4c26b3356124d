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
  line,
  lineId,
  MINUTE,
  POLL,
  T0,
  VOTE,
} from '../testing/samples.ts';
import { ATTACK_BUCKET_MS } from './schema.ts';
import type { RequestFilter, Store, StoreBatch, StoreFilter } from './store.ts';

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
      expect(await store.requests(ALL, 50)).toEqual({ requests: [], total: 0 });
      expect(await store.request('chain-1')).toBeUndefined();
    });

    it('counts a batch that is delivered three times once', async () => {
      const same = {
        id: id(0xb0),
        findings: [finding({ count: 3 }), finding({ id: id(2), class: 'cmdi', action: 'observed' })],
        executions: [execution(), execution({ requestId: 'request-2', status: 'error' })],
        coverages: [coverage()],
        functions: [deployed()],
        lines: [line(), line({ id: lineId(2), level: 'ERROR' })],
        counters: { forged: 2, malformed: 1, faults: 1, dropped: 4 },
      };
      await append(same, same, same);
      expect(await total()).toBe(4);
      expect(await store.countEvents(ALL)).toBe(2);
      expect(await store.executions(ALL)).toEqual({ executions: 2, errors: 1 });
      expect(await store.functionStats(ALL)).toMatchObject([{ name: 'vote', executions: 2, errors: 1, attacks: 4 }]);
      expect(await store.counters(ALL)).toEqual(same.counters);
      expect((await store.requests(ALL, 50)).requests).toMatchObject([
        { parts: [{ lines: 2, errorLines: 1, invocations: 1 }], usage: [{ executions: 1, failed: 0 }], attacks: 4 },
      ]);
      expect((await store.request('chain-1'))?.lines).toHaveLength(2);
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

    it('counts an attack that was alerted and then stopped once, as stopped, in whatever order it comes', async () => {
      const [alert, stop] = (['observed', 'blocked'] as const).map((action) => finding({ class: 'cmdi', action }));
      const expected = [{ t: T0 - (T0 % ATTACK_BUCKET_MS), class: 'cmdi', action: 'blocked', count: 1 }];
      await append({ findings: [alert!] });
      await append({ findings: [stop!] });
      await append({ findings: [alert!] });
      expect(await store.attacks(ALL, ATTACK_BUCKET_MS)).toEqual(expected);
      await append({ findings: [alert!, stop!] }, { findings: [stop!, alert!] });
      expect(await store.attacks(ALL, ATTACK_BUCKET_MS)).toEqual(expected);
      expect(await store.countEvents(ALL)).toBe(1);
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

    /** Two requests: one through three invocations of two functions, one of them failed; one of one line. */
    const chains = {
      lines: [
        line({ id: lineId(1), time: T0, requestId: 'a', debug: true }),
        line({ id: lineId(2), time: T0 + 20, requestId: 'b', parentId: 'a', function: POLL, debug: true }),
        line({ id: lineId(3), time: T0 + 30, requestId: 'c', parentId: 'b', level: 'WARN', message: 'Late %' }),
        line({ id: lineId(4), time: T0 + 40, correlationId: 'chain-2', requestId: 'd', level: 'FATAL' }),
      ],
      executions: [
        execution({ requestId: 'a', time: T0 + 10, durationMs: 12, billedMs: 100, memoryMb: 128 }),
        execution({ requestId: 'b', time: T0 + 25, durationMs: 6, billedMs: 6, memoryMb: 256, function: POLL }),
        execution({ requestId: 'c', time: T0 + 500, status: 'timeout', billedMs: 300 }),
        execution({ requestId: 'c', time: T0 + MINUTE, billedMs: 200 }),
        execution({ requestId: 'z', time: T0 + 5 }),
      ],
      findings: [finding({ requestId: 'b', function: POLL, count: 2 }), finding({ id: id(2), requestId: 'z' })],
    };

    it('sums up requests, the latest begun first', async () => {
      await append(chains);
      const { requests, total: all } = await store.requests(ALL, 50);
      expect([all, requests.map(({ id: chain, first }) => [chain, first])]).toEqual([
        2,
        [
          ['chain-2', T0 + 40],
          ['chain-1', T0],
        ],
      ]);
      const place = { account: VOTE.account, region: VOTE.region };
      expect(requests[1]).toEqual({
        id: 'chain-1',
        first: T0,
        parts: [
          {
            ...place,
            fn: 'vote',
            invocations: 2,
            lines: 2,
            errorLines: 0,
            debugOn: true,
            debugOff: true,
            first: T0,
            last: T0 + 30,
          },
          {
            ...place,
            fn: 'poll',
            invocations: 1,
            lines: 1,
            errorLines: 0,
            debugOn: true,
            debugOff: false,
            first: T0 + 20,
            last: T0 + 20,
          },
        ],
        usage: expect.arrayContaining([
          { ...place, fn: 'vote', executions: 3, failed: 1, billedMbMs: 600 * 128, first: T0 - 2, last: T0 + MINUTE },
          { ...place, fn: 'poll', executions: 1, failed: 0, billedMbMs: 6 * 256, first: T0 + 19, last: T0 + 25 },
        ]),
        attacks: 2,
      });
      expect(requests[0]).toMatchObject({ parts: [{ errorLines: 1 }], usage: [], attacks: 0 });
    });

    it.each<[string, Partial<RequestFilter>, string[]]>([
      ['nothing', {}, ['chain-2', 'chain-1']],
      ['a function that it touched', { function: 'poll' }, ['chain-1']],
      ['account', { account: '999999999999' }, []],
      ['region', { region: VOTE.region }, ['chain-2', 'chain-1']],
      ['errors', { errors: true }, ['chain-2', 'chain-1']],
      ['errors in a function', { errors: true, function: 'poll' }, ['chain-1']],
      ['text of any line, any case', { q: 'LATE %' }, ['chain-1']],
      ['its id', { q: 'chain-2' }, ['chain-2']],
      ['a request id', { q: 'request-9' }, []],
      ['a wildcard, which is text', { q: 'l_te' }, []],
      ['SQL in a value', { function: "' OR 1=1 --" }, []],
      ['from', { from: T0 + 35 }, ['chain-2']],
      ['to', { to: T0 + 35 }, ['chain-1']],
    ])('filters requests by %s', async (_name, filter, expected) => {
      await append(chains);
      const { requests, total: all } = await store.requests({ ...ALL, ...filter }, 50);
      expect([requests.map((request) => request.id), all]).toEqual([expected, expected.length]);
    });

    it('leaves requests without an error out when asked for errors', async () => {
      await append({ lines: [line({ level: 'WARN' })], executions: [execution()] });
      expect((await store.requests({ ...ALL, errors: true }, 50)).total).toBe(0);
      await append({ executions: [execution({ status: 'error' })] });
      expect((await store.requests({ ...ALL, errors: true }, 50)).total).toBe(1);
    });

    it('pages through requests that begin together without losing or repeating one', async () => {
      const all = Array.from({ length: 23 }, (_, n) =>
        line({ id: lineId(n), correlationId: `c\n'${n}`, time: T0 + Math.floor(n / 10) }),
      );
      await append({ lines: all });
      const seen: string[] = [];
      for (let cursor: { time: number; id: string } | undefined; ; ) {
        const { requests, total: sum } = await store.requests(ALL, 5, cursor);
        if (requests.length === 0) break;
        expect(sum).toBe(23);
        seen.push(...requests.map((request) => request.id));
        const last = requests.at(-1)!;
        cursor = { time: last.first, id: last.id };
      }
      expect([seen.length, new Set(seen).size]).toEqual([23, 23]);
    });

    it('knows everything of one request: invocations, their REPORTs and those of callers, lines, findings', async () => {
      await append(chains, {
        lines: [line({ id: lineId(9), time: T0 + 50, requestId: 'e', parentId: 'z', traceId: 't', fields: '{"a":1}' })],
      });
      const found = (await store.request('chain-1'))!;
      expect(found.parts.map(({ requestId, parentId, fn }) => [requestId, parentId, fn])).toEqual([
        ['a', null, 'vote'],
        ['b', 'a', 'poll'],
        ['c', 'b', 'vote'],
        ['e', 'z', 'vote'],
      ]);
      expect(found.executions.map(({ requestId, status }) => [requestId, status])).toEqual([
        ['z', 'success'],
        ['a', 'success'],
        ['b', 'success'],
        ['c', 'timeout'],
        ['c', 'success'],
      ]);
      // The one that asks for attention comes first, so that a limit never hides it.
      expect(found.lines.map(({ message, fields }) => [message, fields])).toEqual([
        ['Late %', undefined],
        ['vote counted', undefined],
        ['vote counted', undefined],
        ['vote counted', '{"a":1}'],
      ]);
      expect(found.findings).toHaveLength(2);
      expect(await store.request("' OR 1=1 --")).toBeUndefined();
    });

    it('takes an invocation of another function for none of the request', async () => {
      await append({ lines: [line({ requestId: 'a', function: POLL })], executions: [execution({ requestId: 'a' })] });
      expect((await store.requests(ALL, 50)).requests).toMatchObject([{ usage: [] }]);
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
        lines: [line({ time: old, correlationId: 'old' }), line({ id: lineId(2) })],
      });
      await store.prune(T0 - 5 * DAY);
      const ever = { from: 0, to: T0 + DAY };
      expect(await store.countEvents(ever)).toBe(1);
      expect(await store.event(id(1))).toBeUndefined();
      expect((await store.requests(ever, 50)).requests.map((request) => request.id)).toEqual(['chain-1']);
      expect(await store.request('old')).toBeUndefined();
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
