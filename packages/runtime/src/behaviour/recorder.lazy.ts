import { BEHAVIOUR_KINDS, type Behaviour } from '@bulkhead/core';
import { nameOf } from './name.ts';
import type { PrintBehaviours, Recorder } from './recorder.ts';

/** Different behaviours that one environment remembers: what an attacker makes up must not fill its memory. */
const MOST = 400;

/** One line of at most 1 kB for each environment in this time. */
const WINDOW_MS = 60_000;

/** Adds up what is seen by kind and name, and hands on what has not been printed. */
export function createRecorder(print: PrintBehaviours): Recorder {
  const known = new Map<string, { item: Behaviour; printed: boolean }>();
  let waiting = 0;
  let dropped = 0;
  let windowEnd = 0;
  return {
    add(kind, what) {
      const name = nameOf(kind, what);
      if (name === undefined) return;
      const key = `${kind} ${name}`;
      const entry = known.get(key);
      if (entry) entry.item = { ...entry.item, count: entry.item.count + 1 };
      else if (known.size >= MOST) dropped++;
      else {
        known.set(key, { item: { kind, what: name, count: 1 }, printed: false });
        waiting++;
      }
    },
    flush(now, requestId) {
      if (waiting === 0 || now < windowEnd) return;
      windowEnd = now + WINDOW_MS;
      // Files come last: there are many, and an environment that ends early should have told of the rest.
      const fresh = [...known.values()]
        .filter(({ printed }) => !printed)
        .sort((a, b) => BEHAVIOUR_KINDS.indexOf(a.item.kind) - BEHAVIOUR_KINDS.indexOf(b.item.kind));
      const count = print(
        fresh.map(({ item }) => item),
        dropped,
        requestId,
      );
      for (const entry of fresh.slice(0, count)) entry.printed = true;
      waiting -= count;
    },
  };
}
