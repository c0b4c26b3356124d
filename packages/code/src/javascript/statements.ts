import type { Function as FunctionNode, Statement, VariableDeclaration } from 'oxc-parser';
import type { StatementIr, TargetIr } from '../ir/types.ts';
import { lowerDecorators } from './classes.ts';
import { lowerTest } from './expressions.ts';
import { hoistBlock } from './hoist.ts';
import { branch, declare, innerScope, placeAt, type Scope } from './scope.ts';
import { lowerSwitch } from './switches.ts';
import { lowerTypeScript } from './typescript.ts';

/** Statements nested deeper than this are left out, with a problem. */
const MAX_DEPTH = 320;

/** Lowers the statements of one block, whose names are declared already; functions first, as they are there from its start. */
export function lowerStatements(nodes: readonly Statement[], scope: Scope): StatementIr[] {
  const out: StatementIr[] = [];
  for (const node of nodes) {
    const statement = node.type === 'LabeledStatement' ? node.body : node;
    if (statement.type === 'FunctionDeclaration') lowerFunctionDeclaration(statement, scope, out);
  }
  for (const node of nodes) lowerInto(node, scope, out);
  return out;
}

export function lowerFunctionDeclaration(node: FunctionNode, scope: Scope, out: StatementIr[]): void {
  if (node.id === null || node.body === null) return;
  const place = placeAt(scope, node.start);
  const binding = declare(scope, node.id.name, node.id.start);
  const function_ = scope.unit.lower.function(node, scope, node.id.name);
  const value = { kind: 'function' as const, function: function_, place };
  out.push({ kind: 'assign', target: { kind: 'binding', binding }, value, place });
}

function lowerInto(node: Statement, scope: Scope, out: StatementIr[]): void {
  const { unit } = scope;
  if (unit.depth >= MAX_DEPTH) {
    if (!unit.problems.some(({ kind }) => kind === 'budget')) {
      const place = placeAt(scope, node.start);
      unit.problems.push({ kind: 'budget', message: 'nested too deeply to be read in full', place });
    }
    return;
  }
  unit.depth += 1;
  try {
    lowerStatement(node, scope, out);
  } finally {
    unit.depth -= 1;
  }
}

/** One statement as the body of another: a block of its own. */
function lowerBody(node: Statement | null | undefined, scope: Scope): StatementIr[] {
  if (node === null || node === undefined) return [];
  const nodes = node.type === 'BlockStatement' ? node.body : [node];
  const inner = innerScope(scope);
  hoistBlock(nodes, inner);
  return scope.unit.lower.statements(nodes, inner);
}

