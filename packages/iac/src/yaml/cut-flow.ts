import type { CST, LineCounter } from 'yaml';

/**
 * Lines of the first flow collection that the parser has cut off where a line of it stands too far left: those below its first,
 * to the bracket that closes it.
 * @returns numbers of lines from 1; nothing where none was cut off, or its brackets do not close
 */
export function cutFlowLines(tokens: readonly CST.Token[], source: string, lines: LineCounter): readonly number[] {
  const start = firstCut(tokens);
  const end = start === undefined ? undefined : closingBracket(source, start);
  if (start === undefined || end === undefined) return [];
  const first = lines.linePos(start).line;
  return Array.from({ length: lines.linePos(end).line - first }, (_, i) => first + 1 + i);
}

function firstCut(tokens: readonly CST.Token[]): number | undefined {
  let first: number | undefined;
  const open: CST.Token[] = [...tokens];
  while (open.length > 0) {
    const token = open.pop()!;
    const isCut =
      token.type === 'flow-collection' && !token.end.some(({ type }) => /^flow-(?:map|seq)-end$/.test(type));
    if (isCut && (first === undefined || token.offset < first)) first = token.offset;
    if (token.type === 'document') {
      if (token.value) open.push(token.value);
    } else if ('items' in token) {
      for (const { key, value } of token.items) {
        if (key) open.push(key);
        if (value) open.push(value);
      }
    }
  }
  return first;
}

/** Of the bracket at an offset; quoted texts and comments are passed over. */
function closingBracket(source: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at]!;
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') {
      if (--depth === 0) return at;
    } else if (/[\s[{,:]/.test(source[at - 1] ?? ' ')) {
      // Elsewhere these stand inside of a word.
      if (character === '"') at = endOfQuotes(source, at, '\\');
      else if (character === "'") at = endOfQuotes(source, at, "'");
      else if (character === '#') at = Math.max(at, source.indexOf('\n', at));
      if (at < 0) return undefined;
    }
  }
  return undefined;
}

/** @param mark what stands before a quote that does not end the text */
function endOfQuotes(source: string, start: number, mark: string): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === mark && (mark !== quote || source[at + 1] === quote)) at++;
    else if (source[at] === quote) return at;
  }
  return -1;
}
