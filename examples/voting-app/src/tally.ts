import { type CastResult, memoryBallotBox } from './ballot-box.ts';
import { findOption, findPoll } from './polls.ts';

/** What the siblings ask. Only they can: the function has no HTTP event, and IAM names who may invoke it. */
export type TallyRequest =
  | { readonly ask: 'cast'; readonly poll: string; readonly option: string; readonly voter: string }
  | { readonly ask: 'count'; readonly poll: string };

export type TallyAnswer =
  | { readonly is: 'cast'; readonly result: CastResult }
  | { readonly is: 'counts'; readonly counts: Readonly<Record<string, number>> }
  | { readonly is: 'refused'; readonly reason: 'no such poll' | 'no such option' | 'no voter' | 'not understood' };

const box = memoryBallotBox();

export async function handler(request: Partial<TallyRequest>): Promise<TallyAnswer> {
  const poll = findPoll(request?.poll);
  if (!poll) return { is: 'refused', reason: 'no such poll' };
  if (request.ask === 'count') return { is: 'counts', counts: box.count(poll) };
  if (request.ask !== 'cast') return { is: 'refused', reason: 'not understood' };
  const option = findOption(poll, request.option);
  if (!option) return { is: 'refused', reason: 'no such option' };
  if (typeof request.voter !== 'string' || request.voter === '') return { is: 'refused', reason: 'no voter' };
  return { is: 'cast', result: box.cast(poll, option.id, request.voter) };
}
