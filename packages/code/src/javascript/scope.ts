import type { CodeProblem, SourcePlace } from '@bulkhead/core';
import type { Class, Expression, Function as FunctionNode, Statement } from 'oxc-parser';
import type { Binding, ClassIr, ExportIr, ExpressionIr, FunctionIr, StatementIr, TargetIr } from '../ir/types.ts';
import type { Places } from './places.ts';

/** A node with its offsets, whatever it is. */
export interface Spanned {
  readonly start: number;
  readonly end: number;
}

/** What lowering one file shares: the file, its problems, and the functions that call each other. */
export interface Unit {
  readonly file: string;
  readonly text: string;
  readonly places: Places;
  readonly isTypeScript: boolean;
  readonly problems: CodeProblem[];
  readonly exports: ExportIr[];
  /** Offsets of import declarations one of whose names is used as a value: TypeScript drops the others. */
  readonly usedImports: Set<number>;
  /** It has `export` statements; what compilers make of it has `exports` all the same. */
  hasExports: boolean;
  /** Statements for the end of the module. */
  readonly trailing: StatementIr[];
  /** Helpers that a bundler wrote into the file, under their names before minifying. */
  helpers: ReadonlyMap<Binding, string>;
  /** Variables of namespaces lowered already. */
  readonly namespaces: Set<Binding>;
  readonly lower: Lowerer;
  /** Expressions and statements around the one at hand. */
  depth: number;
}

/** The parts of lowering, handed to each other so that their files need not import one another. */
export interface Lowerer {
  expression(node: Expression, scope: Scope, name?: string): ExpressionIr;
  statements(nodes: readonly Statement[], scope: Scope): StatementIr[];
  function(node: FunctionLike, scope: Scope, name: string): FunctionIr;
  class(node: Class, scope: Scope, name: string): ClassIr;
  /** A pattern, or anything that is assigned to. */
  target(node: Spanned & { readonly type: string }, scope: Scope): TargetIr;
}

export type FunctionLike = FunctionNode | Extract<Expression, { type: 'ArrowFunctionExpression' }>;

export type Name =
  | { readonly kind: 'binding'; readonly binding: Binding }
  /** A name that an `import` statement gives: read as the import itself. */
  | { readonly kind: 'import'; readonly from: string; readonly imported: string; readonly declaration: number }
  /** A name that stands for an expression: a member of the enum around it. */
  | { readonly kind: 'value'; readonly value: ExpressionIr };

export interface Scope {
  readonly unit: Unit;
  readonly parent: Scope | undefined;
  readonly names: Map<string, Name>;
  /** Outside of every function. */
  readonly isModuleLevel: boolean;
  /** Class and function around, for the names of functions: `Repository`. */
  readonly path: string;
  /** Of a class with decorators: frameworks go by the types of its methods' parameters. */
  readonly isDecorated?: boolean;
}

export function innerScope(
  parent: Scope,
  options: { readonly isFunction?: boolean; readonly path?: string; readonly isDecorated?: boolean } = {},
): Scope {
  return {
    unit: parent.unit,
    parent,
    names: new Map(),
    isModuleLevel: parent.isModuleLevel && options.isFunction !== true,
    path: options.path ?? parent.path,
    ...(options.isDecorated === true ? { isDecorated: true } : {}),
  };
}

export function lookUp(scope: Scope, name: string): Name | undefined {
  for (let here: Scope | undefined = scope; here !== undefined; here = here.parent) {
    const found = here.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Declares a variable; one declared already (`var` twice, merged namespaces) stays the same. */
export function declare(scope: Scope, name: string, offset: number): Binding {
  const known = scope.names.get(name);
  if (known?.kind === 'binding') return known.binding;
  const binding: Binding = { name, place: placeAt(scope, offset), isModuleLevel: scope.isModuleLevel };
  scope.names.set(name, { kind: 'binding', binding });
  return binding;
}

/** The variable that is assigned to; an undeclared name becomes one of the module, as sloppy code means it. */
export function assignable(scope: Scope, name: string, offset: number): Binding {
  const found = lookUp(scope, name);
  if (found?.kind === 'binding') return found.binding;
  let top = scope;
  while (top.parent !== undefined) top = top.parent;
  // An import cannot be assigned to: what is written there is read by nobody.
  if (found !== undefined) return { name, place: placeAt(scope, offset), isModuleLevel: true };
  return declare(top, name, offset);
}

export function placeAt(scope: Scope, offset: number): SourcePlace {
  return scope.unit.places.at(offset);
}

/** A constant at a place. */
export function constant(
  value: string | number | boolean | null | undefined,
  place: SourcePlace,
): ExpressionIr & { readonly kind: 'constant' } {
  return { kind: 'constant', value, place };
}

/** Text of a condition for a person: one line, at most 200 characters. */
export function conditionText(scope: Scope, node: Spanned): string {
  const text = scope.unit.text.slice(node.start, Math.min(node.end, node.start + 400)).replace(/\s+/g, ' ');
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** An `if`, or a conditional expression: the one place that writes the field that promises have as well. */
export function branch<T>(test: ExpressionIr, then: T, otherwise: T, place: SourcePlace) {
  return { test, then, otherwise, place };
}
