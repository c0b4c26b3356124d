import { isLetter } from '../characters.ts';
import { codeAt, isEnd, isNameCode } from './characters.ts';
import { type Assignments, readExpansion, undoAnsi } from './expansions.ts';

/** One word of a command line, as the shell hands it to the program. */
export interface Word {
  /** Quotes, escapes and expansions undone. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Written so that a reader or a filter does not see it: quotes or escapes inside a name, expansions to nothing. */
  readonly disguised: boolean;
  readonly quoted: boolean;
  /** Holds a variable or a substitution whose value is not in the text. */
  readonly expands: boolean;
  readonly glob: boolean;
  /** The file of a redirection. */
  readonly target: boolean;
}

/** What a command is read from. */
export interface Source {
  readonly text: string;
  /** Nothing is read from here on. */
  readonly limit: number;
  /** A backtick ends it. */
  readonly inBackticks: boolean;
  readonly assigned: Assignments | undefined;
  /** Variables that are still looked up: an attacker needs few, and each costs as much as some ten words. */
  expansions: number;
  /** What the signs in its words cost besides their characters, as work.ts counts. */
  steps: number;
}

/** A word that is being read. */
interface Draft {
  text: string;
  disguised: boolean;
  quoted: boolean;
  expands: boolean;
  glob: boolean;
  /** Something that leaves no trace was passed: a disguise as soon as the name goes on. */
  gap: boolean;
  /** It leaves no trace and has no other use. */
  idle: boolean;
  /** A sign that the text does not show as one ended it. */
  ended: boolean;
  /** That sign stands for a blank. */
  blank: boolean;
}

export interface Read {
  readonly word: Word;
  readonly next: number;
  /** `$IFS` or another blank in disguise ended it. */
  readonly blank: boolean;
}

/** A sign costs as much as so many characters, and more where the word before it is long. */
const SIGN = 8;

/** @returns `undefined` where no word begins: at a quote that nothing closes, which is then the developer's */
export function readWord(source: Source, from: number, target: boolean): Read | undefined {
  const { text, limit } = source;
  const plain = pastName(text, from, limit);
  if (plain > from && isPlainEnd(text, plain, limit)) {
    return { word: plainWord(text, from, plain, target), next: plain, blank: false };
  }
  const draft: Draft = {
    text: text.slice(from, plain),
    disguised: false,
    quoted: false,
    expands: false,
    glob: false,
    gap: false,
    idle: false,
    ended: false,
    blank: false,
  };
  let i = plain;
  while (i < limit && !draft.ended) {
    const to = pastName(text, i, limit);
    if (to > i) {
      if (draft.gap) draft.disguised = true;
      draft.gap = false;
      draft.text += text.slice(i, to);
      i = to;
      continue;
    }
    const code = codeAt(text, i);
    if (code <= 32 || isEnd(code)) break;
    source.steps += SIGN + (draft.text.length >> 2);
    const next = readSign(source, draft, i, from, code);
    if (next === i) break;
    i = next;
  }
  if (i === from) return undefined;
  const { quoted, expands, glob } = draft;
  const disguised = draft.disguised || (draft.idle && draft.text !== '');
  return {
    word: { text: draft.text, start: from, end: i, disguised, quoted, expands, glob, target },
    next: i,
    blank: draft.blank,
  };
}

function plainWord(text: string, start: number, end: number, target: boolean): Word {
  return {
    text: text.slice(start, end),
    start,
    end,
    disguised: false,
    quoted: false,
    expands: false,
    glob: false,
    target,
  };
}

/** Past letters, digits and what names of programs and files hold besides; anything beyond ASCII too. */
function pastName(text: string, from: number, limit: number): number {
  let i = from;
  while (i < limit) {
    const code = codeAt(text, i);
    if (!isNameCode(code) && code !== 47 && code <= 127) break;
    i++;
  }
  return i;
}

function isPlainEnd(text: string, at: number, limit: number): boolean {
  if (at >= limit) return true;
  const code = codeAt(text, at);
  return code <= 32 || isEnd(code);
}

/** @returns where reading goes on; `at` itself where the word ends */
function readSign(source: Source, draft: Draft, at: number, from: number, code: number): number {
  const { text } = source;
  switch (code) {
    case 39:
    case 34:
      return readQuoted(source, draft, at, from, code);
    case 92:
      return readEscape(text, draft, at, from);
    // `^` escapes in cmd.exe.
    case 94:
      if (!isLetter(codeAt(text, at + 1))) draft.text += '^';
      else {
        draft.gap = true;
        if (draft.text === '') draft.idle = true;
      }
      return at + 1;
    case 36:
      return readDollar(source, draft, at);
    case 96:
      return readBacktick(source, draft, at);
    case 60:
    case 62:
      if (codeAt(text, at + 1) !== 40 || codeAt(text, at + 2) !== 41) return at;
      draft.gap = true;
      return at + 3;
    case 40:
      return at;
    case 37:
      return readPercent(source, draft, at);
    case 43:
      // `cat+/etc/passwd`: a blank of a form that nobody decoded.
      if (/^[/-]/.test(text.slice(at + 1, at + 2)) && /^[a-z]{2,12}$/.test(draft.text)) {
        draft.ended = draft.blank = true;
        return at + 1;
      }
      break;
    case 42:
    case 63:
    case 91:
      draft.glob = true;
      break;
  }
  draft.gap = false;
  draft.text += text[at];
  return at + 1;
}

