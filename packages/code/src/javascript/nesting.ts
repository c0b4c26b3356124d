/**
 * Levels that source text may nest. The parser is native and recurses: measured, it dies of a full stack (8 MB) at 4,000 to
 * 8,000 levels, and threads have half of that. Code written by people stays below 30, by bundlers below 100.
 */
const MAX_LEVELS = 600;
/** Left-hand chains (`a + b + c`, `a.b.c`) cost the parser far less: measured, 20,000 pass. */
const MAX_CHAIN = 25_000;
/** Brackets in strings and comments that stay open: more than this, and what looks like a string may be none. */
const MAX_HIDDEN = 2000;

const PREFIX_WORDS = new Set('typeof void delete await new yield keyof readonly unique infer throw'.split(' '));
const OPERATOR_WORDS = new Set('return case in of instanceof else do extends as satisfies default is'.split(' '));
const HEAD_WORDS = new Set(['if', 'while', 'for', 'with']);
const CONTINUING_WORDS = new Set(['else', 'catch', 'finally', 'in', 'instanceof', 'as', 'satisfies', 'while']);

/** A line may end behind these, whatever follows. Not behind `}` or `)`, after which a line break may end a statement. */
const BREAKABLE = new Set(['(', '[', '{', ',', ';', '=', '+', '&', '|', '*', '%', '^', '?', ':']);

const BRACKETS = new Set(['(', '[', '{', ',', ';']);

interface Level {
  /** `$` for `${` in a template. */
  readonly opener: string;
  /** What follows the closing bracket may be a regular expression. */
  readonly operatorAfter: boolean;
  strong: number;
  weak: number;
}

/**
 * Characters of code between two places where a line may end. The parser shows the whole line with each of its errors, so
 * that a long line with many errors costs their product (measured: 30,000 on one line, all memory there is).
 */
const MAX_UNBROKEN = 4000;

export interface Shape {
  /** Where the text nests deeper, or goes on longer, than the parser may be given. */
  readonly refusedAt?: number;
  /** Offsets in front of which a line break changes nothing: one in each longer stretch of a line. */
  readonly breaks: readonly number[];
}

/** Reads the tokens of a source text, before the parser does: one pass, no recursion. */
export function shapeOf(text: string, lineLength = 500): Shape {
  const breaks: number[] = [];
  const refusedAt = readTokens(text, breaks, lineLength);
  return refusedAt === undefined ? { breaks } : { breaks, refusedAt };
}

