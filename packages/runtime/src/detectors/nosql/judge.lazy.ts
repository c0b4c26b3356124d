import type { Confidence } from '@bulkhead/core';
import { spend } from '../spent.ts';
import { judgeCommands } from './commands.ts';
import { judgeDocument, judgeKey, judgeOperators } from './operators.ts';
import { judgeScript } from './scripts.ts';

/**
 * Operators as names and in texts, server-side scripts, commands behind line ends.
 * @param isKey the text is a name
 * @param named an operator, or a word of a script or a command, occurs
 */
export function judgeNosql(text: string, isKey: boolean, named: boolean): Confidence | undefined {
  spend(100 + text.length);
  const dollar = text.includes('$');
  if (isKey && dollar) {
    const verdict = judgeKey(text);
    if (verdict !== undefined) return verdict;
  }
  let lower: string | undefined;
  if (text.includes('\\r\\n')) {
    lower = text.toLowerCase();
    const verdict = judgeCommands(text, lower);
    if (verdict !== undefined) return verdict;
  }
  if (text.includes('}') && (dollar || text.includes('{') || text.includes('['))) {
    const verdict = judgeDocument(text);
    if (verdict !== undefined) return verdict;
  }
  if (!named) return undefined;
  const operators = dollar ? judgeOperators(text) : undefined;
  if (operators === 'high' || operators === 'medium') return operators;
  if (!/['"`;|&\r\n]/.test(text) && !/^(?:db\.|function)|MATCH/.test(text)) return operators;
  lower ??= text.toLowerCase();
  return judgeScript(text, lower) ?? judgeCommands(text, lower) ?? operators;
}
