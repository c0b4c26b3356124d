import type { AttackClass, Confidence } from '@bulkhead/core';
import type { Candidate } from './scan.ts';

/** One detector: one file. Pure: a candidate in, a verdict out; linear in the text's length; never throws. */
export interface Detector {
  /** For example `detector/sqli`; what records carry as `rule`. */
  readonly id: string;
  readonly class: AttackClass;
  /** Raised whenever a verdict of this detector can change. */
  readonly version: string;
  readonly title: string;
  /**
   * Signs and groups of words of which at least one occurs in whatever this detector could find; left out: it is always asked.
   * Calling each of many detectors costs more than most of them take to say no.
   */
  readonly begins?: { readonly chars: number; readonly words: number };
  /**
   * - `high`: nothing honest looks like it; the policy may block on it.
   * - `medium`: an alert by itself.
   * - `low`: a hint, which alone raises nothing; the arbiter weighs it against the whole text.
   * - `undefined`: nothing found.
   */
  detect(candidate: Candidate): Confidence | undefined;
}

/** What one detector found in one value. */
export interface Verdict {
  readonly detector: Detector;
  readonly confidence: Confidence;
  /** Decoding steps from the value to the text that was judged, as paths name them: `|html`; `''` for the value itself. */
  readonly steps: string;
}
