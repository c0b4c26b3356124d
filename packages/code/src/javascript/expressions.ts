import type { Argument, Class, Expression, ObjectPropertyKind } from 'oxc-parser';
import type { ArgumentIr, ExpressionIr, FieldIr, TargetIr } from '../ir/types.ts';
import { lowerBinary } from './chains.ts';
import { lowerDefineProperty, lowerHelperCall } from './helpers.ts';
import { lowerJsx } from './jsx.ts';
import {
  assignable,
  branch,
  conditionText,
  constant,
  declare,
  type FunctionLike,
  innerScope,
  lookUp,
  placeAt,
  type Scope,
} from './scope.ts';
import { lowerKey, lowerTarget, readTarget } from './targets.ts';

type Node<T extends Expression['type']> = Extract<Expression, { type: T }>;

/** Nested expressions and statements; deeper ones become unknown, with a problem. */
const MAX_DEPTH = 320;

/**
 * Lowers one expression; types fall away.
 * @param name of the variable or property that it is given to: functions and classes take it as their own
 */
export function lowerExpression(node: Expression, scope: Scope, name = ''): ExpressionIr {
  const { unit } = scope;
  if (unit.depth >= MAX_DEPTH) {
    const place = placeAt(scope, node.start);
    const known = unit.problems.some(({ kind }) => kind === 'budget');
    if (!known) unit.problems.push({ kind: 'budget', message: 'nested too deeply to be read in full', place });
    return { kind: 'opaque', what: 'too-deep', operands: [], place };
  }
  unit.depth += 1;
  try {
    return lowerNode(node, scope, name);
  } finally {
    unit.depth -= 1;
  }
}

