import type { ExpressionIr, PropertyIr, StatementIr } from '../ir/types.ts';
import { type Context, child, opaque, placeOf } from './context.ts';
import type { SyntaxNode } from './syntax.ts';

/*
 * Python nests everything in everything. What lowers one form reaches all others through here, so that no file imports
 * in a circle: the functions themselves come with the file that is lowered.
 */

/** An expression of any form. */
export function expression(context: Context, node: SyntaxNode): ExpressionIr {
  return context.file.nested.expression(context, node);
}

/** `a.b` as a callee: a method that is called is not handed over. */
export function calleeAttribute(context: Context, node: SyntaxNode): ExpressionIr {
  return context.file.nested.calleeAttribute(context, node);
}

/** A statement of any form. */
export function statement(context: Context, node: SyntaxNode): StatementIr[] {
  return context.file.nested.statement(context, node);
}

export function block(context: Context, node: SyntaxNode): StatementIr[] {
  return node.children.flatMap((each) => statement(context, each));
}

export function fieldExpression(context: Context, node: SyntaxNode, field: string): ExpressionIr {
  const found = child(node, field);
  return found ? expression(context, found) : opaque('missing', [], placeOf(context, node));
}

export function firstExpression(context: Context, node: SyntaxNode): ExpressionIr {
  const first = node.children[0];
  return first ? expression(context, first) : opaque('missing', [], placeOf(context, node));
}

export function propertyOf(key: ExpressionIr): PropertyIr {
  return key.kind === 'constant' && (typeof key.value === 'string' || typeof key.value === 'number') ? key.value : key;
}
