import type { Confidence } from '@bulkhead/core';
import { anyAt } from '../any-at.ts';
import { isLetter } from '../characters.ts';
import { BACKSLASH, BACKTICK, type Candidate, PERCENT, QUOTE, STAR, WIDE } from '../scan.ts';
import { spend } from '../spent.ts';
import { surer } from '../surer.ts';
import { judgeAnchors } from './anchors.ts';
import { judgeBare } from './bare.ts';
import { judgeBreakOut } from './break-out.ts';
import { isDigit, wordEnd } from './lexemes.ts';
import { type Fuel, fuelFor, plainNameEnd, readSql, wordAt } from './tokens.ts';
import { kindOf } from './vocabulary.ts';
import { isWholeStatement, judgeProbe } from './whole.ts';

/**
 * Reads a candidate as SQL, and once more in another spelling where the first reading found little.
 * @param worded words or operators of SQL occur
 */
export function judgeSql({ text, part, chars }: Candidate, worded: boolean): Confidence | undefined {
  spend(1000 + text.length * 4);
  const verdict = judgeSpellings(text, part, worded, chars);
  return verdict === 'high' && isDocument(text) ? 'medium' : verdict;
}

/** Manuals hold statements of every kind between their sentences. */
function isDocument(text: string): boolean {
  if (text.length < 200 || !text.includes('\n')) return false;
  return (text.match(/\n/g) ?? []).length >= 4 && SENTENCE.test(text);
}

