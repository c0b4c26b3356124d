import { DETECTORS } from './registry.ts';
import { traitsOf } from './traits.ts';
import type { Verdict } from './types.ts';

/** Told of a detector that threw; the others go on. */
export type OnDetectorFault = (detectorId: string, error: unknown) => void;

const NOTHING: readonly Verdict[] = Object.freeze([]);

/**
 * What the detectors find in one string, the gravest class first. A value in which no grammar can begin costs one pass
 * over its characters.
 * @example judgeValue("' or 1=1--")[0]?.detector.class // 'sqli'
 */
export function judgeValue(value: string, onFault?: OnDetectorFault): readonly Verdict[] {
  const traits = traitsOf(value);
  if (traits === 0) return NOTHING;
  let verdicts: Verdict[] | undefined;
  for (let i = 0; i < DETECTORS.length; i++) {
    const detector = DETECTORS[i]!;
    let confidence: Verdict['confidence'] | undefined;
    try {
      confidence = detector.detect(value, traits);
    } catch (error) {
      if (!onFault) throw error;
      onFault(detector.id, error);
    }
    if (confidence === undefined) continue;
    verdicts ??= [];
    verdicts.push({ detector, confidence });
  }
  return verdicts ?? NOTHING;
}
