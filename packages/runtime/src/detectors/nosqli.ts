import { judgeNosql } from './nosql/judge.lazy.ts';
import { BACKSLASH, BRACE, DOLLAR, LINE_END, NOSQL_WORD, PIPE, QUOTE, SEMICOLON } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * NoSQL injection: an operator of MongoDB where a plain value was expected (as a name in a document or in a query
 * string's brackets), server-side JavaScript behind a broken string, and commands of other stores behind a line end or
 * a quote.
 */
export const nosqli: Detector = {
  id: 'detector/nosqli',
  class: 'nosqli',
  version: '2.7.0',
  title: 'NoSQL injection',
  begins: { chars: DOLLAR | QUOTE | SEMICOLON | LINE_END | BACKSLASH | BRACE | PIPE, words: NOSQL_WORD },
  detect(candidate) {
    const { text, chars, words } = candidate;
    const named = (words & NOSQL_WORD) !== 0 || (chars & (PIPE | DOLLAR)) !== 0;
    // By its second sign first: some texts are full of backslashes.
    const spelled = (chars & BACKSLASH) !== 0 && text.includes('r\\n') && text.includes('\\r\\n');
    if (!spelled && (chars & (DOLLAR | QUOTE | SEMICOLON | LINE_END)) === 0 && !closesDocument(text, chars)) {
      // Without a sign only a script of two operators, of the shell or of Cypher is left.
      if (
        !named ||
        (!isJoined(text, chars) && !text.includes('db.') && !text.includes('MATCH') && !text.startsWith('function'))
      )
        return undefined;
    } else if (!named && !spelled && !closesDocument(text, chars)) return undefined;
    return judgeNosql(candidate, named, spelled);
  },
};

function isJoined(text: string, chars: number): boolean {
  return (chars & PIPE) !== 0 && (text.includes('||') || text.includes('&&'));
}

/** `}, {`: a bracket that closes the developer's document stands behind nothing but blanks and a quote. */
function closesDocument(text: string, chars: number): boolean {
  if ((chars & BRACE) === 0 || !text.includes('}')) return false;
  for (let i = 0; i < 10; i++) {
    const code = text.charCodeAt(i);
    if (code === 125 || code === 93) return true;
    if (code > 32 && code !== 39 && code !== 34) return false;
  }
  return false;
}
