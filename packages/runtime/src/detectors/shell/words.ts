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
}

/** What is read of one command: more decides nothing, and work a separator stays bounded. */
const MAX_COMMAND = 240;
const MAX_WORDS = 14;

const TAG =
  /^<(?:\/[a-z]{1,10}\d?\s?>|(?:br|p|b|i|em|a|div|span|strong|code|pre|li|ul|ol|td|tr|th|h\d|sup|sub|img|table|html|body)[\s/>])/i;

/** Variables that the same text assigns: `a=c;b=at;$a$b`. */
export type Assignments = ReadonlyMap<string, string>;

/**
 * Reads the simple command that begins at `from`.
 * @param inBackticks a backtick ends it
 */
export function readCommand(
  text: string,
  from: number,
  inBackticks = false,
  assigned?: Assignments,
  most = MAX_COMMAND,
): Command {
  const limit = Math.min(text.length, from + most);
  const words: Word[] = [];
  let disguised = false;
  let redirects = false;
  let call = false;
  let stop = 0;

  let i = from;
  let target = false;
  while (i < limit && words.length < MAX_WORDS) {
    i = skipBlanks(text, i, limit);
    if (i >= limit) break;
    const code = text.charCodeAt(i);
    // `&>` and `>&` are redirections.
    if (isEnd(code) && !(code === 38 && text.charCodeAt(i + 1) === 62)) {
      stop = code;
      break;
    }
    if (code === 96 && inBackticks) {
      stop = code;
      break;
    }
    if (code === 35 && i > from && words.length > 0) {
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
      if (text.charCodeAt(i + 1) === 40) {
        const close = closing(text, i + 1, limit);
        words.push(word('', i, close, false, false, true, false, target));
        i = close;
        continue;
      }
      // A tag of HTML is no redirection.
      if (code === 60 && TAG.test(text.slice(i, i + 12))) {
        stop = code;
        break;
      }
      redirects = true;
      target = true;
      i++;
      while (i < limit && '<>&|'.includes(text[i]!)) i++;
      continue;
    }
    const braces = code === 123 && words.length === 0 ? readBraces(text, i, limit) : undefined;
    if (braces !== undefined) {
      disguised = true;
      words.push(...braces.words);
      i = braces.end;
      continue;
    }
    // A group or an `@` for silence opens a command, it does not name it.
    if (words.length === 0 && (code === 123 || code === 64 || code === 33) && !isNameCode(text.charCodeAt(i + 1) | 0)) {
      i++;
      continue;
    }
    if (words.length === 0 && code === 64) {
      i++;
      continue;
    }
    const read = readWord(text, i, limit, inBackticks, target, assigned);
    if (read === undefined) {
      stop = code;
      break;
    }
    target = false;
    words.push(read.word);
    if (read.ifs) disguised = true;
    i = read.next;
  }
  return { words, end: i, stop, disguised, redirects, call };
}

function word(
  text: string,
  start: number,
  end: number,
  disguised: boolean,
  quoted: boolean,
  expands: boolean,
  glob: boolean,
  target: boolean,
): Word {
  return { text, start, end, disguised, quoted, expands, glob, target };
}

interface Read {
  readonly word: Word;
  readonly next: number;
  readonly ifs: boolean;
}

