import {
  BACKSLASH,
  BACKTICK,
  BRACE,
  type Candidate,
  COMPARISON,
  DOLLAR,
  DOUBLE_DASH,
  DOUBLE_DOT,
  HASH,
  LINE_END,
  NUL,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  SEMICOLON,
  STAR,
  TEMPLATE,
} from '../scan.ts';
import { spend } from '../spent.ts';
import type { Verdict } from '../types.ts';
import { isOrdinaryText, reaches } from './score.lazy.ts';

/** Longer texts, and texts of several lines, are documents: what occurs somewhere in them says little of the whole. */
export const LONGEST = 256;

/** Without one of these a text is words, a path or a plain address. */
const SYNTAX =
  QUOTE |
  LINE_END |
  COMPARISON |
  PAREN |
  BACKSLASH |
  SEMICOLON |
  PIPE |
  DOLLAR |
  PERCENT |
  HASH |
  STAR |
  BACKTICK |
  BRACE |
  NUL |
  DOUBLE_DOT |
  DOUBLE_DASH;

/** Without a word of any grammar, these alone are what headers are made of: `en;q=0.9`, `Mozilla/5.0 (X11; Linux)`. */
const STRONG_SYNTAX = SYNTAX & ~(SEMICOLON | COMPARISON | STAR | PAREN);

/** Whether the arbiter has a say: in short texts that some grammar could begin in. */
export function mayArbitrate({ text, chars, words }: Candidate): boolean {
  if ((chars & (words === 0 ? STRONG_SYNTAX : SYNTAX)) === 0) return false;
  if (text.length > LONGEST || ((chars & LINE_END) !== 0 && hasLines(text)) || isDocument(text)) return false;
  // What an image holds is judged in its decoded form.
  if (text.startsWith('data:image/')) return false;
  if (text.length < SHORTEST_SENTENCE && isScrap(text)) return false;
  return (chars & TEMPLATE) === 0 || !isMessage(text);
}

const SHORTEST_SENTENCE = 40;

/**
 * Blanks, signs of punctuation and a word at most, as they stand between the elements of a document: `, or`, `/*`, `(`; or one word
 * in its quotes. An attack has something to compare, to call or to end there.
 */
function isScrap(text: string): boolean {
  if (!/^\s|\s$|\n/.test(text)) return text.charCodeAt(0) === 39 && QUOTED_NAME.test(text);
  return text.trim() === '' ? text.length < 9 : SCRAP.test(text);
}

const SCRAP = /^[\s,;.)(=/*%[\]{}]{0,32}(?:(?:or|and)(?:\s{1,16}[a-z]{1,5}){0,2}[\s)(,;.]{0,32})?$/i;

/** What names the field: `'class'`. Words of SQL are none. */
const QUOTED_NAME = /^'(?!x?or'|and'|union|like|having|select|null|true|admin|div'|mod'|rlike|sleep)[a-z]{3,16}'$/;

/**
 * A message with places for names, as translations, mails and workflows have them: `{{day}}.{{month}}`, `${id}`,
 * `={{ $json["body"].name }}`, `${N=Alerting;M=AlertID}`.
 */
function isMessage(text: string): boolean {
  return !/[{}()<>'"`$;|\\]/.test(text.replace(PLACES, ''));
}

const PLACES =
  /=?\{\{ ?(?:[a-z_][\w.]{0,40}|\$[a-z]\w{0,20}(?:\.[a-z]\w{0,30}|\[(?:"[\w -]{1,40}"|'[\w -]{1,40}'|\d{1,4})\]){0,8}|\.(?!pass|secret|token)[a-z]\w{0,20}|[a-z][\w#/:-]{0,40}|(?:var|depend|if|else if|each|with|end) [a-z_][\w.]{0,40}|(?<!^\{\{)\/[a-z]{2,12}) ?\}\}|\$\{(?:[a-z_][\w.-]{0,40}|[A-Z]=\w{1,40}(?:;[A-Z]=\w{1,40}){0,4})\}/gi;

/** JSON, of which the strings are judged one by one. */
function isDocument(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first === 123 || first === 91) && text.charCodeAt(text.length - 1) === first + 2 && text.includes('"');
}

/** Two line ends with something between or around them. */
function hasLines(text: string): boolean {
  const first = text.indexOf('\n');
  return first !== -1 && text.indexOf('\n', first + 1) !== -1;
}

/**
 * Whether a text in which no detector is sure is an attack as a whole: a linear scorer over its n-grams of 2 to 4
 * characters, learned from labelled texts.
 * @param hints what detectors hint
 */
export function isLikelyAttack(candidate: Candidate, hints?: readonly Verdict[]): boolean {
  if (!mayArbitrate(candidate)) return false;
  spend(200 + candidate.text.length * 4);
  if (!reaches(candidate.text, hints)) return false;
  spend(candidate.text.length * 50);
  return !isOrdinaryText(candidate);
}
