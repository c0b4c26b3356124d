import type { Statement } from 'oxc-parser';
import { declare, type Scope, type Spanned } from './scope.ts';

/*
 * Names come into being before the code that declares them runs: `var` with the function around it, everything else with
 * its block. That a `let` may not be read before its declaration is left to the language.
 */

/** Declares what the statements of one block declare for it: `let`, `const`, functions, classes, enums, namespaces, imports. */
export function hoistBlock(statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) hoistStatement(statement, scope);
}

function hoistStatement(statement: Statement, scope: Scope): void {
  switch (statement.type) {
    case 'VariableDeclaration':
      if (statement.kind === 'var' || statement.declare === true) return;
      for (const declarator of statement.declarations) hoistPattern(declarator.id, scope);
      return;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      if (statement.id !== null && statement.declare !== true) declare(scope, statement.id.name, statement.id.start);
      return;
    case 'TSEnumDeclaration':
      if (!statement.declare) declare(scope, statement.id.name, statement.id.start);
      return;
    case 'TSModuleDeclaration':
      if (statement.declare || statement.id.type === 'Literal') return;
      if (statement.id.type === 'Identifier') declare(scope, statement.id.name, statement.id.start);
      else declare(scope, leftmost(statement.id), statement.id.start);
      return;
    case 'ExportNamedDeclaration':
      if (statement.declaration !== null) hoistStatement(statement.declaration as Statement, scope);
      return;
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement;
      if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
        if (declaration.id !== null) declare(scope, declaration.id.name, declaration.id.start);
      }
      return;
    }
    case 'ImportDeclaration':
      if (statement.importKind === 'type') return;
      for (const specifier of statement.specifiers) {
        if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') continue;
        const imported =
          specifier.type === 'ImportNamespaceSpecifier'
            ? '*'
            : specifier.type === 'ImportDefaultSpecifier'
              ? 'default'
              : specifier.imported.type === 'Literal'
                ? specifier.imported.value
                : specifier.imported.name;
        scope.names.set(specifier.local.name, {
          kind: 'import',
          from: statement.source.value,
          imported,
          declaration: statement.start,
        });
      }
      return;
    case 'TSImportEqualsDeclaration': {
      if (statement.importKind === 'type') return;
      const { moduleReference } = statement;
      if (moduleReference.type === 'TSExternalModuleReference') {
        scope.names.set(statement.id.name, {
          kind: 'import',
          from: moduleReference.expression.value,
          imported: '*',
          declaration: statement.start,
        });
      } else declare(scope, statement.id.name, statement.id.start);
      return;
    }
    case 'LabeledStatement':
      hoistStatement(statement.body, scope);
      return;
    default:
  }
}

/** Declares every `var` below these statements, however deep, short of other functions. */
export function hoistVars(statements: readonly Statement[], scope: Scope): void {
  const work: (Statement | null | undefined)[] = [...statements];
  while (work.length > 0) {
    const statement = work.pop();
    if (statement === null || statement === undefined) continue;
    switch (statement.type) {
      case 'VariableDeclaration':
        if (statement.kind !== 'var' || statement.declare === true) break;
        for (const declarator of statement.declarations) hoistPattern(declarator.id, scope);
        break;
      case 'BlockStatement':
        work.push(...statement.body);
        break;
      case 'IfStatement':
        work.push(statement.consequent, statement.alternate);
        break;
      case 'ForStatement':
        if (statement.init?.type === 'VariableDeclaration') work.push(statement.init);
        work.push(statement.body);
        break;
      case 'ForInStatement':
      case 'ForOfStatement':
        if (statement.left.type === 'VariableDeclaration') work.push(statement.left);
        work.push(statement.body);
        break;
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
      case 'WithStatement':
        work.push(statement.body);
        break;
      case 'SwitchStatement':
        for (const part of statement.cases) work.push(...part.consequent);
        break;
      case 'TryStatement':
        work.push(statement.block, statement.handler?.body, statement.finalizer);
        break;
      case 'ExportNamedDeclaration':
        work.push(statement.declaration as Statement | null);
        break;
      default:
    }
  }
}

/** Declares every name of a pattern. */
export function hoistPattern(pattern: Spanned & { readonly type: string }, scope: Scope): void {
  const node = pattern as PatternNode;
  switch (node.type) {
    case 'Identifier':
      declare(scope, node.name, node.start);
      return;
    case 'ObjectPattern':
      for (const property of node.properties) {
        hoistPattern(property.type === 'RestElement' ? property.argument : property.value, scope);
      }
      return;
    case 'ArrayPattern':
      for (const element of node.elements) {
        if (element !== null) hoistPattern(element, scope);
      }
      return;
    case 'AssignmentPattern':
      hoistPattern(node.left, scope);
      return;
    case 'RestElement':
      hoistPattern(node.argument, scope);
      return;
    case 'TSParameterProperty':
      hoistPattern(node.parameter, scope);
      return;
    default:
  }
}

function leftmost(name: { readonly type: string }): string {
  let here = name as { type: string; left?: { type: string }; name?: string };
  while (here.left !== undefined) here = here.left;
  return here.name ?? '';
}

type Node = Spanned & { readonly type: string };

/** Patterns as far as names go; members, which are assigned to as well, declare none. */
type PatternNode = Spanned &
  (
    | { readonly type: 'Identifier'; readonly name: string }
    | { readonly type: 'ObjectPattern'; readonly properties: readonly PropertyNode[] }
    | { readonly type: 'ArrayPattern'; readonly elements: readonly (Node | null)[] }
    | { readonly type: 'AssignmentPattern'; readonly left: Node }
    | { readonly type: 'RestElement'; readonly argument: Node }
    | { readonly type: 'TSParameterProperty'; readonly parameter: Node }
  );

type PropertyNode =
  | { readonly type: 'RestElement'; readonly argument: Node }
  | { readonly type: 'Property'; readonly value: Node };
