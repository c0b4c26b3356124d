import { judgeBareLookup, judgeLookups } from './jndi/judge.lazy.ts';
import { BRACE, COLON, DOLLAR, JNDI_WORD } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * Lookups of Log4j and of what imitates it: nested lookups are evaluated, so that no spelling of `${jndi:…}` needs a
 * pattern. Lookups that tell a stranger what the process knows (`${sys:…}`, `${java:…}`, `${env:AWS_…}`) are an alert as a
 * whole value; configuration files are full of `${env:…}` and `${self:…}`.
 */
export const jndi: Detector = {
  id: 'detector/jndi',
  class: 'jndi',
  version: '2.1.0',
  title: 'JNDI lookup injection',
  begins: { chars: COLON, words: 0 },
  detect(candidate) {
    const { chars, words, text } = candidate;
    if ((chars & (BRACE | DOLLAR)) === (BRACE | DOLLAR) && mayLookUp(text)) {
      const found = judgeLookups(text);
      if (found !== undefined) return found;
    }
    // A word may be glued to it: `&lbracejndi:`.
    if (text.includes('jndi:') || ((words & JNDI_WORD) !== 0 && candidate.lower.includes('jndi:')))
      return judgeBareLookup(text);
    return undefined;
  },
};

/** A colon, or another lookup, before the brace that ends one: `${name}` of a template or a script looks nothing up. */
function mayLookUp(text: string): boolean {
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at)) {
    for (at += 2; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 125) break;
      if (code === 58 || (code === 123 && text.charCodeAt(at - 1) === 36)) return true;
    }
  }
  return false;
}