function readQuoted(source: Source, draft: Draft, at: number, from: number, quote: number): number {
  const { text, limit } = source;
  const ansi = quote === 39 && at > from && codeAt(text, at - 1) === 36;
  const close = closingQuote(text, at, limit);
  if (close === -1) {
    source.steps += limit - at;
    return at;
  }
  const inner = text.slice(at + 1, close);
  // `''` and `""` beside a name, and a quote that opens in the midst of one.
  if (draft.text !== '' || inner === '') draft.gap = true;
  if (draft.gap && inner !== '' && draft.text !== '') draft.disguised = true;
  if (quote === 34 && (inner.includes('$') || inner.includes('`'))) draft.expands = true;
  draft.text += ansi ? undoAnsi(inner) : inner;
  if (ansi && inner.includes('\\')) draft.disguised = true;
  draft.quoted = true;
  draft.gap = true;
  return close + 1;
}

function closingQuote(text: string, open: number, limit: number): number {
  const quote = codeAt(text, open);
  for (let i = open + 1; i < limit; i++) {
    const code = codeAt(text, i);
    if (code === quote) return i;
    if (code === 92 && quote === 34) i++;
  }
  return -1;
}

function readEscape(text: string, draft: Draft, at: number, from: number): number {
  let i = at;
  let next = codeAt(text, i + 1);
  // `c\\\\at`: escaped once more on its way.
  if (next === 92 && draft.text !== '' && isLetter(codeAt(text, i + 2)) && /^[a-z/]+$/.test(draft.text)) {
    i++;
    next = codeAt(text, i + 1);
  }
  // A backslash that is escaped escapes no line end.
  if (next === 92 && codeAt(text, i + 2) === 10) {
    draft.text += '\\';
    return i + 2;
  }
  if (next === 10) {
    draft.gap = true;
    return i + 2;
  }
  if (i + 1 >= text.length || next <= 32) {
    if (draft.text.endsWith(':')) draft.text += '\\';
    else if (i === from) return at;
    return i + 1;
  }
  // A line end that a program wrote out: `id\\n`.
  if ((next === 110 || next === 114) && draft.text !== '' && !isLetter(codeAt(text, i + 2))) {
    draft.ended = true;
    return i + 2;
  }
  // `C:\` and `\\host` are paths of Windows; the shell of Unix drops the backslash.
  const path = draft.text.includes(':') || draft.text.includes('\\') || draft.text.includes('%');
  if (isLetter(next) && draft.text !== '' && !path) draft.gap = true;
  else if (draft.text.endsWith(':') || draft.text.includes('\\') || draft.text.endsWith('%') || next === 92)
    draft.text += '\\';
  return i + 1;
}

const EXPANSION = 40;

function readDollar(source: Source, draft: Draft, at: number): number {
  const next = codeAt(source.text, at + 1);
  const dear = next === 123 || isLetter(next);
  if (dear) source.steps += EXPANSION;
  const expansion =
    dear && --source.expansions < 0 ? undefined : readExpansion(source.text, at, source.limit, source.assigned);
  if (expansion === undefined) {
    draft.text += '$';
    return at + 1;
  }
  switch (expansion.kind) {
    case 'blank':
      draft.ended = draft.blank = true;
      break;
    case 'known':
      draft.text += expansion.text;
      draft.disguised = true;
      break;
    case 'idle':
      if (draft.text !== '') draft.idle = true;
      draft.gap = true;
      break;
    case 'open':
      draft.expands = true;
      draft.text += expansion.text;
      break;
  }
  return expansion.end;
}

function readBacktick({ text, limit, inBackticks }: Source, draft: Draft, at: number): number {
  if (inBackticks) return at;
  const close = text.indexOf('`', at + 1);
  // Three are a fence of Markdown.
  if (close === -1 || close >= limit || text.startsWith('```', at)) return at;
  if (close > at + 1) draft.expands = true;
  else {
    draft.gap = true;
    if (draft.text !== '') draft.idle = true;
  }
  return close + 1;
}

/** Blanks that nobody decoded, and variables of cmd.exe. */
function readPercent(source: Source, draft: Draft, at: number): number {
  const { text } = source;
  if (/^(?:20|0[9abcd])$/i.test(text.slice(at + 1, at + 3))) {
    draft.ended = true;
    draft.blank = draft.text !== '';
    return at + 3;
  }
  const variable =
    --source.expansions < 0
      ? undefined
      : /^%\w{1,24}(?::~-?\d{1,3}(?:,-?\d{1,3})?)?%/.exec(text.slice(at, at + 40))?.[0];
  if (variable === undefined) {
    draft.text += '%';
    return at + 1;
  }
  if (variable.includes(':~')) draft.disguised = true;
  else draft.expands = true;
  draft.text += /^%comspec%$/i.test(variable) ? 'cmd' : variable;
  return at + variable.length;
}