function lowerStatement(node: Statement, scope: Scope, out: StatementIr[]): void {
  const { lower } = scope.unit;
  const place = placeAt(scope, node.start);
  switch (node.type) {
    case 'ExpressionStatement':
      out.push({ kind: 'expression', expression: lower.expression(node.expression, scope) });
      return;
    case 'VariableDeclaration':
      lowerDeclaration(node, scope, out);
      return;
    case 'FunctionDeclaration':
    case 'EmptyStatement':
    case 'DebuggerStatement':
      return;
    case 'ClassDeclaration': {
      if (node.declare === true) return;
      for (const expression of lowerDecorators(node.decorators, scope)) out.push({ kind: 'expression', expression });
      const name = node.id?.name ?? '';
      const binding = declare(scope, name, node.id?.start ?? node.start);
      const value = { kind: 'class' as const, class: lower.class(node, scope, name), place };
      out.push({ kind: 'assign', target: { kind: 'binding', binding }, value, place });
      return;
    }
    case 'ReturnStatement':
      out.push(
        node.argument === null
          ? { kind: 'return', place }
          : { kind: 'return', value: lower.expression(node.argument, scope), place },
      );
      return;
    case 'ThrowStatement':
      out.push({ kind: 'throw', value: lower.expression(node.argument, scope), place });
      return;
    case 'IfStatement':
      out.push({
        kind: 'if',
        ...branch(
          lowerTest(node.test, scope),
          lowerBody(node.consequent, scope),
          lowerBody(node.alternate, scope),
          place,
        ),
      });
      return;
    case 'BlockStatement':
      out.push({ kind: 'block', body: lowerBody(node, scope) });
      return;
    case 'SwitchStatement':
      out.push(...lowerSwitch(node, scope));
      return;
    case 'ForStatement': {
      const inner = innerScope(scope);
      const body: StatementIr[] = [];
      if (node.init?.type === 'VariableDeclaration') {
        hoistBlock([node.init], inner);
        lowerDeclaration(node.init, inner, body);
      } else if (node.init !== null) body.push({ kind: 'expression', expression: lower.expression(node.init, inner) });
      const round = lowerBody(node.body, inner);
      if (node.update !== null) round.push({ kind: 'expression', expression: lower.expression(node.update, inner) });
      body.push(
        node.test === null
          ? { kind: 'loop', body: round, place }
          : { kind: 'loop', test: lowerTest(node.test, inner), body: round, place },
      );
      out.push({ kind: 'block', body });
      return;
    }
    case 'ForInStatement':
    case 'ForOfStatement': {
      const inner = innerScope(scope);
      const iterable = lower.expression(node.right, scope);
      const { left } = node;
      let target: TargetIr;
      if (left.type === 'VariableDeclaration') {
        hoistBlock([left], inner);
        target = lower.target(left.declarations[0]?.id ?? { type: '', start: left.start, end: left.end }, inner);
      } else target = lower.target(left, inner);
      const over = node.type === 'ForOfStatement' ? 'values' : 'keys';
      out.push({ kind: 'each', over, target, iterable, body: lowerBody(node.body, inner), place });
      return;
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      out.push({ kind: 'loop', test: lowerTest(node.test, scope), body: lowerBody(node.body, scope), place });
      return;
    case 'BreakStatement':
      out.push({ kind: 'break', place });
      return;
    case 'ContinueStatement':
      // To a loop further out: this one ends.
      out.push({ kind: node.label === null ? 'continue' : 'break', place });
      return;
    case 'TryStatement':
      out.push(lowerTry(node, scope));
      return;
    case 'LabeledStatement':
      lowerInto(node.body, scope, out);
      return;
    case 'WithStatement':
      out.push({ kind: 'expression', expression: lower.expression(node.object, scope) });
      out.push({ kind: 'block', body: lowerBody(node.body, scope) });
      return;
    default:
      lowerTypeScript(node, scope, out);
  }
}

function lowerTry(node: Extract<Statement, { type: 'TryStatement' }>, scope: Scope): StatementIr {
  const { lower } = scope.unit;
  const handlers: Extract<StatementIr, { kind: 'try' }>['handlers'][number][] = [];
  if (node.handler !== null) {
    const { param, body, start } = node.handler;
    const inner = innerScope(scope);
    if (param !== null) hoistBlock([catchDeclaration(param)], inner);
    const handler = { types: [], body: lowerBody(body, inner), place: placeAt(scope, start) };
    handlers.push(param === null ? handler : { ...handler, target: lower.target(param, inner) });
  }
  return {
    kind: 'try',
    body: lowerBody(node.block, scope),
    handlers,
    finalizer: lowerBody(node.finalizer, scope),
    place: placeAt(scope, node.start),
  };
}

/** `catch ({ message })` declares as `let` would. */
function catchDeclaration(pattern: { readonly start: number; readonly end: number }): VariableDeclaration {
  const { start, end } = pattern;
  const declarator = { type: 'VariableDeclarator', id: pattern, init: null, start, end };
  return {
    type: 'VariableDeclaration',
    kind: 'let',
    declarations: [declarator],
    start,
    end,
  } as unknown as VariableDeclaration;
}

/** `let a = b`; a declaration without a value says nothing. */
export function lowerDeclaration(node: VariableDeclaration, scope: Scope, out: StatementIr[]): void {
  if (node.declare === true) return;
  for (const declarator of node.declarations) {
    const { id, init } = declarator;
    const place = placeAt(scope, declarator.start);
    if (init === null) continue;
    const name = id.type === 'Identifier' ? id.name : '';
    const value = scope.unit.lower.expression(init, scope, name);
    out.push({ kind: 'assign', target: scope.unit.lower.target(id, scope), value, place });
  }
}
