import { judgeNosql } from './nosql/judge.lazy.ts';
import { BACKSLASH, BRACE, DOLLAR, NOSQL_WORD, PIPE } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * NoSQL injection: an operator of MongoDB where a plain value was expected (as a name in a document or in a query
 * string's brackets), server-side JavaScript behind a broken string, and commands of other stores behind a line end or
 * a quote.
 */
export const nosqli: Detector = {
  id: 'detector/nosqli',
  class: 'nosqli',
  version: '2.0.0',
  title: 'NoSQL injection',
  detect(candidate) {
    const { text, chars, words } = candidate;
    const named = (words & NOSQL_WORD) !== 0 || (chars & (PIPE | DOLLAR)) !== 0;
    if (!named && !((chars & BRACE) !== 0 && text.includes('}'))) {
      if ((chars & BACKSLASH) === 0 || !text.includes('\\r\\n')) return undefined;
    }
    return judgeNosql(text, candidate.isKey, named);
  },
};
