import type { AbstractValue } from '../engine/types.ts';

/** One sign, of which there are as many as the text was long. */
const SIGN = /^(?:[*#.xX•█-]|\[?(?:\*{2,}|REDACTED|MASKED|redacted|masked)\]?)$/;

/** Patterns that every sign of a secret fits; with a look ahead, all but the last few. */
const EVERY = /^(?:\(\?s\))?(?:\.|\\w|\\S|\[\\s\\S\]|\[\^\]|\[(?:[\\\w-]{2,})\])[+*]?(?:\(\?=[^()]{1,20}\))?$/;

/**
 * Whether replacing every match hides a text: `key.replace(/\w/g, '*')`. What is logged then is how long the secret is, at
 * most its last signs, which people print to tell two keys apart.
 */
export function isMask(pattern: string, replacement: unknown): boolean {
  if (typeof replacement !== 'string' || !SIGN.test(replacement)) return false;
  if (!EVERY.test(pattern)) return false;
  // A set of signs hides only what it names.
  const set = /^\[([^\]^]+)\]/.exec(pattern)?.[1];
  return set === undefined || /\\w|\\S|\\s\\S/.test(set) || (/a-z/.test(set) && /A-Z/.test(set) && /0-9|\\d/.test(set));
}

/** What is left of a masked text: a stranger's data may still be in it, a secret is not. */
export function withoutSecrets(value: AbstractValue): AbstractValue {
  return { ...value, taint: value.taint.filter(({ carries }) => carries !== 'secret') };
}
