import { type Assignments, readAssignments } from './words.ts';

/** What reading may still cost in one text. */
export interface Work {
  /** Places at which a command is read to its end. */
  places: number;
  /** Of these, the ones where a known name stands. */
  named: number;
  assigned: Assignments | undefined;
}

const PLACES = 64;
/** Honest scripts have a third of it in a window. */
const NAMED = 40;

export function createWork(): Work {
  return { places: PLACES, named: NAMED, assigned: undefined };
}

/** What the text assigns to variables, read when first asked for. */
export function assignmentsOf(text: string, work: Work): Assignments {
  work.assigned ??= readAssignments(text.slice(0, 2048)) ?? new Map();
  return work.assigned;
}
