import { isDigit, isLetter, isWordSign } from '../characters.ts';
import { COMMAND_WORD, WORD_COMMAND_WORD, wordAt } from '../scan.ts';
import { codeAt, isEnd, isHiding, isNameCode, skipBlanks } from './characters.ts';

/**
 * Cheap looks at a place where a shell would begin a command: could what stands there be one? A look that says no is
 * certain; one that says yes is followed by a reading (judge.lazy.ts). Most separators of honest text end here.
 */

/** How much of a name is looked at. */
const NAME = 24;

/** Between a separator and the name: blanks, opening quotes and brackets, `@`, `!`, `+`. */
export function skipToName(text: string, from: number): number {
  let i = from;
  const limit = Math.min(text.length, from + 64);
  while (i < limit) {
    const code = codeAt(text, i);
    if (code <= 32 || code === 40 || code === 64 || code === 33 || code === 43) i++;
    else if ((code === 39 || code === 34) && !closesSoon(text, i)) i++;
    else if (code === 92 && !isLetter(codeAt(text, i + 1))) i++;
    else break;
  }
  return i;
}

/** `'i'fconfig` quotes a part of a name, `'; 'id` does not. */
function closesSoon(text: string, open: number): boolean {
  const quote = codeAt(text, open);
  for (let i = open + 1; i < open + NAME; i++) {
    const code = codeAt(text, i);
    if (code === quote) return true;
    if (!(code > 32) || code === 59 || code === 124 || code === 38) return false;
  }
  return false;
}

/** A name that the shared scan knows stands here, or one that it cannot know whole. */
export function mayName(text: string, from: number): boolean {
  return isNamed(text, from, wordAt(text, from));
}

function isNamed(text: string, from: number, word: number): boolean {
  if ((word & (COMMAND_WORD | WORD_COMMAND_WORD)) !== 0) return true;
  const letters = word >>> 16;
  return letters <= 2 && codeAt(text, from + letters) < 58 && SHORT.some((name) => text.startsWith(name, from));
}

/** Names of which the scan knows nothing: it keeps no beginning shorter than three letters. */
const SHORT: readonly string[] = ['w3m', 'g++', 'md5'];

const PROGRAM_FOLDER = /^(?:usr|s?bin)$/;

/** Behind a separator: a known name, or something that could become one. */
export function mayBegin(text: string, from: number): boolean {
  const word = wordAt(text, from);
  let i = from + (word >>> 16);
  const limit = Math.min(text.length, from + NAME);
  while (i < limit && isNameCode(codeAt(text, i))) i++;
  if (i === from) return maySpell(text, i);
  const stop = codeAt(text, i);
  // Only a quote, an escape, an expansion or a glob makes another name of it.
  if (isHiding(stop) || stop === 63 || stop === 91 || stop === 42) return i <= limit;
  // `|usr/bin/id`
  if (stop === 47 && PROGRAM_FOLDER.test(text.slice(from, i))) return true;
  // `name=`, `name:`, `name(`, `name,`: a parameter, a property, a call, a list.
  if (stop === 61 || stop === 58 || stop === 44) return false;
  if (stop === 40) return isInvoke(text, from, i);
  return isNamed(text, from, word);
}

/** PowerShell's `iex(…)`, which runs what it is given. */
export function isInvoke(text: string, from: number, to: number): boolean {
  return to - from === 3 && /^iex$/i.test(text.slice(from, to));
}

/** A path, a variable, an escape, a group, or a quoted name. */
function maySpell(text: string, at: number): boolean {
  const code = codeAt(text, at);
  const next = codeAt(text, at + 1);
  if (code === 47) return isLetter(next) || next === 63 || next === 91 || next === 42;
  if (code === 92) return isLetter(next);
  if (code === 39 || code === 34) return mayUnquote(text, at);
  if (code === 96) return mayGoOn(text, at);
  return code === 36 || code === 123 || code === 37 || code === 94;
}

/** Behind a substitution in backticks a name: `` ``id ``. What is inside is looked at by itself. */
function mayGoOn(text: string, open: number): boolean {
  const close = text.indexOf('`', open + 1);
  const after = codeAt(text, close + 1);
  if (close === -1 || close - open >= 240 || !(isLetter(after) || isHiding(after))) return false;
  // What stands between the code that a text shows begins with a blank, or goes over a line end.
  return codeAt(text, open + 1) > 32 && !text.slice(open, close).includes('\n');
}

