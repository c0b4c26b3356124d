import { judgeCommands } from './nosql/commands.ts';
import { judgeDocument, judgeKey, judgeOperators } from './nosql/operators.ts';
import { judgeScript } from './nosql/scripts.ts';
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
  version: '2.0.0',
  title: 'NoSQL injection',
  detect(candidate) {
    const { text, chars, words } = candidate;
    if (candidate.isKey && (chars & DOLLAR) !== 0) {
      const verdict = judgeKey(text);
      if (verdict !== undefined) return verdict;
    }
    if ((chars & BACKSLASH) !== 0 && text.includes('\\r\\n')) {
      const verdict = judgeCommands(text, candidate.lower);
      if (verdict !== undefined) return verdict;
    }
    if ((chars & DOLLAR) !== 0 || (chars & BRACE) !== 0) {
      const verdict = text.includes('}') ? judgeDocument(text) : undefined;
      if (verdict !== undefined) return verdict;
    }
    if ((words & NOSQL_WORD) === 0 && (chars & (PIPE | DOLLAR)) === 0) return undefined;
    const operators = (chars & DOLLAR) !== 0 ? judgeOperators(text) : undefined;
    if (operators === 'high' || operators === 'medium') return operators;
    if ((chars & (QUOTE | SEMICOLON | PIPE | LINE_END)) === 0 && !text.startsWith('db.') && !text.includes('MATCH'))
      return operators;
    const { lower } = candidate;
    return judgeScript(text, lower) ?? judgeCommands(text, lower) ?? operators;
  },
};
