import type { ArgumentIr, ExpressionIr, FieldIr } from '../ir/types.ts';
import { type Context, child, opaque, placeOf, textOf } from './context.ts';
import { calleeAttribute, expression, fieldExpression, firstExpression } from './nested.ts';
import { lookup } from './scope.ts';
import { braceFormat } from './strings.ts';
import type { SyntaxNode } from './syntax.ts';

/** A call, and the few that are something else: `super()`, `dict(a=1)`, a format of a constant pattern, an import. */
export function callExpression(context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  const callee = child(node, 'function');
  const list = child(node, 'arguments');
  if (!callee) return opaque('call', [], place);
  const given =
    list?.type === 'generator_expression'
      ? [{ value: expression(context, list) }]
      : (list?.children ?? []).map((each) => argument(context, each));
  return (
    specialCall(context, callee, given, place) ?? {
      kind: 'call',
      callee: callee.type === 'attribute' ? calleeAttribute(context, callee) : expression(context, callee),
      arguments: given,
      isNew: false,
      place,
    }
  );
}

function specialCall(
  context: Context,
  callee: SyntaxNode,
  given: readonly ArgumentIr[],
  place: ExpressionIr['place'],
): ExpressionIr | undefined {
  const text = callee.end - callee.start < 40 ? textOf(context, callee) : '';
  const first = given[0];
  if (text === 'super' && context.inClass) return { kind: 'super', place };
  const isInit = callee.type === 'attribute' && context.inClass && text.endsWith('.__init__');
  // `Base.__init__(self, …)` of old: the same as `super().__init__(…)`.
  if (isInit && first?.value.kind === 'read' && first.value.binding.name === 'self' && !isSuperInit(context, callee))
    return { kind: 'call', callee: { kind: 'super', place }, arguments: given.slice(1), isNew: false, place };
  if (callee.type === 'attribute' && isSuperInit(context, callee))
    return { kind: 'call', callee: { kind: 'super', place }, arguments: given, isNew: false, place };
  if (/^(?:importlib\.)?import_module$|^__import__$/.test(text) && first && !first.spread) {
    const from = first.value;
    return from.kind === 'constant' && typeof from.value === 'string'
      ? { kind: 'import', from: from.value, name: '*', dynamic: true, place }
      : { kind: 'import-computed', from, place };
  }
  if (text === 'dict' && !lookup(context.scope, 'dict')) return dictCall(given, place);
  const object = callee.type === 'attribute' ? child(callee, 'object') : undefined;
  const name = callee.type === 'attribute' ? child(callee, 'attribute') : undefined;
  if (object && name && textOf(context, name) === 'format' && /string$|^parenthesized/.test(object.type)) {
    const pattern = expression(context, object);
    if (pattern.kind !== 'constant' || typeof pattern.value !== 'string' || given.some((each) => each.spread)) return;
    const named = new Map(given.flatMap((each) => (each.name ? [[each.name, each.value] as const] : [])));
    const positional = given.filter((each) => !each.name).map((each) => each.value);
    return braceFormat(pattern.value, positional, named, place);
  }
  return undefined;
}

function isSuperInit(context: Context, callee: SyntaxNode): boolean {
  const text = callee.end - callee.start < 80 ? textOf(context, callee) : '';
  return context.inClass && /^super\s*\([\w\s,]*\)\s*\.\s*__init__$/.test(text);
}

/** `dict(base, a=1)` is `{**base, 'a': 1}`; pairs in a list stay a call. */
function dictCall(given: readonly ArgumentIr[], place: ExpressionIr['place']): ExpressionIr | undefined {
  const fields: FieldIr[] = [];
  for (const each of given) {
    if (each.spread === 'list') return undefined;
    if (each.name) fields.push({ kind: 'field', key: each.name, value: each.value });
    else if (each.value.kind === 'list' || each.value.kind === 'comprehension' || each.value.kind === 'call')
      return undefined;
    else fields.push({ kind: 'spread', value: each.value });
  }
  return { kind: 'object', fields, place };
}

export function argument(context: Context, node: SyntaxNode): ArgumentIr {
  if (node.type === 'list_splat') return { value: firstExpression(context, node), spread: 'list' };
  if (node.type === 'dictionary_splat') return { value: firstExpression(context, node), spread: 'fields' };
  if (node.type === 'parenthesized_list_splat' && node.children[0]) return argument(context, node.children[0]);
  if (node.type === 'keyword_argument') {
    const name = child(node, 'name');
    const value = fieldExpression(context, node, 'value');
    return name ? { value, name: textOf(context, name) } : { value };
  }
  return { value: expression(context, node) };
}
