import { spend } from '../spent.ts';
import { isObscured, isPieced, isSplit } from './disguise.ts';
import { assign, call } from './effects.ts';
import { DECLARING, GLOBAL, JOINER, KEYWORD, SECRET, SHOWING, traitsOf } from './names.ts';
import { createScript, found, type Operand, type Script, type Work } from './script.ts';
import { createLexer, END, type Lexer, NUMBER, nextToken, ODD, REGEX, STRING, TEMPLATE, WORD } from './tokens.ts';

/** Longer scripts are judged by their beginning. */
const MAX_TOKENS = 400;
/** Tokens between an address and the secret that is sent there. */
const NEAR = 12;
const MAX_DEPTH = 24;
/** What one reading takes beside its characters, counted in characters. */
const FIXED_WORK = 32;

/** Steps of the event that one reading takes, and each of its tokens. */
const READING_STEPS = 400;
const TOKEN_STEPS = 60;

const OPEN_CALL = 1;
const OPEN_GROUP = 2;
const OPEN_MEMBER = 3;
const OPEN_LIST = 4;
const OPEN_BLOCK = 5;

/** A bracket that is open, and the expression before it. */
interface Open {
  readonly kind: number;
  readonly root: string;
  readonly rootTraits: number;
  readonly links: number;
  /** A blank stands before it. */
  readonly spaced: boolean;
  /** The strings in it. */
  texts: string;
  /** No name stands in it. */
  plain: boolean;
  literal: boolean;
}

/**
 * Reads a text as JavaScript and tells what it calls and assigns. No parser: the stream of tokens with the expression
 * before each bracket and each `=` is what tells a call with an effect from prose.
 * @param patience so many pairs of words that no operator joins end the reading
 */
