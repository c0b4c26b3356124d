import { EVENT_SOURCES } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import cases from './testing/matrix-cases.json';
import type { InvocationKind } from './types.ts';

/** One trigger, as the documentation lists it. */
export interface Trigger {
  readonly id: string;
  readonly title: string;
  readonly invocation: InvocationKind;
  /** Names of the samples: the forms in which its events come. */
  readonly variants: readonly string[];
  /** Places of its events that a test plants a payload into and finds it again. */
  readonly cases: number;
}

/**
 * Every trigger with what is tested of it, in the order of the registry. The cases are counted by
 * `trigger-matrix.test.ts`, which fails when the file that holds them is out of date.
 * @example listTriggers().map(({ title, cases }) => `| ${title} | ${cases} |`)
 */
export function listTriggers(): readonly Trigger[] {
  const counted: Readonly<Record<string, number>> = cases;
  return EVENT_SOURCES.map(({ id, title, invocation }) => ({
    id,
    title,
    invocation,
    variants: Object.keys(EVENT_SAMPLES[id] ?? {}),
    cases: counted[id] ?? 0,
  }));
}
