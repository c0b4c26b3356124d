import type { CodeProblem, SourcePlace } from '@bulkhead/core';
import type { Binding, ExpressionIr, StatementIr } from '../ir/types.ts';
import type { Scope } from './scope.ts';
import type { SyntaxNode } from './syntax.ts';

/** What lowering one file carries along. */
export interface FileContext {
  readonly file: string;
  readonly text: string;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
  readonly problems: CodeProblem[];
  /** Modules of `from x import *`, in order: names that nothing else declares come from there. */
  readonly stars: string[];
  /** Dotted modules that an `import a.b.c` has made reachable through the binding of `a`. */
  readonly dotted: Map<Binding, Set<string>>;
  /** Methods of the file's classes, and of variables that hold an instance of one. */
  readonly classes: Map<Binding, ReadonlySet<string>>;
  readonly instances: Map<Binding, ReadonlySet<string>>;
  readonly nested: Nested;
}

/** How forms that hold others reach them; see `nested.ts`. */
export interface Nested {
  expression(context: Context, node: SyntaxNode): ExpressionIr;
  calleeAttribute(context: Context, node: SyntaxNode): ExpressionIr;
  statement(context: Context, node: SyntaxNode): StatementIr[];
}

export interface Context {
  readonly file: FileContext;
  readonly scope: Scope;
  /** `Repository.save`, for names of functions; empty at top level. */
  readonly path: string;
  /** Within a method: `super()` means something. */
  readonly inClass: boolean;
  /** Methods of the class around, by name. */
  readonly methods?: ReadonlySet<string>;
}

export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export function placeAt(file: FileContext, offset: number): SourcePlace {
  const line = lineIndex(file.lineStarts, offset);
  return { file: file.file, line: line + 1, column: offset - file.lineStarts[line]! + 1 };
}

export function placeOf(context: Context, node: SyntaxNode): SourcePlace {
  return placeAt(context.file, node.start);
}

export function lineAt(context: Context, offset: number): number {
  return lineIndex(context.file.lineStarts, offset) + 1;
}

function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function textOf(context: Context, node: SyntaxNode): string {
  return context.file.text.slice(node.start, node.end);
}

export function child(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((each) => each.field === field);
}

export function childrenOf(node: SyntaxNode, field: string): SyntaxNode[] {
  return node.children.filter((each) => each.field === field);
}

export function childOfType(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.children.find((each) => each.type === type);
}

/** `async` before `def`, `for`, `with`. */
export function hasWord(node: SyntaxNode, word: string): boolean {
  return node.children.some((each) => each.type === word);
}

// Small builders of the common language.

export function constant(value: string | number | boolean | null | undefined, place: SourcePlace): ExpressionIr {
  return { kind: 'constant', value, place };
}

export function read(binding: Binding, place: SourcePlace): ExpressionIr {
  return { kind: 'read', binding, place };
}

export function member(object: ExpressionIr, property: string, place: SourcePlace): ExpressionIr {
  return { kind: 'member', object, property, place };
}

export function call(callee: ExpressionIr, values: readonly ExpressionIr[], place: SourcePlace): ExpressionIr {
  return { kind: 'call', callee, arguments: values.map((value) => ({ value })), isNew: false, place };
}

export function opaque(what: string, operands: readonly ExpressionIr[], place: SourcePlace): ExpressionIr {
  return { kind: 'opaque', what, operands, place };
}

export function not(operand: ExpressionIr, place: SourcePlace): ExpressionIr {
  return { kind: 'unary', operator: '!', operand, place };
}

export function binary(operator: string, left: ExpressionIr, right: ExpressionIr, place: SourcePlace): ExpressionIr {
  return { kind: 'binary', operator, left, right, place };
}

export function both(left: ExpressionIr, right: ExpressionIr, place: SourcePlace): ExpressionIr {
  return { kind: 'logical', operator: '&&', left, right, place };
}

export function branch(
  test: ExpressionIr,
  then: readonly StatementIr[],
  otherwise: readonly StatementIr[],
  place: SourcePlace,
): StatementIr {
  return { kind: 'if', test, then, otherwise, place };
}

/** Python allows any number of `elif` and `case`; nested deeper than this they would be one call of the reader each. */
const LONGEST_CHAIN = 60;

/** `if … else if …` of many branches. A very long one falls apart into several: its later branches may then follow an earlier. */
export function chain(
  branches: readonly {
    readonly test: ExpressionIr;
    readonly body: readonly StatementIr[];
    readonly place: SourcePlace;
  }[],
  last: readonly StatementIr[],
): StatementIr[] {
  const statements: StatementIr[] = [];
  for (let end = branches.length; end > 0; end -= LONGEST_CHAIN) {
    const start = Math.max(0, end - LONGEST_CHAIN);
    let otherwise: readonly StatementIr[] = end === branches.length ? last : [];
    for (const each of branches.slice(start, end).reverse())
      otherwise = [branch(each.test, each.body, otherwise, each.place)];
    statements.unshift(...otherwise);
  }
  return branches.length === 0 ? [...last] : statements;
}
