import type { Confidence } from '@bulkhead/core';
import { BRACE, type Candidate, DOLLAR, LINE_END, PIPE, QUOTE, SEMICOLON } from '../scan.ts';
import { spend } from '../spent.ts';
import { judgeCommands } from './commands.ts';
import { judgeDocument, judgeKey, judgeOperators } from './operators.ts';
import { judgeScript } from './scripts.ts';

/**
 * Operators as names and in texts, server-side scripts, commands behind line ends.
 * @param named an operator, or a word of a script or a command, occurs
 * @param spelled a line end is written out: `\\r\\n`
 */
export function judgeNosql(candidate: Candidate, named: boolean, spelled: boolean): Confidence | undefined {
  const { text, chars } = candidate;
  spend(100 + text.length);
  const dollar = (chars & DOLLAR) !== 0;
  if (candidate.isKey && dollar) {
    const verdict = judgeKey(text);
    if (verdict !== undefined) return verdict;
  }
  if (spelled) {
    const verdict = judgeCommands(candidate, spelled);
    if (verdict !== undefined) return verdict;
  }
  if ((chars & (DOLLAR | BRACE)) !== 0 && text.includes('}')) {
    const verdict = judgeDocument(text);
    if (verdict !== undefined) return verdict;
  }
  if (!named) return undefined;
  const operators = dollar ? judgeOperators(text) : undefined;
  if (operators === 'high' || operators === 'medium') return operators;
  if ((chars & (QUOTE | SEMICOLON | PIPE | LINE_END)) === 0 && !/^(?:db\.|function)|MATCH/.test(text)) return operators;
  return judgeScript(candidate) ?? judgeCommands(candidate, spelled) ?? operators;
}
