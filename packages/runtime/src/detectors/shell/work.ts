import { isHarmful } from './deeds.ts';
import { type Assignments, readAssignments } from './expansions.ts';
import { type Place, placeAt } from './place.ts';
import { type Command, readCommand } from './words.ts';

/** What reading may still cost in one text. */
export interface Work {
  /** Steps, one for about each character that is read, some dozens for each pattern that is tried. */
  steps: number;
  /** Commands with a known name that are still weighed. */
  named: number;
  assigned: Assignments | undefined;
  /** Stretches of the text that were looked through for harm. */
  readonly harm: (boolean | undefined)[];
}

/** Some 30 us; honest windows take a third of it. */
const STEPS = 6000;
/** Honest scripts have a third of it in a window. */
const NAMED = 24;

export function createWork(): Work {
  return { steps: STEPS, named: NAMED, assigned: undefined, harm: [] };
}

/** What a place costs before anything is read. */
const PLACE = 40;

/** Reads a command on the account of `work`. */
export function readAt(
  text: string,
  from: number,
  work: Work,
  inBackticks = false,
  assigned: Assignments | undefined = undefined,
): Command {
  const command = readCommand(text, from, inBackticks, assigned);
  work.steps -= PLACE + command.end - from;
  return command;
}

/** {@link placeAt} on the account of `work`. */
export function placeOf(
  text: string,
  at: number,
  work: Work,
  argument = false,
): { readonly place: Place; readonly before: string } {
  const found = placeAt(text, at, argument);
  work.steps -= 2 * PLACE + found.before.length;
  return found;
}

/** What the text assigns to variables, read when first asked for. */
export function assignmentsOf(text: string, work: Work): Assignments {
  work.assigned ??= readAssignments(text.slice(0, 2048)) ?? new Map();
  return work.assigned;
}

const STRETCH = 512;
/** How far a command's harm may stand behind its name. */
const TAIL = 320;

/** Whether what stands behind `from` does harm: each stretch is looked through once, whatever begins in it. */
export function harmsAt(text: string, from: number, work: Work): boolean {
  const stretch = Math.floor(from / STRETCH);
  work.harm[stretch] ??= harms(text.slice(stretch * STRETCH, (stretch + 1) * STRETCH + TAIL), work);
  return work.harm[stretch]! && harms(text.slice(from, from + TAIL), work);
}

/** {@link isHarmful} on the account of `work`. */
export function harms(text: string, work: Work): boolean {
  work.steps -= PLACE + text.length;
  return isHarmful(text, text.toLowerCase());
}
