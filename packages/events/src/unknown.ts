import { boundedWalk, visitText, visitValue } from './reading/walk.ts';
import type { Visit, WalkLimits, WalkResult } from './types.ts';

/**
 * Walks an event whose trigger is not known: every string of it counts as a stranger's, because nothing says otherwise.
 * Never throws.
 */
export function walkUnknown(event: unknown, visit: Visit, limits?: WalkLimits): WalkResult {
  return boundedWalk(visit, limits, (walk) => visitValue(walk, event, '', '', 0));
}

/**
 * Visits one text and its decoded forms, as a field of an event would be. Never throws.
 * @example walkText('%2e%2e%2f', visit) // visits '%2e%2e%2f' at `value` and '../' at `value|url`
 */
export function walkText(text: string, visit: Visit, limits?: WalkLimits): WalkResult {
  return boundedWalk(visit, limits, (walk) => visitText(walk, text, '', 'value', 0));
}
