import type { Confidence } from '@bulkhead/core';
import {
  BACKSLASH,
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
import { judgeAnchors } from './sql/anchors.ts';
import { judgeBare } from './sql/bare.ts';
import { judgeBreakOut } from './sql/break-out.ts';
import { fuelFor, readSql } from './sql/tokens.ts';
import { isWholeStatement, judgeProbe } from './sql/whole.ts';
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
  version: '2.0.0',
  title: 'SQL injection',
  detect({ text, chars, words, part }) {
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
      ((chars & STAR) !== 0 && text.includes('/**/')) ||
      ((chars & PERCENT) !== 0 && /%[a-z]%[a-z]%[a-z]/i.test(text));
    if (!strong && !logic && !broken && !split) return isCommented(text, chars) ? 'medium' : undefined;
    const verdict = judgeText(text, strong || logic, broken, part);
    if (verdict === 'high' || verdict === 'medium') return verdict;
    const other = otherSpelling(text, chars);
    return other === undefined ? verdict : judgeText(other, true, broken, part);
  },
};

/**
 * The text as the database reads it once something on the way deleted what hides it: comments inside of words
 * (`UN/**\u002FION`), backslashes before quotes, percent signs that IIS drops (`S%EL%ECT`), bytes that nobody decoded.
 */
function otherSpelling(text: string, chars: number): string | undefined {
  if ((chars & STAR) !== 0 && text.includes('/*') && /[a-z]\/\*[^*]{0,40}\*\/[a-z]/i.test(text))
    return text.replace(/\/\*[^*]{0,40}\*\//g, '');
  // `un\u200bion`, `sel","ect`: what another layer drops out of a word.
  if ((chars & WIDE) !== 0 && /[a-z][\u00ad\u200b-\u200f\u2060\ufeff][a-z]/i.test(text)) {
    return text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
  }
  if ((chars & QUOTE) !== 0 && /[a-z]\\?",\\?"[a-z]/i.test(text) && text.length < 400) {
    return text.replace(/([a-z])\\?",\\?"(?=[a-z])/gi, '$1');
  }
  // Quotes doubled by a spreadsheet.
  if ((chars & QUOTE) !== 0 && text.includes('""') && /\b(?:or|and)\s{0,4}\({0,2}""/i.test(text)) {
    return text.replace(/(?:""){1,4}/g, '"');
  }
  if ((chars & BACKSLASH) !== 0 && (chars & QUOTE) !== 0 && /^[^'"]{0,64}\\{1,3}['"]/.test(text)) {
    return text.replace(/\\{1,3}(?=['"])/g, '');
  }
  if ((chars & PERCENT) !== 0 && /[a-z]%[a-z]|%a0/i.test(text))
    return text.replace(/%a0|%0[9a-d]/gi, ' ').replace(/%(?=[a-z])/gi, '');
  return undefined;
}

/** Below this a text is read whatever signs it lacks. */
const SHORT = 64;

/** `1--`, `2 /*`, `(3)--`: a number and a comment, without any word. */
function isCommented(text: string, chars: number): boolean {
  if (text.length > 40) return false;
  if ((chars & COMPARISON) !== 0 && /^[\s(]{0,4}(\d{1,9})\)?\s?(?:=|<=>)\s?\(?\1\s{0,2}(?:$|\)|--|#)/.test(text))
    return true;
  if (text.charCodeAt(0) === 40 && /^\(\d{1,9}=\d{1,9}\)[*+/-]\d/.test(text)) return true;
  if ((chars & NUL) !== 0) return /^['"\d)]{1,9};\0\s{0,4}$/.test(text);
  if ((chars & (DOUBLE_DASH | STAR)) === 0) return false;
  return /^[\s(]{0,8}(?:-?\d{1,3}|\d{1,16}\s|@\w{1,16})(?:\s{0,4}[*+/-]\s{0,4}\d{1,9}){0,2}[\s)]{0,8}(?:--|\s\/\*|(?<=[*+-]\s{0,4}\d)\/\*)\s*$/.test(
    text,
  );
}

function judgeText(text: string, worded: boolean, broken: boolean, part: boolean): Confidence | undefined {
  const fuel = fuelFor(text);
  let found: Confidence | undefined;
  let whole = false;
  if (!part || worded) {
    const start = readSql(text, 0, fuel);
    whole = isWholeStatement(start);
    found = whole ? judgeProbe(start) : judgeBare(start);
    if (found === 'high') return found;
  }
  // Comments between words hide a statement from filters; people put them elsewhere.
  if (whole && found === undefined && /\w\/\*[^*\n]{0,40}\*\/\w/.test(text)) found = 'medium';
  // Cut off where a name or a condition was due.
  if (
    whole &&
    found === undefined &&
    /[\d@'(]/.test(text) &&
    /\b(?:where|from|and|or|by|set|values)\s{0,8}$/i.test(text.slice(-24))
  )
    found = 'medium';
  // What comments out nothing but a sign or two was made for another statement.
  if (whole && found === undefined && /--[\s+]{0,3}\S{0,3}\s{0,8}$/.test(text.slice(-24))) found = 'medium';
  if (worded) {
    const anchored = judgeAnchors(text, fuel, whole);
    // A statement that a person wrote whole is no reason to block.
    if (anchored === 'high') return whole ? 'medium' : anchored;
    found = surer(found, anchored);
  }
  if (broken && !whole) {
    for (const quote of ["'", '"', '`', '\u00b4']) {
      const verdict = judgeBreakOut(text, quote, fuel);
      if (verdict === 'high') return verdict;
      found = surer(found, verdict);
    }
  }
  return found;
}

function surer(one: Confidence | undefined, other: Confidence | undefined): Confidence | undefined {
  return one === undefined || one === 'low' ? (other ?? one) : one;
}
