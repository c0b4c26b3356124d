import type { ComprehensionClause, ExpressionIr, FieldIr } from '../ir/types.ts';
import { isBuiltinName } from './builtins.ts';
import { argument, callExpression } from './calls.ts';
import {
  binary,
  both,
  type Context,
  call,
  child,
  childrenOf,
  constant,
  member,
  not,
  opaque,
  placeOf,
  read,
  textOf,
} from './context.ts';
import { lambdaFunction } from './functions.ts';
import { fieldExpression, firstExpression, propertyOf } from './nested.ts';
import { helperBinding, lookup, openComprehension } from './scope.ts';
import { concatenatedString, percentFormat, stringExpression } from './strings.ts';
import type { SyntaxNode } from './syntax.ts';
import { target } from './targets.ts';

/** Operators under JavaScript's spelling, where both languages have them. */
const OPERATORS: Readonly<Record<string, string>> = { '==': '===', '!=': '!==', '<>': '!==', is: '===', '//': '/' };

/** Any expression of Python in the common language; what has no form there keeps its operands. */
export function expression(context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  switch (node.type) {
    case 'identifier':
      return nameExpression(context, textOf(context, node), place);
    case 'string':
      return stringExpression(context, node);
    case 'concatenated_string':
      return concatenatedString(context, node);
    case 'integer':
    case 'float':
      return constant(numberOf(textOf(context, node)), place);
    case 'true':
    case 'false':
      return constant(node.type === 'true', place);
    case 'none':
      return constant(null, place);
    case 'parenthesized_expression':
      return node.children[0] ? expression(context, node.children[0]) : opaque('nothing', [], place);
    case 'attribute':
      return boundMethod(context, node, attributeExpression(context, node));
    case 'subscript':
      return subscriptExpression(context, node);
    case 'call':
      return callExpression(context, node);
    case 'binary_operator':
      return binaryExpression(context, node);
    case 'comparison_operator':
      return comparison(context, node);
    case 'boolean_operator': {
      const [left, right] = sides(context, node);
      const operator = node.children.some((each) => each.type === 'and') ? '&&' : '||';
      return { kind: 'logical', operator, left, right, place };
    }
    case 'not_operator':
      return not(fieldExpression(context, node, 'argument'), place);
    case 'unary_operator': {
      const operand = fieldExpression(context, node, 'argument');
      const sign = context.file.text[node.start];
      if (sign === '-' && operand.kind === 'constant' && typeof operand.value === 'number')
        return constant(-operand.value, place);
      return { kind: 'unary', operator: sign ?? '-', operand, place };
    }
    case 'conditional_expression': {
      const [then, test, otherwise] = node.children.map((each) => expression(context, each));
      if (!then || !test || !otherwise) return opaque('if', [then, test].filter(isThere), place);
      return { kind: 'conditional', test, then, otherwise, place };
    }
    case 'named_expression': {
      const name = child(node, 'name');
      const value = fieldExpression(context, node, 'value');
      const into = name && target(context, name);
      return into ? { kind: 'assign', target: into, value, place } : value;
    }
    case 'lambda':
      return { kind: 'function', function: lambdaFunction(context, node), place };
    case 'await':
      return { kind: 'await', operand: firstExpression(context, node), place };
    case 'yield':
      return node.children[0]
        ? {
            kind: 'yield',
            operand: firstExpression(context, node),
            ...(/^yield\s+from\b/.test(textOf(context, node)) ? { each: true as const } : {}),
            place,
          }
        : { kind: 'yield', place };
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
    case 'pattern_list':
    case 'list_pattern':
    case 'tuple_pattern':
      return { kind: 'list', items: node.children.map((each) => argument(context, each)), place };
    case 'dictionary':
      return { kind: 'object', fields: node.children.flatMap((each) => dictionaryField(context, each)), place };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return comprehension(context, node);
    case 'ellipsis':
      return constant(undefined, place);
    case 'as_pattern':
    case 'list_splat':
    case 'dictionary_splat':
    case 'parenthesized_list_splat':
    case 'keyword_argument':
      return node.children[0]
        ? expression(context, child(node, 'value') ?? node.children[0])
        : opaque(node.type, [], place);
    default:
      return opaque(
        node.type,
        node.children.filter((each) => each.type !== 'type').map((each) => expression(context, each)),
        place,
      );
  }
}

