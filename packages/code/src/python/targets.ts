import type { TargetIr } from '../ir/types.ts';
import { type Context, child, childrenOf, placeOf, textOf } from './context.ts';
import { expression, fieldExpression, propertyOf } from './nested.ts';
import { lookup } from './scope.ts';
import type { SyntaxNode } from './syntax.ts';

/** What an assignment, a loop or a `with` writes to; `undefined` where nothing can be written. */
export function target(context: Context, node: SyntaxNode): TargetIr | undefined {
  switch (node.type) {
    case 'identifier': {
      const binding = lookup(context.scope, textOf(context, node));
      return binding && { kind: 'binding', binding };
    }
    case 'attribute': {
      const name = child(node, 'attribute');
      if (!name) return undefined;
      const object = fieldExpression(context, node, 'object');
      return { kind: 'member', object, property: textOf(context, name), place: placeOf(context, node) };
    }
    case 'subscript': {
      const [key] = childrenOf(node, 'subscript');
      if (!key) return undefined;
      const object = fieldExpression(context, node, 'value');
      return { kind: 'member', object, property: propertyOf(expression(context, key)), place: placeOf(context, node) };
    }
    case 'parenthesized_expression':
    case 'as_pattern_target':
      return node.children[0] && target(context, node.children[0]);
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'tuple':
    case 'list':
    case 'expression_list':
      return items(context, node);
    default:
      return undefined;
  }
}

/** `a, *rest = …`. What follows the star is read as more of the list: its index is not known. */
function items(context: Context, node: SyntaxNode): TargetIr {
  const list: ({ target: TargetIr } | null)[] = [];
  let rest: TargetIr | undefined;
  for (const each of node.children) {
    const isRest = each.type === 'list_splat_pattern' || each.type === 'list_splat';
    const inner = isRest ? each.children[0] : each;
    const into = inner && target(context, inner);
    if (isRest) rest ??= into;
    else list.push(into ? { target: into } : null);
  }
  return rest ? { kind: 'items', items: list, rest } : { kind: 'items', items: list };
}
