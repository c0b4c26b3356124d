import { spend } from '../spent.ts';
import { isHarmful } from './deeds.ts';
import { type Assignments, readAssignments } from './expansions.ts';
import { type Place, placeAt } from './place.ts';
import { type Command, readCommand } from './words.ts';

/** What reading may still cost in one text. */
export interface Work {
  /** Steps, one for about each character that is read, some dozens for each pattern that is tried. */
  steps: number;
  /** Commands with a known name behind separators that are still weighed. */
  named: number;
  assigned: Assignments | undefined;
  /** Whether the text is a script, once that was asked. */
  script: boolean | undefined;
  /** Stretches of the text that were looked through for harm. */
  readonly harm: (boolean | undefined)[];
}

/** Some 40 us on a hostile text; of 68,000 honest ones none takes more than 7,100, and one in a hundred 2,200. */
const STEPS = 8000;
/** Honest scripts have a third of it in a window. */
const NAMED = 24;

export function createWork(): Work {
  return { steps: STEPS, named: NAMED, assigned: undefined, script: undefined, harm: [] };
}

/** What a step of this work takes of the event's. */
const STEP = 8;

/** Puts what was spent on the account of the event. */
export function spendWork(work: Work): void {
  spend((STEPS - work.steps) * STEP);
}

/** What a place costs before anything is read. */
const PLACE = 40;

/** What a known name costs to weigh: what follows it, what stands around it. */
const NAME = 160;

export function spendOnName(work: Work): void {
  work.steps -= NAME;
}

/** A name that is a pattern is held against the programs that attackers call. */
const GLOB = 600;

/** Reads a command on the account of `work`. */
export function readAt(
  text: string,
  from: number,
  work: Work,
  inBackticks = false,
  assigned: Assignments | undefined = undefined,
): Command {
  const command = readCommand(text, from, inBackticks, assigned);
  work.steps -= PLACE + command.steps + (command.words[0]?.glob === true ? GLOB : 0);
  return command;
}

/** What surrounds a place costs so much to judge. */
const SURROUNDINGS = 240;

/** {@link placeAt} on the account of `work`. */
export function placeOf(
  text: string,
  at: number,
  work: Work,
  argument = false,
): { readonly place: Place; readonly before: string } {
  const found = placeAt(text, at, argument);
  work.steps -= SURROUNDINGS + found.before.length;
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

const DEEDS = 200;

/** {@link isHarmful} on the account of `work`. */
export function harms(text: string, work: Work): boolean {
  work.steps -= DEEDS + text.length;
  return isHarmful(text, text.toLowerCase());
}
