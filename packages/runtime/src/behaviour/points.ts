/**
 * Points for what is alien in a function, by token (see tokens.ts); one invocation's sum over {@link ALARM} raises an alert.
 * Written by hand, from what hostile code must do: each point is something that honest functions of all kinds seldom do,
 * and two of them together hardly ever.
 */
export const POINTS: Readonly<Record<string, number>> = {
  'program:shell': 1,
  'program:fetch': 3,
  'program:script': 2,
  'program:look': 1,
  'program:change': 3,
  'program:tmp': 4,
  'connect:metadata': 4,
  'connect:runtime': 4,
  'connect:odd': 2,
  'connect:address': 2,
  'connect:data': 4,
  'lookup:data': 4,
  'read:process': 4,
  'read:secret': 4,
  'read:system': 2,
  'read:runtime': 2,
  'read:tmp-hidden': 2,
  'read:tmp-code': 3,
  'write:tmp-hidden': 3,
  'write:tmp-code': 3,
  'write:runtime': 4,
  'write:layer': 4,
  'write:code': 3,
  'list:code': 2,
  'list:system': 3,
  environment: 1,
  code: 1,
  worker: 2,
  native: 4,
};

/** Points from which an invocation counts as alien. */
export const ALARM = 4;

/** The points of an invocation; each token counts once, however often it came. */
export function pointsOf(tokens: Iterable<string>): number {
  let points = 0;
  for (const token of new Set(tokens)) points += POINTS[token] ?? 0;
  return points;
}
