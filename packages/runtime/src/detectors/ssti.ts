import type { Confidence } from '@bulkhead/core';
import { BACKSLASH, BRACE, type Candidate, DOLLAR, HASH, LESS, PAREN, PERCENT, TEMPLATE } from './scan.ts';
import { findDirective, isPolyglot } from './template/directives.ts';
import { judgeExpression, type Sign } from './template/expression.ts';
import { findExpressions } from './template/find.ts';
import { judgeTag } from './template/tags.ts';
import { weighTemplate } from './template/weigh.ts';
import type { Detector } from './types.ts';

/**
 * Template injection: expressions of every engine's delimiters are read as expressions. One that computes from constants,
 * reaches classes, files or the process, or names what the engine keeps for itself is an attack; one that names data,
 * as mail and page templates do, is none. Server-side and edge-side includes and LaTeX's reading commands belong here too.
 */
export const ssti: Detector = {
  id: 'detector/ssti',
  class: 'ssti',
  version: '2.0.0',
  title: 'Server-side template injection',
  detect(candidate) {
    const { chars, text } = candidate;
    let best: Confidence | undefined;
    if ((chars & DIRECTIVE) !== 0) {
      const directive = findDirective(candidate);
      if (directive !== undefined) best = weighTemplate(candidate, directive.sign, directive.start, directive.end);
      if (best === 'high') return best;
    }
    if ((chars & TEMPLATE) !== 0 && isPolyglot(text)) return 'medium';
    if ((chars & TEMPLATE) !== 0 || mayBeSingle(candidate)) {
      findExpressions(text, ({ delimiter, start, end, inside, closed }) => {
        let sign: Sign = judgeExpression(delimiter, inside);
        if (sign < 3 && delimiter === '{%') sign = Math.max(sign, judgeTag(inside)) as Sign;
        // Without its end, only what nothing honest holds.
        if (!closed && sign < 3) return false;
        const found = sign === 0 ? undefined : weighTemplate(candidate, sign, start, end);
        if (found !== undefined && (best === undefined || RANK[found] > RANK[best])) best = found;
        return best === 'high';
      });
    }
    return best;
  },
};

/** Signs that begin a directive in some engine. */
const DIRECTIVE = LESS | HASH | BRACE | BACKSLASH | DOLLAR | PAREN | TEMPLATE;

const RANK: Readonly<Record<Confidence, number>> = { low: 1, medium: 2, high: 3 };

/** `{7*7}`, `%{…}`, `@(1+2)`, `[=…]`: delimiters that the shared scan does not tell, in values short enough for a probe. */
function mayBeSingle({ chars, text }: Candidate): boolean {
  if (text.length > 600) return (chars & PERCENT) !== 0 && text.includes('%{');
  if ((chars & BRACE) === 0) return (chars & PAREN) !== 0 && (text.includes('@(') || text.includes('[('));
  return true;
}
