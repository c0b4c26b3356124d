import {
  ADDRESSES,
  BEFORE_OPERAND,
  EVALUATING,
  GLOBALS,
  PAGE,
  SECRETS,
  SHOWING,
  WITH_ADDRESS,
  WITH_TEXT,
} from './names.ts';
import { createLexer, END, type Lexer, NUMBER, nextToken, ODD, REGEX, STRING, TEMPLATE, WORD } from './tokens.ts';

/** What a text does when it is run as a script. */
export interface Script {
  /** It does what attacks do: shows a dialog, evaluates text, sends a secret or leads the page elsewhere. */
  sink: boolean;
  /** It reaches into the page. */
  page: boolean;
  calls: number;
  assigns: number;
  /** Words that follow each other as in a sentence, before {@link sink} was found: no script. */
  proseBefore: number;
  prose: number;
  tokens: number;
  /** Names of showing or evaluating functions that are handed on instead of called. */
  mentions: number;
  /** It names the cookie or the domain of the page. */
  secret: boolean;
}

/** Longer scripts are judged by their beginning. */
const MAX_TOKENS = 400;
const MAX_DEPTH = 24;

const OPEN_CALL = 1;
const OPEN_GROUP = 2;
const OPEN_MEMBER = 3;
const OPEN_LIST = 4;
const OPEN_BLOCK = 5;

/** The expression that ends before the token being read: `root.….last`. */
interface Operand {
  root: string;
  last: string;
  /** The last member was named by an expression in brackets. */
  computed: boolean;
  links: number;
}

/**
 * Reads a text as JavaScript and tells what it calls and assigns. No parser: the stream of tokens with the expression
 * before each bracket and each `=` is what tells a call with an effect from prose.
 * @param patience so many pairs of words that no operator joins end the reading
 */
