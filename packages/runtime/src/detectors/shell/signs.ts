import { isWordSign } from '../characters.ts';
import {
  BACKTICK,
  BRACE,
  type Candidate,
  COMMAND_WORD,
  DOLLAR,
  LINE_END,
  PAREN,
  PERCENT,
  PIPE,
  SEMICOLON,
  WORD_COMMAND_WORD,
} from '../scan.ts';
import { isReferenceStart, mayBegin, mayBeginEarly, mayQuote, maySubstitute, skipToName } from './begins.ts';
import { codeAt } from './characters.ts';
import {
  BRACES,
  CALL,
  CONDITION,
  DOLLARS,
  FUNCTION,
  isIf,
  MAX_CONDITION_TEXT,
  mayCall,
  mayDefine,
  mayExpand,
  rareSpellings,
  startsOddly,
} from './hints.ts';
import { mayOpenWhole } from './opening.ts';

/** Where a text is to be read as a shell would. */
export interface Signs {
  /** Indices of separators, openings of substitutions and backticks that a command could stand behind. */
  readonly places: readonly number[];
  /** Kinds of spellings that only an attack has and that could occur, a bit each (hints.ts). */
  readonly spellings: number;
  /** The text could be a command line from its first word on. */
  readonly whole: boolean;
  /** It has more signs than any text that somebody wrote, so that not all were looked at. */
  readonly crowded: boolean;
}

/**
 * Looks at every sign at which a shell begins something.
 * @returns `undefined` when nothing in the text could be a command: then nothing else is loaded or read
 */
export function findSigns(candidate: Candidate): Signs | undefined {
  const { text, chars, part } = candidate;
  const whole = (!part || text.length < 4096) && mayOpenWhole(candidate);
  const rare = rareSpellings(candidate);
  if ((chars & ANY) === 0) {
    return rare !== 0 || whole ? { places: NOWHERE, spellings: rare, whole, crowded: false } : undefined;
  }
  const found: Found = { places: [], spellings: rare, tick: -1, fence: 0, braces: 0 };
  const crowded = !lookAtEach(candidate, found);
  if (found.places.length === 0 && found.spellings === 0 && !whole && !crowded) return undefined;
  return { places: found.places, spellings: found.spellings, whole, crowded };
}

const NOWHERE: readonly number[] = [];

/** What was found so far. */
interface Found {
  readonly places: number[];
  spellings: number;
  /** An opening backtick, and where a fence of Markdown ends. */
  tick: number;
  fence: number;
  /** Braces that were looked at. */
  braces: number;
}

const SIGNS = ';|&`$({\n\r';
const BITS: readonly number[] = [SEMICOLON, PIPE, PIPE, BACKTICK, DOLLAR, PAREN, BRACE, LINE_END, LINE_END];
const ANY = SEMICOLON | PIPE | BACKTICK | DOLLAR | PAREN | BRACE | LINE_END;

/** In longer texts a line end is a line end. */
const MAX_LINES_TEXT = 240;
/** In 4,096 characters minified code has up to 540, documents up to 490. */
const MAX_SIGNS = 640;
/** More places than any text of a window has that somebody wrote. */
const MAX_PLACES = 160;

/** @returns false when there were too many */
function lookAtEach(candidate: Candidate, found: Found): boolean {
  const { text, chars, part } = candidate;
  const bits = part || text.length > MAX_LINES_TEXT ? chars & ~LINE_END : chars;
  let left = MAX_SIGNS;
  for (let kind = 0; kind < BITS.length; kind++) {
    if ((bits & BITS[kind]!) === 0) continue;
    const sign = SIGNS[kind]!;
    const code = sign.charCodeAt(0);
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      // Of a run only the last begins something; `((`, `{{` and three backticks say something.
      if (code === 96) at += emptyPairs(text, at);
      else if (code !== 40 && code !== 123) while (codeAt(text, at + 1) === code) at++;
      if ((code === 38 || code === 59) && isReference(text, at, code)) left++;
      if (--left < 0) return false;
      if (!lookAt(candidate, at, code, found)) break;
    }
  }
  return found.places.length < MAX_PLACES;
}

