import type { Confidence } from '@bulkhead/core';
import { readLookups } from './jndi/lookups.ts';
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
  version: '2.0.0',
  title: 'JNDI lookup injection',
  detect({ chars, words, text, lower }) {
    if ((chars & COLON) === 0) return undefined;
    if ((chars & (BRACE | DOLLAR)) === (BRACE | DOLLAR) && text.includes('${')) {
      const found = judgeLookups(text, lower);
      if (found !== undefined) return found;
    }
    // A word may be glued to it: `&lbracejndi:`.
    if (!text.includes('jndi:') && ((words & JNDI_WORD) === 0 || !lower.includes('jndi:'))) return undefined;
    // The braces were written in a way that only the sink undoes, or were cut off.
    return BARE.test(text) && text.length < 400 && !isProse(text) ? 'medium' : undefined;
  },
};

const BARE = /jndi:(?:ldaps?|rmi|dns|iiop|corba|corbaname|nis|nds|http|\$\{)[:/s]/i;

function judgeLookups(text: string, lower: string): Confidence | undefined {
  // Nothing can be spelled with fewer than these.
  if (!lower.includes(':')) return undefined;
  const { jndi: found, others, nested } = readLookups(text);
  if (found) return text.length < 2000 && !isProse(text) ? 'high' : 'medium';
  // `${lower:${lower:j}}…`, `${::-a}${::-b}`: spelled, whatever it spells.
  if (nested >= 2 && others.some((name) => name === 'lower' || name === 'upper' || name === '')) return 'medium';
  if (SPELLED.test(text)) return 'medium';
  if (text.length < 200 && LEAKING.test(text)) return 'medium';
  return undefined;
}

/** A letter by the default of a lookup that has no name, or of one that was made up for it. */
const SPELLED = /\$\{\s{0,4}(?::{1,4}-\w|(?:lower|upper):\s{0,2}\w\s{0,2}\}|\w{0,20}:\w{0,20}:-[a-z]\})/i;

/** Lookups that exist to tell what the process knows, as the whole value or in a host name. */
const LEAKING =
  /^[^{}]{0,40}\$\{(?:(?:sys|java|bundle|ctx|main|docker|k8s|kubernetes|web|log4j|marker|event|spring|jvmrunargs|map|sd|lower|upper):[\w.:-]{1,80}|env:(?:aws_|amazon|secret|pass|pwd|path\b|home\b|user\b|hostname|api_?key|token|db_|database|java_|key|private|session|lambda)[\w.:-]{0,60}|script:\w{1,20}:|url:utf-8:|dns:(?:address\||canonical)|file:utf-8:|const:java|xml:|resourcebundle:|scripts?:)/i;

/** Sentences about it: an advisory, a commit message. */
function isProse(text: string): boolean {
  return /(?:^|\s)(?:[A-Za-z][a-z']{1,20}[,.:]? ){5}/.test(text);
}
