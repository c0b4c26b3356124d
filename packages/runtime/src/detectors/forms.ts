import { anyAt } from './any-at.ts';
import { fold, LENGTH_SHIFT, readEscape, readReference, readStyled, readUnit } from './form/escapes.ts';
import { toText, unitsOf } from './form/rewrite.ts';
import { readShift, writeShifted } from './form/utf7.ts';
import { AMPERSAND, type Candidate, DASH, ESCAPE, PERCENT, RARE, WIDE } from './scan.ts';
import { spend } from './spent.ts';

/** A text as some interpreter would read it after undoing what hides it. */
export interface Form {
  readonly text: string;
  /** `|html|unicode`: what was undone. */
  readonly steps: string;
}

const HTML = 1;
const UNICODE = 2;
const UTF7 = 4;
const FOLD = 8;
const STEPS = ['|html', '|unicode', '|utf7', '|fold'];
/** Something was undone that may begin an escape itself. */
const AGAIN = 16;

/** What may begin something hidden. */
const HIDING = AMPERSAND | ESCAPE | PERCENT | DASH | WIDE;

/**
 * Undoes what hides text from a reader but not from a browser, a JSON or JavaScript parser, or a database that folds
 * characters: HTML character references (numeric ones without their semicolon too), `\\x27`, `\\u0027` and `\\47`, the
 * `%u0027` that percent-decoding leaves, UTF-7, full-width and look-alike signs. Only what becomes ASCII is undone: no
 * grammar needs more.
 *
 * `&lt;`, `&gt;` and `&amp;` stay: they are what a safe page shows.
 * @returns `undefined` when nothing is hidden
 */
export function decodedForm({ text, chars }: Candidate): Form | undefined {
  if ((chars & HIDING) === 0 || !hidesSomething(text, chars)) return undefined;
  spend(text.length * 6);
  let form = decode(text, chars);
  // `&#92;x27`: what was undone is the beginning of an escape.
  if ((form.steps & AGAIN) !== 0 && hidesSomething(form.text, AMPERSAND | ESCAPE | PERCENT)) {
    const second = decode(form.text, AMPERSAND | ESCAPE | PERCENT);
    form = { text: second.text, steps: form.steps | second.steps };
  }
  let steps = '';
  for (let i = 0; i < STEPS.length; i++) if ((form.steps & (1 << i)) !== 0) steps += STEPS[i];
  return { text: form.text, steps };
}

/** Looks at the signs only that could hide something: in nearly every text they do not. */
function hidesSomething(text: string, chars: number): boolean {
  if ((chars & AMPERSAND) !== 0 && anyAt(text, '&', 38, isReference)) return true;
  if ((chars & ESCAPE) !== 0 && anyAt(text, '\\', 92, isEscape)) return true;
  if ((chars & PERCENT) !== 0 && anyAt(text, '%u', 37, isUnit)) return true;
  if ((chars & (DASH | RARE)) === (DASH | RARE) && anyAt(text, '+A', 43, isShift)) return true;
  return (chars & WIDE) !== 0 && holdsFolded(text);
}

const isReference = (text: string, at: number): boolean => readReference(text, at) !== 0;
const isEscape = (text: string, at: number): boolean => readEscape(text, at) !== 0;
const isUnit = (text: string, at: number): boolean => readUnit(text, at) !== 0;
const isShift = (text: string, at: number): boolean => readShift(text, at) !== 0;

function holdsFolded(text: string): boolean {
  return FOLDED.test(text);
}

/** What {@link fold} folds: a pattern reads wide characters four times as fast as a loop. */
const FOLDED =
  /[\xa0\u02b9\u02bc\u2018\u2019\u2024\u2032\u2044\u2215\u3000\uff01-\uff5e]|\ud835[\udc00-\udea3\udfce-\udfff]/;

interface Decoded {
  readonly text: string;
  readonly steps: number;
}

function decode(text: string, chars: number): Decoded {
  const { length } = text;
  const out = unitsOf(text);
  let used = 0;
  let steps = 0;
  let all = 0;
  let i = 0;
  while (i < length) {
    const code = out[i]!;
    let sign = 0;
    let step = 0;
    if (code === 38) {
      sign = readReference(text, i);
      step = HTML;
    } else if (code === 92) {
      sign = readEscape(text, i);
      step = UNICODE;
    } else if (code === 37) {
      sign = readUnit(text, i);
      step = UNICODE;
    } else if (code === 43 && (chars & DASH) !== 0) {
      const to = readShift(text, i);
      if (to !== 0) {
        const from = used;
        used = writeShifted(text, i + 1, to, out, used);
        steps |= UTF7;
        for (let at = from; at < used; at++) if (mayBegin(out[at]!)) steps |= AGAIN;
        i = to + 1;
        continue;
      }
    } else if (code > 0x9f && (chars & WIDE) !== 0) {
      const folded = fold(code);
      if (code === 0xd835) {
        sign = readStyled(text, i);
        step = FOLD;
      } else if (folded !== code) {
        sign = folded | (1 << LENGTH_SHIFT);
        step = FOLD;
      }
    }
    if (sign === 0) {
      all |= code;
      out[used++] = code;
      i++;
      continue;
    }
    const becomes = sign & 0xff;
    out[used++] = becomes;
    i += sign >> LENGTH_SHIFT;
    steps |= mayBegin(becomes) ? step | AGAIN : step;
  }
  return { text: toText(out, used, all), steps };
}

/** What was undone begins an escape itself. */
function mayBegin(code: number): boolean {
  return code === 38 || code === 92 || code === 37;
}
