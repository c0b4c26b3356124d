import { isWordSign } from '../characters.ts';
import { CALL_WORD, DOLLAR, wordBefore } from '../scan.ts';

/** Blanks between a name and its bracket. */
const MAX_BLANKS = 12;

/** Whether a bracket of the text may open a call that is worth to be read: behind a known name, or of something computed. */
export function mayCall(text: string, chars: number, words: number): boolean {
  if (mayBeWhole(text)) return true;
  if ((chars & DOLLAR) !== 0 && VARIABLE.test(text)) return true;
  const named = (words & CALL_WORD) !== 0;
  for (let open = text.indexOf('('); open !== -1; open = text.indexOf('(', open + 1)) {
    let end = open;
    while (end > 0 && open - end < MAX_BLANKS && text.charCodeAt(end - 1) <= 32) end--;
    const last = text.charCodeAt(end - 1);
    const letter = last | 32;
    if ((letter >= 97 && letter <= 122) || (last >= 48 && last <= 57) || last === 95) {
      if (named && (wordBefore(text, end) & CALL_WORD) !== 0) return true;
    } else if (mayCompute(text, open, end, last)) return true;
    // Nothing stands between brackets of a run.
    while (text.charCodeAt(open + 1) === 40) open++;
  }
  return false;
}

/** What stands before the bracket at `open` is called though it is no name: `"sys"."tem"(`, `['exec'](`, `(…)(`, `name/**\/(`. */
function mayCompute(text: string, open: number, end: number, last: number): boolean {
  switch (last) {
    case 93: // ]
      return mayIndex(text, open, end);
    case 41: // )
      return end === open || isQuote(text.charCodeAt(open + 1)) || isQuote(text.charCodeAt(end - 2));
    case 125: // }
      return true;
    case 47: // /
      return text.charCodeAt(end - 2) === 42;
    case 34:
    case 39:
      return mayString(text, end);
    default:
      return false;
  }
}

/** A link of Markdown has brackets before brackets as well; its text is no function's name, and no string stands in them. */
function mayIndex(text: string, open: number, end: number): boolean {
  let inner = end - 1;
  while (inner > 0 && end - inner < 4 && text.charCodeAt(inner - 1) <= 32) inner--;
  const before = text.charCodeAt(inner - 1);
  if (isQuote(before) || isQuote(text.charCodeAt(open + 1))) return true;
  if ((before < 48 || before > 57) && (wordBefore(text, inner) & CALL_WORD) === 0) return false;
  const next = text.charCodeAt(open + 1);
  return next !== 35 && next !== 46 && next !== 47 && next !== 60 && !text.startsWith('http', open + 1);
}

/** A string that names a function, or that others are joined to. */
function mayString(text: string, end: number): boolean {
  if ((wordBefore(text, end - 1) & CALL_WORD) !== 0) return true;
  let at = end - 2;
  const limit = Math.max(0, end - 34);
  while (at >= limit && !isQuote(text.charCodeAt(at))) at--;
  while (at > limit && text.charCodeAt(at - 1) <= 32) at--;
  return text.charCodeAt(at - 1) === 46;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

/** One call as the whole value, of a name as PHP spells them: `array_sum(…)`, `phpversion()`. */
function mayBeWhole(text: string): boolean {
  return text.length <= 300 && endsAsWhole(text) && WHOLE.test(text);
}

/** Whether `(`, `#` or a comment stands behind the first word, as {@link WHOLE} asks. */
function endsAsWhole(text: string): boolean {
  let at = 0;
  while (at < 4 && !isWordSign(text.charCodeAt(at))) at++;
  while (isWordSign(text.charCodeAt(at))) at++;
  while (text.charCodeAt(at) <= 32 || text.charCodeAt(at) === 160) at++;
  const code = text.charCodeAt(at);
  if (code === 40 || code === 35) return true;
  const next = text.charCodeAt(at + 1);
  return code === 47 && (next === 42 || next === 47);
}

const WHOLE = /^[\s@;]{0,4}[a-z](?:\w{5,60}(?! \()\s{0,6}\(|\w{0,30}_\w{0,60}\s{0,6}\(|\w{2,60}\s{0,6}(?:\/[*/]|#))/i;

/** A variable that is called, at the beginning. */
const VARIABLE = /^[\s(;"'@!]{0,6}(?:\w{1,30}(?:::|->))?(?:\$\w{1,30}\s{0,3}=\s{0,3}@?)?\$+[a-z_{]/i;
