import { anyAt } from './any-at.ts';
import { isDigit, isLetter } from './characters.ts';
import {
  BACKSLASH,
  BRACE,
  type Candidate,
  COLON,
  COMPARISON,
  DOLLAR,
  LESS,
  PAREN,
  PERCENT,
  PIPE,
  RARE,
  TEMPLATE,
} from './scan.ts';
import { directiveSigns } from './template/gates.ts';
import { judgeTemplate } from './template/judge.lazy.ts';
import type { Detector } from './types.ts';

/**
 * Template injection: expressions of every engine's delimiters are read as expressions. One that computes from constants,
 * reaches classes, files or the process, or names what the engine keeps for itself is an attack; one that names data,
 * as mail and page templates do, is none. Server-side and edge-side includes and LaTeX's reading commands belong here too.
 */
export const ssti: Detector = {
  id: 'detector/ssti',
  class: 'ssti',
  version: '2.7.0',
  title: 'Server-side template injection',
  begins: {
    chars: TEMPLATE | PERCENT | BRACE | PAREN | LESS | BACKSLASH | DOLLAR | COLON | PIPE | COMPARISON,
    words: 0,
  },
  detect(candidate) {
    const directives = directiveSigns(candidate);
    const expressions = mayExpress(candidate);
    return directives !== 0 || expressions ? judgeTemplate(candidate, directives, expressions) : undefined;
  },
};

/** Delimiters: those that the shared scan tells, and in values short enough for a probe those that other texts have too. */
function mayExpress({ chars, text }: Candidate): boolean {
  if ((chars & TEMPLATE) !== 0) return true;
  if (text.length > MAX_SINGLE) return (chars & PERCENT) !== 0 && text.includes('%{');
  if ((chars & BRACE) !== 0) return mayBeSingle(text, chars) && SINGLE.test(text);
  return (chars & (PAREN | RARE)) === (PAREN | RARE) && text.includes('@(');
}

const MAX_SINGLE = 600;

/** JSON's braces are followed by what begins no expression. */
function mayBeSingle(text: string, chars: number): boolean {
  return (
    anyAt(text, '{', 123, opensExpression) ||
    ((chars & RARE) !== 0 && text.includes('@(')) ||
    anyAt(text, '[', 91, opensInline)
  );
}

function opensExpression(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (
    next === 39 ||
    next === 64 ||
    next === 33 ||
    (next === 61 && isDigit(text.charCodeAt(at + 2))) ||
    text.charCodeAt(at - 1) === 37
  )
    return true;
  return isLetter(next) || isDigit(next);
}

function opensInline(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === 61 || next === 40;
}

/** `{7*7}`, `%{…}`, `@(1+2)`, `[=…]`, `[(…)]`; braces around one name, or a name and a value, are of a route (`{proxy+}`) or an object. */
const SINGLE = /\{(?:[a-z0-9][\w-]{0,60}(?!\+\})[^\w:,}-]|['@!]|=\d)|%\{|@\(|\[[=(]/i;
