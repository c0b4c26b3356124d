import type { Candidate } from '../scan.ts';
import { spend } from '../spent.ts';
import type { Verdict } from '../types.ts';
import { lastCount, sumWeights } from './features.ts';
import { isOrdinary } from './ordinary.ts';
import { OFFSET, weightTable } from './weight-table.ts';
import { BIAS, SCALE } from './weights.ts';

/** Score from which a text counts as an attack, chosen by leaving one source out (`tools/train-arbiter.mjs --evaluate`). */
export const THRESHOLD = 0.85;

/**
 * Score from which it settles what the detectors of commands and of code only hint. Over three waves of sources nobody had seen, this
 * finds 7 attacks of 6 sources more than {@link THRESHOLD}, and of 38,700 honest texts none.
 */
const HINTED = 0.5;

/** Above 0: more like an attack than not. About 3 ns a character. */
export function scoreOf(text: string): number {
  weights ??= weightTable();
  const sum = sumWeights(text, weights, OFFSET);
  return (sum / Math.sqrt(Math.max(1, lastCount()))) * SCALE + BIAS;
}

let weights: ReturnType<typeof weightTable> | undefined;

/**
 * Whether the score is high enough for an alert.
 * @param hints what detectors hint
 */
export function reaches(text: string, hints: readonly Verdict[] | undefined): boolean {
  // Scripts are hinted at in whole pages, templates by their harmless tags.
  const hinted = hints?.some(({ detector }) => detector.class === 'cmdi' || detector.class === 'codei') === true;
  return scoreOf(text) >= (hinted ? HINTED : THRESHOLD);
}

/** As {@link isOrdinary}, which is asked of next to no text. */
export function isOrdinaryText(candidate: Candidate): boolean {
  return isOrdinary(candidate);
}

/**
 * Score below which a text is so unlike an attack that SQL or a script in it, of which a detector is not sure, is taken for words: of a
 * commit, `"tides" is not read-only, closes #77`. Over four waves that lets 24 honest texts of 3 sources go and no attack; from -0.3 nine
 * attacks went in the fourth.
 */
const DOUBT = -0.7;

/** Longer texts are documents, as for the scorer's other say. */
const LONGEST = 256;

/** What is left of verdicts when the scorer has its say on those of which a detector is not sure. */
export function withoutDoubted({ text, part }: Candidate, verdicts: Verdict[]): Verdict[] | undefined {
  if (part || text.length > LONGEST || !verdicts.some(isDoubtful)) return verdicts;
  spend(200 + text.length * 4);
  if (scoreOf(text) >= DOUBT) return verdicts;
  const left = verdicts.filter((verdict) => !isDoubtful(verdict));
  return left.length === 0 ? undefined : left;
}

/** Grammars that share their words with sentences and addresses. Paths, hosts and headers are none of what the scorer knows. */
function isDoubtful({ detector, confidence }: Verdict): boolean {
  return confidence === 'medium' && (detector.class === 'sqli' || detector.class === 'xss');
}
