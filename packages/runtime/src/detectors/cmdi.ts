import type { Confidence } from '@bulkhead/core';
import {
  BACKSLASH,
  BACKTICK,
  BRACE,
  COMMAND_WORD,
  COMPARISON,
  DOLLAR,
  LESS,
  LINE_END,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  SEMICOLON,
  SLASH,
} from './scan.ts';
import {
  CLEAR_COMMANDS,
  NEEDS_ARGUMENT,
  NOUNS,
  SHELL_CALL,
  UNMISTAKABLE_COMMANDS,
  WORD_COMMANDS,
} from './shell/command-words.ts';
import type { Detector } from './types.ts';

/**
 * OS command injection. Wherever a shell would begin a new command (after `;`, `|`, `&`, a line end, inside `$(…)` or
 * backticks), the next word is read as a shell reads it, quotes and backslashes removed. A name that only a program has
 * is enough; a name that is an English word as well must go on as a command does: an option, a path, a variable, a
 * redirection, or nothing more.
 */
export const cmdi: Detector = {
  id: 'detector/cmdi',
  class: 'cmdi',
  version: '1.0.0',
  title: 'OS command injection',
  detect({ text: value, chars, words }) {
    // A disguised name (`c'a't`, `$@`) is not seen as a word.
    const named = (words & COMMAND_WORD) !== 0;
    const disguised = (chars & (QUOTE | BACKSLASH | DOLLAR | BRACE | PERCENT)) !== 0;
    if (!named && !disguised && (chars & (SLASH | PAREN | LESS)) === 0) return undefined;
    if ((chars & (SEMICOLON | PIPE | BACKTICK | DOLLAR | LINE_END | LESS)) !== 0 && (named || disguised)) {
      const found = judgeSeparators(value);
      if (found !== undefined) return found;
    }
    if (
      disguised ||
      (chars & (LESS | COMPARISON)) !== 0 ||
      (chars & (PAREN | BRACE)) === (PAREN | BRACE) ||
      (named && (chars & SLASH) !== 0) ||
      ((chars & SLASH) !== 0 && value.includes('??'))
    ) {
      if (MAY_BE_FIXED.test(value) && FIXED.test(value)) return 'high';
    }
    if (!named) return undefined;
    if ((chars & PAREN) !== 0 && (value.length < 160 || /<\?(?:php|=)/i.test(value)) && SHELL_CALL.test(value))
      return 'medium';
    return judgeStart(value);
  },
};