const SENTENCE = /(?:^|\s)(?:[A-Za-z][a-z']{1,20}[,.]? ){4}/;

function judgeSpellings(text: string, part: boolean, worded: boolean, chars: number): Confidence | undefined {
  const commented = (chars & STAR) !== 0;
  // One of several parameters of a name, which the server joins: the query's own comments swallow what it puts between.
  if (worded && commented && /^\*\/[^*]{1,60}\/\*$/.test(text)) return 'medium';
  if (worded && (chars & QUOTE) !== 0 && text.length < 64 && isJoined(text)) return 'medium';
  if (text.charCodeAt(0) === 64 && ATTRIBUTES.test(text)) return undefined;
  if (text.charCodeAt(0) === 41 && text.length < 80 && BETWEEN.test(text)) return undefined;
  const verdict = judgeText(text, worded, chars, part, fuelFor(text));
  if (verdict === 'high' || verdict === 'medium') return verdict;
  if (commented && text.length < MAX_VERSIONED && text.includes('/*!') && isVersioned(text)) return 'medium';
  const other = otherSpelling(text, worded, chars);
  if (other === undefined) return verdict;
  const fuel = fuelFor(other, 0.5);
  // Whatever it asks for: nobody hides a statement that people may read.
  return judgeText(other, true, chars, part, fuel) ?? (isHiddenQuery(other, fuel) ? 'medium' : verdict);
}

/** `@scheme and not(@scheme = 'free')`: attributes of XPath, as rules for documents ask for them. */
const ATTRIBUTES = /^@[a-z][\w:-]{0,40}\s{1,4}(?:and|or)\s{1,4}(?:not\s?\(\s?)?(?:[a-z-]{3,20}\(\s?)?@[a-z]/i;

/** `) and not painted (a`: words of a sentence between two brackets, as elements of a document part them. */
const BETWEEN =
  /^\)\s{1,8}(?:and|or)\s{1,8}(?!not exists|exists|sleep|benchmark|select)(?:[a-z-]{1,20}\s{1,8}){1,4}\((?:[a-z]{1,12}\s{0,8})?$/i;

/** `'ad'||'min'`, `ad'||'min'`, `name || '~' || password`: nothing but strings and columns that SQL joins. */
function isJoined(text: string): boolean {
  return (
    text.includes('||') &&
    /^\s?(?:'[\w@.,:~ -]{0,24}'\s?\|\||[\w@.-]{1,24}'\s?\|\||[a-z_][\w.]{0,30}\s?\|\|(?=\s?'[^'\w]{0,3}'\s?\|\|\s?[a-z_]))\s?'[\w@.,:~ -]{0,24}'?(?:\s?\|\|\s?[a-z_][\w.]{0,30})?(?:\s?--.{0,12})?\s?$/i.test(
      text,
    )
  );
}

/** Longer texts are dumps and manuals. */
const MAX_VERSIONED = 600;

/** `/*!50000union`, `/*!from*\u002F`: a word that only MySQL reads, right behind the sign; dumps put a blank between, scripts `!` before theirs. */
function isVersioned(text: string): boolean {
  for (let at = text.indexOf('/*!'); at !== -1; at = text.indexOf('/*!', at + 3)) {
    let i = at + 3;
    while (isDigit(text.charCodeAt(i))) i++;
    const digits = i - at - 3;
    const end = wordEnd(text, i);
    if (end === i || (digits !== 0 && digits !== 5 && digits !== 6)) continue;
    if (digits > 0 || kindOf(text.slice(i, end).toLowerCase()) !== undefined) return true;
  }
  return false;
}

function isHiddenQuery(text: string, fuel: Fuel): boolean {
  const sql = readSql(text, 0, fuel);
  return /^(?:select|insert|update|delete|union)$/.test(wordAt(sql, 0)) && isWholeStatement(sql);
}

/**
 * The text as the database reads it once something on the way deleted what hides it: comments inside of words
 * (`UN/**\u002FION`), backslashes before quotes, percent signs that IIS drops (`S%EL%ECT`), bytes that nobody decoded.
 */
function otherSpelling(text: string, worded: boolean, chars: number): string | undefined {
  const broken = (chars & QUOTE) !== 0;
  if ((chars & STAR) !== 0 && text.includes('/*') && /[a-z]\/\*[^*]{0,40}\*\/[a-z]/i.test(text))
    return text.replace(/\/\*[^*]{0,40}\*\//g, '');
  // `un\u200bion`, `sel","ect`: what another layer drops out of a word.
  if ((chars & WIDE) !== 0 && HIDDEN.test(text) && /[a-z][\u00ad\u200b-\u200f\u2060\ufeff][a-z]/i.test(text)) {
    return text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
  }
  if (broken && text.length < 400 && anyAt(text, '",', 34, isInWord) && /[a-z]\\?",\\?"[a-z]/i.test(text)) {
    return text.replace(/(?<=[a-z])\\?",\\?"(?=[a-z])/gi, '');
  }
  // Quotes doubled by a spreadsheet.
  if (broken && worded && text.includes('""') && /\b(?:or|and)\s{0,4}\({0,2}""/i.test(text)) {
    return text.replace(/(?:""){1,4}/g, '"');
  }
  if (broken && (chars & BACKSLASH) !== 0 && /^[^'"]{0,64}\\{1,3}['"]/.test(text)) {
    return text.replace(/\\{1,3}(?=['"])/g, '');
  }
  if ((chars & PERCENT) !== 0 && isPercentInWord(text))
    return text.replace(/%a0|%0[9a-d]/gi, ' ').replace(/%(?=[a-z])/gi, '');
  return undefined;
}

/** Letters around `","`, one backslash in front of each quote or none. */
function isInWord(text: string, at: number): boolean {
  if (!isLetter(text.charCodeAt(text.charCodeAt(at - 1) === 92 ? at - 2 : at - 1))) return false;
  const quote = text.charCodeAt(at + 2) === 92 ? at + 3 : at + 2;
  return text.charCodeAt(quote) === 34 && isLetter(text.charCodeAt(quote + 1));
}

/** Characters without a width. */
const HIDDEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/;

/** `S%EL`, or `%a0`, which some databases take for a blank. */
function isPercentInWord(text: string): boolean {
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', at + 1)) {
    if (!isLetter(text.charCodeAt(at + 1))) continue;
    if (isLetter(text.charCodeAt(at - 1)) || /^a0/i.test(text.slice(at + 1, at + 3))) return true;
  }
  return false;
}

function judgeText(text: string, worded: boolean, chars: number, part: boolean, fuel: Fuel): Confidence | undefined {
  let found: Confidence | undefined;
  let whole = false;
  if ((!part || worded) && !isProseOrJson(text)) {
    const start = readSql(text, behindMacros(text), fuel);
    whole = isWholeStatement(start);
    found = whole ? judgeProbe(start) : judgeBare(start);
    if (found === 'high') return found;
  }
  if (whole && found === undefined && isOddStatement(text)) found = 'medium';
  if (worded) {
    const anchored = judgeAnchors(text, fuel, whole);
    // A statement that a person wrote whole is no reason to block.
    if (anchored === 'high') return whole ? 'medium' : anchored;
    found = surer(found, anchored);
  }
  if ((chars & QUOTE) !== 0 && !whole) {
    for (let i = 0; i < QUOTES.length; i++) {
      const quote = QUOTES[i]!;
      if ((chars & SIGNS[i]!) === 0) continue;
      const verdict = judgeBreakOut(text, quote, fuel);
      if (verdict === 'high') return verdict;
      found = surer(found, verdict);
    }
  }
  return found;
}

const QUOTES = ["'", '"', '`', '\u00b4'];
/** What the shared scan tells of each of them. */
const SIGNS = [QUOTE, QUOTE, BACKTICK, WIDE];

/** Two names side by side, or a brace that opens an object: no statement, and no value that a query goes on behind. */
function isProseOrJson(text: string): boolean {
  if (text.charCodeAt(0) === 123) return !'%{#'.includes(text.charAt(1));
  const first = plainNameEnd(text, 0);
  return first !== -1 && text.charCodeAt(first) === 32 && plainNameEnd(text, first) !== -1;
}

/** Where a model of dbt begins, behind what its template sets: `{% set x = … %} with …`. */
function behindMacros(text: string): number {
  return text.charCodeAt(0) === 123
    ? (/^(?:\{[%{#][^{}]{0,400}[%}#]\}\s{0,8}){1,8}(?=with\b|select\b)/i.exec(text)?.[0].length ?? 0)
    : 0;
}

/** A statement that nobody types, whatever it asks for. */
function isOddStatement(text: string): boolean {
  // Comments between words hide a statement from filters; people put them elsewhere.
  if (
    text.includes('/*') &&
    /\w\/\*[^*\n]{0,40}\*\/\w|\/\*!\d{0,6}\s?(?:select|union|from|where|and|or|all)\b/i.test(text)
  )
    return true;
  if (isGlued(text)) return true;
  const end = text.slice(-24);
  // Cut off where a name or a condition was due.
  if (isCutOff(end) && /[\d@'(]/.test(text)) return true;
  if (/\(\s{0,4}select\s{0,8}$/i.test(end)) return true;
  // What comments out nothing but a sign or two was made for another statement.
  return end.includes('--') && /[^\s-][ \t]{0,8}--[\s+]{0,3}\S{0,3}\s{0,8}$/.test(end);
}

/** `select(a)from(b)`, `` select`a`from`b` ``: signs where everybody puts blanks. */
function isGlued(text: string): boolean {
  if (!/^\s{0,8}select["'`({@~^+\-\\!]/i.test(text)) return false;
  const from = text.slice(0, 400).search(/["'`)}\d.N]from["'`({]/i);
  return from !== -1;
}

function isCutOff(end: string): boolean {
  const words = end.trimEnd();
  if (end.length - words.length > 8) return false;
  let start = words.length;
  while (start > 0 && isNameSign(words.charCodeAt(start - 1))) start--;
  return CUT.has(words.slice(start).toLowerCase());
}

function isNameSign(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95;
}

const CUT = new Set('where from and or by set values'.split(' '));
