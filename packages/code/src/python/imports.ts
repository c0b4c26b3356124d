import type { ExpressionIr, StatementIr } from '../ir/types.ts';
import { type Context, child, childrenOf, placeOf, textOf } from './context.ts';
import { lookup } from './scope.ts';
import type { SyntaxNode } from './syntax.ts';

/** Each name that nothing declares may come from each of them. */
const MOST_STARS = 8;

/** `import a.b`, `import a as b`, `from .a import b as c`, `from a import *`. */
export function importStatements(context: Context, node: SyntaxNode): StatementIr[] {
  if (node.type === 'future_import_statement') return [];
  if (node.type === 'import_statement') return childrenOf(node, 'name').flatMap((each) => plainImport(context, each));
  const module = child(node, 'module_name');
  if (!module) return [];
  const from = textOf(context, module).replace(/\s+/g, '');
  const place = placeOf(context, node);
  if (node.children.some((each) => each.type === 'wildcard_import')) {
    const { stars } = context.file;
    if (!stars.includes(from) && stars.length < MOST_STARS) stars.push(from);
    return [{ kind: 'expression', expression: { kind: 'import', from, name: '*', place } }];
  }
  return childrenOf(node, 'name').flatMap((each) => {
    const [name, as] = namesOf(context, each);
    return bind(context, as, { kind: 'import', from, name, place: placeOf(context, each) });
  });
}

function plainImport(context: Context, node: SyntaxNode): StatementIr[] {
  const [name, as] = namesOf(context, node);
  const place = placeOf(context, node);
  if (node.type === 'aliased_import') return bind(context, as, { kind: 'import', from: name, name: '*', place });
  const first = name.split('.')[0] ?? name;
  const statements = bind(context, first, { kind: 'import', from: first, name: '*', place });
  const binding = lookup(context.scope, first);
  if (!binding || first === name) return statements;
  // `import a.b.c` loads a, a.b and a.b.c; what is read as `a.b.c` later is that module.
  const known = context.file.dotted.get(binding) ?? new Set<string>();
  context.file.dotted.set(binding, known);
  for (let end = name.indexOf('.'); end >= 0; end = name.indexOf('.', end + 1))
    known.add(name.slice(0, name.indexOf('.', end + 1) < 0 ? name.length : name.indexOf('.', end + 1)));
  return [...statements, { kind: 'expression', expression: { kind: 'import', from: name, name: '*', place } }];
}

/** The dotted name, and the name that it gets. */
function namesOf(context: Context, node: SyntaxNode): [string, string] {
  const plain = (each: SyntaxNode) => textOf(context, each).replace(/\s+/g, '');
  if (node.type !== 'aliased_import') return [plain(node), plain(node)];
  const name = child(node, 'name');
  const alias = child(node, 'alias');
  return [name ? plain(name) : '', alias ? plain(alias) : ''];
}

function bind(context: Context, name: string, value: ExpressionIr): StatementIr[] {
  const binding = lookup(context.scope, name);
  if (!binding) return [{ kind: 'expression', expression: value }];
  return [{ kind: 'assign', target: { kind: 'binding', binding }, value, place: value.place }];
}