/** A condition, with its text for whoever reads what guards a place. */
export function condition(context: Context, node: SyntaxNode): ExpressionIr {
  const text = context.file.text
    .slice(node.start, Math.min(node.end, node.start + 400))
    .replace(/\s+/g, ' ')
    .slice(0, 200);
  return { ...expression(context, node), text };
}

/** A name: of a scope around, of a module that was imported with `*`, or of the language. */
export function nameExpression(context: Context, name: string, place: ExpressionIr['place']): ExpressionIr {
  const binding = lookup(context.scope, name);
  if (binding) return read(binding, place);
  const stars = context.file.stars;
  if (stars.length === 0 || isBuiltinName(name)) return { kind: 'global', name, place };
  // The last star import that has the name wins; which one has it is seen when modules are put together.
  const candidates = stars.map((from): ExpressionIr => ({ kind: 'import', from, name, place }));
  return candidates.reduceRight((last, earlier) => ({
    kind: 'logical',
    operator: '??',
    left: last,
    right: earlier,
    place,
  }));
}

export function attributeExpression(context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  const name = child(node, 'attribute');
  const object = child(node, 'object');
  if (!name || !object) return opaque('attribute', object ? [expression(context, object)] : [], place);
  return submodule(context, node) ?? member(expression(context, object), textOf(context, name), place);
}

/** `self.method` as a value keeps its instance: `on_message = self.handle`, `map(self.one, items)`. */
function boundMethod(context: Context, node: SyntaxNode, read: ExpressionIr): ExpressionIr {
  if (read.kind !== 'member' || typeof read.property !== 'string') return read;
  const { object, property } = read;
  const place = placeOf(context, node);
  if (object.kind === 'read') {
    const isSelf = context.inClass && object.binding.name === 'self';
    const methods = isSelf ? context.methods : context.file.instances.get(object.binding);
    return methods?.has(property) ? call(member(read, 'bind', place), [object, object], place) : read;
  }
  if (!instanceMethods(context, object)?.has(property)) return read;
  // `handler = Application().handle`
  const binding = helperBinding(context.scope, 'instance', context.file, node.start);
  const instance: ExpressionIr = { kind: 'read', binding, place };
  const assign: ExpressionIr = { kind: 'assign', target: { kind: 'binding', binding }, value: object, place };
  const method = call(member(member(instance, property, place), 'bind', place), [instance, instance], place);
  return { kind: 'sequence', expressions: [assign, method], place };
}

/** Methods of what a call of a class of this file makes. */
export function instanceMethods(context: Context, value: ExpressionIr): ReadonlySet<string> | undefined {
  return value.kind === 'call' && value.callee.kind === 'read'
    ? context.file.classes.get(value.callee.binding)
    : undefined;
}

/** `a.b.c` where `import a.b.c` stands in the file is that module, not a member of `a`. */
function submodule(context: Context, node: SyntaxNode): ExpressionIr | undefined {
  const names: string[] = [];
  let at: SyntaxNode | undefined = node;
  while (at?.type === 'attribute') {
    const name = child(at, 'attribute');
    if (!name) return undefined;
    names.unshift(textOf(context, name));
    at = child(at, 'object');
  }
  if (at?.type !== 'identifier') return undefined;
  const binding = lookup(context.scope, textOf(context, at));
  const dotted = binding && context.file.dotted.get(binding);
  if (!dotted) return undefined;
  const from = [textOf(context, at), ...names].join('.');
  return dotted.has(from) ? { kind: 'import', from, name: '*', place: placeOf(context, node) } : undefined;
}

function subscriptExpression(context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  const object = fieldExpression(context, node, 'value');
  const keys = childrenOf(node, 'subscript');
  const [key] = keys;
  if (!key || keys.length > 1)
    return opaque('subscript', [object, ...keys.map((each) => expression(context, each))], place);
  if (key.type === 'slice') return sliceExpression(context, object, key);
  return { kind: 'member', object, property: propertyOf(expression(context, key)), bracket: true, place };
}

