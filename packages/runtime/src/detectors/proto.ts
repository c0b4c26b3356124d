import { judgeKey, judgeText } from './proto/judge.lazy.ts';
import { PROTO_WORD } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * Prototype pollution: names that lead from an object to what all objects share, as a key, in a path of keys
 * (`a[__proto__][b]`, `constructor.prototype.x`), or in a fragment of JSON. Prose and programs that mention them pass.
 */
export const proto: Detector = {
  id: 'detector/proto',
  class: 'proto',
  version: '2.2.0',
  title: 'Prototype pollution',
  begins: { chars: 0, words: PROTO_WORD },
  detect({ text, words, isKey }) {
    if ((words & PROTO_WORD) === 0) return undefined;
    return isKey ? judgeKey(text) : judgeText(text);
  },
};
