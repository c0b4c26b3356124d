import { anyAt } from '../any-at.ts';
import { isDigit, isLetter } from '../characters.ts';
import {
  BACKSLASH,
  BRACE,
  type Candidate,
  COMMAND_WORD,
  COMPARISON,
  DOLLAR,
  DOT,
  PAREN,
  QUOTE,
  RARE,
  SLASH,
  WORD_COMMAND_WORD,
} from '../scan.ts';
import { isInvoke, mayName } from './begins.ts';
import { codeAt, isEnd, isHiding, isNameCode, skipBlanks } from './characters.ts';

/** Longer texts are no command line that somebody sends as a value. */
const MAX_WHOLE = 1500;

/** A cheap look at the first word: could the text be a command line? */
export function mayOpenWhole({ text, chars, words }: Candidate): boolean {
  if (text.length > MAX_WHOLE) return false;
  const from = skipBlanks(text, 0, MAX_WHOLE);
  const first = codeAt(text, from);
  // `a=c;b=at;$a$b`
  const assigns = (chars & DOLLAR) !== 0 && (chars & COMPARISON) !== 0;
  if (isLetter(first)) {
    // Without a known word and a sign that goes on in a name, only `w3m` and `md5` are left.
    const known = (words & (COMMAND_WORD | WORD_COMMAND_WORD)) !== 0 || (chars & GOING_ON) !== 0;
    if (!known && !isDigit(codeAt(text, from + 1)) && !isDigit(codeAt(text, from + 2))) return false;
    return mayOpenWord(text, from, assigns, chars);
  }
  switch (first) {
    case 47:
      return mayOpenPath(text, from);
    case 39:
    case 34:
      return mayOpenQuote(text, from);
    // `$`, `\`, `%`, `^`
    case 36:
      return assigns || mayOpenVariable(text, from + 1);
    case 92:
      return assigns || !isDigit(codeAt(text, from + 1));
    case 37:
      return assigns || isLetter(codeAt(text, from + 1)) || isDigit(codeAt(text, from + 1));
    case 94:
      return true;
    case 123:
      return assigns || mayOpenBraces(text, from + 1);
    // `(cat /etc/passwd)`, `(c'a't …`
    case 40:
    case 46:
      return assigns || (first === 40 && mayOpenGroup(text, from));
    default:
      return false;
  }
}

/** What the first word may go on with, or what follows it: a sign that hides a part of it, a bracket, a path. */
const GOING_ON = QUOTE | BACKSLASH | DOLLAR | RARE | PAREN | BRACE | SLASH;

/** A known name, or one that a quote, an escape or an expansion goes on in. */
function mayOpenWord(text: string, from: number, assigns: boolean, chars: number): boolean {
  let end = from + 1;
  while (end < from + 40 && isNameCode(codeAt(text, end))) end++;
  // A name and nothing else: what it would show nobody gets to see.
  if (skipBlanks(text, end, MAX_WHOLE) >= text.length) return false;
  const stop = codeAt(text, end);
  if (stop === 40 && isInvoke(text, from, end)) return true;
  if (stop === 58 || stop === 44 || stop === 46 || stop === 40 || stop > 127) return false;
  if (stop === 61) return assigns;
  if (end - from < 12) {
    // `O'Brien` opens a quotation that nothing closes.
    if (stop === 39 || stop === 34) {
      const close = text.indexOf(text[end]!, end + 1);
      if (close !== -1 && close < end + 240) return true;
    } else if (isHiding(stop)) return true;
    else if (stop === 91) return codeAt(text, end + 2) === 93;
    else if ((stop === 60 || stop === 62) && codeAt(text, end + 1) === 40) return true;
    else if ((stop === 63 || stop === 42) && assigns) return true;
  }
  return mayName(text, from) || mayReach(text, chars, codeAt(text, from));
}

/** Of any program, `diff /etc/passwd x` as well: a file of the system in a line that begins in lower case. */
function mayReach(text: string, chars: number, first: number): boolean {
  if (first < 97 || (chars & (SLASH | BACKSLASH)) === 0) return false;
  if ((chars & SLASH) !== 0 && anyAt(text, '/', 47, endsFolder)) return true;
  if ((chars & DOT) !== 0 && text.includes('.ini')) return true;
  return (chars & BACKSLASH) !== 0 && (text.includes('\\repair') || text.includes('\\config'));
}

/** `/etc/`, `/proc/`, `/dev/`, `bin/`, `.ssh/`, `.aws/` */
function endsFolder(text: string, slash: number): boolean {
  switch (text.charCodeAt(slash - 1)) {
    case 99: // c
      return text.startsWith('/etc', slash - 4) || text.startsWith('/proc', slash - 5);
    case 118: // v
      return text.startsWith('/dev', slash - 4);
    case 110: // n
      return text.startsWith('bin', slash - 3);
    case 104: // h
      return text.startsWith('.ssh', slash - 4);
    case 115: // s
      return text.startsWith('.aws', slash - 4);
    default:
      return false;
  }
}

/** `/bin/id`, `/???/c?t`: programs by their path. */
function mayOpenPath(text: string, from: number): boolean {
  for (let i = from + 1; i < from + 40; i++) {
    const code = codeAt(text, i);
    if (code === 63 || code === 42 || code === 91 || isHiding(code)) return true;
    if (!(code > 32) || isEnd(code)) break;
  }
  // `/c dir`: what cmd.exe is given.
  if ((codeAt(text, from + 1) | 32) === 99 && (codeAt(text, from + 2) === 32 || codeAt(text, from + 2) === 43))
    return true;
  const path = text.slice(from, from + 40);
  return path.includes('bin') || path.includes('busybox');
}

/** `"cat" x`, `"w"hoami`, `' id`. */
function mayOpenQuote(text: string, open: number): boolean {
  const from = skipBlanks(text, open + 1, 16);
  let i = from;
  while (isNameCode(codeAt(text, i))) i++;
  const stop = codeAt(text, i);
  return isHiding(stop) || stop === 47 || mayName(text, from);
}

/** Not a price. */
function mayOpenVariable(text: string, from: number): boolean {
  let i = from;
  while (isDigit(codeAt(text, i))) i++;
  const stop = codeAt(text, i);
  return i === from ? stop > 32 : isLetter(stop) || isHiding(stop);
}

/** `{cat,/x}`, `{,ip,a}`, `{$u…`; JSON goes on with a quote, code with a blank, a template closes its brace. */
function mayOpenBraces(text: string, from: number): boolean {
  let i = from;
  while (isNameCode(codeAt(text, i))) i++;
  const stop = codeAt(text, i);
  return stop === 44 || (isHiding(stop) && !(i === from && (stop === 34 || stop === 94 || stop === 96)));
}

function mayOpenGroup(text: string, open: number): boolean {
  let from = open;
  while (from < text.length && (codeAt(text, from) <= 32 || codeAt(text, from) === 40)) from++;
  let i = from;
  while (isNameCode(codeAt(text, i))) i++;
  const stop = codeAt(text, i);
  return isHiding(stop) || stop === 47 || stop === 91 || mayName(text, from);
}