export function readScript(text: string, work: Work, from = 0, patience = 4, depth = 0): Script {
  const script = createScript();
  if (work.readable <= 0) return script;
  const lexer = createLexer(text, from, Math.min(text.length, from + work.readable));
  const operand: Operand = { root: '', rootTraits: 0, last: '', lastTraits: 0, computed: false, links: 0 };
  const open: Open[] = [];
  let ended = false; // the token before ends an operand
  let wordBefore = false;
  let member = false;
  let declared = false;
  let joined = '';
  let threw = false;
  let obscured = false;
  let aliased = false;
  const pieces: string[] = [];
  let sign = 0; // the punctuator before
  while (script.tokens < MAX_TOKENS) {
    const kind = nextToken(lexer, !ended);
    if (kind === END) break;
    script.tokens++;
    if (kind === WORD) {
      const word = lowerWord(text, lexer.start, lexer.at);
      const traits = traitsOf(word);
      if (member) {
        operand.last = word;
        operand.lastTraits = traits;
        operand.computed = false;
        operand.links++;
        member = false;
      } else {
        if (ended && wordBefore && !lexer.newLine && (traits & JOINER) === 0) {
          script.prose++;
          if (script.prose >= patience) break;
        }
        if ((traits & KEYWORD) !== 0 && word !== 'function' && word !== 'import') {
          declared = (traits & DECLARING) !== 0;
          threw ||= word === 'throw';
          ended = false;
          wordBefore = false;
          continue;
        }
        operand.root = operand.last = word;
        operand.rootTraits = operand.lastTraits = traits;
        operand.computed = false;
        operand.links = 0;
      }
      if ((traits & SHOWING) !== 0 || word === 'eval') script.mentions++;
      if ((traits & SECRET) !== 0 && (operand.rootTraits & GLOBAL) !== 0) {
        script.secret = true;
        script.secretAt = script.tokens;
        if (script.away !== -1 && script.tokens - script.away <= NEAR) found(script, true);
      }
      if ((word === 'eval' || word === 'alert') && isHandedOn(script, operand, sign, open, lexer)) aliased = true;
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
      if (kind !== NUMBER && pieces.length < MOST_PIECES) addPiece(pieces, text, lexer);
      // What stands behind a colon or opens an object is put together with nothing: `"language": {"value": …}`.
      if (kind !== NUMBER && joined.length < 200)
        joined += (sign === 58 || sign === 123 ? ' ' : '') + text.slice(lexer.start + 1, lexer.at - 1);
      if (kind === STRING && isObscured(text, lexer.start, lexer.at)) obscured = true;
      setLiteral(operand, kind === STRING ? '""' : '0');
      operand.computed = false;
      ended = true;
      wordBefore = kind === NUMBER;
      member = false;
      continue;
    }
    if (kind === TEMPLATE) {
      const tagged = ended;
      if (tagged) call(script, operand, lexer, true);
      if (depth < 2) readSubstitutions(text.slice(lexer.start, lexer.at), script, work, depth, tagged);
      setLiteral(operand, '``');
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
    sign = code;
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
      open.push(opened(of, operand, lexer.spaced));
      member = false;
      ended = false;
      continue;
    }
    if (code === 41 || code === 93) {
      const last = open.pop();
      if (last !== undefined) {
        // `0[x]`: what reaches for a function through a number.
        if (
          last.kind === OPEN_MEMBER &&
          last.root === '0' &&
          last.links === 0 &&
          !last.spaced &&
          (last.literal || !last.plain)
        )
          aliased = true;
        close(script, operand, last, text.charCodeAt(lexer.start - 1) === 91);
      }
      ended = true;
      member = false;
      continue;
    }
    if (code === 123) open.push(opened(OPEN_BLOCK, NO_OPERAND, false));
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
  work.readable -= lexer.at - from + FIXED_WORK;
  spend(READING_STEPS + script.tokens * TOKEN_STEPS + (lexer.at - from) * 2 + lexer.steps * 2);
  if (script.mentions > 0 && (script.calls > 0 || script.assigns > 0 || threw)) {
    if (script.tokens <= 16 || threw) found(script, true);
  }
  if (script.tokens > 4 && (script.assigns > 0 || script.calls > 0) && isSplit(joined, text)) found(script, true);
  if (script.prose === 0 && script.assigns + script.calls > 0) {
    if (aliased || (patience === 1 && !script.sink && isPieced(pieces))) found(script, true);
  }
  if (obscured && script.calls > 0) found(script, true);
  if (script.secret && (script.calls > 0 || script.assigns > 0))
    found(script, script.tokens <= 40 && script.away !== -1);
  return script;
}

/** Short texts of a script that are kept. */
const MOST_PIECES = 24;
const LONGEST_PIECE = 12;

function addPiece(pieces: string[], text: string, { start, at }: Lexer): void {
  const length = at - start - 2;
  if (length > 0 && length <= LONGEST_PIECE) pieces.push(text.slice(start + 1, at - 1).replaceAll('\\', ''));
}

/** `x=eval`, `[/&/,alert]`, `this.eval`: the function itself, for another name to call it. */
function isHandedOn(script: Script, operand: Operand, sign: number, open: readonly Open[], lexer: Lexer): boolean {
  const after = /^\s{0,8}(\S?)/.exec(lexer.text.slice(lexer.at, Math.min(lexer.end, lexer.at + 16)))?.[1] ?? '';
  if (after !== '' && !',;)]}&|/'.includes(after)) return false;
  if (operand.links > 0) return operand.last === 'eval' && (operand.rootTraits & GLOBAL) !== 0 && script.tokens > 2;
  // `{}.eval`
  if (sign === 46) return operand.last === 'eval';
  if (sign === 61) return script.tokens > 2 && after !== ')';
  return (sign === 44 || sign === 91) && open[open.length - 1]?.kind === OPEN_LIST;
}

const NO_OPERAND: Operand = { root: '', rootTraits: 0, last: '', lastTraits: 0, computed: false, links: 0 };

function opened(kind: number, { root, rootTraits, links }: Operand, spaced: boolean): Open {
  return { kind, root, rootTraits, links, spaced, texts: '', plain: true, literal: false };
}

/** Names are compared in lower case; longer ones are those of nothing. */
function lowerWord(text: string, start: number, at: number): string {
  return text.slice(start, Math.min(at, start + 40)).toLowerCase();
}

/** The operand is a literal: `""`, `0`, ` `` `, `[]`. */
function setLiteral(operand: Operand, kind: string): void {
  operand.root = kind;
  operand.rootTraits = 0;
  operand.last = '';
  operand.lastTraits = 0;
  operand.links = 0;
}

/**
 * What the operand is behind a closing bracket.
 * @param isEmpty the brackets hold nothing: `[]`
 */
function close(script: Script, operand: Operand, last: Open, isEmpty: boolean): void {
  if (last.kind === OPEN_MEMBER) {
    operand.root = last.root;
    operand.rootTraits = last.rootTraits;
    operand.links = last.links + 1;
    operand.computed = last.literal || !last.plain || !isEmpty;
    if ((last.rootTraits & GLOBAL) !== 0 && (traitsOf(last.texts) & SECRET) !== 0) {
      script.secret = true;
      script.secretAt = script.tokens;
    }
    operand.last = last.texts !== '' ? last.texts.toLowerCase() : last.literal ? '?' : '';
    operand.lastTraits = traitsOf(operand.last);
  } else if (last.kind === OPEN_CALL) {
    operand.root = last.root;
    operand.rootTraits = last.rootTraits;
    operand.last = 'call()';
    operand.lastTraits = 0;
    operand.links = last.links + 1;
  } else if (last.kind === OPEN_LIST) {
    setLiteral(operand, '[]');
  }
}

/** Code in a template: `${alert(1)}`. */
function readSubstitutions(template: string, script: Script, work: Work, depth: number, tagged: boolean): void {
  let at = template.indexOf('${');
  for (let count = 0; at !== -1 && count < 4; count++) {
    const inner = readScript(template.slice(at + 2, at + 202), work, 0, 1, depth + 1);
    if (inner.sink || (tagged && inner.mentions > 0)) found(script, inner.grave || tagged);
    script.calls += inner.calls;
    at = template.indexOf('${', at + 2);
  }
}
