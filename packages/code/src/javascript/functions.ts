import type { Decorator, Expression, ParamPattern, Statement } from 'oxc-parser';
import type { ExpressionIr, FunctionIr, ParameterIr, StatementIr } from '../ir/types.ts';
import { lowerDecorators } from './classes.ts';
import { hoistBlock, hoistPattern, hoistVars } from './hoist.ts';
import { type FunctionLike, innerScope, lookUp, placeAt, type Scope } from './scope.ts';
import { withDefault } from './targets.ts';

/** Lowers a function of any kind, with its own scope. Only a declared body counts; overloads have none. */
export function lowerFunction(node: FunctionLike, scope: Scope, name: string): FunctionIr {
  const { unit } = scope;
  const isArrow = node.type === 'ArrowFunctionExpression';
  const ownName = node.id?.name ?? name;
  const inner = innerScope(scope, { isFunction: true, path: ownName });
  for (const parameter of node.params) hoistPattern(parameter, inner);
  const parameters = node.params
    .filter((parameter) => !isThisParameter(parameter))
    .map((parameter) => lowerParameter(parameter, inner));
  const body: StatementIr[] = [];
  for (const parameter of node.params) {
    if (parameter.type === 'TSParameterProperty') body.push(...parameterProperty(parameter, inner));
  }
  if (node.body !== null) {
    if (node.body.type === 'BlockStatement') {
      const statements = node.body.body as readonly Statement[];
      hoistVars(statements, inner);
      hoistBlock(statements, inner);
      body.push(...unit.lower.statements(statements, inner));
    } else {
      const expression = node.body as Expression;
      const place = placeAt(scope, expression.start);
      body.push({ kind: 'return', value: unit.lower.expression(expression, inner), place });
    }
  }
  return {
    name: ownName,
    place: placeAt(scope, node.start),
    endLine: unit.places.lineOf(Math.max(node.start, node.end - 1)),
    parameters,
    body,
    isAsync: node.async,
    isGenerator: node.generator === true,
    hasThis: !isArrow,
  };
}

/** TypeScript's `this: Type`, which is no parameter. */
function isThisParameter(parameter: ParamPattern): boolean {
  return parameter.type === 'Identifier' && parameter.name === 'this';
}

function lowerParameter(parameter: ParamPattern, scope: Scope): ParameterIr {
  const lowered = lowerPlainParameter(parameter, scope);
  const { decorators } = parameter as { readonly decorators?: readonly Decorator[] };
  const type = typeName(parameter, scope);
  if (type === undefined && !decorators?.length) return lowered;
  return {
    ...lowered,
    ...(type === undefined ? {} : { type }),
    ...(decorators?.length ? { decorators: lowerDecorators(decorators, scope) } : {}),
  };
}

/** `repo: Repository` of a constructor or a method, where that is something that is there when the program runs. */
function typeName(parameter: ParamPattern, scope: Scope): ExpressionIr | undefined {
  if (scope.parent?.isDecorated !== true || parameter.type === 'RestElement') return undefined;
  const outer = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
  const pattern = outer.type === 'AssignmentPattern' ? outer.left : outer;
  if (pattern.type !== 'Identifier') return undefined;
  const written = pattern.typeAnnotation?.typeAnnotation;
  if (written?.type !== 'TSTypeReference' || written.typeName.type !== 'Identifier') return undefined;
  const { name, start } = written.typeName;
  return lookUp(scope, name) === undefined
    ? undefined
    : scope.unit.lower.expression({ type: 'Identifier', name, start } as Expression, scope);
}

function lowerPlainParameter(parameter: ParamPattern, scope: Scope): ParameterIr {
  if (parameter.type === 'RestElement') {
    return { target: scope.unit.lower.target(parameter.argument, scope), rest: 'list' };
  }
  const lowered = withDefault(parameter, scope);
  const { target } = lowered;
  return target.kind === 'binding' ? { ...lowered, name: target.binding.name } : lowered;
}

/** `constructor(private readonly table: string)` also sets `this.table`. */
function parameterProperty(
  parameter: Extract<ParamPattern, { type: 'TSParameterProperty' }>,
  scope: Scope,
): StatementIr[] {
  const pattern = parameter.parameter;
  const name = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  if (name.type !== 'Identifier') return [];
  const found = lookUp(scope, name.name);
  if (found?.kind !== 'binding') return [];
  const place = placeAt(scope, name.start);
  const value: ExpressionIr = { kind: 'read', binding: found.binding, place };
  const object: ExpressionIr = { kind: 'this', place };
  return [{ kind: 'assign', target: { kind: 'member', object, property: name.name, place }, value, place }];
}