/** @returns `undefined` where no word begins: at a quote that nothing closes, which is then the developer's */
function readWord(
  source: string,
  from: number,
  limit: number,
  inBackticks: boolean,
  target: boolean,
  assigned: Assignments | undefined,
): Read | undefined {
  let text = '';
  let disguised = false;
  let quoted = false;
  let expands = false;
  let glob = false;
  let ifs = false;
  /** Something that leaves no trace was passed: a disguise as soon as the name goes on. */
  let gap = false;
  /** It leaves no trace and has no other use. */
  let idle = false;
  let i = from;
  for (; i < limit; i++) {
    const code = source.charCodeAt(i);
    if (isNameCode(code) || code > 127) {
      if (gap) {
        disguised = true;
        gap = false;
      }
      text += source[i];
      continue;
    }
    if (code <= 32 || isEnd(code)) break;
    if (code === 39 || code === 34) {
      const ansi = code === 39 && i > from && source.charCodeAt(i - 1) === 36;
      const close = closingQuote(source, i, limit);
      if (close === -1) break;
      const inner = source.slice(i + 1, close);
      // `''` and `""` beside a name, and a quote that opens in the midst of one.
      if (text !== '' || inner === '') gap = true;
      if (gap && inner !== '' && text !== '') disguised = true;
      if (code === 34 && (inner.includes('$') || inner.includes('`'))) expands = true;
      text += ansi ? undoAnsi(inner) : inner;
      if (ansi && inner.includes('\\')) disguised = true;
      quoted = true;
      gap = true;
      i = close;
      continue;
    }
    if (code === 92) {
      let next = source.charCodeAt(i + 1);
      // `c\\\\at`: escaped once more on its way.
      if (next === 92 && text !== '' && isLetter(source.charCodeAt(i + 2)) && /^[a-z/]+$/.test(text)) {
        i++;
        next = source.charCodeAt(i + 1);
      }
      if (next === 10) {
        i++;
        gap = true;
        continue;
      }
      if (i + 1 >= source.length || next <= 32) {
        if (text.endsWith(':')) text += '\\';
        else if (i === from) break;
        continue;
      }
      // A line end that a program wrote out: `id\\n`.
      if ((next === 110 || next === 114) && text !== '' && !isLetter(source.charCodeAt(i + 2))) {
        i += 2;
        break;
      }
      // `C:\` and `\\host` are paths of Windows; the shell of Unix drops the backslash.
      if (isLetter(next) && text !== '' && !text.includes(':') && !text.includes('\\') && !text.includes('%'))
        gap = true;
      else if (text.endsWith(':') || text.includes('\\') || text.endsWith('%') || next === 92) {
        text += '\\';
        continue;
      }
      continue;
    }
    if (code === 94) {
      // `^` escapes in cmd.exe.
      if (!isLetter(source.charCodeAt(i + 1))) {
        text += '^';
        continue;
      }
      gap = true;
      if (text === '') idle = true;
      continue;
    }
    if (code === 36) {
      const expansion = readExpansion(source, i, limit, assigned);
      if (expansion === undefined) {
        text += '$';
        continue;
      }
      if (expansion.blank) {
        ifs = true;
        i = expansion.end;
        break;
      }
      if (expansion.text === '' && expansion.idle) {
        if (text !== '') idle = true;
        gap = true;
      } else if (expansion.known) {
        text += expansion.text;
        disguised = true;
      } else {
        expands = true;
        text += expansion.text;
      }
      i = expansion.end - 1;
      continue;
    }
    if (code === 96) {
      if (inBackticks) break;
      const close = source.indexOf('`', i + 1);
      // Three are a fence of Markdown.
      if (close === -1 || close >= limit || source.startsWith('```', i)) break;
      if (close === i + 1) {
        gap = true;
        if (text !== '') idle = true;
      } else expands = true;
      i = close;
      continue;
    }
    if (code === 60 || code === 62) {
      if (source.charCodeAt(i + 1) === 40 && source.charCodeAt(i + 2) === 41) {
        gap = true;
        i += 2;
        continue;
      }
      break;
    }
    if (code === 40) {
      break;
    }
    if (code === 37) {
      // Blanks that nobody decoded.
      const hex = source.slice(i + 1, i + 3).toLowerCase();
      if (hex === '20' || hex === '09' || hex === '0a' || hex === '0d' || hex === '0b' || hex === '0c') {
        i += 3;
        ifs = text !== '';
        break;
      }
      const variable = /^%\w{1,24}(?::~-?\d{1,3}(?:,-?\d{1,3})?)?%/.exec(source.slice(i, i + 40))?.[0];
      if (variable !== undefined) {
        if (variable.includes(':~')) disguised = true;
        else expands = true;
        if (/^%comspec%$/i.test(variable)) text += 'cmd';
        else text += variable;
        i += variable.length - 1;
        continue;
      }
      text += '%';
      continue;
    }
    if (code === 43 && text !== '' && /^[/-]/.test(source.slice(i + 1, i + 2)) && isPlainName(text)) {
      // `cat+/etc/passwd`: a blank of a form that nobody decoded.
      i++;
      ifs = true;
      break;
    }
    if (code === 42 || code === 63 || code === 91) glob = true;
    if (gap && code !== 47) gap = false;
    text += source[i];
  }
  if (i === from) return undefined;
  if (idle && text !== '') disguised = true;
  return { word: word(text, from, i, disguised, quoted, expands, glob, target), next: i, ifs };
}

interface Expansion {
  readonly text: string;
  readonly end: number;
  /** Comes to nothing: `$@`, `$1`, `${x}`, `$()`. */
  readonly idle: boolean;
  /** Stands for a blank: `$IFS`. */
  readonly blank: boolean;
  /** Its value is in the text. */
  readonly known: boolean;
}

