import { visitOthers } from './reading/except.ts';
import { READERS } from './reading/text.ts';
import { MAX_UNPACKED, visitText, visitValue, type Walk } from './reading/walk.ts';
import type { EventSource } from './types.ts';
import { DEFAULT_WALK_LIMITS, type Visit, type WalkLimits, type WalkResult } from './visits.ts';

/**
 * Calls `visit` for each string of an event that a stranger controls, decoded forms included. Work is linear in the
 * event's size and bounded. Never throws.
 * @param source the trigger that made the event; without one, every string counts as a stranger's, because nothing says
 * otherwise
 * @example walkEvent(sourceOf(event), event, (value, parent, key) => judge(value))
 */
export function walkEvent(
  source: EventSource | undefined,
  event: unknown,
  visit: Visit,
  limits?: WalkLimits,
): WalkResult {
  return boundedWalk(visit, limits, (walk) => {
    if (source === undefined) {
      visitValue(walk, event, '', '', 0);
      return;
    }
    source.read(walk, event as Record<string, unknown>);
    // The input of a state machine or the message of a device may be dressed up as the event of another trigger, and the
    // handler reads what it came for all the same.
    if (source.fields !== undefined) visitOthers(walk, event as Record<string, unknown>, '', source.fields);
  });
}

/**
 * Visits one text and its decoded forms, as a field of an event would be. Never throws.
 * @example walkText('%2e%2e%2f', visit) // visits '%2e%2e%2f' at `value` and '../' at `value|url`
 */
export function walkText(text: string, visit: Visit, limits?: WalkLimits): WalkResult {
  return boundedWalk(visit, limits, (walk) => visitText(walk, text, '', 'value', 0));
}

/** Attempts at decoding that may fail in one event. */
const MAX_PARSES = 256;

/** As much JSON as few honest events carry in strings; looking at the nesting takes a fifth of the time of parsing. */
const MAX_UNSCANNED = 65_536;

/** Runs `body` within the limits; turns whatever is thrown into a result. */
export function boundedWalk(
  visit: Visit,
  limits: WalkLimits = DEFAULT_WALK_LIMITS,
  body: (walk: Walk) => void,
): WalkResult {
  const walk: Walk = {
    visit,
    readers: READERS,
    maxDepth: limits.depth,
    strings: limits.strings,
    characters: limits.characters,
    nodes: limits.nodes,
    parses: MAX_PARSES,
    unscanned: MAX_UNSCANNED,
    unpacked: MAX_UNPACKED,
    media: 0,
    stoppedAt: undefined,
    oversized: undefined,
    told: false,
    isShort: false,
  };
  try {
    body(walk);
  } catch (error) {
    return resultOf(walk, error, true);
  }
  if (walk.stoppedAt === undefined && walk.oversized === undefined && walk.media === 0) return COMPLETE;
  return resultOf(walk, undefined, walk.stoppedAt !== undefined);
}

const COMPLETE: WalkResult = Object.freeze({ truncated: false });

function resultOf({ stoppedAt, oversized, media }: Walk, error: unknown, truncated: boolean): WalkResult {
  return {
    truncated,
    ...(stoppedAt !== undefined && { stoppedAt }),
    ...(error !== undefined && { error }),
    ...(oversized && { oversized }),
    ...(media > 0 && { media }),
  };
}
