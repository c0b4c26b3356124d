import type { Confidence } from '@bulkhead/core';
import { BACKSLASH, type Candidate, COLON, DESER_WORD, DOLLAR, LINE_END, QUOTE, SLASH } from './scan.ts';
import { findMarker } from './serial/markers.ts';
import { findPhpObject } from './serial/php.ts';
import { findStream } from './serial/streams.ts';
import type { Detector } from './types.ts';

/**
 * Unsafe deserialisation: streams that make a reader build objects (Java, PHP, Python, Ruby, .NET), tags and properties by
 * which YAML, JSON and XML name a class to build, and the classes that known chains are built of. Arrays and scalars in
 * the same formats are data.
 */
export const deser: Detector = {
  id: 'detector/deser',
  class: 'deser',
  version: '2.0.0',
  title: 'Unsafe deserialisation',
  detect(candidate) {
    const { text, chars, words } = candidate;
    const stream = findStream(text, chars, (words & DESER_WORD) !== 0);
    if (stream === 'high') return stream;
    let best: Confidence | undefined = stream;
    if ((chars & (COLON | QUOTE)) === (COLON | QUOTE)) {
      const object = findPhpObject(text);
      if (object === 'high') return object;
      best = object ?? best;
    }
    if ((words & DESER_WORD) !== 0 && mayHoldMarker(candidate)) {
      const marker = findMarker(text, candidate.lower, true);
      const found = marker === undefined ? undefined : weigh(candidate, marker);
      if (found !== undefined && (best === undefined || best === 'low' || found === 'high')) best = found;
    }
    return best;
  },
};

function mayHoldMarker({ chars, text }: Candidate): boolean {
  return (chars & (COLON | DOLLAR | LINE_END | BACKSLASH | SLASH | QUOTE)) !== 0 || text.length < 400;
}

/** Advisories, code and documents name the same classes: only in a short value, or one without sentences, are they data. */
function weigh({ text, part }: Candidate, confidence: Confidence): Confidence {
  if (part || text.includes('```')) return 'low';
  const sentence = /(?:^|\s)(?:[A-Za-z][a-z']{1,20}[,.]? ){4}/.test(text);
  if (sentence) return confidence === 'high' && text.length < 400 ? 'medium' : 'low';
  if (confidence === 'medium' && text.length > 1000) return 'low';
  return confidence;
}
