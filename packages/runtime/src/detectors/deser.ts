import { anyAt } from './any-at.ts';
import {
  BACKSLASH,
  type Candidate,
  COLON,
  COMPARISON,
  DESER_WORD,
  DOLLAR,
  DOT,
  DOUBLE_SLASH,
  ESCAPE,
  LESS,
  NUL,
  PERCENT,
  QUOTE,
  RARE,
  SPACE,
  WIDE,
} from './scan.ts';
import { judgeObjects } from './serial/judge.lazy.ts';
import { BUILDER_TAG } from './tags.ts';
import type { Detector } from './types.ts';

/**
 * Unsafe deserialisation: streams that make a reader build objects (Java, PHP, Python, Ruby, .NET), tags and properties by
 * which YAML, JSON and XML name a class to build, and the classes that known chains are built of. Arrays and scalars in
 * the same formats are data.
 */
export const deser: Detector = {
  id: 'detector/deser',
  class: 'deser',
  version: '2.6.0',
  title: 'Unsafe deserialisation',
  detect(candidate) {
    return mayBuild(candidate) ? judgeObjects(candidate) : undefined;
  },
};

/** A stream's first bytes, an object of PHP's, a tag or an element that names a class, or a word of such a class. */
function mayBuild(candidate: Candidate): boolean {
  const { text, chars, words } = candidate;
  if ((words & DESER_WORD) !== 0 || mayStream(text, chars)) return true;
  if (
    (chars & (COLON | QUOTE)) === (COLON | QUOTE) &&
    (text.includes('O:') || text.includes('C:')) &&
    OBJECT.test(text)
  )
    return true;
  if ((chars & DOLLAR) !== 0 && text.includes(BCEL)) return true;
  if (
    (chars & DOT) !== 0 &&
    (((chars & RARE) !== 0 && text.includes('@type') && TYPE.test(text)) || isClassName(text, chars))
  )
    return true;
  if ((chars & LESS) !== 0 && (candidate.tags & BUILDER_TAG) !== 0) return true;
  // `(dp0`, `(lp0`: pickle's first protocol.
  if (text.charCodeAt(0) === 40 && text.charCodeAt(2) === 112 && text.charCodeAt(3) === 48) return true;
  if (text.charCodeAt(0) === 99 && text.includes('\np')) return true;
  if (mayPickle(text.charCodeAt(0)) && text.includes('\n') && PICKLED.test(text)) return true;
  return (chars & RARE) !== 0 && anyAt(text, '!', 33, mayBeTag) && TAG.test(text);
}

/** `(`, `S` or `V`. */
function mayPickle(first: number): boolean {
  return first === 40 || first === 83 || first === 86;
}

/** `Vos\n`, `S'os'\n`, `(S'x'\nios\n`: strings of pickle's first protocol. */
const PICKLED = /^(?:V[a-z_]{2,12}\r?\n|\(?S['"][^\n]{1,400}['"]\r?\n\(?[SVpi])/;

/** `!!`, `!r`, `!<` */
function mayBeTag(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === 33 || next === 60 || (next | 32) === 114;
}

/** Packages of which some classes are named for no honest reason. */
function isClassName(text: string, chars: number): boolean {
  return (
    (chars & SPACE) === 0 &&
    text.length < 120 &&
    // `org.`, `java.`, `shaded.`
    (text.charCodeAt(3) === 46 || text.charCodeAt(4) === 46 || text.charCodeAt(6) === 46) &&
    /^(?:java\.(?:net\.Inet|io\.|util\.[zj])|sun\.|jdk\.|shaded\.|org\.(?:apache\.commons\.io|codehaus|aspectj|eclipse)\.|com\.(?:sleepycat|esotericsoftware|mysql)\.)/.test(
      text,
    )
  );
}

/** Class files in Java's own compression begin so. */
const BCEL = '$$BCEL$$';
/** A class of Java's in JSON that is no JSON: fastjson reads more than others. */
const TYPE = /@type["']?\s{0,4}:\s{0,4}["']?(?:L?com\.|javax?\.|org\.|\[)/;
const OBJECT = /[OC]:\+?\d{1,4}:\\?"/;

const TAG = /!(?:!\w{2,16}[./]|ruby\/|<tag:)/i;

/** Base64 and hex need no sign; most of them are letters only. */
const START =
  /^["']?(?:[\w.-]{1,32}=)?(?:rO0AB|[aA][cC][eE][dD]0005|AAEAAAD\/|KztAAU|Cs7QAF|gA[JNRSW]|BAh|yv66v|\/wEy|UydvcycK|Vm9zC)/;

/** The first two letters of {@link START}, at once, behind a quote, or behind a name and `=`. */
function mayStart(text: string, chars: number): boolean {
  const first = text.charCodeAt(0);
  if (startsAt(text, first === 34 || first === 39 ? 1 : 0)) return true;
  if ((chars & COMPARISON) === 0) return false;
  const equal = text.indexOf('=');
  return equal > 0 && equal <= 33 && startsAt(text, equal + 1);
}

function startsAt(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case 47: // /w
      return second === 119;
    case 65: // AA, AC
    case 97:
      return second === 65 || (second | 32) === 99;
    case 66: // BA
    case 103: // gA
      return second === 65;
    case 67: // Cs
      return second === 115;
    case 75: // Kz
      return second === 122;
    case 85: // Uy
      return second === 121;
    case 86: // Vm
      return second === 109;
    case 114: // rO
      return second === 79;
    case 121: // yv
      return second === 118;
    default:
      return false;
  }
}

function mayStream(text: string, chars: number): boolean {
  if ((chars & SPACE) === 0 && mayStart(text, chars) && START.test(text)) return true;
  if (
    (chars & (WIDE | NUL)) !== 0 &&
    (text.includes('\u00ac\u00ed\u0000\u0005') || text.includes('\u0000\u00ff\u00ff'))
  )
    return true;
  if ((chars & (BACKSLASH | ESCAPE)) === (BACKSLASH | ESCAPE) && /\\(?:x(?:ac|04|80)|u00ac)\\/i.test(text)) return true;
  if ((chars & PERCENT) !== 0 && text.includes('%00%05')) return true;
  if ((chars & DOUBLE_SLASH) !== 0 && text.includes('/////')) return true;
  return text.charCodeAt(0) === 4 && text.charCodeAt(1) === 8;
}
