import { anyAt } from './any-at.ts';
import { judgeXss } from './html/judge.lazy.ts';
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
  RARE,
  SCRIPT_WORD,
  SLASH,
  STAR,
  WIDE,
} from './scan.ts';
import { mayReachThroughNumber } from './script/reach.ts';
import type { Detector } from './types.ts';

/**
 * Cross-site scripting: what a browser would execute, not markup as such. Three grammars, each begun only where it can
 * begin: HTML at `<`, attributes and addresses without their tag behind a quote or a scheme, JavaScript in a value that
 * is code or breaks out of a string.
 */
export const xss: Detector = {
  id: 'detector/xss',
  class: 'xss',
  version: '2.7.0',
  title: 'Cross-site scripting',
  begins: { chars: LESS | BRACE | ESCAPE | AMPERSAND | WIDE | DASH, words: SCRIPT_WORD },
  detect(candidate) {
    return mayRun(candidate) ? judgeXss(candidate) : undefined;
  },
};

/** A tag, a name of a script with something to do, or a spelling that hides one: nothing else is looked into. */
function mayRun({ chars, words, text }: Candidate): boolean {
  if ((chars & LESS) !== 0 && mayBeginTag(text, chars)) return true;
  if ((words & SCRIPT_WORD) !== 0 && (chars & (COLON | COMPARISON | PAREN | BACKTICK | BRACE | STAR | SLASH)) !== 0)
    return true;
  if ((chars & ESCAPE) !== 0 && (chars & PAREN) !== 0) return true;
  if (
    (chars & BRACE) !== 0 &&
    (text.includes('[]') ||
      ((chars & RARE) !== 0 && (text.includes('![') || text.includes('+{}'))) ||
      ((chars & WIDE) !== 0 && text.includes('\uff9f')))
  )
    return true;
  if (mayReachThroughNumber(text, chars)) return true;
  if ((chars & AMPERSAND) !== 0 && (text.includes('&#') || /&lt/i.test(text))) return true;
  if ((chars & WIDE) !== 0 && text.length <= 600 && ODD_LESS.test(text)) return true;
  return (chars & (DASH | RARE)) === (DASH | RARE) && text.includes('+ADw-');
}

/** Some `<` stands before what can begin or end markup, in some browser or behind some filter: `<3`, `1 < 2` do not. */
function mayBeginTag(text: string, chars: number): boolean {
  if ((chars & (NUL | WIDE)) !== 0) return true;
  // `"><1`: an attribute and its tag are ended.
  return anyAt(text, '<', 60, text.includes('>') ? isDigitOrBegin : isBegin);
}

function isDigitOrBegin(text: string, at: number): boolean {
  const code = text.charCodeAt(at + 1);
  return (code >= 48 && code <= 57) || isBegin(text, at);
}

function isBegin(text: string, at: number): boolean {
  const code = text.charCodeAt(at + 1);
  if (code !== 32) return !(code >= 48 && code <= 57) && code !== 45 && at + 1 < text.length;
  const next = text.charCodeAt(at + 2) | 32;
  return next <= 32 || (next >= 97 && next <= 122);
}

/** Signs that some reader turned into `<`. */
const ODD_LESS = /[\u00bc\u02bc\u203a\u2039\u00ab\u3008\u276e]/;
