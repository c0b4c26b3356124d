import { anyAt } from '../any-at.ts';
import { ESCAPED_END } from '../escaped.ts';
import { BACKSLASH, type Candidate, PERCENT, WIDE } from '../scan.ts';

/** Some sign stands before what can make it an encoded line end; `line-ends.ts` reads them. */
export function mayEndLine(candidate: Candidate): boolean {
  const { text, chars } = candidate;
  if ((chars & PERCENT) !== 0 && anyAt(text, '%', 37, mayEncodeEnd)) return true;
  if ((chars & BACKSLASH) !== 0 && (candidate.escaped & ESCAPED_END) !== 0 && anyAt(text, '\\', 92, mayEscapeEnd))
    return true;
  return (chars & WIDE) !== 0 && WIDE_END.test(text);
}

/** What {@link isWideEnd} tells: a pattern reads wide characters four times as fast as a loop. */
const WIDE_END = /[\u010a\u010d\u2028\u2029\u560a\u560d]/;

/** The signs that can follow the `%` of an encoded line end: `%20` and most others are none. */
export function mayEncodeEnd(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1) | 32;
  const hex = text.charCodeAt(at + 2) | 32;
  return (
    (next === 48 && (hex === 97 || hex === 100)) || // 0a
    (next === 50 && hex === 53) || // 25
    (next === 51 && hex === 48) || // 30
    (next === 99 && (hex === 50 || hex === 52)) || // c2 c4
    (next === 101 && (hex === 50 || hex === 53)) || // e2 e5
    next === 117 || // u
    (next === 37 && (hex === 48 || hex === 51)) // %0 %3
  );
}

/** `\\r`, `\\n`. */
function mayEscapeEnd(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1) | 32;
  return next === 114 || next === 110;
}

/** Characters that old software cuts down to CR and LF, and line ends of Unicode. */
export function isWideEnd(code: number): boolean {
  return code === 0x560a || code === 0x560d || code === 0x010a || code === 0x010d || code === 0x2028 || code === 0x2029;
}

/** Longest first line that is one word of a parameter and not the beginning of a text, and longest text with one. */
const LONGEST_WORD = 128;
const LONGEST_TEXT = 2048;

/** A short first line of one word: a sentence, and what holds one, is a text of its own. */
export function mayHoldField(text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  let words = 0;
  let inside = false;
  for (let i = 0; i <= LONGEST_WORD; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return true;
    const blank = code <= 32;
    // `/x HTTP/1.1`, `a; Path=/`
    if (!blank && !inside && ++words > 1 && text.charCodeAt(i - 2) !== 59 && !text.startsWith('HTTP/', i)) return false;
    inside = !blank;
  }
  return false;
}
