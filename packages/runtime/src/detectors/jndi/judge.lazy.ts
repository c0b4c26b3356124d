import type { Confidence } from '@bulkhead/core';
import { readLookups } from './lookups.ts';

/** What the lookups of a text, once evaluated, would do. */
export function judgeLookups(text: string): Confidence | undefined {
  const { jndi: found, others, nested } = readLookups(text);
  if (found) return text.length < 2000 && !isProse(text) ? 'high' : 'medium';
  // `${lower:${lower:j}}…`, `${::-a}${::-b}`: spelled, whatever it spells.
  if (nested >= 2 && others.some((name) => name === 'lower' || name === 'upper' || name === '')) return 'medium';
  if (SPELLED.test(text)) return 'medium';
  if (text.length < 200 && LEAKING.test(text) && !HOME_FOLDER.test(text)) return 'medium';
  return undefined;
}

/** `jndi:` whose braces were written in a way that only the sink undoes, or were cut off. */
export function judgeBareLookup(text: string): Confidence | undefined {
  return BARE.test(text) && text.length < 400 && !isProse(text) ? 'medium' : undefined;
}

const BARE = /jndi:(?:ldaps?|rmi|dns|iiop|corba|corbaname|nis|nds|http|\$\{)[:/s]/i;

/** A letter by the default of a lookup that has no name, or of one that was made up for it. */
const SPELLED = /\$\{\s{0,4}(?::{1,4}-\w|(?:lower|upper):\s{0,2}\w\s{0,2}\}|\w{0,20}:\w{0,20}:-[a-z]\})/i;

/** Lookups that exist to tell what the process knows, as the whole value or in a host name. */
const LEAKING =
  /^[^{}]{0,40}\$\{(?:(?:sys|java|bundle|ctx|main|docker|k8s|kubernetes|web|log4j|marker|event|spring|jvmrunargs|map|sd|lower|upper):[\w.:-]{1,80}|env:(?:aws_|amazon|secret|pass|pwd|path\b|home\b|user\b|hostname|api_?key|token|db_|database|java_|key|private|session|lambda)[\w.:-]{0,60}|script:\w{1,20}:|url:utf-8:|dns:(?:address\||canonical)|file:utf-8:|const:java|xml:|resourcebundle:|scripts?:)/i;

/** A folder of the user's own, as settings of programs name it. */
const HOME_FOLDER = /^\$\{(?:sys:user\.(?:home|dir)|env:HOME)\}(?:[\\/][\w .-]{1,60}){1,6}$/;

/** Sentences about it: an advisory, a commit message. */
function isProse(text: string): boolean {
  return /(?:^|\s)(?:[A-Za-z][a-z']{1,20}[,.:]? ){5}/.test(text);
}
