/*
 * What the text that is being judged has cost beside one look of each detector at each of its characters. A grammar that reads a
 * stretch again, or takes long over one character, says so here. One count for all: texts are judged one by one, and a context
 * that went through every grammar would cost more than it counts.
 */
let spent = 0;

/** @param steps about a nanosecond each: what a detector takes to look at one character */
export function spend(steps: number): void {
  spent += steps;
}

/** What was spent since this was last asked. */
export function takeSpent(): number {
  const steps = spent;
  spent = 0;
  return steps;
}