/** Backticks in pairs with nothing between, of which a long run is made; uuencoded mails write zeros so. The last few may be a fence. */
function emptyPairs(text: string, at: number): number {
  let end = at;
  while (codeAt(text, end + 1) === 96) end++;
  return end - at < 4 ? 0 : (end - at - 2) & ~1;
}

/** `&` or `;` of `&#x30FC;` or `&lt;`: pages write whole languages so, feeds whole articles, and no sign of theirs says that a text is crowded. */
function isReference(text: string, at: number, code: number): boolean {
  if (code === 38) return codeAt(text, at + 1) === 35 || isReferenceStart(text, at);
  let start = at - 1;
  while (start > at - 8 && isWordSign(codeAt(text, start))) start--;
  if (codeAt(text, start) === 35) start--;
  return start < at - 2 && codeAt(text, start) === 38;
}

/** @returns false when no other sign of this kind matters */
function lookAt({ text, chars, words }: Candidate, at: number, code: number, found: Found): boolean {
  const next = codeAt(text, at + 1);
  let begins = false;
  switch (code) {
    case 96:
      lookAtBacktick(text, at, next, found);
      break;
    case 36:
      if (startsOddly(text, at, next)) found.spellings |= DOLLARS;
      break;
    case 40: {
      const before = codeAt(text, at - 1);
      if (before === 36 || before === 60 || before === 62) {
        if (maySubstitute(text, at, before)) found.places.push(at - 1);
      } else if (before === 40 && codeAt(text, at - 2) === 36) found.spellings |= DOLLARS;
      if (next === 41 && (chars & BRACE) !== 0 && mayDefine(text, at, chars)) found.spellings |= FUNCTION;
      if ((words & (COMMAND_WORD | WORD_COMMAND_WORD)) !== 0 && mayCall(text, at)) found.spellings |= CALL;
      if ((chars & (PIPE | PERCENT)) !== 0) lookAtCondition(text, at, found);
      break;
    }
    case 123:
      if (found.braces++ < MAX_BRACES && mayExpand(text, at, next)) found.spellings |= BRACES;
      return found.braces < MAX_BRACES;
    case 38:
      // `&>` and `>&` are redirections.
      begins = next !== 62 && codeAt(text, at - 1) !== 62 && mayFollow(text, at, next);
      if (begins && at > 1 && codeAt(text, at - 1) !== 38 && isReferenceStart(text, at)) begins = false;
      lookAtCondition(text, at, found);
      break;
    case 124:
      begins = mayFollow(text, at, next);
      lookAtCondition(text, at, found);
      break;
    default:
      begins = mayFollow(text, at, next);
  }
  if (begins) found.places.push(at);
  return found.places.length < MAX_PLACES;
}

/** `& if exist x (` */
function lookAtCondition(text: string, at: number, found: Found): void {
  if (text.length < MAX_CONDITION_TEXT && isIf(text, at + 1)) found.spellings |= CONDITION;
}

/** Braces beyond are those of code. */
const MAX_BRACES = 16;

function lookAtBacktick(text: string, at: number, next: number, found: Found): void {
  if (at < found.fence) return;
  const open = found.tick;
  if (open !== -1) {
    if (at - open > 1 && at - open < 400 && mayQuote(text, open + 1)) found.places.push(open);
    found.tick = -1;
  } else if (next === 96 && codeAt(text, at + 2) === 96) {
    const close = text.indexOf('```', at + 3);
    found.fence = close === -1 ? text.length : close + 3;
  } else found.tick = at;
}

/** Separators among the first characters have hardly anything before them. */
const EARLY = 12;

/** Of a run of signs only the last begins a command. */
function mayFollow(text: string, at: number, next: number): boolean {
  if (next === 59 || next === 38 || next === 124 || next === 10 || next === 13) return false;
  const from = skipToName(text, at + 1);
  return at > EARLY ? mayBegin(text, from) : mayBeginEarly(text, at, from);
}
