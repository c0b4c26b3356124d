import type { Poll } from './polls.ts';

/** Where votes are kept. One vote for each voter and poll; a later one replaces the earlier. */
export interface BallotBox {
  cast(poll: Poll, optionId: string, voter: string): CastResult;
  count(poll: Poll): Readonly<Record<string, number>>;
}

export type CastResult = 'counted' | 'changed' | 'unchanged' | 'full';

/** Past this many voters in one poll, a new voter is refused: the box lives in a function's memory. */
export const VOTER_LIMIT = 100_000;

/** Keeps votes for as long as the process lives; see README.md for what that means. */
export function memoryBallotBox(voterLimit = VOTER_LIMIT): BallotBox {
  const votes = new Map<string, Map<string, string>>();
  return {
    cast(poll, optionId, voter) {
      const ballots = votes.get(poll.id) ?? new Map<string, string>();
      votes.set(poll.id, ballots);
      const before = ballots.get(voter);
      if (before === undefined && ballots.size >= voterLimit) return 'full';
      ballots.set(voter, optionId);
      if (before === undefined) return 'counted';
      return before === optionId ? 'unchanged' : 'changed';
    },
    count(poll) {
      const counts = Object.fromEntries(poll.options.map((option) => [option.id, 0]));
      for (const optionId of votes.get(poll.id)?.values() ?? []) counts[optionId] = (counts[optionId] ?? 0) + 1;
      return counts;
    },
  };
}