function lowerNode(node: Expression, scope: Scope, name: string): ExpressionIr {
  const { lower } = scope.unit;
  switch (node.type) {
    case 'Identifier':
      return lowerName(node.name, node.start, scope);
    case 'Literal':
      return lowerLiteral(node, scope);
    case 'MemberExpression':
      return lowerMember(node, scope);
    case 'CallExpression':
      return lowerCall(node, scope);
    case 'NewExpression':
      return {
        kind: 'call',
        callee: lower.expression(node.callee, scope),
        arguments: lowerArguments(node.arguments, scope),
        isNew: true,
        place: placeAt(scope, node.start),
      };
    case 'ChainExpression':
      return lower.expression(node.expression as Expression, scope);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
      return lowerDefinition(node, scope, name);
    case 'ObjectExpression':
      return {
        kind: 'object',
        fields: node.properties.flatMap((property) => lowerField(property, scope, name)),
        place: placeAt(scope, node.start),
      };
    case 'ArrayExpression':
      return {
        kind: 'list',
        items: node.elements.map((element) =>
          element === null ? { value: constant(undefined, placeAt(scope, node.start)) } : lowerArgument(element, scope),
        ),
        place: placeAt(scope, node.start),
      };
    case 'TemplateLiteral': {
      const parts: ExpressionIr[] = [];
      node.quasis.forEach((quasi, index) => {
        const text = quasi.value.cooked ?? quasi.value.raw;
        if (text !== '') parts.push(constant(text, placeAt(scope, quasi.start)));
        const value = node.expressions[index];
        if (value !== undefined) parts.push(lower.expression(value, scope));
      });
      const place = placeAt(scope, node.start);
      if (parts.length === 0) return constant('', place);
      const [first] = parts;
      return parts.length === 1 && first?.kind === 'constant' ? { ...first, place } : { kind: 'text', parts, place };
    }
    case 'TaggedTemplateExpression':
      return {
        kind: 'tagged',
        tag: lower.expression(node.tag, scope),
        strings: node.quasi.quasis.map(({ value }) => value.cooked ?? value.raw),
        values: node.quasi.expressions.map((value) => lower.expression(value, scope)),
        place: placeAt(scope, node.start),
      };
    case 'BinaryExpression':
      return lowerBinary(node, scope);
    case 'LogicalExpression':
      return {
        kind: 'logical',
        operator: node.operator,
        left: lowerTest(node.left, scope),
        right: lower.expression(node.right, scope, name),
        place: placeAt(scope, node.start),
      };
    case 'ConditionalExpression': {
      const then = lower.expression(node.consequent, scope, name);
      const otherwise = lower.expression(node.alternate, scope, name);
      return {
        kind: 'conditional',
        ...branch(lowerTest(node.test, scope), then, otherwise, placeAt(scope, node.start)),
      };
    }
    case 'UnaryExpression':
      return lowerUnary(node, scope);
    case 'UpdateExpression': {
      const target = lowerTarget(node.argument, scope);
      const place = placeAt(scope, node.start);
      const left = readTarget(target, node.start, scope);
      const operator = node.operator === '++' ? '+' : '-';
      return {
        kind: 'assign',
        target,
        value: { kind: 'binary', operator, left, right: constant(1, place), place },
        place,
      };
    }
    case 'AssignmentExpression':
      return lowerAssignment(node, scope);
    case 'AwaitExpression':
      return { kind: 'await', operand: lower.expression(node.argument, scope), place: placeAt(scope, node.start) };
    case 'YieldExpression': {
      const place = placeAt(scope, node.start);
      if (node.argument === null) return { kind: 'yield', place };
      return { kind: 'yield', operand: lower.expression(node.argument, scope), place };
    }
    case 'SequenceExpression':
      return {
        kind: 'sequence',
        expressions: node.expressions.map((part) => lower.expression(part, scope)),
        place: placeAt(scope, node.start),
      };
    case 'ImportExpression': {
      const place = placeAt(scope, node.start);
      const from = lower.expression(node.source, scope);
      if (from.kind === 'constant' && typeof from.value === 'string') {
        return { kind: 'import', from: from.value, name: '*', dynamic: true, place };
      }
      return { kind: 'import-computed', from, place };
    }
    case 'ThisExpression':
      return { kind: 'this', place: placeAt(scope, node.start) };
    case 'Super':
      return { kind: 'super', place: placeAt(scope, node.start) };
    case 'MetaProperty':
      return { kind: 'global', name: `${node.meta.name}.${node.property.name}`, place: placeAt(scope, node.start) };
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ParenthesizedExpression':
      return lower.expression(node.expression, scope, name);
    case 'JSXElement':
    case 'JSXFragment':
      return lowerJsx(node, scope);
    default:
      return {
        kind: 'opaque',
        what: (node as { type: string }).type,
        operands: [],
        place: placeAt(scope, (node as { start: number }).start),
      };
  }
}

/** An expression that decides which way the code goes: keeps its text for people. */
export function lowerTest(node: Expression, scope: Scope): ExpressionIr {
  return { ...scope.unit.lower.expression(node, scope), text: conditionText(scope, node) };
}

/** A function or class expression with a name of its own sees itself under it: the name is set where the expression stands. */
function lowerDefinition(node: FunctionLike | Class, outer: Scope, name: string): ExpressionIr {
  const { lower } = outer.unit;
  const place = placeAt(outer, node.start);
  const scope = node.id === null ? outer : innerScope(outer);
  const binding = node.id === null ? undefined : declare(scope, node.id.name, node.id.start);
  const value: ExpressionIr = isClass(node)
    ? { kind: 'class', class: lower.class(node, scope, name), place }
    : { kind: 'function', function: lower.function(node, scope, name), place };
  return binding === undefined ? value : { kind: 'assign', target: { kind: 'binding', binding }, value, place };
}

function isClass(node: FunctionLike | Class): node is Class {
  return node.type === 'ClassExpression' || node.type === 'ClassDeclaration';
}

function lowerName(name: string, offset: number, scope: Scope): ExpressionIr {
  const place = placeAt(scope, offset);
  const found = lookUp(scope, name);
  if (found === undefined) return name === 'undefined' ? constant(undefined, place) : { kind: 'global', name, place };
  if (found.kind === 'binding') return { kind: 'read', binding: found.binding, place };
  if (found.kind === 'value') return found.value;
  scope.unit.usedImports.add(found.declaration);
  return { kind: 'import', from: found.from, name: found.imported, place };
}