function readExpansion(
  text: string,
  at: number,
  limit: number,
  assigned: Assignments | undefined,
): Expansion | undefined {
  const next = text.charCodeAt(at + 1);
  if (next === 39) return { text: '', end: at + 1, idle: false, blank: false, known: false };
  if (next === 40 || next === 91) {
    if (text.charCodeAt(at + 2) === 41) return { text: '', end: at + 3, idle: true, blank: false, known: false };
    return { text: '', end: closing(text, at + 1, limit), idle: false, blank: false, known: false };
  }
  if (next === 123) {
    const close = text.indexOf('}', at + 2);
    if (close === -1 || close > at + 60) return undefined;
    const inner = text.slice(at + 2, close);
    if (/^IFS\b/.test(inner)) {
      // `${IFS}$9`: the second part comes to nothing.
      const more = /^\$\d/.test(text.slice(close + 1, close + 3)) ? 2 : 0;
      return { text: '', end: close + 1 + more, idle: false, blank: true, known: false };
    }
    const fallback = /^\w{0,24}:?[-=+](.{1,40})$/s.exec(inner)?.[1];
    if (fallback !== undefined) return { text: fallback, end: close + 1, idle: false, blank: false, known: true };
    // `${PATH:0:1}`, `${HOME%%u*}`: nobody takes one character of these but to write a slash.
    if (/^(?:PATH|HOME|PWD|SHELL|OLDPWD|HOSTNAME|LS_COLORS)(?::\d{1,2}:1$|%%)/.test(inner)) {
      return { text: '/', end: close + 1, idle: false, blank: false, known: true };
    }
    const value = assigned?.get(inner);
    if (value !== undefined) return { text: value, end: close + 1, idle: false, blank: false, known: true };
    return {
      text: inner === 'SHELL' ? 'sh' : '',
      end: close + 1,
      idle: /^\w{1,8}$/.test(inner),
      blank: false,
      known: false,
    };
  }
  if (next === 73 && /^\$IFS(?!\w)/.test(text.slice(at, at + 5))) {
    const more = /^\$\d/.test(text.slice(at + 4, at + 6)) ? 2 : 0;
    return { text: '', end: at + 4 + more, idle: false, blank: true, known: false };
  }
  if (next === 48) return { text: '$0', end: at + 2, idle: false, blank: false, known: false };
  if ((next >= 49 && next <= 57) || '@*!?$#-_'.includes(text[at + 1] ?? ' ')) {
    return { text: '', end: at + 2, idle: true, blank: false, known: false };
  }
  const name = /^\w{1,32}/.exec(text.slice(at + 1, at + 33))?.[0];
  if (name === undefined) return undefined;
  const end = at + 1 + name.length;
  const value = assigned?.get(name);
  if (value !== undefined) return { text: value, end, idle: false, blank: false, known: true };
  return { text: name === 'SHELL' ? 'sh' : '', end, idle: /^[a-z]$/.test(name), blank: false, known: false };
}

/** `{cat,/etc/passwd}`: each part is a word. */
function readBraces(text: string, at: number, limit: number): { words: Word[]; end: number } | undefined {
  const close = text.indexOf('}', at + 1);
  if (close === -1 || close >= limit) return undefined;
  const inner = text.slice(at + 1, close);
  if (!inner.includes(',') || /\s/.test(inner)) return undefined;
  const words: Word[] = [];
  let start = at + 1;
  for (const part of inner.split(',')) {
    const plain = part.replace(/^\$(?=['"])|['"\\]|\$[@*\d!u]/g, '');
    const end = start + part.length;
    if (plain !== '')
      words.push(word(plain, start, end, plain !== part, false, part.includes('$'), /[*?[]/.test(plain), false));
    start = end + 1;
    if (words.length >= MAX_WORDS) break;
  }
  return words.length === 0 ? undefined : { words, end: close + 1 };
}

/** Behind the bracket that closes the one at `open`, or the limit. */
function closing(text: string, open: number, limit: number): number {
  let depth = 0;
  for (let i = open; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 40 || code === 91) depth++;
    else if ((code === 41 || code === 93) && --depth === 0) return i + 1;
  }
  return limit;
}

function closingQuote(text: string, open: number, limit: number): number {
  const quote = text.charCodeAt(open);
  for (let i = open + 1; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    if (code === 92 && quote === 34) i++;
  }
  return -1;
}

/** `$'\x63\141t'` */
function undoAnsi(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|u([0-9a-f]{1,4})|(.))/gis,
    (_match, hex, octal, unit, char) => {
      if (char !== undefined) return char === 'n' ? '\n' : char === 't' ? '\t' : (char as string);
      return String.fromCharCode(Number.parseInt(hex ?? unit ?? octal, octal === undefined ? 16 : 8));
    },
  );
}

function skipBlanks(text: string, from: number, limit: number): number {
  let i = from;
  while (i < limit) {
    const code = text.charCodeAt(i);
    if (code > 32 || code === 10 || code === 13) break;
    i++;
  }
  return i;
}

/** Ends a simple command: `; | & )` and line ends. */
function isEnd(code: number): boolean {
  return code === 59 || code === 124 || code === 38 || code === 41 || code === 10 || code === 13;
}

/** Letters, digits and what names of programs and files hold besides. */
function isNameCode(code: number): boolean {
  return isLetter(code) || (code >= 45 && code <= 57) || code === 95;
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function isPlainName(text: string): boolean {
  return /^[a-z]{2,12}$/.test(text);
}

/** What the text assigns to variables, the first 24. */
export function readAssignments(text: string): Assignments | undefined {
  if (!text.includes('=')) return undefined;
  let found: Map<string, string> | undefined;
  for (const match of text.matchAll(/(?:^|[\s;&|({])([A-Za-z_]\w{0,23})=((?:[^\s;&|\\]|\\.){1,60})/g)) {
    found ??= new Map();
    found.set(match[1]!, match[2]!.replace(/['"\\]/g, ''));
    if (found.size >= 24) break;
  }
  return found;
}
