/** Kinds of JavaScript tokens. */
export const END = 0;
export const WORD = 1;
export const NUMBER = 2;
export const STRING = 3;
export const TEMPLATE = 4;
export const REGEX = 5;
export const PUNCTUATOR = 6;
/** A character that begins no token. */
export const ODD = 7;

/** A reader of JavaScript tokens; `kind`, `start` and `at` describe the token read last. */
export interface Lexer {
  readonly text: string;
  readonly end: number;
  at: number;
  start: number;
  kind: number;
  /** First character of a punctuator. */
  code: number;
  /** A line ended before this token. */
  newLine: boolean;
  /** A blank or a comment stands before this token. */
  spaced: boolean;
  /** A string, template or comment that nothing closed. */
  unclosed: boolean;
  comments: number;
  /** Characters that were looked at: those of a regular expression that none was, again. */
  steps: number;
}

export function createLexer(text: string, at: number, end: number): Lexer {
  return {
    text,
    end,
    at,
    start: at,
    kind: END,
    code: 0,
    newLine: false,
    spaced: false,
    unclosed: false,
    comments: 0,
    steps: 0,
  };
}

/**
 * Reads the next token after https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar; comments and blanks are
 * passed over, HTML-like comments included.
 * @param operand an expression may begin here, so that `/` begins a regular expression
 */
export function nextToken(lexer: Lexer, operand: boolean): number {
  skipBlanks(lexer);
  const { text, end } = lexer;
  let i = lexer.at;
  lexer.start = i;
  if (i >= end) {
    lexer.kind = END;
    return END;
  }
  const code = text.charCodeAt(i);
  lexer.code = code;
  if (isWordStart(code)) {
    i++;
    while (i < end && isWordPart(text.charCodeAt(i))) i++;
    return finish(lexer, WORD, i);
  }
  if (isDigit(code) || (code === 46 && operand && isDigit(text.charCodeAt(i + 1))))
    return finish(lexer, NUMBER, readNumber(text, i, end));
  if (code === 34 || code === 39) return finish(lexer, STRING, readQuoted(lexer, i + 1, code));
  if (code === 96) return finish(lexer, TEMPLATE, readQuoted(lexer, i + 1, code));
  if (code === 47 && operand) {
    const close = readRegex(lexer, i + 1);
    if (close !== -1) return finish(lexer, REGEX, close);
  }
  if (code > 126 || code === 35 || code === 64 || code === 92) return finish(lexer, ODD, i + 1);
  i++;
  // `=>` and `==` are not assignments; other signs count one by one.
  if (code === 61 && i < end) {
    const next = text.charCodeAt(i);
    if (next === 61) {
      while (i < end && text.charCodeAt(i) === 61) i++;
      lexer.code = 0;
    } else if (next === 62) {
      i++;
      lexer.code = 1;
    }
  } else if ((code === 33 || code === 60 || code === 62) && text.charCodeAt(i) === 61) {
    while (i < end && text.charCodeAt(i) === 61) i++;
    lexer.code = 0;
  } else if (code === 63 && text.charCodeAt(i) === 46) {
    i++;
    lexer.code = 46;
  }
  return finish(lexer, PUNCTUATOR, i);
}

function finish(lexer: Lexer, kind: number, at: number): number {
  lexer.kind = kind;
  lexer.at = at;
  return kind;
}

function skipBlanks(lexer: Lexer): void {
  const { text, end } = lexer;
  lexer.newLine = false;
  lexer.spaced = false;
  let i = lexer.at;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) lexer.newLine = true;
    else if (code === 47 && text.charCodeAt(i + 1) === 42) {
      const close = text.indexOf('*/', i + 2);
      lexer.comments++;
      if (close === -1 || close >= end) {
        lexer.unclosed = true;
        i = end;
        break;
      }
      i = close + 1;
    } else if (code === 47 && text.charCodeAt(i + 1) === 47) {
      i = lineEnd(text, i, end) - 1;
      lexer.comments++;
    } else if (code === 60 && text.startsWith('<!--', i)) {
      i = lineEnd(text, i, end) - 1;
      lexer.comments++;
    } else if (code > 32 && code !== 0xa0 && code !== 0xfeff) break;
    lexer.spaced = true;
  }
  lexer.at = Math.min(i, end);
}

function lineEnd(text: string, from: number, end: number): number {
  let i = from;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) break;
  }
  return i;
}

function readNumber(text: string, from: number, end: number): number {
  let i = from;
  let dot = false;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if (isWordPart(code)) continue;
    if (code !== 46 || dot) break;
    dot = true;
  }
  return i;
}

function readQuoted(lexer: Lexer, from: number, quote: number): number {
  const { text, end } = lexer;
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote) return i + 1;
  }
  lexer.unclosed = true;
  return end;
}

function readRegex(lexer: Lexer, from: number): number {
  const { text, end } = lexer;
  let inClass = false;
  const most = Math.min(end, from + 200);
  let i = from;
  for (; i < most; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) break;
    if (code === 92) i++;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === 47 && !inClass && i > from) {
      i++;
      while (i < end && (text.charCodeAt(i) | 32) >= 97 && (text.charCodeAt(i) | 32) <= 122) i++;
      return i;
    }
  }
  lexer.steps += i - from;
  return -1;
}

/** Letters of every alphabet are; signs and blanks beyond ASCII are not. */
function isWordStart(code: number): boolean {
  const lower = code | 32;
  if ((lower >= 97 && lower <= 122) || code === 95 || code === 36) return true;
  return code >= 0xaa && isLetterBeyond(code);
}

function isLetterBeyond(code: number): boolean {
  if (code < 0xc0) return code === 0xaa || code === 0xb5 || code === 0xba;
  if (code === 0xd7 || code === 0xf7) return false;
  return code < 0x2000 || (code > 0x3040 && code < 0xfe00) || (code > 0xff20 && code < 0xffdd && code !== 0xff3b);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code);
}
