import { isDigit, isLetter } from '../characters.ts';
import { ESCAPED_END } from '../escaped.ts';
import {
  BACKSLASH,
  BACKTICK,
  type Candidate,
  COLON,
  COMMAND_WORD,
  COMPARISON,
  DASH,
  DOUBLE_DASH,
  HASH,
  LESS,
  PAREN,
  PATH_WORD,
  PERCENT,
  PIPE,
  SLASH,
  SPACE,
  WORD_COMMAND_WORD,
} from '../scan.ts';
import { codeAt, skipBlanks } from './characters.ts';

/** Kinds of spellings that only an attack has, and cheap looks that tell which could occur: spellings.ts judges those. */

/** `$IFS`, `$0<<<`, `$((1+1))`, `{${…}}`, `$_GET[`. */
export const DOLLARS = 1;
/** `() { :;};`, `:(){ :|:& };:`. */
export const FUNCTION = 1 << 1;
/** `{cat,/etc/passwd}`, `@{[…]}`. */
export const BRACES = 1 << 2;
/** `<!--#exec`, `` <?=` ``. */
export const SERVER_SIDE = 1 << 3;
/** `>/dev/tcp/`, `#exec cmd=`, `%pipe%`, `push graphic-context`. */
export const KEYWORD = 1 << 4;
/** `/???/c?t`. */
export const GLOB = 1 << 5;
/** `\n/bin/ls`, a line end that some program wrote out. */
export const ESCAPED_LINE = 1 << 6;
/** `%x:~0,1%`, `for %i in (`. */
export const BATCH = 1 << 7;
/** `if exist x (`, of cmd.exe. */
export const CONDITION = 1 << 8;
/** `--checkpoint-action=exec=…`. */
export const OPTION = 1 << 9;
/** `LD_PRELOAD=/tmp/x.so`. */
export const LOADER = 1 << 11;
/** `New-Object Net.WebClient`. */
export const OBJECT = 1 << 12;
/** `system('…')`. */
export const CALL = 1 << 10;

/** Conditions and loops of cmd.exe are looked for in short texts only. */
export const MAX_CONDITION_TEXT = 400;
export const MAX_LOOP_TEXT = 600;

/** The kinds that are found by a search and not at a sign. */
export function rareSpellings(candidate: Candidate): number {
  const { text, chars, words } = candidate;
  let found = 0;
  if ((chars & LESS) !== 0) {
    if ((chars & DOUBLE_DASH) !== 0 && (chars & HASH) !== 0 && text.includes('<!-')) found |= SERVER_SIDE;
    if ((chars & BACKTICK) !== 0 && text.includes('<?')) found |= SERVER_SIDE;
  }
  if ((chars & SLASH) !== 0) found |= slashSpellings(text, words);
  if ((words & COMMAND_WORD) !== 0 && (chars & COMPARISON) !== 0 && (chars & (HASH | PERCENT)) !== 0) {
    if (text.includes('#exec') || text.includes('%20cmd=')) found |= KEYWORD;
  }
  if ((chars & BACKSLASH) !== 0 && (candidate.escaped & ESCAPED_END) !== 0 && hasEscapedLine(text))
    found |= ESCAPED_LINE;
  if ((chars & PERCENT) !== 0) {
    if ((words & WORD_COMMAND_WORD) !== 0 && text.includes('%pipe%')) found |= KEYWORD;
    if ((chars & COLON) !== 0 && text.includes(':~')) found |= BATCH;
    if ((chars & PAREN) !== 0 && text.length < MAX_LOOP_TEXT && /%\S{0,20}\s{1,4}in\s{0,8}\(/i.test(text))
      found |= BATCH;
  }
  if (text.length < MAX_CONDITION_TEXT) {
    if (isIf(text, 0) && HAS_CONDITION.test(text)) found |= CONDITION;
    else if ((chars & (PIPE | PERCENT)) !== 0 && mayDoIf(text)) found |= CONDITION;
  }
  if ((chars & COMPARISON) !== 0 && isCapital(codeAt(text, 0)) && mayLoad(text)) found |= LOADER;
  if ((chars & DASH) !== 0 && (words & WORD_COMMAND_WORD) !== 0 && text.includes('w-')) found |= OBJECT;
  if ((chars & PIPE) !== 0 && text.startsWith('push gr', skipBlanks(text, 0, 8))) found |= KEYWORD;
  if ((chars & DASH) !== 0 && mayBeOption(text, chars)) found |= OPTION;
  return found;
}

function isCapital(code: number): boolean {
  return (code >= 65 && code <= 90) || code === 95;
}

/** The name of a variable by which a program is made to load or run something is assigned to. */
function mayLoad(text: string): boolean {
  const equal = text.indexOf('=');
  // All of them are capitals, so that `Root=…` and `q=…` stop here.
  const second = text.charCodeAt(1);
  return equal > 2 && equal < 24 && second >= 65 && second <= 90 && LOADERS.test(text.slice(0, equal));
}

const LOADERS =
  /^(?:LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)|BASH_ENV|ENV|PYTHON(?:STARTUP|PATH|HOME|INSPECT)|PERL5?(?:OPT|LIB|DB)|NODE_OPTIONS|RUBY(?:OPT|LIB)|GIT_(?:SSH|SSH_COMMAND|ASKPASS|EDITOR|PAGER|PROXY_COMMAND|EXTERNAL_DIFF)|_?JAVA_(?:TOOL_)?OPTIONS|PROMPT_COMMAND|LESSOPEN|PAGER|MANPAGER|EDITOR|VISUAL|BROWSER)$/;

