import type { ExpressionIr, StatementIr, TargetIr } from '../ir/types.ts';
import { classStatements } from './classes.ts';
import {
  binary,
  branch,
  type Context,
  call,
  chain,
  child,
  childrenOf,
  member,
  opaque,
  placeOf,
  read,
  textOf,
} from './context.ts';
import { condition, expression, instanceMethods } from './expressions.ts';
import { decorated, decoratorsOf, definitionOf, functionOf } from './functions.ts';
import { importStatements } from './imports.ts';
import { matchStatements } from './match.ts';
import { block, fieldExpression } from './nested.ts';
import { helperBinding } from './scope.ts';
import type { SyntaxNode } from './syntax.ts';
import { target } from './targets.ts';

export function statement(context: Context, node: SyntaxNode): StatementIr[] {
  const place = placeOf(context, node);
  switch (node.type) {
    case 'expression_statement':
      return node.children.flatMap((each) => expressionStatement(context, each));
    case 'return_statement': {
      const value = node.children[0] && expression(context, node.children[0]);
      return [value ? { kind: 'return', value, place } : { kind: 'return', place }];
    }
    case 'raise_statement': {
      const first = node.children[0];
      return [first ? { kind: 'throw', value: expression(context, first), place } : { kind: 'throw', place }];
    }
    case 'if_statement':
      return ifStatement(context, node);
    case 'for_statement':
      return forStatement(context, node);
    case 'while_statement': {
      const tested = child(node, 'condition');
      const test = tested ? condition(context, tested) : opaque('missing', [], place);
      const body = bodyOf(context, node, 'body');
      return [{ kind: 'loop', test, body, place }, ...alternative(context, node)];
    }
    case 'try_statement':
      return [tryStatement(context, node)];
    case 'with_statement':
      return withStatement(context, node);
    case 'match_statement':
      return matchStatements(context, node);
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
      return definition(context, node);
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      return importStatements(context, node);
    case 'assert_statement': {
      const [test] = node.children;
      if (!test) return [];
      return [branch(condition(context, test), [], [{ kind: 'throw', place }], place)];
    }
    case 'delete_statement':
      return node.children.flatMap((each) => deletion(context, each));
    case 'print_statement':
    case 'exec_statement': {
      const name = node.type === 'print_statement' ? 'print' : 'exec';
      const values = node.children.filter((each) => each.type !== 'chevron').map((each) => expression(context, each));
      return [{ kind: 'expression', expression: call({ kind: 'global', name, place }, values, place) }];
    }
    case 'break_statement':
      return [{ kind: 'break', place }];
    case 'continue_statement':
      return [{ kind: 'continue', place }];
    case 'global_statement':
    case 'nonlocal_statement':
    case 'pass_statement':
    case 'type_alias_statement':
      return [];
    case 'ERROR':
    case 'block':
    case 'module':
      return node.children.flatMap((each) => statement(context, each));
    default:
      return [{ kind: 'expression', expression: expression(context, node) }];
  }
}

function expressionStatement(context: Context, node: SyntaxNode): StatementIr[] {
  const place = placeOf(context, node);
  if (node.type === 'assignment') return assignment(context, node);
  if (node.type === 'augmented_assignment') {
    const left = child(node, 'left');
    const into = left && target(context, left);
    const sign = child(node, 'operator');
    if (!left || !into || !sign) return [];
    const operator = textOf(context, sign).replace(/=$/, '').replace('//', '/');
    const value = binary(operator, expression(context, left), rightSide(context, node), place);
    return [{ kind: 'assign', target: into, value, place }];
  }
  // A text on its own is documentation.
  if (node.type === 'string' || node.type === 'ellipsis') return [];
  return [{ kind: 'expression', expression: expression(context, node) }];
}

/** `a = b = value`: each target in turn gets the one value. */
function assignment(context: Context, node: SyntaxNode): StatementIr[] {
  const lefts: SyntaxNode[] = [];
  let at: SyntaxNode | undefined = node;
  while (at?.type === 'assignment') {
    const left = child(at, 'left');
    if (left) lefts.push(left);
    const right: SyntaxNode | undefined = child(at, 'right');
    if (!right) return [];
    at = right;
  }
  if (!at) return [];
  const place = placeOf(context, node);
  let value = at.type === 'augmented_assignment' ? opaque('assignment', [], place) : expression(context, at);
  const statements: StatementIr[] = [];
  if (lefts.length > 1 && value.kind !== 'constant' && value.kind !== 'read') {
    const helper = helperBinding(context.scope, 'value', context.file, at.start);
    statements.push({ kind: 'assign', target: { kind: 'binding', binding: helper }, value, place });
    value = read(helper, place);
  }
  for (const left of lefts) {
    const into = target(context, left);
    const methods = into?.kind === 'binding' ? instanceMethods(context, value) : undefined;
    if (methods && into?.kind === 'binding') context.file.instances.set(into.binding, methods);
    if (into) statements.push({ kind: 'assign', target: into, value, place });
    else statements.push({ kind: 'expression', expression: value });
  }
  return statements;
}

function rightSide(context: Context, node: SyntaxNode): ExpressionIr {
  const right = child(node, 'right');
  if (!right || right.type === 'assignment' || right.type === 'augmented_assignment')
    return opaque('assignment', [], placeOf(context, node));
  return expression(context, right);
}

function bodyOf(context: Context, node: SyntaxNode, field: string): StatementIr[] {
  const body = child(node, field);
  return body ? block(context, body) : [];
}

