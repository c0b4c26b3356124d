import { codeAt, isEnd, isNameCode } from './characters.ts';
import { type Assignments, closing } from './expansions.ts';
import { readWord, type Source, type Word } from './word.ts';

/** A simple command: POSIX 2.9.1, with what cmd.exe and PowerShell add. */
export interface Command {
  readonly words: readonly Word[];
  /** Where it ends, and the character that ended it (0 at the end of the text). */
  readonly end: number;
  readonly stop: number;
  /** `$IFS` stood for a blank, or braces for several words. */
  readonly disguised: boolean;
  readonly redirects: boolean;
  /** `name(`: a call of some other language. */
  readonly call: boolean;
  /** What reading it cost: a step for each character, more for signs. */
  readonly steps: number;
}

/** What is read of one command: more decides nothing, and work a separator stays bounded. */
const MAX_COMMAND = 240;
const MAX_WORDS = 14;
const MAX_EXPANSIONS = 16;

const TAG =
  /^<(?:\/[a-z]{1,10}\d?\s?>|(?:br|p|b|i|em|a|div|span|strong|code|pre|li|ul|ol|td|tr|th|h\d|sup|sub|img|table|html|body)[\s/>])/i;

/** Parameters of a type, `<T>`, `<string, Foo[]>`. */
const GENERIC = /^<(?:[A-Z]\w{0,20}|string|number|any|void)(?:\[\])?[>,<]/;

/**
 * Reads the simple command that begins at `from`.
 * @param inBackticks a backtick ends it
 */
export function readCommand(text: string, from: number, inBackticks = false, assigned?: Assignments): Command {
  const limit = Math.min(text.length, from + MAX_COMMAND);
  const source: Source = { text, limit, inBackticks, assigned, expansions: MAX_EXPANSIONS, steps: 0 };
  const words: Word[] = [];
  let disguised = false;
  let redirects = false;
  let call = false;
  let stop = 0;

  let i = from;
  let target = false;
  while (words.length < MAX_WORDS) {
    i = pastBlanks(text, i, limit);
    if (i >= limit) break;
    const code = codeAt(text, i);
    if (endsCommand(text, i, code, inBackticks, words.length)) {
      stop = code;
      break;
    }
    if (code === 40) {
      if (words.length > 0) {
        call = words.length === 1 && words[0]!.end === i;
        stop = code;
        break;
      }
      i++;
      continue;
    }
    if (code === 60 || code === 62 || code === 38) {
      if (codeAt(text, i + 1) === 40) {
        const close = closing(text, i + 1, limit);
        words.push(substitution(i, close, target));
        i = close;
        continue;
      }
      // A tag of HTML is no redirection.
      if (code === 60 && TAG.test(text.slice(i, i + 12))) {
        stop = code;
        break;
      }
      // `Type<T>`
      if (code === 60 && words.length === 1 && words[0]!.end === i && GENERIC.test(text.slice(i, i + 24))) {
        call = true;
        stop = code;
        break;
      }
      redirects = true;
      target = true;
      i++;
      while (i < limit && isRedirection(codeAt(text, i))) i++;
      continue;
    }
    if (words.length === 0) {
      if (code === 123) source.steps += 40;
      const braces = code === 123 && codeAt(text, i + 1) !== 123 ? readBraces(text, i, limit) : undefined;
      if (braces !== undefined) {
        disguised = true;
        words.push(...braces.words);
        i = braces.end;
        continue;
      }
      // A group or an `@` for silence opens a command, it does not name it.
      if (code === 64 || ((code === 123 || code === 33) && !isWordCode(codeAt(text, i + 1)))) {
        i++;
        continue;
      }
    }
    const read = readWord(source, i, target);
    if (read === undefined) {
      stop = code;
      break;
    }
    target = false;
    words.push(read.word);
    if (read.blank) disguised = true;
    i = read.next;
  }
  return { words, end: i, stop, disguised, redirects, call, steps: source.steps + i - from };
}

/** A separator, a comment, or the backtick that closes; but `&>` is a redirection. */
function endsCommand(text: string, at: number, code: number, inBackticks: boolean, words: number): boolean {
  if (isEnd(code)) return code !== 38 || codeAt(text, at + 1) !== 62;
  return code === 96 ? inBackticks : code === 35 && words > 0;
}

/** `<(…)` */
function substitution(start: number, end: number, target: boolean): Word {
  return { text: '', start, end, disguised: false, quoted: false, expands: true, glob: false, target };
}

/** `< > & |` */
function isRedirection(code: number): boolean {
  return code === 60 || code === 62 || code === 38 || code === 124;
}

function isWordCode(code: number): boolean {
  return isNameCode(code) || code === 47;
}

/** `{cat,/etc/passwd}`: each part is a word. */
function readBraces(text: string, at: number, limit: number): { words: Word[]; end: number } | undefined {
  const inner = /^[^}\s]*/.exec(text.slice(at + 1, limit))![0];
  const close = at + 1 + inner.length;
  if (codeAt(text, close) !== 125 || close >= limit || !inner.includes(',')) return undefined;
  const words: Word[] = [];
  let start = at + 1;
  for (const part of inner.split(',')) {
    const plain = part.replace(/^\$(?=['"])|['"\\]|\$[@*\d!u]/g, '');
    const end = start + part.length;
    if (plain !== '') {
      words.push({
        text: plain,
        start,
        end,
        disguised: plain !== part,
        quoted: false,
        expands: part.includes('$'),
        glob: /[*?[]/.test(plain),
        target: false,
      });
    }
    start = end + 1;
    if (words.length >= MAX_WORDS) break;
  }
  return words.length === 0 ? undefined : { words, end: close + 1 };
}

/** Blanks, but no line end. */
function pastBlanks(text: string, from: number, limit: number): number {
  let i = from;
  while (i < limit) {
    const code = codeAt(text, i);
    if (code > 32 || code === 10 || code === 13) break;
    i++;
  }
  return i;
}
