import { COMMON, originOf, WIDGET } from '../html/tag-hosts.ts';
import { ADDRESS, CONTROL, EVALUATING, GLOBAL, PAGE, SHOWING, WITH_ADDRESS, WITH_TEXT, WRITING } from './names.ts';
import { found, type Operand, type Script } from './script.ts';
import type { Lexer } from './tokens.ts';

/** A call of what the operand names. */
export function call(script: Script, operand: Operand, lexer: Lexer, template: boolean): void {
  const { root, rootTraits, last, lastTraits, computed, links } = operand;
  if (links === 0 && (lastTraits & CONTROL) !== 0) return;
  const argument = template ? '`' : firstSign(lexer);
  // `function (x) {` and not `Function('x')`.
  if (links === 0 && last === 'function' && (!isText(argument) || (template && lexer.text[lexer.start - 8] === 'f')))
    return;
  script.calls++;
  const onGlobal = (rootTraits & GLOBAL) !== 0;
  if (links === 0 && ((lastTraits & SHOWING) !== 0 || last === 'eval')) script.mentions--;
  if ((lastTraits & SHOWING) !== 0) {
    if (links > 0 && (/[[{]/.test(argument) || (isOwnDialog(operand) && !PROOF_TEXT.test(ahead(lexer))))) {
      script.mentions--; // `inquirer.prompt([…])`, `dialog.manager.confirm()`
      return;
    }
    // `confirm (or cancel)` is prose.
    if (!lexer.spaced || /["'`)/\d]/.test(argument)) found(script, template || PROOF.test(ahead(lexer)));
  } else if ((lastTraits & EVALUATING) !== 0) {
    if (last !== 'eval' || argument !== ')') found(script, DECODING.test(ahead(lexer)));
  } else if ((lastTraits & WITH_TEXT) !== 0) {
    if ((last !== 'write' && last !== 'writeln') || root === 'document') {
      const text = ahead(lexer);
      const address = FROM_ADDRESS.test(text);
      if (isText(argument) || address)
        found(script, template || (links > 0 && last === 'constructor') || address || IN_TEXT.test(text));
      else script.page = true;
    }
  } else if ((lastTraits & WITH_ADDRESS) !== 0) {
    const away = leadsAway(lexer, template);
    if (away !== NOWHERE) {
      if (last !== 'replace' || root === 'location' || onGlobal) lead(script, away);
    } else if (links > 0 && root === 'location' && OF_ADDRESS.test(ahead(lexer))) found(script, true);
    else if ((lastTraits & PAGE) !== 0) script.page = true;
  } else if ((lastTraits & WRITING) !== 0 && links > 0) {
    if (last === 'setexpression' || OF_ADDRESS.test(ahead(lexer))) found(script, true);
    else if (leadsAway(lexer, template) !== NOWHERE && last === 'createstylesheet') found(script, false);
    else script.page = true;
  } else if (computed && links > 0 && onGlobal && (links === 1 || (root !== 'this' && root !== 'parent'))) {
    if (last !== '' || (root !== 'this' && root !== 'parent')) found(script, (lastTraits & EVALUATING) !== 0);
  } else if (last === 'print' && (argument === ')' || onGlobal)) {
    found(script, false);
  } else if ((lastTraits & PAGE) !== 0) {
    script.page = true;
  } else if (computed && root === '0' && links > 0) {
    found(script, true);
  } else if (computed && last !== '' && (root === '[]' || root === '""' || root === '``') && links > 1) {
    // `[]["filter"]["constructor"]`: what reaches for a function through a literal.
    found(script, true);
  }
}

/** A method of some object, which only shares its name with the browser's function. */
function isOwnDialog({ computed, last, links, rootTraits }: Operand): boolean {
  return !computed && links > 1 && last !== 'alert' && (rootTraits & GLOBAL) === 0;
}

const PROOF_TEXT = /^\s{0,8}(?:["'`]?\d|["'`][^"'`]{0,12}xss|document|cookie)/i;

/** What only a proof shows: a number, nothing, the name of the attack, the secrets or the address of the page. */
const PROOF =
  /^\s{0,8}(?:[\d)/!~+-]|["'`]?[\s\d]{0,8}(?:[\w ]{0,12}xss|\d{1,20}["'`])|(?:(?:window|self|top|parent|frames)\.)?(?:document\.(?:cookie|domain|url|location|write)|localstorage|sessionstorage|origin\b|cookie|location\b|atob|string\.from|["'`]{2}))/i;

/** Text that is code once it is decoded, or that a stranger chose. */
const DECODING =
  /^\s{0,8}(?:(?:window|self|top|this|document)\.)?(?:atob|unescape|decodeuri\w{0,10}|string\.fromcharcode|name\b|location\b|document\.(?:url|cookie|referrer)|["'`][^"'`]{0,40}(?:alert|cookie|\\[xu0-9]))|^\s{0,4}\d{2,3}\s{0,4},\s{0,4}\d{2,3}\s{0,4},\s{0,4}\d/i;

/** Code of an attack in a text that is run. */
const IN_TEXT = /\b(?:alert|confirm|prompt|eval|fromcharcode|atob)\b.{0,4}[(`\\]|cookie|onerror|onload\s{0,4}=/i;

function ahead(lexer: Lexer): string {
  return lexer.text.slice(lexer.at, Math.min(lexer.end, lexer.at + 64));
}

function isText(sign: string): boolean {
  return sign === '"' || sign === "'" || sign === '`';
}

/** What a stranger writes into the address of a page. */
const FROM_ADDRESS = /^\s{0,4}(?:(?:window|self|top|parent|document)\.)?(?:location|name|url|documenturi|referrer)\b/i;

/** A part of it, in an expression. */
const OF_ADDRESS =
  /^[^;)'"`]{0,40}(?:\blocation\.(?:hash|search|href)\b|\bdocument\.(?:url|referrer)\b|\bdocumenturi\b|(?:^\s{0,4}|[?+&|(]|opener\.|window\.|top\.)\s{0,4}name(?=\s{0,4}(?:[;+)]|$)))/i;

/** The first character of what stands in the brackets that were just opened. */
function firstSign(lexer: Lexer): string {
  let i = lexer.at;
  const most = Math.min(lexer.end, i + MOST_BLANKS);
  while (i < most && lexer.text.charCodeAt(i) <= 32) i++;
  return i >= lexer.end ? ')' : lexer.text.charAt(i);
}

const MOST_BLANKS = 64;

/** Addresses that a call or an assignment may lead to. */
const NOWHERE = 0;
/** A host that pages have much to do with. */
const COMMONPLACE = 1;
const ELSEWHERE = 2;
/** `javascript:` and `data:` */
const INTO_CODE = 3;

/** Where the address leads that stands next. */
function leadsAway(lexer: Lexer, template: boolean): number {
  const start = template ? lexer.start : lexer.at;
  const address = /^\s{0,8}["'`]\s{0,8}((?:https?:)?(?:\/\/|\\\/\\\/)|javascript:|data:(?!image|font))/i.exec(
    lexer.text.slice(start, start + 40),
  );
  if (address === null) return NOWHERE;
  if (!/\/$/.test(address[1]!)) return INTO_CODE;
  const from = start + address[0].length - address[1]!.length;
  const url = /^[^"'`]{1,200}/.exec(lexer.text.slice(from, from + 200))?.[0] ?? '';
  // A template fills in the host: that of a service, with the name of the account.
  if (/^.{0,12}(?:\{\{|<%)/.test(url)) return COMMONPLACE;
  const origin = originOf(url.replaceAll('\\/', '/'));
  return origin === WIDGET || origin === COMMON ? COMMONPLACE : ELSEWHERE;
}

function lead(script: Script, away: number): void {
  found(script, away === INTO_CODE);
  if (away === ELSEWHERE) script.away = script.tokens;
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
    const away = leadsAway(lexer, false);
    // `onerror="this.src='https://…'"`: another picture in its place.
    if (away !== NOWHERE && away !== INTO_CODE && root === 'this' && links === 1 && (last === 'src' || last === 'href'))
      script.away = script.tokens;
    else if (away !== NOWHERE) lead(script, away);
    else if (page && /^\s{0,8}(?:name|hash|atob|["'`]\s{0,4}\\)\b/.test(value)) found(script, true);
    else if (page && ((links > 0 && root !== 'this' && !OWN_PATH.test(value)) || CHOSEN.test(value)))
      found(script, false);
    else script.page = true;
  } else if ((lastTraits & PAGE) !== 0 && links > 0) {
    if (OF_ADDRESS.test(ahead(lexer)) && last !== 'domain') found(script, true);
    else script.page = true;
  }
}

const CHOSEN = /^\s{0,8}(?:document|window|location|["'`]\s{0,4}\+|[\w$]{1,20}[.([])/;

/** `location.href = '/orders'` leads to another page of the same site. */
const OWN_PATH = /^\s{0,4}["'`](?:\/(?![/\\])|[?#]|\.{1,2}\/|[\w-]{1,40}[/.?#"'`])/;