export function readScript(text: string, from = 0, patience = 4, depth = 0): Script {
  const script: Script = {
    sink: false,
    page: false,
    calls: 0,
    assigns: 0,
    proseBefore: 0,
    prose: 0,
    tokens: 0,
    mentions: 0,
    secret: false,
  };
  const lexer = createLexer(text, from, text.length);
  const operand: Operand = { root: '', last: '', computed: false, links: 0 };
  const open: { kind: number; root: string; links: number; texts: string; plain: boolean; literal: boolean }[] = [];
  let ended = false; // the token before ends an operand
  let wordBefore = false;
  let member = false;
  let declared = false;
  let joined = '';
  let threw = false;
  let obscured = false;
  while (script.tokens < MAX_TOKENS) {
    const kind = nextToken(lexer, !ended);
    if (kind === END) break;
    script.tokens++;
    if (kind === WORD) {
      const word = text.slice(lexer.start, Math.min(lexer.at, lexer.start + 40)).toLowerCase();
      if (member) {
        operand.last = word;
        operand.computed = false;
        operand.links++;
        member = false;
      } else {
        const keyword = BEFORE_OPERAND.has(word);
        if (ended && wordBefore && !lexer.newLine && !isJoiner(word)) {
          script.prose++;
          if (script.prose >= patience) break;
        }
        if (keyword && word !== 'function' && word !== 'import') {
          declared = word === 'var' || word === 'let' || word === 'const';
          threw ||= word === 'throw';
          ended = false;
          wordBefore = false;
          continue;
        }
        operand.root = operand.last = word;
        operand.computed = false;
        operand.links = 0;
      }
      if (SHOWING.has(word) || word === 'eval') script.mentions++;
      if (SECRETS.has(word) && GLOBALS.has(operand.root)) script.secret = true;
      if (open.length > 0) open[open.length - 1]!.plain = false;
      ended = true;
      wordBefore = word !== 'function';
      continue;
    }
    if (kind === STRING || kind === NUMBER || kind === REGEX) {
      if (ended && wordBefore && !lexer.newLine) {
        script.prose++;
        if (script.prose >= patience) break;
      }
      if (open.length > 0) {
        const last = open[open.length - 1]!;
        if (kind !== NUMBER) last.literal = true;
        if (kind === STRING && last.kind === OPEN_MEMBER && last.texts.length < 40)
          last.texts += text.slice(lexer.start + 1, lexer.at - 1);
      }
      if (kind !== NUMBER && joined.length < 200) joined += text.slice(lexer.start + 1, lexer.at - 1);
      if (kind === STRING && isObscured(text, lexer.start, lexer.at)) obscured = true;
      operand.root = kind === STRING ? '""' : '0';
      operand.last = '';
      operand.computed = false;
      operand.links = 0;
      ended = true;
      wordBefore = kind === NUMBER;
      member = false;
      continue;
    }
    if (kind === TEMPLATE) {
      const tagged = ended;
      if (tagged) call(script, operand, lexer, true);
      if (depth < 2) readSubstitutions(text.slice(lexer.start, lexer.at), script, depth, tagged);
      operand.root = '``';
      operand.last = '';
      operand.links = 0;
      ended = true;
      wordBefore = false;
      continue;
    }
    if (kind === ODD) {
      // Quotes that were escaped on the way: `alert\\`1\\``.
      if (lexer.code === 92) continue;
      script.prose++;
      if (script.prose >= patience) break;
      ended = false;
      wordBefore = false;
      continue;
    }
    const { code } = lexer;
    wordBefore = false;
    if (code === 46) {
      member = ended;
      if (!member) ended = false;
      continue;
    }
    if (code === 40 || code === 91) {
      const isCall = code === 40 && (ended || member);
      if (isCall) call(script, operand, lexer, false);
      if (open.length >= MAX_DEPTH) open.shift();
      const of = code === 40 ? (isCall ? OPEN_CALL : OPEN_GROUP) : ended || member ? OPEN_MEMBER : OPEN_LIST;
      open.push({ kind: of, root: operand.root, links: operand.links, texts: '', plain: true, literal: false });
      member = false;
      ended = false;
      continue;
    }
    if (code === 41 || code === 93) {
      const opened = open.pop();
      if (opened?.kind === OPEN_MEMBER) {
        operand.root = opened.root;
        operand.links = opened.links + 1;
        operand.computed = opened.literal || !opened.plain || !isQuiet(text, lexer.start);
        if (SECRETS.has(opened.texts) && GLOBALS.has(operand.root)) script.secret = true;
        operand.last = opened.texts !== '' ? opened.texts.toLowerCase() : opened.literal ? '?' : '';
      } else if (opened?.kind === OPEN_CALL) {
        operand.root = opened.root;
        operand.last = 'call()';
        operand.links = opened.links + 1;
      } else if (opened?.kind === OPEN_LIST) {
        operand.root = '[]';
        operand.last = '';
        operand.links = 0;
      }
      ended = true;
      member = false;
      continue;
    }
    if (code === 123) open.push({ kind: OPEN_BLOCK, root: '', links: 0, texts: '', plain: true, literal: false });
    else if (code === 125) {
      if (open[open.length - 1]?.kind === OPEN_BLOCK) open.pop();
    } else if (code === 61 && ended) {
      assign(script, operand, lexer, declared);
    }
    if (open.length >= MAX_DEPTH) open.shift();
    if (code === 59) declared = false;
    ended = false;
    member = false;
  }
  if (script.mentions > 0 && (script.calls > 0 || script.assigns > 0 || threw)) {
    if (script.tokens <= 16 || threw) found(script);
  }
  if (script.tokens > 4 && (script.assigns > 0 || script.calls > 0) && isSplit(joined, text)) found(script);
  if (obscured && script.calls > 0) found(script);
  if (script.secret && (script.calls > 0 || script.assigns > 0)) found(script);
  return script;
}

function found(script: Script): void {
  if (script.sink) return;
  script.sink = true;
  script.proseBefore = script.prose;
}

/** `as` and `is` and their like join operands in no script, but `in` and `of` do. */
function isJoiner(word: string): boolean {
  return word === 'in' || word === 'of' || word === 'instanceof' || word === 'from' || word === 'else' || word === 'as';
}

/** Words that stand in no piece of the text, only in its strings put together: `'java'+'script:'`. */
function isSplit(joined: string, text: string): boolean {
  if (joined.length < 4) return false;
  const word = /javascript|eval|alert|location|cookie/i.exec(joined)?.[0];
  return word !== undefined && !text.includes(word);
}

/** Letters spelt as escapes, several in a row: `'\\141\\154'`, `'\\x61\\x6c'`. */
function isObscured(text: string, start: number, end: number): boolean {
  let run = 0;
  for (let i = text.indexOf('\\', start); i !== -1 && i < end && run < 3; i = text.indexOf('\\', i + 1)) {
    const code = text.charCodeAt(i + 1);
    if ((code >= 48 && code < 56) || code === 120 || code === 117) run++;
    else return false;
  }
  return run >= 3;
}