/** A part of each of the spellings below: that pattern takes 2 ms to compile, in every cold start that meets it. */
const MAY_BE_FIXED =
  /\$(?:\{?IFS|\(\(|\{@)|\(\)|\?\?|\\n|<!--|\/dev\/|\/bin\/|wrapper|cmd|powershell|\bif\s|\{\s{0,2}\w{0,5},|@\{|\{\$\{|%\w{1,20}\s|:~/i;

/** Spellings that nothing but an attack on a shell has. */
const FIXED =
  /\$\{?IFS\b|\(\)\s{0,4}\{\s{0,4}:?\s{0,4};?\s{0,4}\}\s{0,4};|\/dev\/(?:tcp|udp)\/|<!--\s{0,4}#\s{0,4}exec|\$\(\(\s{0,4}\d{2,}\s{0,4}[-+*/]\s{0,4}\d+|(?:^|\s)-e\s{0,4}\/bin\/(?:ba|z|k)?sh|\{\s{0,2}(?:cat|ls|wget|curl|nc|ping|bash|sh|echo),|\/\?{2,3}\/(?:[a-z?]{1,8}\?|\?[a-z?]{1,8})|@\{\s{0,4}\[|-wrapper\s{1,4}\w{1,12},|^\{,[\w$/]|[\w.:]{1,20}\(\)\s{0,4}\{[^}]{0,40}&[^}]{0,20}\}\s{0,4};|\bfor\s{1,4}(?:\/[a-z]\s{1,4}(?:"[^"]{0,60}"\s{1,4})?)?%{1,2}\w{1,20}\s{1,4}in\s{0,4}\(|(?:^|[&|]\s{0,4})if\s{1,12}(?:\/i\s{1,4})?(?:not\s{1,4})?(?:"[^"]{0,40}"\s{0,4}==|[^\s=]{1,20}==|\S{1,30}\s{1,4}(?:equ|neq|lss|leq|gtr|geq)\s)|%[A-Za-z]{4,20}:~-?\d+,|cmd(?:\.exe)?\s{1,4}\/[ck]\s|powershell(?:\.exe)?\s{1,4}-|\\n\/(?:usr\/)?s?bin\/|\{\$\{(?:sleep|system|phpinfo)\(|\$\{@(?:print|system|eval|phpinfo)/i;

function judgeSeparators(value: string): Confidence | undefined {
  const length = value.length;
  let inBackticks = false;
  for (let i = 0; i < length; i++) {
    switch (value.charCodeAt(i)) {
      case 59: // ;
      case 38: // &
      case 124: {
        // | — of a run of signs only the last begins a command
        const next = value.charCodeAt(i + 1);
        if (next === 59 || next === 38 || next === 124) break;
        const found = judgeAfter(value, i);
        if (found !== undefined) return found;
        break;
      }
      case 10:
      case 13: {
        const found = judgeLine(value, i);
        if (found !== undefined) return found;
        break;
      }
      case 96: {
        // `
        inBackticks = !inBackticks;
        const found = inBackticks ? judgeBacktick(value, i) : undefined;
        if (found !== undefined) return found;
        break;
      }
      case 36: // $
        if (value.charCodeAt(i + 1) === 40) {
          const word = readWord(value, i + 2);
          if (isClear(word) || (WORD_COMMANDS.has(word.name) && goesOn(value, word, true)) || value[i + 2] === '`')
            return 'high';
          if (value[i + 2] === '<') return 'high';
        }
        break;
      case 60:
      case 62: // <( and >(
        if (value.charCodeAt(i + 1) === 40) {
          const word = readWord(value, i + 2);
          if (isClear(word)) return 'high';
        }
        break;
    }
  }
  return undefined;
}

interface Word {
  /** As the shell would call it: lower case, without folder, quotes, backslashes and empty expansions. */
  readonly name: string;
  readonly end: number;
  /** Written with quotes, backslashes or expansions in it. */
  readonly disguised: boolean;
  /** Called by an absolute path of programs, `/usr/bin/id`. */
  readonly byPath: boolean;
  /** True when it was written in lower case, as programs are named. */
  readonly lower: boolean;
}

const NO_WORD: Word = { name: '', end: 0, disguised: false, byPath: false, lower: false };

/** Longest word that is read: no program has a longer name, and work a separator stays bounded. */
const MAX_WORD = 80;

function readWord(value: string, from: number): Word {
  let i = from;
  const limit = Math.min(value.length, from + MAX_WORD);
  while (i < limit && isSkipped(value.charCodeAt(i))) i++;
  const start = i;
  let name = '';
  let disguised = false;
  /** A quote or expansion was passed; it disguises the name only if the name goes on. */
  let gapAt = -1;
  for (; i < limit; i++) {
    const code = value.charCodeAt(i);
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || (code >= 45 && code <= 57) || code === 95) {
      if (gapAt !== -1) disguised = true;
      name += value[i];
      continue;
    }
    // Quotes and escapes in the middle of a name vanish; `^` is the one of Windows.
    if (code === 39 || code === 34 || code === 92 || code === 94) {
      if (code === 92 && i > start && /[a-z]:$/i.test(name)) break;
      if (name !== '') gapAt = i;
      continue;
    }
    if (code === 36 && name !== '') {
      const gap = /^\$(?:[@*\d!]|\{[^}]{0,12}\}|\(\))/.exec(value.slice(i, i + 16))?.[0];
      if (gap === undefined || /^\$\{?ifs/i.test(value.slice(i, i + 5))) break;
      i += gap.length - 1;
      gapAt = i;
      continue;
    }
    // Empty substitutions: pi``ng, pi<()ng.
    const empty = name === '' ? 0 : value.startsWith('``', i) ? 2 : value.startsWith('<()', i) ? 3 : 0;
    if (empty > 0) {
      i += empty - 1;
      gapAt = i;
      continue;
    }
    break;
  }
  if (name === '') return NO_WORD;
  const slash = name.lastIndexOf('/');
  const byPath = slash !== -1 && /^\/(?:usr\/)?(?:local\/)?s?bin\/$/.test(name.slice(0, slash + 1));
  const base = slash === -1 || byPath ? name.slice(slash + 1) : name;
  const lowered = base.toLowerCase();
  return { name: lowered, end: i, disguised, byPath, lower: lowered === base };
}

/** Between a separator and the command: blanks, opening quotes and brackets, further separators. */
function isSkipped(code: number): boolean {
  return (
    code <= 32 ||
    code === 40 ||
    code === 123 ||
    code === 34 ||
    code === 39 ||
    code === 38 ||
    code === 124 ||
    code === 59 ||
    code === 64 ||
    code === 33 ||
    code === 43 ||
    code === 92 ||
    code === 36
  );
}

function isClear(word: Word): boolean {
  if (word.name === '') return false;
  return (
    CLEAR_COMMANDS.has(word.name) || (word.byPath && (WORD_COMMANDS.has(word.name) || CLEAR_COMMANDS.has(word.name)))
  );
}

function judgeAfter(value: string, at: number): Confidence | undefined {
  // `&amp;`, `&lt;` and their like are references, not separators.
  const sign = value[at]!;
  if (sign === '&' && /^&(?:[a-z]{2,8}|#\w{1,6});/i.test(value.slice(at, at + 10))) return undefined;
  if (sign === ';' && isReference(value, at)) return undefined;
  const word = readWord(value, at + 1);
  if (word.name === '') return undefined;
  const known = CLEAR_COMMANDS.has(word.name);
  if (!known && !WORD_COMMANDS.has(word.name)) return undefined;
  const next = value.charCodeAt(word.end);
  // `name=`, `name:`, `name(`, `name.`: a parameter, a property, a call, a sentence.
  if (next === 61 || next === 58 || next === 40 || next === 45) return undefined;
  if (word.byPath) return 'high';
  if (word.disguised && known) return 'high';
  if (sign === ';' && isListItem(value, at, word)) return undefined;
  const alone = /^\s{0,4}(?:$|[;|&),.])/.test(value.slice(word.end, word.end + 8));
  if (alone && NEEDS_ARGUMENT.has(word.name)) return undefined;
  if (
    alone &&
    NOUNS.has(word.name) &&
    value[at + 1] === ' ' &&
    /[A-Za-z]\s?$/.test(value.slice(Math.max(0, at - 2), at))
  ) {
    return undefined;
  }
  if (sign === '|' && isTableCell(value, at, word.end)) return undefined;
  if (!word.lower && !isWindows(word.name)) return undefined;
  const doubled = value[at + 1] === sign || value[at - 1] === sign;
  if (known && isTight(value, at, word, doubled)) return 'high';
  return goesOn(value, word, false) ? (doubled ? 'high' : 'medium') : undefined;
}

/** A clear name counts unless prose goes on behind it: `curl and divergence`. */
function isTight(value: string, _at: number, word: Word, doubled: boolean): boolean {
  const next = value.charCodeAt(word.end);
  if (Number.isNaN(next)) return true;
  if (next <= 32 && UNMISTAKABLE_COMMANDS.has(word.name)) return true;
  if (next > 32) return '<>;|&)`"\'$\\#/{%,+'.includes(value[word.end]!);
  if (
    /^\s{0,8}(?:[-/.~$*'"`<>|&;#\\({0-9@%?]|\w{1,12}:[/\\]|[\w.-]{1,64}(?:[/\\.]|\s{0,2}(?:$|[|;&#"'`<>]))|$)/.test(
      value.slice(word.end, word.end + 80),
    )
  )
    return true;
  return doubled && !/^\s\w+\s\w+\s\w+/.test(value.slice(word.end, word.end + 60));
}

/** What follows makes an English word a command. */
function goesOn(value: string, word: Word, inside: boolean): boolean {
  const rest = value.slice(word.end, word.end + 80);
  if (inside && /^\s{0,4}[)`]/.test(rest)) return true;
  if (/^\s{0,8}(?:$|[;|&`"'#)]\s{0,4}(?:$|[#;|&"'`)-]|\w))/.test(rest)) return !/^\s{0,8}['"]\s{0,2}[,:\]}]/.test(rest);
  if (/^\s{0,4}[<>]\s{0,4}[/\w&]/.test(rest)) return true;
  if (/^(?:\$|\+|%20|%09)\S/.test(rest)) return true;
  if (
    /^\s{1,8}(?:-{1,2}[a-z]|\/[a-z]+\/|\/[a-z]$|\/[a-z]{1,2}\s|~\/|\.{1,2}\/|[a-z]:\\|%[a-z]+%|\\\\|\$\w|https?:|\*)/i.test(
      rest,
    )
  )
    return true;
  if ((word.name === 'sleep' || word.name === 'timeout' || word.name === 'kill') && /^\s{1,4}-?\d/.test(rest))
    return true;
  if (word.name === 'net' && /^\s(?:user|localgroup|view|start|stop|use|share|group)\b/i.test(rest)) return true;
  if (word.name === 'reg' && /^\s(?:add|query|save|delete)\b/i.test(rest)) return true;
  return word.name === 'type' || word.name === 'dir' ? /^\s{1,4}[\w.]{1,40}[\\.]/.test(rest) : false;
}

/** `(Linux; U; Android 4.2; id; Nexus)`: one bare word of a list in brackets, as user agents write it. */
function isListItem(value: string, at: number, word: Word): boolean {
  if (value[word.end] !== ';' && value[word.end] !== ')') return false;
  const before = value.slice(Math.max(0, at - 200), at);
  const open = before.lastIndexOf('(');
  return open > before.lastIndexOf(')') && before[open - 1] === ' ';
}

/** `| id | name |`: a row of a table in Markdown. */
function isTableCell(value: string, at: number, end: number): boolean {
  const rest = value.slice(end, end + 60);
  if (!/^[^|\n]{0,50}\|/.test(rest) || /^\s{0,2}\|\|/.test(rest)) return false;
  return value[at - 1] === ' ' || at === 0 || value[at - 1] === '\n'
    ? /\|[^|]*\|[^|]*\|/.test(value.slice(Math.max(0, at - 100), end + 60))
    : false;
}

/** A command in a line of its own, in a value of very few lines: longer texts quote commands. */
function judgeLine(value: string, at: number): Confidence | undefined {
  const word = readWord(value, at + 1);
  if (!isClear(word) && !WORD_COMMANDS.has(word.name)) return undefined;
  if (word.byPath) return 'high';
  if (value.length > 200 || !word.lower) return undefined;
  const rest = value.slice(word.end, word.end + 80);
  if (isClear(word) && /^\s{0,4}(?:$|[\r\n;|&"'`#]|[-/]\w|https?:)/.test(rest)) return 'medium';
  if (!WORD_COMMANDS.has(word.name) || at >= 40 || !/^\s{0,4}(?:$|\/[a-z]+\/)/.test(rest)) return undefined;
  // Nothing before the line end: an honest value seldom begins with one, and then goes on with more than a command.
  return at === 0 ? 'medium' : 'low';
}

/** `` `cmd` `` in a value that is no prose: Markdown writes commands so. */
function judgeBacktick(value: string, at: number): Confidence | undefined {
  const close = value.indexOf('`', at + 1);
  if (close === -1 || close - at > 300) return undefined;
  const word = readWord(value, at + 1);
  if (!isClear(word) && !(WORD_COMMANDS.has(word.name) && goesOn(value, word, true))) return undefined;
  const outside = `${value.slice(Math.max(0, at - 80), at)} ${value.slice(close + 1, close + 80)}`;
  const words = outside.match(/[A-Za-z]{2,}/g)?.length ?? 0;
  // `--exec=`id``: nothing in Markdown stands so close.
  if (words <= 2 || (at > 0 && /[\w=;|&]/.test(value[at - 1]!))) return 'high';
  const inner = value.slice(word.end, close);
  return words <= 6 && /\/etc\/|https?:|\/bin\//.test(inner) ? 'medium' : undefined;
}

/** A value that is a command from its first word on. */
function judgeStart(value: string): Confidence | undefined {
  const word = readWord(value, 0);
  if (word.name === '' || (!isClear(word) && !WORD_COMMANDS.has(word.name))) return undefined;
  if (word.disguised && isClear(word)) return 'medium';
  if (!word.lower && !word.byPath) return undefined;
  const rest = value.slice(word.end, word.end + 200);
  if (word.byPath && value.trimStart().startsWith('/')) return /^(?:$|[\s|;&<>$])/.test(rest) ? 'medium' : undefined;
  if (
    rest.includes('/') &&
    /^\s{0,3}<?\s{0,3}(?:-{1,2}\w+\s+)?\/(?:etc|bin|usr|var|proc|home|root|tmp|dev)\b/.test(rest)
  )
    return 'medium';
  if (/^(?:wget|curl)$/.test(word.name) && /^\s+(?:-\S+\s+){0,3}['"]?https?:\/\/\S+/.test(rest)) return 'medium';
  if (/^(?:perl|python[23]?|ruby|php|bash|sh|node)$/.test(word.name) && /^\s+-[ecr]\s/.test(rest)) return 'medium';
  if (/^(?:nc|ncat|netcat)$/.test(word.name) && /^\s+(?:-[a-z]+\s+){1,4}/.test(rest)) return 'medium';
  if (/^(?:type|dir|copy|del)$/.test(word.name) && /^\s+(?:[a-z]:\\|%[a-z]+%\\)/i.test(rest)) return 'medium';
  if (
    /^(?:ping|ls|rm|ps|netstat|uname|chmod|cat|id)$/.test(word.name) &&
    /^\s+-[a-z]{1,4}(?:\s|$)/i.test(rest) &&
    rest.length < 60
  )
    return 'low';
  return undefined;
}

/** `&amp;` and `&#39;` end in `;`. */
function isReference(value: string, at: number): boolean {
  return /&(?:[a-z]{2,8}|#\w{1,6})$/i.test(value.slice(Math.max(0, at - 10), at));
}

function isWindows(name: string): boolean {
  return /^(?:dir|type|net|netstat|ipconfig|whoami|systeminfo|ping|copy|del|reg|tasklist|cmd|powershell)$/.test(name);
}
