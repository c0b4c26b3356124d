import type { AttackClass, Confidence } from '@bulkhead/core';

/** One detector: one file. Pure: a string in, a verdict out; linear in the string's length; never throws. */
export interface Detector {
  /** For example `detector/sqli`; what records carry as `rule`. */
  readonly id: string;
  readonly class: AttackClass;
  /** Raised whenever a verdict of this detector can change. */
  readonly version: string;
  readonly title: string;
  /** `undefined`: nothing found. */
  detect(value: string): Confidence | undefined;
}