/** Brackets that hold nothing: `[]`. */
function isQuiet(text: string, close: number): boolean {
  return text.charCodeAt(close - 1) === 91;
}

const CONTROL = /^(?:if|for|while|switch|catch|return|with)$/;

function call(script: Script, operand: Operand, lexer: Lexer, template: boolean): void {
  const { root, last, computed, links } = operand;
  if (links === 0 && CONTROL.test(last)) return;
  // `function (x) {` and not `Function('x')`.
  if (links === 0 && last === 'function' && !/["'`]/.test(template ? '`' : firstSign(lexer))) return;
  script.calls++;
  if (links === 0 && (SHOWING.has(last) || last === 'eval')) script.mentions--;
  const argument = template ? '`' : firstSign(lexer);
  if (SHOWING.has(last)) {
    // `confirm (or cancel)` is prose.
    if (!lexer.spaced || /["'`)/\d]/.test(argument)) found(script);
  } else if (EVALUATING.has(last)) {
    if (last !== 'eval' || argument !== ')') found(script);
  } else if (WITH_TEXT.has(last)) {
    if ((last !== 'write' && last !== 'writeln') || root === 'document') {
      if (/["'`]/.test(argument) || FROM_ADDRESS.test(lexer.text.slice(lexer.at, lexer.at + 40))) found(script);
      else script.page = true;
    }
  } else if (WITH_ADDRESS.has(last)) {
    if (leadsAway(lexer, template)) {
      if (last !== 'replace' || root === 'location' || GLOBALS.has(root)) found(script);
    } else if (PAGE.has(last)) script.page = true;
  } else if (computed && links > 0 && GLOBALS.has(root) && (links === 1 || (root !== 'this' && root !== 'parent'))) {
    if (last !== '' || (root !== 'this' && root !== 'parent')) found(script);
  } else if (last === 'print' && (argument === ')' || GLOBALS.has(root))) {
    found(script);
  } else if (PAGE.has(last)) {
    script.page = true;
  } else if (computed && root === '0' && links > 0) {
    found(script);
  } else if (computed && last !== '' && (root === '[]' || root === '""' || root === '``') && links > 1) {
    // `[]["filter"]["constructor"]`: what reaches for a function through a literal.
    found(script);
  }
}

/** What a stranger writes into the address of a page. */
const FROM_ADDRESS = /^\s{0,4}(?:(?:window|self|top|parent|document)\.)?(?:location|name|url|documenturi|referrer)\b/i;

/** The first character of what stands in the brackets that were just opened. */
function firstSign(lexer: Lexer): string {
  let i = lexer.at;
  while (i < lexer.end && lexer.text.charCodeAt(i) <= 32) i++;
  return i >= lexer.end ? ')' : lexer.text.charAt(i);
}

/** The argument is an address on another host or a `javascript:` or `data:` URL, or made of the address of this page. */
function leadsAway(lexer: Lexer, template: boolean): boolean {
  const start = template ? lexer.start : lexer.at;
  return /^\s{0,8}["'`]\s{0,8}(?:https?:)?(?:\/\/|\\\/\\\/|javascript:|data:)/i.test(
    lexer.text.slice(start, start + 40),
  );
}

function assign(script: Script, { root, last, links }: Operand, lexer: Lexer, declared: boolean): void {
  script.assigns++;
  if (declared) return;
  if (ADDRESSES.has(last)) {
    const page = root === 'location' || GLOBALS.has(root);
    if (!page && !(last === 'src' && links > 0)) return;
    const value = lexer.text.slice(lexer.at, lexer.at + 60);
    if (
      leadsAway(lexer, false) ||
      (page && links > 0 && root !== 'this') ||
      (page && /^\s{0,8}(?:name|hash|atob|document|window|location|["'`]\s{0,4}[\\+]|[\w$]{1,20}[.([])/.test(value))
    )
      found(script);
    else script.page = true;
  } else if (PAGE.has(last) && links > 0) script.page = true;
}

/** Code in a template: `${alert(1)}`. */
function readSubstitutions(template: string, script: Script, depth: number, tagged: boolean): void {
  let at = template.indexOf('${');
  for (let count = 0; at !== -1 && count < 4; count++) {
    const inner = readScript(template.slice(at + 2, at + 202), 0, 1, depth + 1);
    if (inner.sink || (tagged && inner.mentions > 0)) found(script);
    script.calls += inner.calls;
    at = template.indexOf('${', at + 2);
  }
}