function lowerLiteral(node: Node<'Literal'>, scope: Scope): ExpressionIr {
  const place = placeAt(scope, node.start);
  if ('regex' in node) return { kind: 'regex', pattern: node.regex.pattern, flags: node.regex.flags, place };
  if ('bigint' in node) return constant(Number(node.bigint), place);
  return constant(node.value as string | number | boolean | null, place);
}

function lowerMember(node: Node<'MemberExpression'>, scope: Scope): ExpressionIr {
  const own = ownExport(node, scope);
  if (own !== undefined) return own;
  const object = scope.unit.lower.expression(node.object, scope);
  const property = lowerKey(node.property as Parameters<typeof lowerKey>[0], node.computed, scope);
  const place = placeAt(scope, node.property.start);
  return node.optional
    ? { kind: 'member', object, property, optional: true, place }
    : { kind: 'member', object, property, place };
}

/** `exports.other()` in a file with `export` statements, which its author knows will be compiled: the file's own name. */
function ownExport(node: Node<'MemberExpression'>, scope: Scope): ExpressionIr | undefined {
  const { object, property } = node;
  if (!scope.unit.hasExports || node.computed || property.type !== 'Identifier') return undefined;
  if (object.type !== 'Identifier' || object.name !== 'exports' || lookUp(scope, 'exports') !== undefined)
    return undefined;
  let top = scope;
  while (top.parent !== undefined) top = top.parent;
  return top.names.has(property.name) ? lowerName(property.name, node.start, top) : undefined;
}

function lowerCall(node: Node<'CallExpression'>, scope: Scope): ExpressionIr {
  const place = placeAt(scope, node.start);
  const { callee } = node;
  if (callee.type === 'Identifier') {
    if (callee.name === 'require' && lookUp(scope, 'require') === undefined) return lowerRequire(node, scope);
    const found = lookUp(scope, callee.name);
    const helper = found?.kind === 'binding' ? scope.unit.helpers.get(found.binding) : undefined;
    if (helper === '__require') return lowerRequire(node, scope);
    const known = lowerHelperCall(helper ?? callee.name, node, scope);
    if (known !== undefined) return known;
  } else if (isOfTslib(callee)) {
    const known = lowerHelperCall(callee.property.name, node, scope);
    if (known !== undefined) return known;
  }
  const defined = lowerDefineProperty(node, scope);
  if (defined !== undefined) return defined;
  const call = {
    kind: 'call' as const,
    callee: scope.unit.lower.expression(callee, scope),
    arguments: lowerArguments(node.arguments, scope),
    isNew: false,
    place,
  };
  return node.optional ? { ...call, optional: true } : call;
}

/** `tslib_1.__exportStar`: the helpers of TypeScript, imported in place of written out. */
function isOfTslib(callee: Expression): callee is Expression & { property: { name: string } } {
  return (
    callee.type === 'MemberExpression' &&
    !callee.computed &&
    callee.object.type === 'Identifier' &&
    /^tslib/.test(callee.object.name) &&
    callee.property.type === 'Identifier'
  );
}

function lowerRequire(node: Node<'CallExpression'>, scope: Scope): ExpressionIr {
  const place = placeAt(scope, node.start);
  const [argument] = node.arguments;
  if (argument === undefined || argument.type === 'SpreadElement') return constant(undefined, place);
  const from = scope.unit.lower.expression(argument, scope);
  return from.kind === 'constant' && typeof from.value === 'string'
    ? { kind: 'import', from: from.value, name: '*', place }
    : { kind: 'import-computed', from, place };
}

export function lowerArguments(nodes: readonly Argument[], scope: Scope): ArgumentIr[] {
  return nodes.map((node) => lowerArgument(node, scope));
}

function lowerArgument(node: Argument, scope: Scope): ArgumentIr {
  if (node.type !== 'SpreadElement') return { value: scope.unit.lower.expression(node, scope) };
  return { value: scope.unit.lower.expression(node.argument, scope), spread: 'list' };
}

