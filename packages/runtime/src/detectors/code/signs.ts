import { anyAt } from '../any-at.ts';
import { isWordSign, makePairs, mayBePair } from '../characters.ts';
import { ESCAPED_T } from '../escaped.ts';
import {
  AMPERSAND,
  BACKSLASH,
  BACKTICK,
  BRACE,
  CALL_WORD,
  type Candidate,
  COLON,
  COMMAND_WORD,
  COMPARISON,
  DASH,
  DOLLAR,
  DOT,
  HASH,
  LESS,
  LINE_END,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  RARE,
  SEMICOLON,
  SLASH,
  SPACE,
  STAR,
  WIDE,
} from '../scan.ts';
import { CODE_TAG } from '../tags.ts';

/** Whether signs of the text may begin what is judged though nothing known is called: tags, variables, chains, imports. */
export function mayName(candidate: Candidate): boolean {
  const { text, chars, words } = candidate;
  if (
    (chars & LESS) !== 0 &&
    (candidate.tags & CODE_TAG) !== 0 &&
    (TAG.test(text) || (text.includes('<script') && text.includes('language') && SCRIPT.test(text)))
  )
    return true;
  if ((chars & DOLLAR) !== 0 && anyAt(text, '$', 36, mayBeVariable) && VARIABLE.test(text)) return true;
  if ((chars & HASH) !== 0 && anyAt(text, '#', 35, mayBeContext) && CONTEXT.test(text)) return true;
  if ((chars & BACKSLASH) !== 0 && (candidate.escaped & ESCAPED_T) !== 0 && THINK.test(text)) return true;
  if (
    (words & CALL_WORD) !== 0 &&
    (chars & (PAREN | BRACE | SEMICOLON | LINE_END)) !== 0 &&
    (text.includes('quire') || text.includes('proce') || text.includes('mport')) &&
    CHAIN.test(text)
  )
    return true;
  if (
    (chars & SLASH) !== 0 &&
    (text.includes('k/app') ||
      ((chars & COLON) !== 0 && mayBeData(text) && DATA.test(text)) ||
      ((chars & QUOTE) !== 0 && mayCutOff(text)))
  )
    return true;
  if (
    (chars & COMPARISON) !== 0 &&
    (chars & (PIPE | AMPERSAND)) !== 0 &&
    (chars & QUOTE) !== 0 &&
    text.includes('===') &&
    EQUAL.test(text)
  )
    return true;
  if (
    (chars & SEMICOLON) !== 0 &&
    (chars & DOLLAR) !== 0 &&
    (chars & PAREN) !== 0 &&
    (chars & QUOTE) !== 0 &&
    ASSIGNED.test(text)
  )
    return true;
  if ((chars & PAREN) !== 0 && (chars & RARE) !== 0 && text.includes('^') && XOR.test(text)) return true;
  if ((chars & QUOTE) !== 0 && text.includes('clude') && INCLUDE.test(text)) return true;
  if ((chars & SEMICOLON) !== 0 && (text.includes('Socket') || text.includes('POSIX')) && USE.test(text)) return true;
  if ((chars & PERCENT) !== 0 && text.length <= 600 && text.includes('%x') && COMMAND.test(text)) return true;
  if ((chars & (PAREN | PIPE)) !== 0 && '=+-@D'.includes(text.charAt(0)) && FORMULA.test(text)) return true;
  if (text.length < 80 && mayBeEnvironment(text, chars, words) && ENVIRONMENT.test(text)) return true;
  if (text.length <= MAX_STATEMENT_TEXT && mayState(text, chars, words)) return true;
  if ((chars & RARE) === 0) return false;
  const at = text.indexOf('@');
  return at !== -1 && text.includes('@', at + 6) && STATIC.test(text);
}

// A pattern reads every character; these look at the signs that it begins with, of which most texts have few.

function mayBeVariable(text: string, at: number): boolean {
  let next = text.charCodeAt(at + 1);
  if (next === 36) return text.charCodeAt(at - 1) === 95;
  if (next === 123) {
    next = text.charCodeAt(at + 2);
    // A blank of Unicode, too.
    return isNamed(next) || next <= 32 || next === 39 || next === 34 || next > 127;
  }
  if (isNamed(next)) return true;
  let i = at + 1;
  while (i < at + 9 && isWordSign(text.charCodeAt(i))) i++;
  return text.charCodeAt(i) === 58;
}

/** `_`, `G`, `H` */
function isNamed(code: number): boolean {
  return code === 95 || code === 71 || code === 72;
}

const CONTEXTS = /* @__PURE__ */ makePairs('coreseappaatva');
const ENVIRONMENTS = /* @__PURE__ */ makePairs('glthroprosimsyen');

