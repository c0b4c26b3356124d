import type { Expression, Statement } from 'oxc-parser';
import type { ExportIr, ExpressionIr, StatementIr } from '../ir/types.ts';
import { declare, lookUp, placeAt, type Scope } from './scope.ts';

type ExportNamed = Extract<Statement, { type: 'ExportNamedDeclaration' }>;
type ExportDefault = Extract<Statement, { type: 'ExportDefaultDeclaration' }>;

/** Lowers `export …` and TypeScript's `import x = …`; imports themselves are read by name and run at the module's start. */
export function lowerModuleStatement(node: Statement, scope: Scope, out: StatementIr[]): void {
  const { unit } = scope;
  const place = placeAt(scope, node.start);
  switch (node.type) {
    case 'ExportNamedDeclaration':
      lowerNamed(node, scope, out);
      return;
    case 'ExportDefaultDeclaration':
      lowerDefault(node, scope, out);
      return;
    case 'ExportAllDeclaration': {
      if (node.exportKind === 'type') return;
      const from = node.source.value;
      const exported = node.exported === null ? undefined : moduleName(node.exported);
      unit.exports.push(
        exported === undefined
          ? { kind: 'from', from, name: '*', place }
          : { kind: 'from', from, name: '*', as: exported, place },
      );
      return;
    }
    case 'TSExportAssignment':
      out.push({
        kind: 'assign',
        target: { kind: 'member', object: { kind: 'global', name: 'module', place }, property: 'exports', place },
        value: unit.lower.expression(node.expression, scope),
        place,
      });
      return;
    case 'TSImportEqualsDeclaration': {
      const { moduleReference } = node;
      if (moduleReference.type === 'TSExternalModuleReference' || node.importKind === 'type') return;
      const binding = declare(scope, node.id.name, node.id.start);
      const value = entityName(moduleReference, scope);
      out.push({ kind: 'assign', target: { kind: 'binding', binding }, value, place });
      return;
    }
    default:
  }
}

function lowerNamed(node: ExportNamed, scope: Scope, out: StatementIr[]): void {
  if (node.exportKind === 'type') return;
  const { unit } = scope;
  if (node.declaration !== null) {
    const before = new Set(declaredBy(node.declaration as Statement));
    out.push(...unit.lower.statements([node.declaration as Statement], scope));
    for (const name of before) exportBinding(name, name, scope, node.start);
    return;
  }
  for (const specifier of node.specifiers) {
    if (specifier.exportKind === 'type') continue;
    const name = moduleName(specifier.local);
    const exported = moduleName(specifier.exported);
    if (node.source === null) exportBinding(name, exported, scope, specifier.start);
    else {
      const place = placeAt(scope, specifier.start);
      unit.exports.push({ kind: 'from', from: node.source.value, name, as: exported, place });
    }
  }
}

function lowerDefault(node: ExportDefault, scope: Scope, out: StatementIr[]): void {
  const { unit } = scope;
  const { declaration } = node;
  if (declaration.type === 'TSInterfaceDeclaration') return;
  const place = placeAt(scope, node.start);
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
    if (declaration.id !== null) {
      out.push(...unit.lower.statements([declaration as Statement], scope));
      exportBinding(declaration.id.name, 'default', scope, node.start);
      return;
    }
    if (declaration.type === 'FunctionDeclaration' && declaration.body === null) return;
  }
  const value: ExpressionIr =
    declaration.type === 'FunctionDeclaration'
      ? { kind: 'function', function: unit.lower.function(declaration, scope, 'default'), place }
      : declaration.type === 'ClassDeclaration'
        ? { kind: 'class', class: unit.lower.class(declaration, scope, 'default'), place }
        : unit.lower.expression(declaration as Expression, scope, 'default');
  // `default` is a reserved word: no variable of the file has that name.
  const binding = declare(scope, 'default', node.start);
  out.push({ kind: 'assign', target: { kind: 'binding', binding }, value, place });
  unit.exports.push({ kind: 'binding', name: 'default', binding });
}

/** Exports a name of the file; one that was imported is handed on from where it came. */
function exportBinding(name: string, exported: string, scope: Scope, offset: number): void {
  const { unit } = scope;
  const found = lookUp(scope, name);
  if (found === undefined || found.kind === 'value') return;
  let entry: ExportIr;
  if (found.kind === 'binding') entry = { kind: 'binding', name: exported, binding: found.binding };
  else {
    unit.usedImports.add(found.declaration);
    entry = { kind: 'from', from: found.from, name: found.imported, as: exported, place: placeAt(scope, offset) };
  }
  unit.exports.push(entry);
}

function declaredBy(node: Statement): string[] {
  const names: string[] = [];
  const pattern = (id: { readonly type: string }): void => {
    const part = id as {
      type: string;
      name?: string;
      properties?: { value?: { type: string }; argument?: { type: string } }[];
      elements?: ({ type: string } | null)[];
      left?: { type: string };
      argument?: { type: string };
    };
    if (part.type === 'Identifier' && part.name !== undefined) names.push(part.name);
    for (const property of part.properties ?? []) pattern(property.value ?? property.argument ?? { type: '' });
    for (const element of part.elements ?? []) if (element !== null) pattern(element);
    if (part.left !== undefined) pattern(part.left);
    if (part.argument !== undefined) pattern(part.argument);
  };
  if (node.type === 'VariableDeclaration') for (const { id } of node.declarations) pattern(id);
  else if ('id' in node && node.id !== null && node.id !== undefined) {
    let here = node.id as { type: string; left?: { type: string } };
    while (here.left !== undefined) here = here.left as typeof here;
    pattern(here);
  }
  return names;
}

function moduleName(node: { readonly type: string }): string {
  const name = node as { readonly name?: string; readonly value?: string };
  return name.name ?? name.value ?? '';
}

/** `import Query = Aws.DynamoDB.Query` */
function entityName(node: { readonly type: string; readonly start: number }, scope: Scope): ExpressionIr {
  const name = node as { type: string; start: number; left?: typeof node; right?: { name: string } };
  if (name.left === undefined || name.right === undefined)
    return scope.unit.lower.expression(node as Expression, scope);
  return {
    kind: 'member',
    object: entityName(name.left, scope),
    property: name.right.name,
    place: placeAt(scope, node.start),
  };
}
