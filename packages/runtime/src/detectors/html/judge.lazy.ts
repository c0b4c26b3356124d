import type { Confidence } from '@bulkhead/core';
import { DROPPED, rewrite, TAKES } from '../form/rewrite.ts';
import {
  AMPERSAND,
  BACKTICK,
  BRACE,
  type Candidate,
  COLON,
  COMPARISON,
  DASH,
  ESCAPE,
  LESS,
  NUL,
  PAREN,
  SCRIPT_WORD,
  STAR,
  WIDE,
} from '../scan.ts';
import { BROKEN_OUT, isEncodedScript, judgeBreakOut, NO_SCRIPT } from '../script/breakout.ts';
import { mayReachThroughNumber } from '../script/reach.ts';
import { spend } from '../spent.ts';
import type { Verdict } from '../types.ts';
import { type Context, createContext, HIGH, isSpent, LOW, MAX_READABLE, MEDIUM, NONE } from './context.ts';
import { judgeLooseHandlers, judgeLooseStyle, judgeLooseUrls } from './fragments.ts';
import { judgeMarkup } from './markup.ts';
import { confirm } from './page.ts';
import { PAGE } from './place.ts';
import { decodeReferences } from './references.ts';

/**
 * The whole judgement: everything in a candidate that some part of a page would run.
 * @param place what the text is a part of, where that is known (place.ts)
 */
export function judgeXss(candidate: Candidate, place?: number): Confidence | undefined {
  spend(600 + candidate.text.length * 3);
  const worst = judge(candidate, place);
  return worst === HIGH ? 'high' : worst === MEDIUM ? 'medium' : worst === LOW ? 'low' : undefined;
}

/**
 * The verdicts on a value, less what only a page's own programs look like (page.ts).
 * @param again judges a text as the value was judged
 */
export function confirmInPage(
  text: string,
  verdicts: Verdict[],
  again: (body: string) => readonly Verdict[] | undefined,
): Verdict[] | undefined {
  return confirm(text, verdicts, again, judgeXss);
}

function judge(candidate: Candidate, place?: number): number {
  const { chars, words, part } = candidate;
  const named = (words & SCRIPT_WORD) !== 0;
  let { text } = candidate;
  let worst = NONE;
  let left = MAX_READABLE;
  if ((chars & LESS) !== 0) {
    // Browsers drop NUL or once did: `<scr\0ipt>`.
    if ((chars & NUL) !== 0) {
      const parted = rewrite(text, 0, blankAt);
      const apart = createContext(parted, part);
      worst = judgeMarkup(parted, apart).worst;
      left = apart.readable;
      text = rewrite(text, 0, dropAt);
    }
    if ((chars & WIDE) !== 0 && text.length <= MAX_SCRIPT && UNSEEN.test(text)) text = text.replace(UNSEEN_ALL, '');
    const context = createContext(text, part, left);
    context.place = place;
    const markup = judgeMarkup(text, context);
    worst = Math.max(worst, markup.worst);
    if (worst < MEDIUM && isSpent(context)) worst = MEDIUM;
    // No gap of a page that a value was made for.
    if (place === PAGE) return worst;
    if (worst < HIGH && !context.content) worst = Math.max(worst, judgeBrokenStart(text));
    if (worst === HIGH) return HIGH;
    if (worst < MEDIUM && named && text.length <= 300) worst = Math.max(worst, judgeStripped(text));
    if (named)
      worst = Math.max(
        worst,
        judgeFragments(candidate, text, context, context.content && markup.tagged !== -1 ? markup.tagged : text.length),
      );
  } else if (named)
    worst = Math.max(judgeFragments(candidate, text, createContext(text, part), text.length), judgeUnbracketed(text));
  else if ((chars & ESCAPE) !== 0 && (chars & PAREN) !== 0 && text.length <= MAX_SCRIPT)
    worst = judgeBreakOut(text, createContext(text, part)) === NO_SCRIPT ? NONE : MEDIUM;
  else if (mayReachThroughNumber(text, chars))
    worst = judgeBreakOut(text, createContext(text, part)) === NO_SCRIPT ? NONE : MEDIUM;
  if (worst < MEDIUM && (chars & BRACE) !== 0 && isEncodedScript(text)) return HIGH;
  if (worst < MEDIUM && (chars & AMPERSAND) !== 0) worst = Math.max(worst, judgeReferences(text));
  if (worst < MEDIUM && (chars & WIDE) !== 0 && text.length <= MAX_ODD) worst = Math.max(worst, judgeOddCharsets(text));
  if (worst < MEDIUM && (chars & DASH) !== 0 && text.includes('+ADw-')) worst = MEDIUM; // `<` in UTF-7
  return worst;
}

const blankAt = (): number => 32 + TAKES;
const dropAt = (): number => DROPPED + TAKES;

