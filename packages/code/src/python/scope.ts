import type { Binding } from '../ir/types.ts';
import { childOfType, type FileContext, placeAt } from './context.ts';
import type { SyntaxNode } from './syntax.ts';

/** Names of one block of Python. Functions do not see the names of the classes around them; comprehensions have their own. */
export interface Scope {
  readonly kind: 'module' | 'function' | 'class' | 'comprehension';
  readonly bindings: Map<string, Binding>;
  readonly parent: Scope | undefined;
  /** Names that `global` sends to the module. */
  readonly globals: ReadonlySet<string>;
  /** Counts helper names, so that each is one of its own. */
  helpers: number;
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Makes the scope of a block: every name that is assigned anywhere in it belongs to it, as Python decides it. */
export function openScope(
  kind: Scope['kind'],
  parent: Scope | undefined,
  file: FileContext,
  body: readonly SyntaxNode[],
  parameters: readonly SyntaxNode[] = [],
): Scope {
  const names = new Map<string, number>();
  const globals = new Set<string>();
  const elsewhere = new Set<string>();
  const found: Found = { names, globals, elsewhere, text: file.text };
  for (const parameter of parameters) patternNames(parameter, found);
  for (const node of body) collect(node, found);
  const scope: Scope = { kind, bindings: new Map(), parent, globals, helpers: 0 };
  for (const [name, offset] of names) {
    if (globals.has(name)) {
      const module = moduleOf(scope);
      if (module !== scope) declare(module, name, file, offset);
      else declare(scope, name, file, offset);
    } else if (!elsewhere.has(name)) declare(scope, name, file, offset);
  }
  return scope;
}

/** The scope of a comprehension: its loop variables only. */
export function openComprehension(parent: Scope, file: FileContext, targets: readonly SyntaxNode[]): Scope {
  const names = new Map<string, number>();
  for (const target of targets)
    patternNames(target, { names, globals: new Set(), elsewhere: new Set(), text: file.text });
  const scope: Scope = { kind: 'comprehension', bindings: new Map(), parent, globals: NO_NAMES, helpers: 0 };
  for (const [name, offset] of names) declare(scope, name, file, offset);
  return scope;
}

/** A name that no program can have, for a value that is used more than once. */
export function helperBinding(scope: Scope, what: string, file: FileContext, offset: number): Binding {
  const owner = scope.kind === 'comprehension' && scope.parent ? scope.parent : scope;
  owner.helpers++;
  return declare(owner, `<${what} ${owner.helpers}>`, file, offset);
}

export function lookup(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'class' && at !== scope) continue;
    if (at.globals.has(name)) return moduleOf(at).bindings.get(name);
    const binding = at.bindings.get(name);
    if (binding) return binding;
  }
  return undefined;
}

export function moduleOf(scope: Scope): Scope {
  let at = scope;
  while (at.parent) at = at.parent;
  return at;
}

function declare(scope: Scope, name: string, file: FileContext, offset: number): Binding {
  const known = scope.bindings.get(name);
  if (known) return known;
  const isModuleLevel = !withinFunction(scope);
  const binding: Binding = { name, place: placeAt(file, offset), isModuleLevel };
  scope.bindings.set(name, binding);
  return binding;
}

function withinFunction(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.kind === 'function') return true;
  return false;
}

interface Found {
  readonly names: Map<string, number>;
  readonly globals: Set<string>;
  /** `nonlocal`: they belong to a function around. */
  readonly elsewhere: Set<string>;
  readonly text: string;
}

function add(found: Found, node: SyntaxNode): void {
  const name = found.text.slice(node.start, node.end);
  if (!found.names.has(name)) found.names.set(name, node.start);
}

/** Names that a statement or expression assigns, without those of functions and classes in it. */
function collect(node: SyntaxNode, found: Found): void {
  switch (node.type) {
    case 'function_definition':
    case 'class_definition': {
      const name = node.children.find((each) => each.field === 'name');
      if (name) add(found, name);
      return;
    }
    case 'lambda':
      return;
    case 'global_statement':
      for (const name of node.children) {
        add(found, name);
        found.globals.add(found.text.slice(name.start, name.end));
      }
      return;
    case 'nonlocal_statement':
      for (const name of node.children) found.elsewhere.add(found.text.slice(name.start, name.end));
      return;
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      for (const each of node.children) {
        if (each.field !== 'name') continue;
        const name =
          each.type === 'aliased_import'
            ? each.children.find((part) => part.field === 'alias')
            : childOfType(each, 'identifier');
        if (name) add(found, name);
      }
      return;
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
      for (const each of node.children) {
        if (each.field === 'left') patternNames(each, found);
        else collect(each, found);
      }
      return;
    case 'named_expression':
      for (const each of node.children) {
        if (each.field === 'name') add(found, each);
        else collect(each, found);
      }
      return;
    case 'for_in_clause':
      for (const each of node.children) if (each.field !== 'left') collect(each, found);
      return;
    case 'as_pattern_target':
      for (const each of node.children) patternNames(each, found);
      return;
    case 'case_pattern':
      captures(node, found);
      return;
    default:
      for (const each of node.children) collect(each, found);
  }
}

/** Names in an assignment's target; `a.b` and `a[b]` declare nothing. */
function patternNames(node: SyntaxNode, found: Found): void {
  switch (node.type) {
    case 'identifier':
      add(found, node);
      return;
    case 'attribute':
    case 'subscript':
    case 'call':
      return;
    case 'default_parameter':
    case 'typed_default_parameter':
      for (const each of node.children) if (each.field === 'name') patternNames(each, found);
      return;
    case 'typed_parameter':
      for (const each of node.children) if (each.field !== 'type') patternNames(each, found);
      return;
    default:
      for (const each of node.children) patternNames(each, found);
  }
}

/** Names that a `case` binds: a plain name, `*rest`, `**rest`, `… as name`. */
function captures(node: SyntaxNode, found: Found): void {
  for (const [index, each] of node.children.entries()) {
    if (each.type === 'dotted_name') {
      const isName = each.children.length === 1 && node.type !== 'class_pattern';
      if (isName && each.children[0]) add(found, each.children[0]);
    } else if (each.type === 'identifier') {
      // In `Point(x=q)` the first name is the field.
      if (node.type !== 'keyword_pattern' || index > 0) add(found, each);
    } else captures(each, found);
  }
}
