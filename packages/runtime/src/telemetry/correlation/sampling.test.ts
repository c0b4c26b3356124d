import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { fractionOf } from './sampling.ts';
import { createStore } from './store.ts';

const COUNT = 100_000;

/** Ids as AWS makes them, and as people do. */
const IDS: [string, (i: number) => string][] = [
  ['random UUIDs', () => randomUUID()],
  ['UUIDs that count up', (i) => `7d1f0b5e-0000-4000-8000-${String(i).padStart(12, '0')}`],
  ['numbers', (i) => String(i)],
  ['X-Ray roots of one second', (i) => `1-67000000-${i.toString(16).padStart(24, '0')}`],
];

it.each(IDS.flatMap(([name, make]) => [0.001, 0.01, 0.05].map((rate) => [rate, name, make] as const)))(
  'a rate of %d is kept within 0.2 points over 100,000 %s',
  (rate, _name, make) => {
    let sampled = 0;
    for (let i = 0; i < COUNT; i++) if (fractionOf(make(i)) < rate) sampled++;
    expect(Math.abs(sampled / COUNT - rate)).toBeLessThan(0.002);
  },
);

it.each([
  [0, false],
  [1, true],
])('a rate of %d holds for every request', (rate, expected) => {
  for (let i = 0; i < 10_000; i++) expect(fractionOf(randomUUID()) < rate).toBe(expected);
});

it('is the same at every hop', () => {
  const ids = Array.from({ length: 1_000 }, () => randomUUID());
  const decide = () => ids.map((id) => fractionOf(id) < 0.05);
  expect(decide()).toEqual(decide());
});

it.each([0.001, 0.01, 0.05])(
  'at %d, 100,000 requests through two functions, a third of which fail: no hop disagrees, and nothing stays behind',
  (debugRate) => {
    const [edge, next] = [createStore(), createStore()];
    edge.configure({ debugRate });
    // Its own rate would have every request logged.
    next.configure({ debugRate: 1 });
    let sampled = 0;
    let disagreed = 0;
    for (let i = 0; i < COUNT; i++) {
      const hop = (): void => {
        const { debug } = edge.current()!;
        if (debug) sampled++;
        const event = { __context: edge.current()!.outgoing() };
        next.invoke(event, { awsRequestId: `next-${i}` }, () => {
          if (next.current()!.debug !== debug) disagreed++;
        });
        if (i % 3 === 0) throw new Error('no');
      };
      try {
        edge.invoke({}, { awsRequestId: randomUUID() }, hop);
      } catch {
        // Every third.
      }
    }
    expect(Math.abs(sampled / COUNT - debugRate)).toBeLessThan(0.002);
    expect([disagreed, edge.current(), next.current()]).toEqual([0, undefined, undefined]);
  },
);
