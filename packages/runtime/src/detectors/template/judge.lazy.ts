import type { Confidence } from '@bulkhead/core';
import { isPadding } from '../code/surroundings.ts';
import { BRACE, type Candidate, TEMPLATE } from '../scan.ts';
import { spend } from '../spent.ts';
import { type Directive, findDirective, isPolyglot } from './directives.ts';
import { judgeExpression, type Sign } from './expression.ts';
import { type Expression, findExpressions } from './find.ts';
import { judgeTag } from './tags.ts';
import { isDocument, isManual, isShown, weighTemplate } from './weigh.ts';

/**
 * The whole judgement of a candidate in which a directive or an expression may begin.
 * @param signs at which a directive may begin
 * @param expressions whether a delimiter of expressions was seen
 */
export function judgeTemplate(candidate: Candidate, signs: number, expressions: boolean): Confidence | undefined {
  const { chars, text } = candidate;
  spend(1000 + text.length * 4);
  if (isManual(text)) return judgeManual(candidate, signs, expressions);
  const document = isDocument(candidate);
  // A document's braces and delimiters are read as expressions or not at all: pages, programs and data are full of them.
  const asked = document ? signs & ~(TEMPLATE | BRACE) : signs;
  const directive = asked === 0 ? undefined : findDirective(candidate, asked);
  if (document) return judgeDocument(text, directive, expressions);
  const polyglot = (chars & TEMPLATE) !== 0 && isPolyglot(text);
  let gravest: Directive | undefined = directive;
  if (expressions && gravest?.sign !== 4)
    findExpressions(text, (expression) => {
      const sign = signOf(expression);
      if (sign > (gravest?.sign ?? 0)) gravest = { sign, start: expression.start, end: expression.end };
      return sign === 4;
    });
  const found = gravest === undefined ? undefined : weighTemplate(text, gravest.sign, gravest.start, gravest.end);
  return polyglot && found !== 'high' ? 'medium' : found;
}

/** In Markdown that shows code, only what reaches the engine's host from outside of it. */
function judgeManual(candidate: Candidate, signs: number, expressions: boolean): Confidence | undefined {
  const { text, part } = candidate;
  const directive = findDirective(candidate, signs & ~(TEMPLATE | BRACE));
  if (directive?.sign === 4 && !isShown(text, directive.start, part)) return 'medium';
  let found: Confidence | undefined;
  let looks = 0;
  if (expressions)
    findExpressions(text, (expression) => {
      if (signOf(expression) !== 4) return false;
      if (!isShown(text, expression.start, part)) found = 'medium';
      return found !== undefined || ++looks >= MAX_LOOKS;
    });
  return found;
}

/** Grave expressions of one document that are looked at with what stands around them. */
const MAX_LOOKS = 8;

/** In a document only what stands in the middle of nothing is an attack. */
function judgeDocument(text: string, directive: Directive | undefined, expressions: boolean): Confidence | undefined {
  if (directive !== undefined && directive.sign >= 3 && isPadding(text, directive.start, directive.end))
    return 'medium';
  let found: Confidence | undefined;
  let looks = 0;
  if (expressions)
    findExpressions(text, (expression) => {
      const sign = signOf(expression);
      if (sign < 3) return false;
      if (sign === 4 || isPadding(text, expression.start, expression.end)) found = 'medium';
      return found !== undefined || ++looks >= MAX_LOOKS;
    });
  return found;
}

function signOf({ delimiter, inside, closed }: Expression): Sign {
  const sign = judgeExpression(delimiter, inside);
  if (sign >= 3) return sign;
  const tag = delimiter === '{%' ? (Math.max(sign, judgeTag(inside)) as Sign) : sign;
  // Without its end, only what nothing honest holds.
  return closed || tag >= 3 ? tag : 0;
}
