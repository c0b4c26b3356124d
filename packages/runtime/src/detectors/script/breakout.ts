import { type Context, isShown } from '../html/context.ts';
import { readScript } from './read.ts';
import type { Script } from './script.ts';

export const NO_SCRIPT = 0;
/** A whole value that is code. */
export const BARE = 1;
/** Code behind a string, bracket or comment that it closes. */
export const BROKEN_OUT = 2;

/** Longer values are programs or prose, and no fragments. */
const MAX_BARE = 600;
const MAX_ANYWHERE = 400;
/** In short values any sign beyond ASCII counts as a quote: code pages map several of them to one. */
const MAX_WIDE = 120;
const MAX_STARTS = 10;

/**
 * Whether a value is script for a place where a page writes values into code: alone (`alert(1)`), or behind a string that
 * it ends (`';alert(1)//`, `"-alert(1)-"`, `\\');alert(1);//`).
 */
export function judgeBreakOut(text: string, context: Context): number {
  const verdict = judgeAt(text, context);
  if (verdict !== NO_SCRIPT || text.length > MAX_ANYWHERE || !text.includes('\\')) return verdict;
  // Quotes that were escaped on the way: `top[\\"al\\"+\\"ert\\"](1)`.
  const bare = text.replace(/\\{1,3}(?=["'`])/g, '');
  return bare.length < text.length ? judgeAt(bare, context) : NO_SCRIPT;
}

function judgeAt(text: string, context: Context): number {
  let verdict = NO_SCRIPT;
  if (text.length <= MAX_BARE) {
    const whole = readScript(text, context, text.startsWith('*/') ? 2 : 0, 1);
    const does = context.content || isProgram(text, whole) ? whole.grave : whole.sink;
    if ((does || (whole.secret && whole.tokens <= 10)) && whole.prose === 0)
      verdict = /^\s{0,8}[;)}\]*,+-]/.test(text) ? BROKEN_OUT : BARE;
    if (verdict === BROKEN_OUT) return verdict;
  }
  if (verdict === NO_SCRIPT && text.length <= MAX_BARE && endsHandler(text, context)) verdict = BARE;
  // Where a longer text breaks out, it does so at its beginning.
  const most = text.length <= MAX_ANYWHERE ? text.length : 64;
  let starts = 0;
  for (let i = 0; i < most && starts < MAX_STARTS; i++) {
    const code = text.charCodeAt(i);
    if (code !== 34 && code !== 39 && code !== 96 && (code < 128 || text.length > MAX_WIDE)) continue;
    if (!continues(text, i + 1) || isOpening(text, i) || closesString(text, i)) continue;
    starts++;
    const script = readScript(text, context, i + 1, 1);
    if ((context.content ? script.grave : script.sink) && script.proseBefore === 0 && !isShown(text, i, context))
      return BROKEN_OUT;
  }
  return verdict;
}

/** The value of a handler up to the end of its tag, as it is left where the beginning was cut: `alert(1)"><br>`. */
function endsHandler(text: string, context: Context): boolean {
  const close = text.indexOf('>');
  if (close < 4 || close > 160 || !endsCall(text, close)) return false;
  const head = text.slice(0, close).replace(/^[\s"'`]{1,4}|[\s"'`/]{1,4}$/g, '');
  if (!head.endsWith(')')) return false;
  const script = readScript(head, context, 0, 1);
  return script.sink && script.prose === 0;
}

/** A bracket stands before the end of the tag, a few blanks, quotes and a `/` between them. */
function endsCall(text: string, close: number): boolean {
  let i = close - 1;
  while (i >= close - 4 && (text.charCodeAt(i) <= 32 || text.charCodeAt(i) > 127 || `"'\`/`.includes(text.charAt(i))))
    i--;
  return text.charCodeAt(i) === 41;
}

/** In a sentence, a quote after a blank begins what it quotes. */
function isOpening(text: string, at: number): boolean {
  return at > 3 && text.charCodeAt(at - 1) <= 32 && /[a-z] [a-z]/i.test(text.slice(0, at));
}

/** Code of some length with functions and names of its own that leads nowhere: what manuals and tests are full of. */
function isProgram(text: string, { tokens, away, prose }: Script): boolean {
  if (tokens < PROGRAM_TOKENS || away !== -1 || prose > 0) return false;
  return (tokens >= LONG_PROGRAM || text.trim().includes('\n')) && /\bfunction\b|=>|\b(?:const|let|var)\s/.test(text);
}

/** So many tokens in some lines, or in one. */
const PROGRAM_TOKENS = 12;
const LONG_PROGRAM = 60;

/** Shorter values are hardly programs with strings of their own. */
const LONGEST_BREAK = 60;

/**
 * The quote ends a string that begins in this text, behind a bracket, an operator or a blank: the author's own, and no
 * way out of another.
 */
function closesString(text: string, at: number): boolean {
  if (text.length <= LONGEST_BREAK) return false;
  const quote = text.charCodeAt(at);
  let begin = -1;
  for (let i = 0; i < at; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote) begin = begin === -1 ? i : -1;
  }
  return begin > 0 && at - begin > 1 && '([{,=:+?&| \n'.includes(text.charAt(begin - 1));
}

/** An operator, the end of an expression or of a statement: what code behind a string begins with. */
function continues(text: string, from: number): boolean {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  return i < text.length && ';)}]+-*/%^&|<>=?:,!.'.includes(text.charAt(i));
}

/** Letters spelt with brackets only, or with variables of signs: JSFuck, jjencode, aaencode. */
export function isEncodedScript(text: string): boolean {
  if (text.includes('[]') || text.includes('![')) {
    for (const sign of BRACKET_CODE) {
      const at = text.indexOf(sign);
      if (at !== -1 && isDense(text, at)) return true;
    }
  }
  if (text.includes('=~[];') || text.includes('=~[],')) return true;
  if (text.includes('+{}') && isAlphabetless(text)) return true;
  return text.includes('\uff9f\u03c9\uff9f') && text.includes('=');
}

const BRACKET_CODE = ['![]+[]', '!![]+', '+!![]', '+!+[]', '[][[', '[][(', '+[]+', '([]+[', '[+[]]', '(+[![]', '[]+{}'];

/** In a text of some length, signs stand in front of and behind these too: `[][(` alone begins a link in Markdown. */
function isDense(text: string, at: number): boolean {
  if (text.length < 100) return true;
  const around = text.slice(Math.max(0, at - 12), at + 20);
  return around.replace(/[^[\](){}!+=,;$_~]/g, '').length * 4 >= around.length * 3;
}

/**
 * The same with the letters of another alphabet for its variables: hardly a letter of ASCII, and a call of what brackets
 * name: `ウ=[]+{},…[ツ](…)()`.
 */
function isAlphabetless(text: string): boolean {
  const code = /^\s{0,8}javascript:/i.test(text) ? text.slice(text.indexOf(':') + 1) : text;
  if (code.length < 24 || code.length > 4000 || !code.includes('](')) return false;
  const letters = code.replace(/[^a-z]/gi, '').length;
  return letters * 10 < code.length && /[=[(,]!/.test(code);
}