/** A quoted name, or a quotation that a name goes on behind. */
function mayUnquote(text: string, open: number): boolean {
  const quote = codeAt(text, open);
  for (let i = open + 1; i <= open + NAME; i++) {
    const code = codeAt(text, i);
    if (code !== quote) {
      if (code > 0) continue;
      return false;
    }
    const after = codeAt(text, i + 1);
    if (isLetter(after) || after === 39 || after === 34 || after === 92 || after === 36) return true;
    return mayName(text, open + 1);
  }
  return false;
}

/**
 * The same within the first characters of a value, where nothing or a word of data stands before: assignments, tests and
 * programs that no table has count as well.
 */
export function mayBeginEarly(text: string, at: number, from: number): boolean {
  if (mayBegin(text, from)) return true;
  const code = codeAt(text, from);
  if (code === 91) return true;
  // `""cat`, `/'b'in/cat`
  if ((code === 39 || code === 34) && codeAt(text, from + 1) === code) return true;
  if (code === 47) return isHiding(codeAt(text, from + 1));
  // `./x`, `. /x`
  if (code === 46) return codeAt(text, from + 1) === 47 || codeAt(text, from + 1) === 32;
  if (!isLetter(code) && code !== 95) return false;
  let i = from;
  while (isNameCode(codeAt(text, i))) i++;
  const stop = codeAt(text, i);
  if (stop === 61) return mayAssign(text, i + 1);
  if (at > 4 || code < 97 || i === text.length) return false;
  // A blank that nobody decoded.
  if (stop === 43 || stop === 37) return true;
  if (stop > 32) return false;
  const next = codeAt(text, skipBlanks(text, i, 16));
  if (next === 45 || next === 47 || isHiding(next)) return true;
  return KEYWORDS.some((word) => text.startsWith(word, from));
}

/** What a loop or a condition of a shell begins with, and programs told by what they are told to do. */
const KEYWORDS: readonly string[] = ['for ', 'while ', 'until ', 'if ', 'case ', 'cargo ', 'gcloud ', 'whois '];

/** `x=$(…)`, or an assignment before a command: something stands behind the value. */
function mayAssign(text: string, from: number): boolean {
  for (let i = from; i < text.length && i < from + 64; i++) {
    const code = codeAt(text, i);
    if (isHiding(code)) return true;
    if (isEnd(code)) return false;
    if (code <= 32) {
      const next = codeAt(text, skipBlanks(text, i, 16));
      return next > 32 && !isEnd(next);
    }
  }
  return false;
}

/** `&amp;` and `&#39;` begin at `at`. */
export function isReferenceStart(text: string, at: number): boolean {
  let i = at + 1;
  if (codeAt(text, i) === 35) {
    const digits = ++i;
    while (i < digits + 6 && isWordSign(codeAt(text, i))) i++;
    return i > digits && codeAt(text, i) === 59;
  }
  while (i < at + 9 && isLetter(codeAt(text, i))) i++;
  if (i < at + 3) return false;
  if (isDigit(codeAt(text, i))) i++;
  return codeAt(text, i) === 59;
}

/** Between backticks: a name, or something that could become one; not a call, a property, a list. */
export function mayQuote(text: string, from: number): boolean {
  let start = skipBlanks(text, from, 400);
  if (codeAt(text, start) === 40) start = skipBlanks(text, start + 1, 8);
  let i = start;
  while (isNameCode(codeAt(text, i))) i++;
  const stop = codeAt(text, i);
  if (stop === 40 || stop === 61 || stop === 58 || stop === 46) return false;
  if (i === start || (stop > 32 && stop !== 96 && stop !== 124 && stop !== 59)) return true;
  return mayName(text, start);
}

/**
 * In `$(…)`, `<(…)` or `>(…)`.
 * @param before the sign before the bracket at `open`
 */
export function maySubstitute(text: string, open: number, before: number): boolean {
  const at = skipBlanks(text, open + 1, 400);
  const first = codeAt(text, at);
  // Arithmetic; but `$(($() 42))` and `$((1+…` with a substitution in it are looked at in their turn.
  if (first === 40) return false;
  if (before !== 36 && open > 1 && !isApart(codeAt(text, open - 2))) return false;
  // `$(<file)`
  if (first === 60) return before === 36;
  if (first === 96) return true;
  let i = at;
  while (i < at + NAME && isNameCode(codeAt(text, i))) i++;
  const stop = codeAt(text, i);
  if (stop === 39 || stop === 34 || stop === 92 || stop === 36) return true;
  if (i === at) return stop === 47 || stop === 123;
  return mayName(text, at) || (stop === 47 && PROGRAM_FOLDER.test(text.slice(at, i)));
}

/** What may stand before `<(`. */
function isApart(code: number): boolean {
  return code <= 32 || code === 59 || code === 124 || code === 38 || code === 40 || code === 61 || code === 60;
}
