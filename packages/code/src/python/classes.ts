import type { ClassIr, ClassMemberIr, ExpressionIr, FunctionIr, ParameterIr, StatementIr } from '../ir/types.ts';
import { type Context, call, child, constant, placeOf, read, textOf } from './context.ts';
import { nameExpression } from './expressions.ts';
import { decorated, decoratorsOf, definitionOf, functionOf, join } from './functions.ts';
import { expression, statement } from './nested.ts';
import { helperBinding, openScope } from './scope.ts';
import type { SyntaxNode } from './syntax.ts';
import { target } from './targets.ts';

/**
 * A class: its body runs first, as the plain statements that it is; then methods and what the body assigned are its
 * members. Attributes are static, as in Python: one value for all instances, until one is assigned on `self`.
 */
export function classStatements(outer: Context, node: SyntaxNode, decorators: readonly ExpressionIr[]): StatementIr[] {
  const nameNode = child(node, 'name');
  const body = child(node, 'body');
  const into = nameNode && target(outer, nameNode);
  if (!nameNode || !into) return [];
  const name = textOf(outer, nameNode);
  const place = placeOf(outer, node);
  const scope = openScope('class', outer.scope, outer.file, body ? [body] : []);
  const ownMethods = plainMethods(outer, body);
  if (into.kind === 'binding') outer.file.classes.set(into.binding, ownMethods);
  const context: Context = {
    ...outer,
    scope,
    path: join(outer.path, name),
    inClass: false,
    methods: ownMethods,
  };
  const bases = (child(node, 'superclasses')?.children ?? []).filter((each) => each.type !== 'keyword_argument');
  const baseNames = bases.map((each) => textOf(outer, each));
  const isEnum = baseNames.some((each) => /(^|\.)\w*(Enum|Flag)$/.test(each));
  const isPlainEnum = isEnum && baseNames.length === 1 && !/StrEnum|IntEnum/.test(baseNames[0] ?? '');

  const statements: StatementIr[] = [];
  const methods = new Map<string, ClassMemberIr>();
  const declared: DeclaredField[] = [];
  const validators = new Map<string, string[]>();
  for (const each of body?.children ?? []) {
    const definition = definitionOf(each);
    if (definition?.type === 'function_definition') {
      const method = methodOf(context, each, definition);
      if (method) methods.set(`${method.kind}:${String(method.name)}`, method);
      for (const field of method ? validatedFields(outer, each) : [])
        validators.set(field, [...(validators.get(field) ?? []), String(method?.name)]);
      continue;
    }
    const annotated = annotatedField(context, each);
    if (annotated) declared.push(annotated);
    statements.push(...statement(context, each));
  }
  const fields: ClassMemberIr[] = [];
  for (const [field, binding] of scope.bindings) {
    if (field.startsWith('<') || methods.has(`method:${field}`) || methods.has(`getter:${field}`)) continue;
    if (!isAssigned(statements, binding)) continue;
    const plain = read(binding, binding.place);
    const value: ExpressionIr = isPlainEnum ? enumMember(field, plain) : plain;
    fields.push({ name: field, isStatic: true, kind: 'field', value, decorators: [], place: binding.place });
  }
  const members = [...fields, ...methods.values()];
  const hasOwn = methods.has('method:constructor');
  if (!hasOwn && declared.length > 0 && makesConstructor(decorators, baseNames)) {
    const after = ['__post_init__', '__attrs_post_init__'].find((each) => methods.has(`method:${each}`));
    const made = fieldsConstructor(context, node, declared, {
      converts: baseNames.some(isValidating),
      after,
      validators,
    });
    members.push({
      name: 'constructor',
      isStatic: false,
      kind: 'method',
      value: { kind: 'function', function: made, place },
      decorators: [],
      place,
    });
  }
  const [base, ...mixins] = bases;
  const made: ClassIr = {
    name: context.path,
    place,
    ...(base && baseNames[0] !== 'object' ? { superclass: expression(outer, base) } : {}),
    ...(mixins.length > 0 && !isEnum ? { mixins: mixins.map((each) => expression(outer, each)) } : {}),
    members,
  };
  const value = decorated({ kind: 'class', class: made, place }, decorators);
  return [...statements, { kind: 'assign', target: into, value, place }];
}

