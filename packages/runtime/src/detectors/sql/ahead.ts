import { isLetter } from '../characters.ts';
import { skipBlanks } from './lexemes.ts';

/*
 * Looks at a few characters behind a word, so that honest texts are not read as tokens. Each may only say no where the tokens
 * would: a sign that it does not know says maybe.
 */

/**
 * Whether the next word begins with one of these pairs of letters; what is no letter may be anything.
 * @param starts pairs with a blank between: `al di se`
 */
export function mayGoOnWith(text: string, end: number, starts: string): boolean {
  const at = skipBlanks(text, end);
  if (!isLetter(text.charCodeAt(at))) return true;
  const first = text.charCodeAt(at) | 32;
  const second = text.charCodeAt(at + 1) | 32;
  for (let i = 0; i < starts.length; i += 3) {
    if (starts.charCodeAt(i) === first && starts.charCodeAt(i + 1) === second) return true;
  }
  return false;
}

/** A bracket follows. */
export function isCalled(text: string, end: number): boolean {
  return text.charCodeAt(skipBlanks(text, end)) === 40;
}

/** A bracket follows, and in it what may be a number. */
export function mayCallWithNumber(text: string, end: number): boolean {
  let at = skipBlanks(text, end);
  if (text.charCodeAt(at) !== 40) return false;
  while (text.charCodeAt(at) === 40) at = skipBlanks(text, at + 1);
  const code = text.charCodeAt(at);
  return code > 127 || (at < text.length && '0123456789./+-#'.includes(text[at]!));
}

/** Whether a comparison could follow a word of logic: of "and the rest" a look at two words tells that none does. */
export function mayCompare(text: string, from: number): boolean {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  if (i >= text.length) return false;
  const first = text.charCodeAt(i);
  if (!isLetter(first)) {
    // `or*/1`, `or--` and a line end
    if (first === 42) return text.charCodeAt(i + 1) === 47;
    if (first === 45) return text.charCodeAt(i + 1) === 45;
    return !'<>=,;:)}]{&|\\?^%'.includes(text[i]!);
  }
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isLetter(code) && code !== 46 && code !== 95) break;
  }
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  if (i >= text.length) return false;
  const code = text.charCodeAt(i);
  if (!isLetter(code)) return '=<>!~/*#-\'"([0123456789'.includes(text[i]!);
  return isComparisonStart(code | 32, text.charCodeAt(i + 1) | 32);
}

/** Of like, not, rlike, regexp, in, is, ilike, glob, match, member, similar and sounds. */
function isComparisonStart(first: number, second: number): boolean {
  switch (first) {
    case 103: // g
      return second === 108;
    case 105: // i
      return second === 108 || second === 110 || second === 115;
    case 108: // l
      return second === 105;
    case 109: // m
      return second === 97 || second === 101;
    case 110: // n
      return second === 111;
    case 114: // r
      return second === 101 || second === 108;
    case 115: // s
      return second === 105 || second === 111;
    default:
      return false;
  }
}
