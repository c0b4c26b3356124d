import type { Statement } from 'oxc-parser';
import type { Binding, ExpressionIr, FieldIr, StatementIr } from '../ir/types.ts';
import { hoistBlock, hoistVars } from './hoist.ts';
import { lowerModuleStatement } from './modules.ts';
import { constant, declare, innerScope, placeAt, type Scope } from './scope.ts';

type Enum = Extract<Statement, { type: 'TSEnumDeclaration' }>;
type Namespace = Extract<Statement, { type: 'TSModuleDeclaration' }>;

/** Lowers what only TypeScript has and what is left after the types are gone; imports and exports are handed on. */
export function lowerTypeScript(node: Statement, scope: Scope, out: StatementIr[]): void {
  switch (node.type) {
    case 'TSEnumDeclaration':
      if (!node.declare) lowerEnum(node, scope, out);
      return;
    case 'TSModuleDeclaration':
      if (!node.declare && node.id.type !== 'Literal') lowerNamespace(node, scope, out);
      return;
    default:
      lowerModuleStatement(node, scope, out);
  }
}

/** An object of constants; members may name earlier ones. Numbers back to names are not kept. */
function lowerEnum(node: Enum, scope: Scope, out: StatementIr[]): void {
  const inner = innerScope(scope);
  const fields: FieldIr[] = [];
  let next: number | undefined = 0;
  for (const member of node.body.members) {
    const place = placeAt(scope, member.start);
    const { id } = member;
    const key =
      id.type === 'Identifier'
        ? id.name
        : id.type === 'Literal'
          ? String(id.value)
          : (id.quasis[0]?.value.cooked ?? '');
    const value: ExpressionIr =
      member.initializer === null ? constant(next, place) : scope.unit.lower.expression(member.initializer, inner);
    next = value.kind === 'constant' && typeof value.value === 'number' ? value.value + 1 : undefined;
    fields.push({ kind: 'field', key, value });
    inner.names.set(key, { kind: 'value', value });
  }
  const place = placeAt(scope, node.start);
  const binding = declare(scope, node.id.name, node.id.start);
  out.push({ kind: 'assign', target: { kind: 'binding', binding }, value: { kind: 'object', fields, place }, place });
}

/** A block whose exported names become fields of one object. `A.B` is read as an `A` that holds a `B`. */
function lowerNamespace(node: Namespace, scope: Scope, out: StatementIr[]): void {
  const names = namesOf(node.id);
  const first = names[0];
  if (first === undefined || node.body === null) return;
  const place = placeAt(scope, node.start);
  const inner = innerScope(scope, { path: names.join('.') });
  const statements = node.body.body as readonly Statement[];
  hoistVars(statements, inner);
  hoistBlock(statements, inner);
  const body: StatementIr[] = [];
  const fields: FieldIr[] = [];
  const read = (binding: Binding): ExpressionIr => ({ kind: 'read', binding, place });
  for (const [name, found] of inner.names) {
    if (found.kind === 'binding' && exportedNames(statements).has(name)) {
      fields.push({ kind: 'field', key: name, value: read(found.binding) });
    }
  }
  body.push(...scope.unit.lower.statements(withoutExports(statements), inner));
  let value: ExpressionIr = { kind: 'object', fields, place };
  for (const name of names.slice(1).reverse()) {
    value = { kind: 'object', fields: [{ kind: 'field', key: name, value }], place };
  }
  const binding = declare(scope, first, node.id.start);
  // Namespaces of one name are one; what came before stays in.
  const earlier: FieldIr[] = scope.unit.namespaces.has(binding) ? [{ kind: 'spread', value: read(binding) }] : [];
  scope.unit.namespaces.add(binding);
  const merged: ExpressionIr = value.kind === 'object' ? { ...value, fields: [...earlier, ...value.fields] } : value;
  out.push({ kind: 'block', body });
  out.push({ kind: 'assign', target: { kind: 'binding', binding }, value: merged, place });
}

function namesOf(id: Namespace['id']): string[] {
  const names: string[] = [];
  let here: unknown = id;
  for (;;) {
    const node = here as {
      readonly type: string;
      readonly name?: string;
      readonly left?: unknown;
      readonly right?: { name: string };
    };
    if (node.type === 'TSQualifiedName' && node.right !== undefined) {
      names.unshift(node.right.name);
      here = node.left;
    } else {
      if (node.name !== undefined) names.unshift(node.name);
      return names;
    }
  }
}

function exportedNames(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue;
    const { declaration } = statement;
    if (declaration.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) if (id.type === 'Identifier') names.add(id.name);
    } else if ('id' in declaration && declaration.id?.type === 'Identifier') names.add(declaration.id.name);
  }
  return names;
}

function withoutExports(statements: readonly Statement[]): Statement[] {
  return statements.map((statement) =>
    statement.type === 'ExportNamedDeclaration' && statement.declaration !== null
      ? (statement.declaration as Statement)
      : statement,
  );
}
