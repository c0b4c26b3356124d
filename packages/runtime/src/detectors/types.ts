import type { AttackClass, Confidence } from '@bulkhead/core';

/** One detector: one file. Pure: a string in, a verdict out; linear in the string's length; never throws. */
export interface Detector {
  /** For example `detector/sqli`; what records carry as `rule`. */
  readonly id: string;
  readonly class: AttackClass;
  /** Raised whenever a verdict of this detector can change. */
  readonly version: string;
  readonly title: string;
  /**
   * @param traits `traitsOf(value)`, which all detectors share: most values are turned away by it
   * @returns `undefined`: nothing found
   */
  detect(value: string, traits: number): Confidence | undefined;
}

/** What one detector found in one value. */
export interface Verdict {
  readonly detector: Detector;
  readonly confidence: Confidence;
}
