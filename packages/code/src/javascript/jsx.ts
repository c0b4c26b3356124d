import type { Expression } from 'oxc-parser';
import type { ExpressionIr } from '../ir/types.ts';
import { placeAt, type Scope } from './scope.ts';

type Jsx = Extract<Expression, { type: 'JSXElement' | 'JSXFragment' }>;

/** Markup becomes one opaque value of everything that stands in it: React escapes text, and handlers do not run on the server. */
export function lowerJsx(node: Jsx, scope: Scope): ExpressionIr {
  const { lower } = scope.unit;
  const operands: ExpressionIr[] = [];
  const add = (expression: { readonly type: string }) => {
    if (expression.type !== 'JSXEmptyExpression') operands.push(lower.expression(expression as Expression, scope));
  };
  if (node.type === 'JSXElement') {
    for (const attribute of node.openingElement.attributes) {
      if (attribute.type === 'JSXSpreadAttribute') add(attribute.argument);
      else if (attribute.value?.type === 'JSXExpressionContainer') add(attribute.value.expression);
    }
  }
  for (const child of node.children) {
    if (child.type === 'JSXExpressionContainer' || child.type === 'JSXSpreadChild') add(child.expression);
    else if (child.type !== 'JSXText') add(child);
  }
  return { kind: 'opaque', what: 'jsx', operands, place: placeAt(scope, node.start) };
}
