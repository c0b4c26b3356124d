import {
  AMPERSAND,
  BACKSLASH,
  BRACE,
  CALL_WORD,
  COMPARISON,
  DOLLAR,
  HASH,
  LESS,
  LINE_END,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  SEMICOLON,
  SLASH,
} from '../scan.ts';

/** Whether signs of the text may begin what is judged though nothing known is called: tags, variables, chains, imports. */
export function mayName(text: string, chars: number, words: number): boolean {
  const has = (signs: number): boolean => (chars & signs) !== 0;
  if (has(LESS) && (TAG.test(text) || (text.includes('<script') && text.includes('language') && SCRIPT.test(text))))
    return true;
  if (has(DOLLAR) && VARIABLE.test(text)) return true;
  if (has(HASH) && CONTEXT.test(text)) return true;
  if (has(BACKSLASH) && THINK.test(text)) return true;
  if ((words & CALL_WORD) !== 0 && has(PAREN | BRACE | SEMICOLON | LINE_END) && CHAIN.test(text)) return true;
  if (has(SLASH) && (text.includes('k/app') || DATA.test(text) || (has(QUOTE) && mayCutOff(text)))) return true;
  if (has(COMPARISON) && has(PIPE | AMPERSAND) && has(QUOTE) && text.includes('===') && EQUAL.test(text)) return true;
  if (has(SEMICOLON) && has(DOLLAR) && has(PAREN) && has(QUOTE) && ASSIGNED.test(text)) return true;
  if (has(PAREN) && text.includes('^') && XOR.test(text)) return true;
  if (has(QUOTE) && text.includes('lude') && INCLUDE.test(text)) return true;
  if (has(SEMICOLON) && (text.includes('Socket') || text.includes('POSIX')) && USE.test(text)) return true;
  if (has(PERCENT) && text.length <= 600 && COMMAND.test(text)) return true;
  if (has(PAREN | PIPE) && FORMULA.test(text)) return true;
  if (text.length < 80 && ENVIRONMENT.test(text)) return true;
  const at = text.indexOf('@');
  return at !== -1 && text.includes('@', at + 6) && STATIC.test(text);
}

/** Elements and processing instructions that are code; `<?xml version=` is none. */
const TAG = /<(?:\?(?!xml[\s-]{1,3}\w)|%\s{0,20}e|cf(?:execute|script)|g:evaluate|j:jelly)/i;
const SCRIPT = /<script[^>]{0,60}\blanguage\s{0,9}=\s{0,9}["']?php/i;
/** What PHP fills from a request, and chains that JavaScript's readers of objects follow. */
const VARIABLE =
  /\$(?:\{\s{0,20}['"]?)?(?:_[GPRCSFE]|GLOBALS|HTTP_)|_\$\$|\$\w{0,8}:(?:constructor:|__proto__:|[Mm]odule:)/;
const CONTEXT = /#(?:context|request|session|application|parameters|attr|valueStack)\s{0,20}[.[]/i;
const THINK = /\\think[\\/]/i;
const CHAIN =
  /\b(?:process\s{0,9}\[|require(?:\[|\.main|\s{0,9}[;,)]|\s{0,2}['"][\w/-]{3,12}['"]\s{0,2};)|import\s{1,20}(?:os|subprocess|socket|pty|sys|ctypes|commands)\b|(?:global|globalThis|root|this)\s{0,9}(?:\.|\[\s{0,9}['"`])process\b)/;
const DATA = /^\W{0,4}data:(?:application\/x-|[^,]{0,40},\s{0,9}PD9)/i;
const EQUAL = /(?:\|\||&&)\s{0,20}['"\w]{1,12}\s{0,20}===/;
const USE = /\buse\s{1,20}(?:IO::Socket|Socket|POSIX)\b/;
const ASSIGNED = /^[^$;]{0,24}["'][\s)\]}]{0,6}[;{]/;
const XOR = /\^[^()]{1,14}\)\s{0,3}\.\s{0,3}\(/;
const INCLUDE = /\binclude(?:_once)?\s{1,4}["'](?:[a-z]{3,6}:|\/|\.\.)/i;
const COMMAND = /%x\s?[([{|/!]/;
const FORMULA =
  /^[=+\-@]?\s{0,2}DDE\s{0,2}\(|^[=+\-@][^|\n]{0,60}\b(?:cmd|msexcel|powershell|rundll32|regsvr32|dde)(?:\.exe)?\s{0,9}\|/i;
const ENVIRONMENT =
  /^\W{0,6}(?:(?:global|this|root|process|os|sys)\w{0,4}[.[]|__[df]|import\s+(?:os|sub|pty|soc|cty))|\.process\b/i;
const STATIC = /@(?:javax?|org|ognl|com|sun)\.[\w.]{2,60}@\w/i;

/** Behind a string that is closed, the rest of a developer's line is made a comment: `');//`. */
function mayCutOff(text: string): boolean {
  const at = text.length > 400 ? -1 : text.lastIndexOf('//');
  return at > 1 && /^\/\/[\s'"`)};]*$/.test(text.slice(at));
}
