import type { Expression } from 'oxc-parser';
import type { ExpressionIr } from '../ir/types.ts';
import { placeAt, type Scope } from './scope.ts';

/** Operands that stay nested; a longer chain becomes one flat expression, so that nobody who reads it recurses that deep. */
const MAX_NESTED = 60;

type Binary = Extract<Expression, { type: 'BinaryExpression' }>;

/**
 * Lowers `a + b + c …` of any length without recursion. Where one part is a text constant the whole is text, whatever the
 * order: `1 + 2 + 'px'` loses its sum, which nobody asks for.
 */
export function lowerBinary(node: Binary, scope: Scope): ExpressionIr {
  const { lower } = scope.unit;
  const spine: Binary[] = [];
  let left: Expression = node;
  while (left.type === 'BinaryExpression' && (left.left.type as string) !== 'PrivateIdentifier') {
    spine.push(left);
    left = left.left as Expression;
  }
  spine.reverse();
  const place = placeAt(scope, node.start);
  const isSum = spine.every((part) => part.operator === '+');
  if (isSum && spine.length > 0 && (isTextual(left) || spine.some((part) => isTextual(part.right)))) {
    const parts = [lower.expression(left, scope), ...spine.map((part) => lower.expression(part.right, scope))];
    return { kind: 'text', parts: parts.flatMap((part) => (part.kind === 'text' ? part.parts : [part])), place };
  }
  if (spine.length > MAX_NESTED) {
    const operands = [lower.expression(left, scope), ...spine.map((part) => lower.expression(part.right, scope))];
    return isSum ? { kind: 'text', parts: operands, place } : { kind: 'opaque', what: 'chain', operands, place };
  }
  if (spine.length === 0) {
    // `#name in object`
    const operands = [lower.expression(node.right, scope)];
    return { kind: 'opaque', what: 'private-in', operands, place };
  }
  let result = lower.expression(left, scope);
  for (const part of spine) {
    const right = lower.expression(part.right, scope);
    result = { kind: 'binary', operator: part.operator, left: result, right, place: placeAt(scope, part.start) };
  }
  return result;
}

function isTextual(node: Expression): boolean {
  return (node.type === 'Literal' && typeof node.value === 'string') || node.type === 'TemplateLiteral';
}