/** The fields that a method checks: `@field_validator('name', 'title')` of pydantic, `@validator('name')` before version 2. */
function validatedFields(context: Context, node: SyntaxNode): readonly string[] {
  if (node.type !== 'decorated_definition') return [];
  return node.children.flatMap((each) => {
    const given =
      each.type === 'decorator' ? /\b(?:field_)?validator\(([^)]{1,200})/.exec(textOf(context, each))?.[1] : undefined;
    return given === undefined ? [] : [...given.matchAll(/(?:^|,)\s*(['"])(\w+)\1/g)].map(([, , name]) => name ?? '');
  });
}

/** Methods that take `self`: read as a value, they take their instance along. */
function plainMethods(context: Context, body: SyntaxNode | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (const each of body?.children ?? []) {
    const definition = each.type === 'function_definition' ? each : undefined;
    const name = definition && child(definition, 'name');
    if (name) names.add(textOf(context, name));
  }
  return names;
}

function isAssigned(statements: readonly StatementIr[], binding: unknown): boolean {
  return statements.some((each) => {
    if (each.kind === 'assign') return each.target.kind === 'binding' && each.target.binding === binding;
    if (each.kind === 'if') return isAssigned(each.then, binding) || isAssigned(each.otherwise, binding);
    if (each.kind === 'try')
      return isAssigned(each.body, binding) || each.handlers.some((handler) => isAssigned(handler.body, binding));
    return false;
  });
}

function enumMember(name: string, value: ExpressionIr): ExpressionIr {
  const place = value.place;
  return {
    kind: 'object',
    fields: [
      { kind: 'field', key: 'value', value },
      { kind: 'field', key: 'name', value: constant(name, place) },
    ],
    place,
  };
}

function methodOf(context: Context, node: SyntaxNode, definition: SyntaxNode): ClassMemberIr | undefined {
  const nameNode = child(definition, 'name');
  if (!nameNode) return undefined;
  const text = textOf(context, nameNode);
  const name = text === '__init__' ? 'constructor' : text;
  const place = placeOf(context, definition);
  let kind: ClassMemberIr['kind'] = 'method';
  let isStatic = false;
  let isClassMethod = text === '__new__' || text === '__init_subclass__' || text === '__class_getitem__';
  const decorators: ExpressionIr[] = [];
  const lowered = node.type === 'decorated_definition' ? decoratorsOf(context, node) : [];
  for (const decorator of lowered) {
    const said = decoratorName(decorator);
    if (said === 'staticmethod') isStatic = true;
    else if (said === 'classmethod') isClassMethod = true;
    else if (said === 'property' || said === 'cached_property') kind = 'getter';
    else if (said === 'setter') kind = 'setter';
    else if (said !== 'abstractmethod' && said !== 'override' && said !== 'overload' && said !== 'deleter')
      decorators.push(decorator);
  }
  // Class methods keep `cls`, which the engine gives them.
  if (isClassMethod) isStatic = true;
  const plain = functionOf(context, definition, true, decorators.length > 0);
  const made = name === 'constructor' || kind !== 'method' ? withThis(plain) : plain;
  return { name, isStatic, kind, value: { kind: 'function', function: made, place }, decorators, place };
}

function decoratorName(decorator: ExpressionIr): string {
  if (decorator.kind === 'global' || decorator.kind === 'import') return decorator.name;
  if (decorator.kind === 'read') return decorator.binding.name;
  if (decorator.kind === 'member' && typeof decorator.property === 'string') return decorator.property;
  return '';
}

/** Constructors and properties get their instance as `this` in both languages: `self` is the first thing that the body sets. */
function withThis(made: FunctionIr): FunctionIr {
  const [self, ...rest] = made.parameters;
  if (!self || self.rest) return made;
  const { place } = made;
  const assign: StatementIr = { kind: 'assign', target: self.target, value: { kind: 'this', place }, place };
  return { ...made, parameters: rest, body: [assign, ...made.body], hasThis: true };
}

/** A function of our own: what a validating class makes of a value for a field. */
export const CONVERT = '<convert>';

interface DeclaredField {
  readonly name: string;
  readonly type: string;
  readonly value: ExpressionIr | undefined;
}

/** Bases that refuse what does not fit a field's type. */
function isValidating(base: string): boolean {
  return /(^|\.)(BaseModel|Envelope|SQLModel)$|(^|\.)msgspec\.Struct$/.test(base);
}

/** Types under which no text gets through that could say anything of its own. */
const NARROW =
  /^(Optional\[|Union\[)?(Strict|Positive|Negative|NonNegative|conint|Future|Past)*(int|Int|float|Float|bool|Bool|Decimal|UUID\d?|date|datetime|time|timedelta|Literal\[.*\]|IPv\dAddress)(\(.*\))?(\]|, ?None\]| ?\| ?None)?$/;

/** `Field(pattern=r'^[a-z]+$')`, `constr(regex=…)`: whole texts of letters, digits, dots, hyphens and the like. */
function fitsPlainPattern(declaration: string): boolean {
  const pattern = /\b(?:pattern|regex)\s*=\s*[rR]?(['"])\^(.{1,200}?)\$\1/.exec(declaration)?.[2];
  if (pattern === undefined) return false;
  const rest = pattern
    .replace(/\\[dw.-]/g, '')
    .replace(/\[[\w.@+ -]*\]/g, '')
    .replace(/\{\d*,?\d*\}/g, '');
  return /^[\w\s?*+|():-]*$/.test(rest);
}

/** Classes whose constructor is made of their annotated fields. */
function makesConstructor(decorators: readonly ExpressionIr[], bases: readonly string[]): boolean {
  const byDecorator = decorators.some((each) =>
    ['dataclass', 'define', 'frozen', 's', 'attrs'].includes(decoratorName(each.kind === 'call' ? each.callee : each)),
  );
  return (
    byDecorator ||
    bases.some((each) => /(^|\.)(BaseModel|NamedTuple|TypedDict|Envelope|SQLModel)$|(^|\.)msgspec\.Struct$/.test(each))
  );
}

function annotatedField(context: Context, node: SyntaxNode): DeclaredField | undefined {
  const inner = node.type === 'expression_statement' ? node.children[0] : undefined;
  if (inner?.type !== 'assignment' || !child(inner, 'type')) return undefined;
  const left = child(inner, 'left');
  if (left?.type !== 'identifier') return undefined;
  const type = textOf(context, child(inner, 'type')!);
  if (/^(typing\.)?ClassVar\b/.test(type)) return undefined;
  const right = child(inner, 'right');
  // `field(default_factory=list)` and the like: not a value that the instance gets.
  const isPlain = right && right.type !== 'call';
  return {
    name: textOf(context, left),
    type: right && fitsPlainPattern(textOf(context, right)) ? 'int' : fitsPlainPattern(type) ? 'int' : type,
    value: right ? (isPlain ? expression(context, right) : constant(undefined, placeOf(context, right))) : undefined,
  };
}

/** A field whose type is a class becomes one of that class: another model, a member of an enum. */
function converted(context: Context, type: string, given: ExpressionIr): ExpressionIr {
  const name = /^(?:Optional\[)?([A-Z]\w*)\]?(?: ?\| ?None)?$/.exec(type)?.[1];
  if (name === undefined) return given;
  const { place } = given;
  return call({ kind: 'global', name: CONVERT, place }, [nameExpression(context, name, place), given], place);
}

function fieldsConstructor(
  context: Context,
  node: SyntaxNode,
  declared: readonly DeclaredField[],
  {
    converts,
    after,
    validators,
  }: {
    readonly converts: boolean;
    readonly after: string | undefined;
    readonly validators: ReadonlyMap<string, readonly string[]>;
  },
): FunctionIr {
  const place = placeOf(context, node);
  const scope = openScope('function', context.scope, context.file, []);
  const parameters: ParameterIr[] = [];
  const body: StatementIr[] = [];
  for (const { name, type, value } of declared) {
    const binding = helperBinding(scope, name, context.file, node.start);
    parameters.push({ target: { kind: 'binding', binding }, name, ...(value ? { default: value } : {}) });
    const into = { kind: 'member', object: { kind: 'this', place }, property: name, place } as const;
    const given = read(binding, place);
    const isNarrow = converts && NARROW.test(type.replace(/^(typing|datetime|uuid|decimal)\./, ''));
    const kept = isNarrow
      ? call({ kind: 'global', name: 'float', place }, [given], place)
      : converts
        ? converted(context, type, given)
        : given;
    const validated = (validators.get(name) ?? []).reduce<ExpressionIr>((value, method) => {
      const validator = { kind: 'member', object: { kind: 'this', place }, property: method, place } as const;
      return call(validator, [value], place);
    }, kept);
    body.push({ kind: 'assign', target: into, value: validated, place });
  }
  if (after !== undefined) {
    const method = { kind: 'member', object: { kind: 'this', place }, property: after, place } as const;
    body.push({ kind: 'expression', expression: call(method, [], place) });
  }
  return {
    name: `${context.path}.__init__`,
    place,
    endLine: place.line,
    parameters,
    body,
    isAsync: false,
    isGenerator: false,
    hasThis: true,
  };
}
