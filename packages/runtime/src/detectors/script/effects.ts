import { ADDRESS, CONTROL, EVALUATING, GLOBAL, PAGE, SHOWING, WITH_ADDRESS, WITH_TEXT } from './names.ts';
import { found, type Operand, type Script } from './script.ts';
import type { Lexer } from './tokens.ts';

/** A call of what the operand names. */
export function call(script: Script, operand: Operand, lexer: Lexer, template: boolean): void {
  const { root, rootTraits, last, lastTraits, computed, links } = operand;
  if (links === 0 && (lastTraits & CONTROL) !== 0) return;
  const argument = template ? '`' : firstSign(lexer);
  // `function (x) {` and not `Function('x')`.
  if (links === 0 && last === 'function' && !isText(argument)) return;
  script.calls++;
  const onGlobal = (rootTraits & GLOBAL) !== 0;
  if (links === 0 && ((lastTraits & SHOWING) !== 0 || last === 'eval')) script.mentions--;
  if ((lastTraits & SHOWING) !== 0) {
    // `confirm (or cancel)` is prose.
    if (!lexer.spaced || /["'`)/\d]/.test(argument)) found(script);
  } else if ((lastTraits & EVALUATING) !== 0) {
    if (last !== 'eval' || argument !== ')') found(script);
  } else if ((lastTraits & WITH_TEXT) !== 0) {
    if ((last !== 'write' && last !== 'writeln') || root === 'document') {
      if (isText(argument) || FROM_ADDRESS.test(lexer.text.slice(lexer.at, lexer.at + 40))) found(script);
      else script.page = true;
    }
  } else if ((lastTraits & WITH_ADDRESS) !== 0) {
    if (leadsAway(lexer, template)) {
      if (last !== 'replace' || root === 'location' || onGlobal) found(script);
    } else if ((lastTraits & PAGE) !== 0) script.page = true;
  } else if (computed && links > 0 && onGlobal && (links === 1 || (root !== 'this' && root !== 'parent'))) {
    if (last !== '' || (root !== 'this' && root !== 'parent')) found(script);
  } else if (last === 'print' && (argument === ')' || onGlobal)) {
    found(script);
  } else if ((lastTraits & PAGE) !== 0) {
    script.page = true;
  } else if (computed && root === '0' && links > 0) {
    found(script);
  } else if (computed && last !== '' && (root === '[]' || root === '""' || root === '``') && links > 1) {
    // `[]["filter"]["constructor"]`: what reaches for a function through a literal.
    found(script);
  }
}

function isText(sign: string): boolean {
  return sign === '"' || sign === "'" || sign === '`';
}

/** What a stranger writes into the address of a page. */
const FROM_ADDRESS = /^\s{0,4}(?:(?:window|self|top|parent|document)\.)?(?:location|name|url|documenturi|referrer)\b/i;

/** The first character of what stands in the brackets that were just opened. */
function firstSign(lexer: Lexer): string {
  let i = lexer.at;
  const most = Math.min(lexer.end, i + MOST_BLANKS);
  while (i < most && lexer.text.charCodeAt(i) <= 32) i++;
  return i >= lexer.end ? ')' : lexer.text.charAt(i);
}

const MOST_BLANKS = 64;

/** The argument is an address on another host or a `javascript:` or `data:` URL, or made of the address of this page. */
function leadsAway(lexer: Lexer, template: boolean): boolean {
  const start = template ? lexer.start : lexer.at;
  return /^\s{0,8}["'`]\s{0,8}(?:https?:)?(?:\/\/|\\\/\\\/|javascript:|data:)/i.test(
    lexer.text.slice(start, start + 40),
  );
}

/** An assignment to what the operand names. */
export function assign(script: Script, operand: Operand, lexer: Lexer, declared: boolean): void {
  script.assigns++;
  if (declared) return;
  const { root, rootTraits, last, lastTraits, links } = operand;
  if ((lastTraits & ADDRESS) !== 0) {
    const page = root === 'location' || (rootTraits & GLOBAL) !== 0;
    if (!page && !(last === 'src' && links > 0)) return;
    const value = lexer.text.slice(lexer.at, lexer.at + 60);
    if (
      leadsAway(lexer, false) ||
      (page && links > 0 && root !== 'this') ||
      (page && /^\s{0,8}(?:name|hash|atob|document|window|location|["'`]\s{0,4}[\\+]|[\w$]{1,20}[.([])/.test(value))
    )
      found(script);
    else script.page = true;
  } else if ((lastTraits & PAGE) !== 0 && links > 0) script.page = true;
}