/** `else` of a loop: what follows when it ran to its end. */
function alternative(context: Context, node: SyntaxNode): StatementIr[] {
  const other = child(node, 'alternative');
  return other ? bodyOf(context, other, 'body') : [];
}

function ifStatement(context: Context, node: SyntaxNode): StatementIr[] {
  const branches = [node, ...childrenOf(node, 'alternative').filter((each) => each.type === 'elif_clause')];
  const last = childrenOf(node, 'alternative').find((each) => each.type === 'else_clause');
  const chained = [];
  for (const each of branches) {
    const tested = child(each, 'condition');
    const text = tested ? textOf(context, tested) : '';
    const place = placeOf(context, each);
    // The file is imported, never run as the program; and what a type checker alone sees does not run at all.
    const neverRuns = /^__name__\s*==\s*['"]__main__['"]$|^(typing\.)?TYPE_CHECKING$/.test(text);
    if (neverRuns) continue;
    const test = tested ? condition(context, tested) : opaque('missing', [], place);
    chained.push({ test, body: bodyOf(context, each, 'consequence'), place });
  }
  return chain(chained, last ? bodyOf(context, last, 'body') : []);
}

function forStatement(context: Context, node: SyntaxNode): StatementIr[] {
  const place = placeOf(context, node);
  const left = child(node, 'left');
  const iterable = fieldExpression(context, node, 'right');
  const into = left && target(context, left);
  const helper = (): TargetIr => ({
    kind: 'binding',
    binding: helperBinding(context.scope, 'item', context.file, node.start),
  });
  const each: StatementIr = {
    kind: 'each',
    over: 'values',
    target: into ?? helper(),
    iterable,
    body: bodyOf(context, node, 'body'),
    place,
  };
  return [each, ...alternative(context, node)];
}

function tryStatement(context: Context, node: SyntaxNode): StatementIr {
  const otherwise = node.children.find((each) => each.type === 'else_clause');
  const final = node.children.find((each) => each.type === 'finally_clause');
  const finalBlock = final?.children.find((each) => each.type === 'block');
  return {
    kind: 'try',
    // What runs when nothing was raised follows the body.
    body: [...bodyOf(context, node, 'body'), ...(otherwise ? bodyOf(context, otherwise, 'body') : [])],
    handlers: node.children
      .filter((each) => each.type === 'except_clause' || each.type === 'except_group_clause')
      .map((each) => exceptClause(context, each)),
    finalizer: finalBlock ? block(context, finalBlock) : [],
    place: placeOf(context, node),
  };
}

function exceptClause(context: Context, node: SyntaxNode) {
  const body = node.children.find((each) => each.type === 'block');
  const values = childrenOf(node, 'value');
  const first = values[0];
  const pattern = first?.type === 'as_pattern' ? first : undefined;
  const alias = child(pattern ?? node, 'alias') ?? (values.length > 1 ? values[1] : undefined);
  const types = pattern ? pattern.children[0] : first;
  const into = alias && target(context, alias);
  return {
    ...(into ? { target: into } : {}),
    types: types ? typeNames(context, types) : [],
    body: body ? block(context, body) : [],
    place: placeOf(context, node),
  };
}

function typeNames(context: Context, node: SyntaxNode): string[] {
  if (node.type === 'tuple' || node.type === 'parenthesized_expression' || node.type === 'expression_list')
    return node.children.flatMap((each) => typeNames(context, each));
  return [textOf(context, node).slice(0, 200)];
}

/** `with a as b`: `b` is what `a.__enter__()` gives. */
function withStatement(context: Context, node: SyntaxNode): StatementIr[] {
  const clause = node.children.find((each) => each.type === 'with_clause');
  const statements: StatementIr[] = [];
  for (const item of clause?.children ?? []) {
    const value = child(item, 'value');
    if (!value) continue;
    const place = placeOf(context, value);
    const isNamed = value.type === 'as_pattern';
    const managed = isNamed && value.children[0] ? value.children[0] : value;
    const entered = call(member(expression(context, managed), '__enter__', place), [], place);
    const alias = isNamed ? child(value, 'alias') : undefined;
    const into = alias && target(context, alias);
    statements.push(
      into ? { kind: 'assign', target: into, value: entered, place } : { kind: 'expression', expression: entered },
    );
  }
  return [...statements, ...bodyOf(context, node, 'body')];
}

function deletion(context: Context, node: SyntaxNode): StatementIr[] {
  if (node.type === 'expression_list' || node.type === 'tuple' || node.type === 'parenthesized_expression')
    return node.children.flatMap((each) => deletion(context, each));
  if (node.type !== 'subscript' && node.type !== 'attribute') return [];
  const place = placeOf(context, node);
  const operand = expression(context, node);
  return [{ kind: 'expression', expression: { kind: 'unary', operator: 'delete', operand, place } }];
}

function definition(context: Context, node: SyntaxNode): StatementIr[] {
  const inner = definitionOf(node);
  if (!inner) return [];
  const decorators = node.type === 'decorated_definition' ? decoratorsOf(context, node) : [];
  if (inner.type === 'class_definition') return classStatements(context, inner, decorators);
  const name = child(inner, 'name');
  const into = name && target(context, name);
  if (!into) return [];
  const place = placeOf(context, inner);
  const made: ExpressionIr = {
    kind: 'function',
    function: functionOf(context, inner, false, true),
    place,
  };
  return [{ kind: 'assign', target: into, value: decorated(made, decorators), place }];
}