/** Getters are read once, here; what they close over is the same. Setters keep nothing that flows out. */
function lowerField(property: ObjectPropertyKind, scope: Scope, owner: string): FieldIr[] {
  const { lower } = scope.unit;
  if (property.type === 'SpreadElement') return [{ kind: 'spread', value: lower.expression(property.argument, scope) }];
  if (property.kind === 'set') return [];
  const key = lowerKey(property.key, property.computed, scope);
  const name = typeof key === 'object' ? owner : owner === '' ? String(key) : `${owner}.${key}`;
  const value = lower.expression(property.value, scope, name);
  if (property.kind !== 'get') return [{ kind: 'field', key, value }];
  return [
    { kind: 'field', key, value: { kind: 'call', callee: value, arguments: [], isNew: false, place: value.place } },
  ];
}

function lowerUnary(node: Node<'UnaryExpression'>, scope: Scope): ExpressionIr {
  const operand = scope.unit.lower.expression(node.argument, scope);
  const place = placeAt(scope, node.start);
  if (operand.kind === 'constant' && typeof operand.value === 'number') {
    if (node.operator === '-') return constant(-operand.value, place);
    if (node.operator === '!') return constant(operand.value === 0, place);
    if (node.operator === 'void') return constant(undefined, place);
  }
  return { kind: 'unary', operator: node.operator, operand, place };
}

function lowerAssignment(node: Node<'AssignmentExpression'>, scope: Scope): ExpressionIr {
  const { lower } = scope.unit;
  const place = placeAt(scope, node.start);
  const { left, operator } = node;
  // `exports = module.exports = …` only renames the module's own variable.
  if (left.type === 'Identifier' && left.name === 'exports' && lookUp(scope, 'exports') === undefined) {
    return lower.expression(node.right, scope);
  }
  const target: TargetIr = exportTarget(left, scope) ?? lowerTarget(left, scope);
  const value = lower.expression(node.right, scope, nameOf(left, scope));
  if (operator === '=') return { kind: 'assign', target, value, place };
  const current = readTarget(target, left.start, scope);
  const bare = operator.slice(0, -1);
  if (bare === '&&' || bare === '||' || bare === '??') {
    return {
      kind: 'assign',
      target,
      value: { kind: 'logical', operator: bare, left: current, right: value, place },
      place,
    };
  }
  const sum: ExpressionIr =
    bare === '+' && (value.kind === 'text' || (value.kind === 'constant' && typeof value.value === 'string'))
      ? { kind: 'text', parts: [current, ...(value.kind === 'text' ? value.parts : [value])], place }
      : { kind: 'binary', operator: bare, left: current, right: value, place };
  return { kind: 'assign', target, value: sum, place };
}

/** `exports.handler = …` beside `export` statements: one export more. */
function exportTarget(left: { readonly type: string }, scope: Scope): TargetIr | undefined {
  const node = left as Node<'MemberExpression'>;
  if (!scope.unit.hasExports || node.type !== 'MemberExpression' || node.computed) return undefined;
  const { object, property } = node;
  if (object.type !== 'Identifier' || object.name !== 'exports' || property.type !== 'Identifier') return undefined;
  if (lookUp(scope, 'exports') !== undefined) return undefined;
  let top = scope;
  while (top.parent !== undefined) top = top.parent;
  const isKnown = scope.unit.exports.some((entry) => entry.kind === 'binding' && entry.name === property.name);
  const binding = assignable(top, property.name, node.start);
  if (!isKnown) scope.unit.exports.push({ kind: 'binding', name: property.name, binding });
  return { kind: 'binding', binding };
}

/** Name that an assigned function goes by: `exports.handler = …` is `handler`, `Repository.prototype.save` is `Repository.save`. */
function nameOf(target: { readonly type: string; readonly start: number; readonly end: number }, scope: Scope): string {
  const text = scope.unit.text.slice(target.start, Math.min(target.end, target.start + 120));
  return /^[\w$.#]+$/.test(text) ? text.replace(/^(module\.)?exports\./, '').replace('.prototype.', '.') : '';
}