/** The first word begins with a `d`. */
function mayBeData(text: string): boolean {
  let at = 0;
  while (at < 4 && !isWordSign(text.charCodeAt(at))) at++;
  return (text.charCodeAt(at) | 32) === 100;
}

function mayBeContext(text: string, at: number): boolean {
  return mayBePair(text, at + 1, CONTEXTS);
}

/** The first word of {@link ENVIRONMENT}, or its last. */
function mayBeEnvironment(text: string, chars: number, words: number): boolean {
  let at = 0;
  while (at < 6 && at < text.length && !isWordSign(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === 95 && text.charCodeAt(at + 1) === 95) return true;
  if (mayBePair(text, at, ENVIRONMENTS)) {
    let end = at;
    while (isWordSign(text.charCodeAt(end))) end++;
    const code = text.charCodeAt(end);
    // A member, or a blank behind `import`.
    if (code === 46 || code === 91) return true;
    if ((code <= 32 || code === 160) && (text.charCodeAt(at) | 32) === 105) return true;
  }
  return (chars & DOT) !== 0 && (words & CALL_WORD) !== 0 && anyAt(text, '.', 46, mayBeProcess);
}

function mayBeProcess(text: string, at: number): boolean {
  return (text.charCodeAt(at + 1) | 32) === 112 && (text.charCodeAt(at + 2) | 32) === 114;
}

/** Longer texts hold sentences and programs that look like statements. */
const MAX_STATEMENT_TEXT = 700;

/** Statements that run a command without a bracket, and calls of languages whose names are not in the shared table. */
function mayState(text: string, chars: number, words: number): boolean {
  if ((chars & QUOTE) !== 0 && (words & (CALL_WORD | COMMAND_WORD)) !== 0) {
    if ((chars & (SPACE | WIDE)) !== 0 && STATEMENT.test(text)) return true;
    if ((chars & BACKTICK) !== 0 && PRINTED.test(text)) return true;
  }
  if ((chars & PAREN) !== 0) {
    if ((chars & DOLLAR) !== 0 && text.includes('$$')) return true;
    if ((chars & SEMICOLON) !== 0 && text.includes('(;;)')) return true;
    if ((chars & RARE) !== 0 && text.includes('(~')) return true;
    if ((chars & COLON) !== 0 && (text.includes('os:cmd') || text.includes('Command::new'))) return true;
    if (mayBePart(text, chars)) return true;
  }
  // `qx/…/`, `qx(…)`, `qx{…}`, `qx!…!`, `qx|…|`
  if ((chars & (SLASH | PAREN | BRACE | RARE | PIPE)) !== 0 && text.includes('qx')) return true;
  if (text.length < 80 && mayPrint(text, chars)) return true;
  if ((chars & BRACE) !== 0 && (chars & COLON) !== 0 && text.includes(']::')) return true;
  if ((chars & RARE) !== 0 && (chars & (BRACE | DOT)) !== 0 && text.lastIndexOf('@system', FIRST) !== -1) return true;
  if ((chars & QUOTE) === 0) return false;
  if ((chars & SLASH) !== 0 && mayFile(text, chars)) return true;
  return mayBeOther(text, chars);
}

/** A file of the system in quotes behind a blank, or an option of a mail program. */
function mayFile(text: string, chars: number): boolean {
  if ((chars & (SPACE | WIDE)) !== 0 && (text.includes('"/etc/') || text.includes("'/etc/"))) return true;
  return (chars & (PAREN | DASH)) === (PAREN | DASH) && text.includes('-X/');
}

/** `echo 7*7;`, `9**9**9`, `while 1: pass`: short texts that a program is asked to run. */
function mayPrint(text: string, chars: number): boolean {
  if ((chars & STAR) !== 0) {
    if (text.includes('**') || text.includes('puts ')) return true;
    if (text.includes('print ')) return true;
  }
  if ((chars & SEMICOLON) !== 0 && text.includes('echo ')) return true;
  return (chars & (COLON | SPACE)) === (COLON | SPACE) && text.lastIndexOf('while ', FIRST) !== -1;
}

const STATEMENT = /(?:^|[\s;{}(])(?:exec|eval|system|spawn|print|echo)\s{1,4}["'`]/;
const PRINTED = /\b(?:print|echo|puts|return|die|exit|say|warn|p)\s{0,4}\(?\s{0,2}`|["']\s{0,3}\.\s{0,3}`/;

/** `Packages.`, `Java.type`, `Java.extend`, `Assembly.Load`, `.concat(`, `ERB.new`, `TcpClient`, `method(:` */
function mayBePart(text: string, chars: number): boolean {
  if ((chars & DOT) === 0) return false;
  if (anyAt(text, '.', 46, isPart) || text.includes('TcpClient')) return true;
  return (chars & COLON) !== 0 && text.includes('method(:');
}

function isPart(text: string, at: number): boolean {
  switch (text.charCodeAt(at + 1)) {
    case 116: // t
      return text.startsWith('Java.type', at - 4);
    case 101: // e
      return text.startsWith('Java.extend', at - 4);
    case 76: // L
      return text.startsWith('Assembly.Load', at - 8);
    case 99: // c
      if (text.startsWith('.concat(', at)) return true;
      break;
    case 110: // n
      if (text.startsWith('ERB.new', at - 3)) return true;
      break;
  }
  return text.charCodeAt(at - 1) === 115 && text.startsWith('Packages.', at - 8);
}

/** Each needs a quote beside it; most another sign, too. */
function mayBeOther(text: string, chars: number): boolean {
  if ((chars & DOT) !== 0) {
    if ((chars & RARE) !== 0 && text.includes('.!')) return true;
    if ((chars & SLASH) !== 0 && text.includes('shell/sh')) return true;
  }
  if ((chars & (DASH | PAREN)) === (DASH | PAREN) && LISP.test(text)) return true;
  return (chars & (SPACE | WIDE)) !== 0 && SCRIPTED.test(text);
}

const LISP = /shell-command|run-program/;
const SCRIPTED = /(?:callCommand|readProcess|do shell script)\s{1,3}"/;
/** What a text begins with stands among its first characters. */
const FIRST = 4;

/** Elements and processing instructions that are code; `<?xml version=` is none. */
const TAG =
  /<(?:\?(?!xml[\s-]{1,3}\w)|%[!=@]?\s{0,20}(?:e|out\.|Runtime\.|System\.|java\.)|cf(?:execute|script|set|dump|include|object|http|file|output)|g:evaluate|jsp:|j:jelly)/i;
const SCRIPT = /<script[^>]{0,60}\blanguage\s{0,9}=\s{0,9}["']?php/i;
/** What PHP fills from a request, and chains that JavaScript's readers of objects follow. */
const VARIABLE =
  /\$(?:\{\s{0,20}['"]?)?(?:_[GPRCSFE]|GLOBALS|HTTP_)|_\$\$|\$\w{0,8}:(?:constructor:|__proto__:|[Mm]odule:)/;
const CONTEXT = /#(?:context|request|session|application|parameters|attr|valueStack)\s{0,20}[.[]/i;
const THINK = /\\think[\\/]/i;
const CHAIN =
  /\b(?:process\s{0,9}\[|from\s{1,20}(?:os|subprocess|socket|pty|sys|ctypes|commands)\b|require(?:\[|\.main|\s{0,9}[;,)]|\s{0,2}['"][\w/-]{3,12}['"]\s{0,2};)|import\s{1,20}(?:os|subprocess|socket|pty|sys|ctypes|commands)\b|(?:global|globalThis|root|this)\s{0,9}(?:\.|\[\s{0,9}['"`])process\b)/;
const DATA = /^\W{0,4}data:(?:application\/x-|[^,]{0,40},\s{0,9}PD9(?!4bWw))/i;
const EQUAL = /(?:\|\||&&)\s{0,20}['"\w]{1,12}\s{0,20}===/;
const ASSIGNED = /^[^$;]{0,24}["'][\s)\]}]{0,6}[;{]/;
const USE = /\buse\s{1,20}(?:IO::Socket|Socket|POSIX)\b/;
const XOR = /\^[^()]{1,14}\)\s{0,3}\.\s{0,3}\(/;
const INCLUDE = /\binclude(?:_once)?\s{1,4}["'](?:[a-z]{3,6}:|\/|\.\.)/i;
const COMMAND = /%x\s?[([{|/!]/;
const FORMULA =
  /^[=+\-@]?\s{0,2}DDE\s{0,2}\(|^[=+\-@]\s{0,2}(?:WEBSERVICE|IMPORT(?:XML|HTML|FEED|DATA|RANGE)|HYPERLINK)\s{0,2}\(|^[=+\-@][^|\n]{0,60}\b(?:cmd|msexcel|powershell|rundll32|regsvr32|dde)(?:\.exe)?\s{0,9}\|/i;
const ENVIRONMENT =
  /^\W{0,6}(?:(?:global|this|root|process|os|sys|ENV)\w{0,4}[.[]|__[df]|import\s+(?:os|sub|pty|soc|cty))|\.process\b/i;
const STATIC = /@(?:javax?|org|ognl|com|sun)\.[\w.]{2,60}@\w/i;

/** Behind a string that is closed, the rest of a developer's line is made a comment: `');//`. */
function mayCutOff(text: string): boolean {
  const at = text.length > 400 ? -1 : text.lastIndexOf('//');
  return at > 1 && /^\/\/[\s'"`)};]*$/.test(text.slice(at));
}
