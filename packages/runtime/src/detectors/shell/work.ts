import { isHarmful } from './deeds.ts';
import { type Assignments, readAssignments } from './words.ts';

/** What reading may still cost in one text. */
export interface Work {
  /** Places at which a command is read to its end. */
  places: number;
  /** Of these, the ones where a known name stands. */
  named: number;
  assigned: Assignments | undefined;
  /** Stretches of the text that were looked through for harm. */
  readonly harm: (boolean | undefined)[];
}

const PLACES = 64;
/** Honest scripts have a third of it in a window. */
const NAMED = 40;

export function createWork(): Work {
  return { places: PLACES, named: NAMED, assigned: undefined, harm: [] };
}

/** What the text assigns to variables, read when first asked for. */
export function assignmentsOf(text: string, work: Work): Assignments {
  work.assigned ??= readAssignments(text.slice(0, 2048)) ?? new Map();
  return work.assigned;
}

const STRETCH = 512;
/** How far a command's harm may stand behind its name. */
export const TAIL = 320;

/** Whether what stands behind `from` does harm: each stretch is looked through once, whatever begins in it. */
export function harmsAt(text: string, from: number, work: Work): boolean {
  const stretch = Math.floor(from / STRETCH);
  work.harm[stretch] ??= harms(text.slice(stretch * STRETCH, (stretch + 1) * STRETCH + TAIL));
  return work.harm[stretch]! && harms(text.slice(from, from + TAIL));
}

function harms(text: string): boolean {
  return isHarmful(text, text.toLowerCase());
}
