import type { WalkResult } from '@bulkhead/events';

/** Oversized input is judged from the event's shape, not from one of its strings, so it is no {@link Detector}. */
export const OVERSIZE = Object.freeze({
  id: 'detector/oversize',
  class: 'oversize',
  version: '1.1.0',
  title: 'Oversized input',
} as const);

/**
 * Depth, width or size by which a parser or a handler can be made to work beyond measure, of each record by itself.
 * @returns where and what, nothing for an event of honest size
 */
export function judgeSize({ oversized }: WalkResult): readonly { path: string; value: string }[] {
  return oversized === undefined ? NOTHING : oversized.map(({ path, what }) => ({ path, value: WHAT[what] }));
}

const NOTHING: readonly never[] = [];

const WHAT = {
  depth: 'nested deeper than 64',
  keys: 'more than 10,000 names in one object',
  size: 'larger than 16 MB',
};
