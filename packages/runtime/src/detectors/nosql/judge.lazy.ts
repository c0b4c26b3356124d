import type { Confidence } from '@bulkhead/core';
import { BACKSLASH, BRACE, type Candidate, DOLLAR, LINE_END, NOSQL_WORD, PIPE, QUOTE, SEMICOLON } from '../scan.ts';
import { judgeCommands } from './commands.ts';
import { judgeDocument, judgeKey, judgeOperators } from './operators.ts';
import { judgeScript } from './scripts.ts';

/** Operators as names and in texts, server-side scripts, commands behind line ends. */
export function judgeNosql(candidate: Candidate): Confidence | undefined {
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
}
