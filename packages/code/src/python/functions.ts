import type { ExpressionIr, FunctionIr, ParameterIr, StatementIr } from '../ir/types.ts';
import { type Context, child, childrenOf, hasWord, lineAt, placeOf, textOf } from './context.ts';
import { block, expression } from './nested.ts';
import { openScope } from './scope.ts';
import type { SyntaxNode } from './syntax.ts';
import { target } from './targets.ts';

/** `def` and its body; the caller binds it to its name. `asMethod`: the class's name, for `super()`. */
export function functionOf(context: Context, node: SyntaxNode, asMethod: boolean, isDecorated = false): FunctionIr {
  const name = child(node, 'name');
  const parameters = parametersOf(child(node, 'parameters'));
  const body = child(node, 'body');
  const path = join(context.path, name ? textOf(context, name) : 'function');
  const scope = openScope('function', context.scope, context.file, body ? [body] : [], parameters);
  const inner: Context = { ...context, scope, path, inClass: asMethod || context.inClass };
  const isGenerator = body ? yields(body) : false;
  return {
    name: path,
    place: placeOf(context, node),
    endLine: lineAt(context, node.end),
    // Defaults are evaluated where the function is defined.
    parameters: parameters.flatMap((each) => {
      const written = isDecorated ? child(each, 'type') : undefined;
      const type = written && plainType(context, written);
      const made = parameter(context, inner, each);
      return type === undefined ? made : made.map((one) => ({ ...one, type: expression(context, type) }));
    }),
    body: body ? block(inner, body) : [],
    isAsync: hasWord(node, 'async'),
    isGenerator,
    hasThis: false,
  };
}

export function lambdaFunction(context: Context, node: SyntaxNode): FunctionIr {
  const parameters = parametersOf(child(node, 'parameters'));
  const body = child(node, 'body');
  const scope = openScope('function', context.scope, context.file, body ? [body] : [], parameters);
  const inner: Context = { ...context, scope };
  const place = placeOf(context, node);
  const value = body && expression(inner, body);
  const statements: StatementIr[] = value ? [{ kind: 'return', value, place: value.place }] : [];
  return {
    name: join(context.path, '<lambda>'),
    place,
    endLine: lineAt(context, node.end),
    parameters: parameters.flatMap((each) => parameter(context, inner, each)),
    body: statements,
    isAsync: false,
    isGenerator: false,
    hasThis: false,
  };
}

export function join(path: string, name: string): string {
  const whole = path === '' ? name : `${path}.${name}`;
  return whole.length > 200 ? name.slice(0, 200) : whole;
}

/** `f = outer(inner(f))` for the decorators above a function or class, outermost first. */
export function decorated(value: ExpressionIr, decorators: readonly ExpressionIr[]): ExpressionIr {
  return decorators.reduceRight<ExpressionIr>(
    (made, decorator) => ({
      kind: 'call',
      callee: decorator,
      arguments: [{ value: made }],
      isNew: false,
      decorates: true,
      place: decorator.place,
    }),
    value,
  );
}

function parametersOf(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  return (node?.children ?? []).filter(
    (each) => each.type !== 'positional_separator' && each.type !== 'keyword_separator' && each.type !== '*',
  );
}

function parameter(outer: Context, inner: Context, node: SyntaxNode): ParameterIr[] {
  switch (node.type) {
    case 'identifier':
    case 'tuple_pattern':
      return plain(inner, node);
    case 'default_parameter':
    case 'typed_default_parameter': {
      const name = child(node, 'name');
      const value = child(node, 'value');
      if (!name) return [];
      return plain(inner, name).map((each) => (value ? { ...each, default: expression(outer, value) } : each));
    }
    case 'typed_parameter': {
      const [name] = node.children.filter((each) => each.field !== 'type');
      return name ? parameter(outer, inner, name) : [];
    }
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern': {
      const [name] = node.children.filter((each) => each.type === 'identifier');
      const rest = node.type === 'list_splat_pattern' ? 'list' : 'fields';
      return name ? plain(inner, name).map((each) => ({ target: each.target, rest })) : [];
    }
    default:
      return [];
  }
}

/** The name in `int`, `int | None`, `Optional[int]` and `Annotated[int, …]`; of other types none. */
function plainType(context: Context, node: SyntaxNode): SyntaxNode | undefined {
  const [first, second] = node.children;
  if (node.type === 'identifier' || node.type === 'attribute') return node;
  if (first === undefined) return undefined;
  if (node.type === 'type' || node.type === 'type_parameter') return plainType(context, first);
  if (node.type === 'binary_operator') return plainType(context, first);
  const wraps = (node.type === 'generic_type' || node.type === 'subscript') && second !== undefined;
  return wraps && /(^|\.)(Optional|Annotated)$/.test(textOf(context, first)) ? plainType(context, second) : undefined;
}

function plain(inner: Context, node: SyntaxNode): ParameterIr[] {
  const into = target(inner, node);
  if (!into) return [];
  return [node.type === 'identifier' ? { target: into, name: textOf(inner, node) } : { target: into }];
}

/** Whether a body yields, outside of the functions in it. */
function yields(node: SyntaxNode): boolean {
  if (node.type === 'yield') return true;
  if (node.type === 'function_definition' || node.type === 'lambda' || node.type === 'class_definition') return false;
  return node.children.some(yields);
}

/** Decorators above a definition, outermost first. */
export function decoratorsOf(context: Context, node: SyntaxNode): ExpressionIr[] {
  return node.children
    .filter((each) => each.type === 'decorator')
    .flatMap((each) => (each.children[0] ? [expression(context, each.children[0])] : []));
}

export function definitionOf(node: SyntaxNode): SyntaxNode | undefined {
  return node.type === 'decorated_definition' ? childrenOf(node, 'definition')[0] : node;
}
