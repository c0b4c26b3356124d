import { isLetter } from '../characters.ts';
import { rewrite, TAKES } from '../form/rewrite.ts';
import { hexDigit } from '../hex.ts';
import { LONGEST_NAME, signOf } from './signs.ts';

/** Zeros and digits of one reference that are read. */
const MOST_DIGITS = 40;

/**
 * Undoes character references as a browser does inside of an attribute, numeric ones without their semicolon and with any
 * number of leading zeros too.
 * @example decodeReferences('&#106avascript&colon;') // 'javascript:'
 */
export function decodeReferences(text: string): string {
  return text.includes('&') ? rewrite(text, 38, referenceAt) : text;
}

function referenceAt(text: string, at: number): number {
  return text.charCodeAt(at + 1) === 35 ? numberAt(text, at) : nameAt(text, at);
}

function numberAt(text: string, at: number): number {
  const isHex = (text.charCodeAt(at + 2) | 32) === 120;
  const from = at + (isHex ? 3 : 2);
  let i = from;
  let code = 0;
  for (; i < from + MOST_DIGITS; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit === -1 || (digit > 9 && !isHex)) break;
    code = Math.min(code * (isHex ? 16 : 10) + digit, 0x110000);
  }
  if (i === from || code > 0xffff) return 0;
  return code + TAKES * (i - at + (text.charCodeAt(i) === 59 ? 1 : 0));
}

function nameAt(text: string, at: number): number {
  let i = at + 1;
  while (i <= at + LONGEST_NAME && isLetter(text.charCodeAt(i))) i++;
  if (i < at + 3) return 0;
  const after = text.charCodeAt(i);
  if (after === 59) return signAt(text, at, i, 1);
  // Four names were allowed without a semicolon, but not before `=`, a letter or a digit.
  if (after === 61 || (after >= 48 && after <= 57) || i > at + 5) return 0;
  const name = text.slice(at + 1, i).toLowerCase();
  return name === 'lt' || name === 'gt' || name === 'quot' || name === 'amp' ? signAt(text, at, i, 0) : 0;
}

function signAt(text: string, at: number, end: number, closed: number): number {
  const sign = signOf(text.slice(at + 1, end));
  return sign === 0 ? 0 : sign + TAKES * (end - at + closed);
}
