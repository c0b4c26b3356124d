import type { EventStrings } from '../../scope.ts';
import { LOOKS, lookPairs } from './pairs.ts';
import { type Parts, partsOf } from './parts.ts';

/** What is known of the values of an event that could change a query; made once an event, since each query asks. */
export interface Candidates {
  /** {@link LOOKS} pairs of each. */
  readonly looks: Uint16Array;
  /** 1 for each with a single quote: escaped, it has other pairs. */
  readonly quoted: Uint8Array;
  /** Where pieces of them may begin, for statements with these quotes. */
  parts(quotes: number): Parts;
}

/** @param indexes which of the values could; a list of the event's own */
export function candidatesOf(strings: EventStrings, indexes: readonly number[]): Candidates {
  let candidates = known.get(indexes);
  if (!candidates) {
    candidates = make(strings, indexes);
    known.set(indexes, candidates);
  }
  return candidates;
}

const known = new WeakMap<readonly number[], Candidates>();

function make(strings: EventStrings, indexes: readonly number[]): Candidates {
  const looks = new Uint16Array(indexes.length * LOOKS);
  const quoted = new Uint8Array(indexes.length);
  for (let i = 0; i < indexes.length; i++) {
    const value = strings.values[indexes[i]!]!;
    lookPairs(value, looks, i * LOOKS);
    quoted[i] = value.includes("'") ? 1 : 0;
  }
  const byQuotes: (Parts | undefined)[] = [];
  return {
    looks,
    quoted,
    parts: (quotes) => (byQuotes[quotes] ??= partsOf(strings, indexes, quotes)),
  };
}