/** Marks of direction, joiners, and the sign for a byte that is no character: filters and people do not see them. */
const UNSEEN = /[\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffd]/;
const UNSEEN_ALL = new RegExp(UNSEEN, 'g');

/** What has no tag around it. */
function judgeFragments(candidate: Candidate, text: string, context: Context, tagged: number): number {
  const { chars } = candidate;
  let worst = NONE;
  if ((chars & COLON) !== 0) worst = judgeLooseUrls(text, context);
  if (worst < HIGH && (chars & COMPARISON) !== 0) worst = Math.max(worst, judgeLooseHandlers(text, tagged, context));
  if (worst < MEDIUM && (chars & (PAREN | COLON)) !== 0) worst = Math.max(worst, judgeLooseStyle(text, context));
  if (worst < HIGH && mayBeScript(text, chars)) {
    const script = judgeBreakOut(text, context);
    if (script !== NO_SCRIPT) worst = Math.max(worst, script === BROKEN_OUT ? HIGH : MEDIUM);
  }
  return worst;
}

/** What nothing calls, assigns or throws in is data, which longer documents are: reading those costs most. */
function mayBeScript(text: string, chars: number): boolean {
  if ((chars & (PAREN | BACKTICK | COMPARISON | BRACE | STAR)) === 0 || text.length > MAX_SCRIPT) return false;
  return (chars & (PAREN | BACKTICK | COMPARISON)) !== 0 || text.length <= MAX_DATA || /throw/i.test(text);
}

/** Short values may name a secret and do nothing else. */
const MAX_DATA = 600;

/** Longer values are programs, and none of them a fragment. */
const MAX_SCRIPT = 1500;
const MAX_ODD = 600;

/** A value that ends an attribute, a comment or an element that holds text, and begins a tag: `"><b`, `</title><b`. */
const BROKEN_START =
  /^[^<>"'`\s]{0,24}(?:["'`][\s"'`/>)\]};,]{0,12}>\s{0,4}<[!/]?[a-z0-9]|--!?>\s{0,4}<[a-z]|\]\]>\s{0,4}<[a-z]|["'`)>;\s]{0,6}<\/(?:title|textarea|style|script|noscript|xmp|noembed|iframe|template)\s{0,4}\/?>?\s{0,4}<)/i;

function judgeBrokenStart(text: string): number {
  return BROKEN_START.test(text.length > 120 ? text.slice(0, 120) : text) ? MEDIUM : NONE;
}

/** What is left of a script where `<` and `>` were dropped or turned into letters: `uscriptualert(1)u/scriptu`. */
function judgeUnbracketed(text: string): number {
  if (text.length > MAX_BRACKETLESS || !text.includes('/')) return NONE;
  return /script.{0,3}(?:alert|document|confirm|prompt|eval)[^\n]{0,160}\/script/i.test(text) ? MEDIUM : NONE;
}

const MAX_BRACKETLESS = 240;

/** What is left when a filter takes the tags out: `o<x>nfocus=alert<x>(1)`. */
function judgeStripped(text: string): number {
  if (!/[a-z]<[^<>]{0,16}>[a-z(]/i.test(text)) return NONE;
  const rest = text.replace(/<[^<>]{0,16}>/g, '');
  const context = createContext(rest, false);
  if (judgeLooseHandlers(rest, rest.length, context) >= MEDIUM) return MEDIUM;
  return judgeBreakOut(rest, context) === NO_SCRIPT ? NONE : MEDIUM;
}

/**
 * A whole short value in references that, undone, is an attack: `&lt;script&gt;alert(1)&lt;/script&gt;`; and `<` padded
 * with zeros, which only filters are meant to stumble over.
 */
function judgeReferences(text: string): number {
  if (text.length > 500 || !/&(?:lt|#)/i.test(text)) return NONE;
  if (/&#(?:0{1,32}60|x0{1,32}3c)(?![0-9a-f])/i.test(text) || /^\s*&(?:lt|#60;?|#x3c;?)\s*$/i.test(text)) return MEDIUM;
  const decoded = decodeReferences(text);
  if (decoded === text) return NONE;
  const context = createContext(decoded, false);
  const at = decoded.indexOf('<');
  if (at !== -1 && at <= 12 && judgeMarkup(decoded, context).worst >= MEDIUM) return MEDIUM;
  if (judgeLooseUrls(decoded, context) >= HIGH) return MEDIUM;
  return judgeBreakOut(decoded, context) === NO_SCRIPT ? NONE : MEDIUM;
}

/** `<` with its high bit set, which US-ASCII readers drop, and what overlong forms of it become: `\xbcscript\xbe`. */
function judgeOddCharsets(text: string): number {
  return /(?<![\u00c2-\u00f4])[\u00bc\u02bc\u203a\u2039\u00ab\u3008\u276e]\s{0,2}\/?(?:script|img|svg|iframe)\b/i.test(
    text,
  )
    ? MEDIUM
    : NONE;
}
