import type { Candidate } from './scan.ts';

/** Whether a text that a detector only hints at is an attack as a whole. */
export function isLikelyAttack(_candidate: Candidate): boolean {
  return false;
}
