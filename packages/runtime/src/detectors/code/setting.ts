import type { Candidate } from '../scan.ts';

/**
 * Where a piece of code stands in a value.
 * - `whole`: the value begins with it.
 * - `breakout`: before it, a quote or bracket is closed that the value never opened, as one leaves a developer's string.
 * - `statement`: after a few characters and a separator.
 * - `inside`: after other code.
 * - `prose`: words of a sentence before or behind it.
 * - `document`: a long text, many lines, or Markdown.
 */
export type Setting = 'whole' | 'breakout' | 'statement' | 'inside' | 'prose' | 'document';

/** Texts past this are documents: they may well show code without being an attack. */
const DOCUMENT = 1500;
const DOCUMENT_LINES = 9;

/**
 * The setting of the code from `start` to `end`.
 * @param sure what stands there is grave enough that empty lines, and lines before its own, do not excuse it
 */
export function settingOf(candidate: Candidate, start: number, end: number, sure: boolean): Setting {
  const { text } = candidate;
  if (isDocument(candidate)) return 'document';
  if (isProseAfter(text, end, sure)) return 'prose';
  const before = text.slice(Math.max(0, start - 200), start);
  if (/^[\s('"`[{<@!~+\-&#=;,.:|$%?\\)}\]/*0-9]*$/.test(before)) {
    if (hasManyLines(text, sure)) return 'document';
    return closesUnopened(before) || NUMBER.test(before) ? 'breakout' : 'whole';
  }
  // A sentence does not go on in a line of its own.
  if (isProseBefore(sure ? before.slice(before.lastIndexOf('\n') + 1) : before)) return 'prose';
  if (hasManyLines(text, sure)) return 'document';
  if (closesUnopened(before) || NUMBER.test(before)) return 'breakout';
  return start <= 40 && /[;|&\n=:,]\s*(?:[\w@$]{1,12}\s?)?[(!+@{[$]*$/.test(before) ? 'statement' : 'inside';
}

/** A number that was asked for, and the end of the statement that it stands in: `1; `, `1+1;`. */
const NUMBER = /^\s*-?\d{1,8}(?:\s?[-+*]\s?\d{1,8})?\s*;\s*$/;

/** A window of a long text, a long text, or Markdown with fences. */
export function isDocument({ text, part }: Candidate): boolean {
  return part || text.length > DOCUMENT || hasFence(text);
}

function hasFence(text: string): boolean {
  return text.includes('```') || text.includes('~~~');
}

function hasManyLines(text: string, sure: boolean): boolean {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    if ((!sure || text.charCodeAt(at + 1) > 32) && ++lines >= DOCUMENT_LINES) return true;
  return false;
}

/** A quote or bracket closes in it that never opened: `x')`, `1"}`. */
function closesUnopened(before: string): boolean {
  let round = 0;
  let square = 0;
  let curly = 0;
  let singles = 0;
  let doubles = 0;
  for (let i = 0; i < before.length; i++) {
    switch (before.charCodeAt(i)) {
      case 34:
        doubles++;
        break;
      case 39:
        singles++;
        break;
      case 40:
        round++;
        break;
      case 41:
        if (--round < 0) return true;
        break;
      case 91:
        square++;
        break;
      case 93:
        if (--square < 0) return true;
        break;
      case 123:
        curly++;
        break;
      case 125:
        if (--curly < 0) return true;
        break;
    }
  }
  if (singles % 2 === 0 && doubles % 2 === 0) return false;
  // An odd quote that is not the last thing before the code: `'+`, `';`, `",`; `"eval(` opens a string and `don't` is a word.
  const left =
    singles % 2 === 1 ? /'\s*(?:[;+.,|&)}\]*\-%/^?:=<>\n]|and\b|or\b)/ : /"\s*(?:[;+.,|&)}\]*\-%/^?:=<>\n]|and\b|or\b)/;
  return left.test(before) && !/\w'\w[^']*$/.test(before);
}

/** Words that stand before a call in code. */
const KEYWORDS =
  /(?:^|\W)(?:return|echo|print|new|await|async|throw|else|do|and|or|not|in|is|if|elif|var|let|const|yield|typeof|void|delete|puts|println|printf|static|include(?:_once)?|require(?:_once)?|die|then|case|import|from|exec|eval|lambda|global|use|begin|unless|while|until|xor|p|my|out|set|def|with|as|instanceof)\s+[(@!\-+"'[{$%#]*$/i;

/** The code stands in a sentence: two plain words before it, the last not a keyword. */
function isProseBefore(before: string): boolean {
  if (!/[A-Za-z]{2}['",:)\]]?\s+["'`([{]?$/.test(before)) {
    // Words, then a separator: `The quick fox jumps; eval(1)`.
    return /(?:[A-Za-z][a-z']{1,20}[,.]? ){4}/.test(before);
  }
  if (KEYWORDS.test(before)) return /(?:[A-Za-z][a-z']{1,20}[,.]? ){4}/.test(before);
  return (
    /^\W*[A-Za-z'\u2019]{2,20}[:,]?\s+["'`(]*$/.test(before) ||
    /[A-Za-z]{2,}[,:.]?\s+\S{1,30}\s+["'`([{]*$/.test(before)
  );
}

/** Words of a sentence behind the code: ` is evil`, ` and then it`. */
function isProseAfter(text: string, end: number, sameLine: boolean): boolean {
  const after = text.slice(end, end + 60);
  const rest = sameLine ? after.split('\n', 1)[0]! : after;
  return (
    /^[)\]}'"`.,:;?!]{0,4}\s{1,2}(?:[a-z]{2,20}[,.]?\s+){2}[a-z]{2}/i.test(rest) &&
    !/^\W*(?:and|or|from|if|for|in|where|as|union|then|else|is not)\s+\S+\s*[=<>(']/i.test(rest) &&
    !/^[)\]}'"`;]{0,4}\s*(?:#|--|\/\/)/.test(rest)
  );
}
