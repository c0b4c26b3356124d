import type { Confidence } from '@bulkhead/core';
import { scan } from '../scan.ts';
import type { Detector } from '../types.ts';

/** What one detector says of one value, through the shared scan as in production. */
export function detectIn(detector: Detector, value: string, isKey = false): Confidence | undefined {
  const candidate = scan(value, isKey);
  return candidate === undefined ? undefined : detector.detect(candidate);
}