/** `x[a:b]` means what `slice(a, b)` means in JavaScript, negative numbers too; with a step the parts get out of order. */
function sliceExpression(context: Context, object: ExpressionIr, node: SyntaxNode): ExpressionIr {
  const place = object.place;
  const bounds: (ExpressionIr | undefined)[] = [undefined];
  for (const each of node.children) {
    if (each.type === ':') bounds.push(undefined);
    else bounds[bounds.length - 1] = expression(context, each);
  }
  const [from, to, step] = bounds;
  if (step) return opaque('slice', [object, ...bounds.filter(isThere)], place);
  const values = [from ?? constant(0, place), ...(to ? [to] : [])];
  return call(member(object, 'slice', place), values, place);
}

function dictionaryField(context: Context, node: SyntaxNode): FieldIr[] {
  if (node.type === 'dictionary_splat') return [{ kind: 'spread', value: firstExpression(context, node) }];
  if (node.type !== 'pair') return [{ kind: 'spread', value: expression(context, node) }];
  return [
    {
      kind: 'field',
      key: propertyOf(fieldExpression(context, node, 'key')),
      value: fieldExpression(context, node, 'value'),
    },
  ];
}

function sides(context: Context, node: SyntaxNode): [ExpressionIr, ExpressionIr] {
  return [fieldExpression(context, node, 'left'), fieldExpression(context, node, 'right')];
}

function binaryExpression(context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  const [left, right] = sides(context, node);
  const sign = child(node, 'operator');
  const operator = sign ? textOf(context, sign) : '+';
  if (operator === '%' && left.kind === 'constant' && typeof left.value === 'string')
    return percentFormat(left.value, right, place) ?? opaque('%', [left, right], place);
  return binary(OPERATORS[operator] ?? operator, left, right, place);
}

/** `a < b < c` is `a < b and b < c`. */
function comparison(context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  const operators = childrenOf(node, 'operators').map((each) => textOf(context, each).replace(/\s+/g, ' '));
  const operands = node.children.filter((each) => each.field !== 'operators').map((each) => expression(context, each));
  let result: ExpressionIr | undefined;
  for (const [index, operator] of operators.entries()) {
    const left = operands[index];
    const right = operands[index + 1];
    if (!left || !right) break;
    const one = compare(operator, left, right, place);
    result = result ? both(result, one, place) : one;
  }
  return result ?? opaque('comparison', operands, place);
}

function compare(
  operator: string,
  left: ExpressionIr,
  right: ExpressionIr,
  place: ExpressionIr['place'],
): ExpressionIr {
  if (operator === 'not in') return not(binary('in', left, right, place), place);
  if (operator === 'is not') return binary('!==', left, right, place);
  return binary(OPERATORS[operator] ?? operator, left, right, place);
}

function comprehension(context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  const clauses = node.children.filter((each) => each.type === 'for_in_clause' || each.type === 'if_clause');
  const targets = clauses.flatMap((each) => childrenOf(each, 'left'));
  const scope = openComprehension(context.scope, context.file, targets);
  const inner: Context = { ...context, scope };
  const lowered: ComprehensionClause[] = [];
  for (const [index, clause] of clauses.entries()) {
    if (clause.type === 'if_clause') {
      lowered.push({ kind: 'if', test: firstExpression(inner, clause) });
      continue;
    }
    const left = child(clause, 'left');
    const into = left && target(inner, left);
    const right = childrenOf(clause, 'right').filter((each) => each.type !== ',');
    // The first iterable is evaluated outside: `[x for x in x]`.
    const where = index === 0 ? context : inner;
    const iterables = right.map((each) => expression(where, each));
    const iterable =
      iterables.length === 1 && iterables[0]
        ? iterables[0]
        : ({ kind: 'list', items: iterables.map((value) => ({ value })), place } as const);
    if (into) lowered.push({ kind: 'each', target: into, iterable });
  }
  const body = child(node, 'body');
  if (node.type === 'dictionary_comprehension' && body) {
    const key = fieldExpression(inner, body, 'key');
    const element = fieldExpression(inner, body, 'value');
    return { kind: 'comprehension', result: 'object', clauses: lowered, key, element, place };
  }
  const element = body ? expression(inner, body) : opaque('missing', [], place);
  return { kind: 'comprehension', result: 'list', clauses: lowered, element, place };
}

function numberOf(text: string): number {
  const plain = text.replaceAll('_', '').replace(/[lLjJ]$/, '');
  const value = Number(/^0\d/.test(plain) && !plain.includes('.') ? plain.replace(/^0+(?=\d)/, '') : plain);
  return Number.isNaN(value) ? 0 : value;
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