/** `/?` and another `?`, or `/dev/`, of which `dev` is a word of paths. */
function slashSpellings(text: string, words: number): number {
  const glob = text.indexOf('/?');
  const found = glob !== -1 && text.indexOf('?', glob + 2) !== -1 ? GLOB : 0;
  return (words & PATH_WORD) !== 0 && text.includes('/dev/') ? found | KEYWORD : found;
}

/** `do if`: two plain searches before a pattern is compiled. */
function mayDoIf(text: string): boolean {
  return (text.includes('do') || text.includes('DO')) && /\bdo\s{1,4}if/i.test(text);
}

const HAS_CONDITION = /==|\s(?:exist|defined|errorlevel|cmdextversion|equ|neq|lss|leq|gtr|geq)\s/i;

/** Backslashes that are looked at one by one. */
const MANY_ESCAPES = 400;

/** `\n` or `\r`, written out, at the start or before a path. */
function hasEscapedLine(text: string): boolean {
  let seen = 0;
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at + 1)) {
    const next = codeAt(text, at + 1);
    if ((next === 110 || next === 114) && (at < 8 || codeAt(text, at + 2) === 47)) return true;
    if (++seen === MANY_ESCAPES) return true;
  }
  return false;
}

/** Options further behind are those of a command line that somebody typed. */
const OPTIONS = 250;

/** An option at the start, or one of `--x`, `-e`, `-o`, `-w` soon behind. */
function mayBeOption(text: string, chars: number): boolean {
  if (codeAt(text, 0) === 45) {
    const next = codeAt(text, 1);
    if (isLetter(next === 45 ? codeAt(text, 2) : next)) return true;
    // `-5`
    if (next !== 45) return false;
  }
  if ((chars & SPACE) === 0) return false;
  if (text.startsWith('ext::')) return true;
  let at = text.length > OPTIONS ? text.slice(0, OPTIONS).indexOf(' -') : text.indexOf(' -');
  for (let seen = 0; at !== -1 && at < 240 && seen < 8; at = text.indexOf(' -', at + 2), seen++) {
    const next = codeAt(text, at + 2) | 32;
    if (next === 45 ? isLetter(codeAt(text, at + 3)) : next === 101 || next === 111 || next === 119) return true;
  }
  return false;
}

/** `$IFS`, `${IFS`, `$0`, `${0`, `${@`, `{${`, and at the start `$_`. */
export function startsOddly(text: string, at: number, next: number): boolean {
  const braced = next === 123;
  const first = braced ? codeAt(text, at + 2) : next;
  if (first === 73) return text.startsWith('IFS', braced ? at + 2 : at + 1);
  if (first === 48) {
    const end = braced ? at + 4 : at + 2;
    return text.startsWith('<<<', skipBlanks(text, end, 2));
  }
  if (braced) return first === 64 || codeAt(text, at - 1) === 123;
  return first === 95 && at < 8;
}

/** A brace that ends in words: a name or a piece of one, and then a comma. */
export function mayExpand(text: string, at: number, next: number): boolean {
  if (codeAt(text, at - 1) === 64) return true;
  if (next === 44 || next === 92 || next === 39 || next === 36) return true;
  // Objects of JSON have a colon behind the quote.
  if (next === 34) return closesInName(text, at + 1);
  if (!isLetter(next)) return false;
  let i = at + 2;
  while (i < at + 16 && (isLetter(codeAt(text, i)) || isDigit(codeAt(text, i)))) i++;
  return codeAt(text, i) === 44;
}

/** The quote is closed soon, and a name goes on behind it. */
export function closesInName(text: string, open: number): boolean {
  for (let i = open + 1; i < open + 14; i++) {
    if (codeAt(text, i) === 34) return isLetter(codeAt(text, i + 1)) || codeAt(text, i + 1) === 34;
  }
  return false;
}

/** `() {` at the start, with nothing in it, or with a pipe somewhere. */
export function mayDefine(text: string, at: number, chars: number): boolean {
  const brace = skipBlanks(text, at + 2, 4);
  if (codeAt(text, brace) !== 123) return false;
  return at < 8 || (chars & PIPE) !== 0 || codeAt(text, skipBlanks(text, brace + 1, 4)) === 58;
}

/** The last letters of `system`, `exec`, `passthru`, `popen`, `eval`, `assert`, `check_output`, `phpinfo`. */
const ENDS_CALL = lettersOf('mcunlto');
/** What begins `chr(`, `base64_decode`, `hex2bin`, `new`. */
const BEGINS_CALL = lettersOf('cbhn');

/** A bit for each letter. */
function lettersOf(letters: string): number {
  let bits = 0;
  for (let i = 0; i < letters.length; i++) bits |= 1 << (letters.charCodeAt(i) & 31);
  return bits;
}

function isOneOf(code: number, letters: number): boolean {
  return isLetter(code) && ((letters >> (code & 31)) & 1) === 1;
}

/** The name of some function that runs what it is given, and a string, a list, an option or nothing as its argument. */
export function mayCall(text: string, open: number): boolean {
  let end = open - 1;
  while (end >= open - 3 && codeAt(text, end) <= 32) end--;
  if (!isOneOf(codeAt(text, end), ENDS_CALL)) return false;
  const next = codeAt(text, skipBlanks(text, open + 1, 3));
  if (isDigit(next) || isOneOf(next, BEGINS_CALL)) return true;
  return next === 39 || next === 34 || next === 96 || next === 36 || next === 91 || next === 45 || next === 41;
}

/** The word `if`, behind blanks. */
export function isIf(text: string, from: number): boolean {
  const first = codeAt(text, from);
  if (first > 32 && (first | 32) !== 105) return false;
  const at = skipBlanks(text, from, 4);
  if ((codeAt(text, at) | 32) !== 105 || (codeAt(text, at + 1) | 32) !== 102) return false;
  const after = codeAt(text, at + 2);
  return after <= 32 || after === 47;
}