function readTokens(text: string, breaks: number[], lineLength: number): number | undefined {
  const levels: Level[] = [{ opener: '', operatorAfter: true, strong: 0, weak: 0 }];
  let level = levels[0] as Level;
  let strongTotal = 0;
  let run = 0;
  let hidden = 0;
  /** The last token ends an expression: a slash divides, a sign is binary. */
  let afterValue = false;
  let afterBlock = false;
  let newLine = false;
  let word = '';
  let index = 0;
  let lineStart = 0;
  /** Code since the last place for a break, without strings and comments. */
  let unbroken = 0;

  const reset = () => {
    strongTotal -= level.strong;
    level.strong = 0;
    level.weak = 0;
  };
  const open = (opener: string, operatorAfter: boolean) => {
    level = { opener, operatorAfter, strong: 0, weak: 0 };
    levels.push(level);
    afterValue = false;
  };
  const close = () => {
    if (levels.length > 1) {
      strongTotal -= level.strong;
      levels.pop();
    }
    level = levels[levels.length - 1] as Level;
  };
  const skipTo = (end: number) => {
    unbroken -= end - index;
    hidden += openIn(text, index, end);
    index = end;
  };
  const template = () => {
    const end = templateEnd(text, index);
    skipTo(end);
    if (text[end - 1] === '{') open('$', false);
    else afterValue = true;
  };

  for (; index < text.length; ) {
    if (levels.length + strongTotal + run > MAX_LEVELS || level.weak > MAX_CHAIN || hidden > MAX_HIDDEN) return index;
    if (index + unbroken > MAX_UNBROKEN) return index;
    const char = text[index] as string;
    if (char === '\n') {
      newLine = true;
      lineStart = index;
      unbroken = -index;
    }
    if (char <= ' ' || char === '\u00a0' || char === '\ufeff' || char === '\u2028' || char === '\u2029') {
      index += 1;
      continue;
    }
    const next = text[index + 1];
    if (char === '/' && (next === '/' || next === '*')) {
      skipTo(next === '/' ? lineEnd(text, index) : after(text, '*/', index + 2));
      continue;
    }
    if (isWordCharacter(char)) {
      const end = wordEnd(text, index);
      const previous = index > 0 ? text[index - 1] : '';
      word = text.slice(index, end);
      const isName = previous === '.' || previous === '#';
      if ((afterBlock || (newLine && afterValue)) && !CONTINUING_WORDS.has(word)) reset();
      const isPrefix = !isName && PREFIX_WORDS.has(word);
      if (isPrefix) run += 1;
      else run = 0;
      if (!isName && (word === 'else' || word === 'do' || word === 'extends')) {
        level.strong += 1;
        strongTotal += 1;
      }
      afterValue = isName || !(isPrefix || OPERATOR_WORDS.has(word));
      afterBlock = false;
      newLine = false;
      index = end;
      continue;
    }
    const keyword = word;
    word = '';
    const wasBlock = afterBlock;
    afterBlock = false;
    newLine = false;
    if (char === '"' || char === "'") {
      skipTo(stringEnd(text, index, char));
      afterValue = true;
      run = 0;
      continue;
    }
    if (char === '`') {
      index += 1;
      run = 0;
      template();
      continue;
    }
    if (char === '/' && !afterValue) {
      skipTo(regexEnd(text, index));
      afterValue = true;
      run = 0;
      continue;
    }
    index += 1;
    // Not inside of an operator of two characters: `**`, `+=`, `=>`, `?.`.
    if (BREAKABLE.has(char) && next !== '=' && next !== '>' && next !== '.' && (next !== char || BRACKETS.has(char))) {
      unbroken = -index;
      if (index - lineStart > lineLength) {
        breaks.push(index);
        lineStart = index;
      }
    }
    switch (char) {
      case '(':
        run = 0;
        open(char, HEAD_WORDS.has(keyword));
        break;
      case '[':
        run = 0;
        open(char, false);
        break;
      case '{':
        run = 0;
        if (wasBlock) reset();
        open(char, afterValue || level.opener === '' || level.opener === '{');
        break;
      case ')':
      case ']':
      case '}': {
        const closed = level;
        run = 0;
        close();
        if (closed.opener === '$' && char === '}') {
          template();
          break;
        }
        afterValue = !closed.operatorAfter;
        afterBlock = char === '}';
        break;
      }
      case ';':
      case ',':
        run = 0;
        reset();
        afterValue = false;
        break;
      case '?':
      case ':':
      case '=':
      case '<':
      case '@':
        if (char === '=' && (next === '=' || text[index - 2] === '=' || text[index - 2] === '!')) level.weak += 1;
        else if (char === '?' && (next === '.' || next === '?')) level.weak += 1;
        else {
          level.strong += 1;
          strongTotal += 1;
        }
        run = 0;
        afterValue = false;
        break;
      default:
        // A sign before an operand nests, one between operands only lengthens a chain.
        if (!afterValue && (char === '!' || char === '~' || char === '+' || char === '-')) run += 1;
        else {
          run = 0;
          level.weak += 1;
        }
        afterValue = false;
    }
  }
  return index + unbroken > MAX_UNBROKEN ? text.length : undefined;
}

function isWordCharacter(char: string): boolean {
  return (
    (char >= 'a' && char <= 'z') ||
    (char >= 'A' && char <= 'Z') ||
    (char >= '0' && char <= '9') ||
    char === '_' ||
    char === '$' ||
    char === '#' ||
    char === '\\' ||
    char > '\u007f'
  );
}

function wordEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isWordCharacter(text[end] as string)) end += 1;
  return end;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function after(text: string, mark: string, start: number): number {
  const end = text.indexOf(mark, start);
  return end < 0 ? text.length : end + mark.length;
}

function stringEnd(text: string, start: number, quote: string): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text[index];
    if (char === '\\') index += 1;
    else if (char === quote) return index + 1;
    else if (char === '\n') return index;
  }
  return text.length;
}

/** Behind the closing backtick, or behind the `${` that comes first. */
function templateEnd(text: string, start: number): number {
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (char === '\\') index += 1;
    else if (char === '`') return index + 1;
    else if (char === '$' && text[index + 1] === '{') return index + 2;
  }
  return text.length;
}

function regexEnd(text: string, start: number): number {
  let inClass = false;
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text[index];
    if (char === '\\') index += 1;
    else if (char === '\n') return index;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return index + 1;
  }
  return text.length;
}

/** Brackets that a stretch of text opens without closing them. */
function openIn(text: string, start: number, end: number): number {
  let balance = 0;
  let most = 0;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 40 || code === 91 || code === 123) {
      balance += 1;
      if (balance > most) most = balance;
    } else if (code === 41 || code === 93 || code === 125) balance -= 1;
  }
  return most;
}
