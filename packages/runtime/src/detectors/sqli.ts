import { anyAt } from './any-at.ts';
import { isLetter } from './characters.ts';
import {
  COMPARISON,
  DOUBLE_DASH,
  HASH,
  NUL,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  SEMICOLON,
  SQL_STRONG,
  SQL_WEAK,
  STAR,
  WIDE,
} from './scan.ts';
import { judgeSql } from './sql/judge.lazy.ts';
import { isPlainText } from './sql/plain.ts';
import type { Detector } from './types.ts';

/**
 * SQL injection. The value is read as SQL where it could leave the place that the developer gave it: as it stands
 * (where a number was expected), behind its first `'`, `"` and `` ` `` (where a string was expected), and behind the
 * words and signs that begin something which only makes sense as SQL: UNION SELECT, a second statement, a call that
 * waits or writes, a condition between constants.
 */
export const sqli: Detector = {
  id: 'detector/sqli',
  class: 'sqli',
  version: '2.9.0',
  title: 'SQL injection',
  detect(candidate) {
    const { text, chars, words } = candidate;
    const wordBits = words & (SQL_STRONG | SQL_WEAK);
    if (((chars & (QUOTE | PIPE)) | wordBits) === 0 && (chars & (STAR | PERCENT | WIDE)) === 0) {
      return isCommented(text, chars) ? 'medium' : undefined;
    }
    const strong = (words & SQL_STRONG) !== 0;
    const logic =
      ((chars & PIPE) | (words & SQL_WEAK)) !== 0 &&
      (text.length < SHORT || (chars & (COMPARISON | PAREN | QUOTE | SEMICOLON | HASH | DOUBLE_DASH)) !== 0);
    const broken = (chars & QUOTE) !== 0;
    const split =
      ((chars & WIDE) !== 0 && text.includes('\u200b')) ||
      ((chars & STAR) !== 0 && (text.includes('/**/') || text.includes('/*!'))) ||
      ((chars & PERCENT) !== 0 && isSplit(text));
    if (!strong && !logic && !broken && !split) return isCommented(text, chars) ? 'medium' : undefined;
    if (!split && !candidate.part && isPlainText(text, chars, wordBits !== 0)) return undefined;
    return judgeSql(candidate, strong || logic);
  },
};

/** `S%E%L%ECT`: three letters in a row with a sign before each that IIS drops. */
function isSplit(text: string): boolean {
  return anyAt(text, '%', 37, isSplitAt);
}

function isSplitAt(text: string, at: number): boolean {
  return (
    text.charCodeAt(at + 2) === 37 &&
    text.charCodeAt(at + 4) === 37 &&
    isLetter(text.charCodeAt(at + 1)) &&
    isLetter(text.charCodeAt(at + 3)) &&
    isLetter(text.charCodeAt(at + 5))
  );
}

/** Below this a text is read whatever signs it lacks. */
const SHORT = 64;

/** `1--`, `2 /*`, `(3)--`: a number and a comment, without any word. */
function isCommented(text: string, chars: number): boolean {
  if (text.length > 40) return false;
  // A digit, a bracket or a blank comes first.
  if (
    (chars & COMPARISON) !== 0 &&
    text.charCodeAt(0) <= 57 &&
    /^[\s(]{0,4}(\d{1,9})\)?\s?(?:=|<=>)\s?\(?\1\s{0,2}(?:$|\)|--|#)/.test(text)
  )
    return true;
  if (text.charCodeAt(0) === 40 && /^\(\d{1,9}=\d{1,9}\)[*+/-]\d/.test(text)) return true;
  if ((chars & NUL) !== 0) return /^['"\d)]{1,9};\0\s{0,4}$/.test(text);
  if ((chars & (DOUBLE_DASH | STAR)) === 0 || !endsWithComment(text)) return false;
  return /^[\s(]{0,8}(?:-?\d{1,3}|\d{1,16}\s|@\w{1,16})(?:\s{0,4}[*+/-]\s{0,4}\d{1,9}){0,2}[\s)]{0,8}(?:--(?:[\s+]{1,2}-)?|\s\/\*|(?<=[*+-]\s{0,4}\d)\/\*)\s*$/.test(
    text,
  );
}

function endsWithComment(text: string): boolean {
  const end = text.trimEnd();
  return end.endsWith('--') || end.endsWith('/*') || end.endsWith('-- -') || end.endsWith('--+-');
}
