import type { WalkResult } from '@bulkhead/events';

/** Oversized input is judged from the event's shape, not from one of its strings, so it is no {@link Detector}. */
export const OVERSIZE = Object.freeze({
  id: 'detector/oversize',
  class: 'oversize',
  version: '1.0.0',
  title: 'Oversized input',
} as const);

/**
 * Depth, width or size by which a parser or a handler can be made to work beyond measure.
 * @returns where, `undefined` for an event of honest size
 */
export function judgeSize(result: WalkResult): { path: string; value: string } | undefined {
  const { oversized } = result;
  if (oversized === undefined) return undefined;
  return { path: oversized.path.slice(0, 300), value: WHAT[oversized.what] };
}

const WHAT = {
  depth: 'nested deeper than 64',
  keys: 'more than 10,000 names in one object',
  size: 'larger than 16 MB',
};
