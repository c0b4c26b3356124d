import { visibleCharacter } from '@bulkhead/core';
import type { ExplainedCandidate, Explanation } from '@bulkhead/runtime/explain';
import type { Style } from './io.ts';

/** The explanation of a verdict for a person at a terminal; control characters of the input are made visible. */
export function explanationText(
  { verdict, strings }: Explanation,
  paint: (style: Style, text: string) => string,
): string {
  const lines: string[] = [];
  for (const { path, text, whole, candidates } of strings) {
    lines.push(`${paint('bold', visible(path))}  ${visible(text)}`);
    if (whole) lines.push(`  ${paint('dim', 'a document: judged by its parts')}`);
    else if (candidates.length === 0) lines.push(`  ${paint('dim', 'no grammar can begin here')}`);
    for (const candidate of candidates) lines.push(...candidateLines(candidate, paint));
  }
  lines.push('');
  lines.push(
    verdict.flagged
      ? paint(
          'red',
          `${verdict.class} at ${visible(verdict.path ?? '')}, ${verdict.confidence} (${verdict.rule}): ${verdict.action}`,
        )
      : paint('green', 'nothing found'),
  );
  return `${lines.join('\n')}\n`;
}

function candidateLines(candidate: ExplainedCandidate, paint: (style: Style, text: string) => string): string[] {
  const { steps, text, traits, tokens, says, score } = candidate;
  const lines: string[] = [];
  if (steps !== '') lines.push(`  ${paint('cyan', steps)}  ${visible(text)}`);
  lines.push(`  ${paint('dim', 'scan')}      ${traits.join(', ')}`);
  for (const { grammar, tokens: own } of tokens) {
    lines.push(`  ${paint('dim', grammar.padEnd(9))} ${own.map((token) => visible(token)).join('  ')}`);
  }
  for (const { class: found, confidence } of says) lines.push(`  ${paint('yellow', found.padEnd(9))} ${confidence}`);
  lines.push(`  ${paint('dim', 'arbiter')}   ${score.toFixed(2)}`);
  return lines;
}

/** A terminal must show what a stranger wrote, not obey it. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, visibleCharacter);
}
