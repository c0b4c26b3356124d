import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { dynamicOperation } from '../aws/boto3.ts';
import { openFile } from './files.ts';
import { each, madeOf, mapShapes, models, nothing, same } from './helpers.ts';
import { instanceFrom } from './identity.ts';
import { logged } from './logging.ts';

/** `int('x')` raises: what comes out can do no harm. */
export const number: Model = (call, engine) => {
  const value = call.arguments[0];
  const known = value && engine.constantOf(value);
  if (typeof known === 'number') return engine.constant(known);
  if (typeof known === 'string' && /^\d{1,15}$/.test(known)) return engine.constant(Number(known));
  return engine.cleaned(engine.carrying(engine.unknown('a number', call.place), ...(value ? [value] : [])), 'all');
};

/** `int(x)` raises where `x` is no number: whoever gets past it has checked the text as well. */
export const converts: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value) engine.assume(value, 'all');
  return number(call, engine);
};

const truthValue: Model = (call, engine) => engine.unknown('a truth value', call.place);

const text: Model = (call, engine) => {
  const value = call.arguments[0];
  if (!value) return engine.constant('');
  const known = engine.constantOf(value);
  if (typeof known === 'number') return engine.constant(String(known));
  const isNested = value.shapes.some(({ kind }) => kind === 'object' || kind === 'list');
  if (isNested) return madeOf(engine, call, 'becomes a text', value);
  // A text cannot hold an object any more.
  return mapShapes(value, (shape) => (shape.kind === 'event' ? { ...shape, structured: false } : shape));
};

/** `isinstance(x, int)`: numbers and truth values do no harm; a text is at least no object. */
const isInstance: Model = (call, engine) => {
  const [value, type] = call.arguments;
  if (!value || !type) return undefined;
  const names = [
    ...engine.externalsOf(type),
    ...(engine.knownItems(type) ?? []).flatMap((one) => engine.externalsOf(one)),
  ].map(({ module, path }) => (module === 'builtins' ? path : ''));
  if (names.length === 0) return engine.unknown('a truth value', call.place);
  if (names.every((name) => name === 'int' || name === 'float' || name === 'bool')) return engine.checked(value, 'all');
  return names.every((name) => name === 'str' || name === 'int' || name === 'float')
    ? engine.checked(value, ['nosqli', 'proto'])
    : engine.unknown('a truth value', call.place);
};

/** A method that is read as a value takes its instance along. */
function bound(object: AbstractValue, member: AbstractValue): AbstractValue {
  if (!object.shapes.some((shape) => shape.kind === 'object' && shape.object.instanceOf)) return member;
  return mapShapes(member, (shape) => {
    if (shape.kind !== 'closure' || shape.closure.boundThis || !shape.closure.ownerClass) return shape;
    if (shape.closure.function.parameters[0]?.name !== 'self') return shape;
    return { kind: 'closure', closure: { ...shape.closure, boundThis: object, boundArguments: [object] } };
  });
}

const getAttribute: Model = (call, engine) => {
  const [object, name, otherwise] = call.arguments;
  if (!object || !name) return undefined;
  const names = engine.textsOf(name);
  if (names.length > 0) {
    const found = names.map((one) => bound(object, engine.field(object, one, call.place)));
    return engine.join(
      otherwise && found.every((one) => one.shapes.every(({ kind }) => kind === 'unknown'))
        ? [...found, otherwise]
        : found,
    );
  }
  dynamicOperation(call, engine, object);
  const chosen = byPattern(call, engine, object, name);
  return chosen ?? engine.carrying(engine.unknown('a member by a computed name', call.place), name);
};

const MOST_METHODS = 40;

/** `getattr(self, f'do_{kind}')`, `globals()[kind]`: any method, or function of the module, whose name fits. */
function byPattern(
  call: CallSite,
  engine: Engine,
  object: AbstractValue,
  name: AbstractValue,
): AbstractValue | undefined {
  const [prefix, suffix] = endsOf(name);
  const fitting = engine
    .methodNames(object)
    .filter(
      (each) => each.startsWith(prefix) && each.endsWith(suffix) && !each.startsWith('__') && each !== 'constructor',
    )
    .slice(0, MOST_METHODS);
  if (fitting.length === 0) return undefined;
  return engine.native('getattr', (later, inner) =>
    inner.join(
      fitting.map((each) =>
        inner.call(bound(object, inner.field(object, each, call.place)), later.arguments, later.place, {
          named: later.named,
        }),
      ),
    ),
  );
}

/** How a text begins and ends, as far as it is known. */
function endsOf({ shapes }: AbstractValue): readonly [string, string] {
  const only = shapes.length === 1 ? shapes[0] : undefined;
  if (only?.kind !== 'text') return ['', ''];
  const [first, last] = [only.parts[0], only.parts.at(-1)];
  return [typeof first === 'string' ? first : '', typeof last === 'string' ? last : ''];
}

/** `globals()` and its like: the module, read by names. */
const ownModule: Model = (_, engine) => engine.currentModule();

const setAttribute: Model = (call, engine) => {
  const [object, name, value] = call.arguments;
  if (object && name && value) for (const one of engine.textsOf(name)) engine.setField(object, one, value);
  return engine.constant(null);
};

/** One list with the items of another: `list(x)`, `sorted(x)`, `set(x)`. */
export const listOf: Model = (call, engine) => {
  const value = call.arguments[0];
  if (!value) return engine.list([], call.place);
  const items = engine.knownItems(value);
  const list = items ? engine.list(items, call.place) : engine.list([], call.place, engine.item(value, call.place));
  return engine.keeping(list, value);
};

const enumerate: Model = (call, engine) => {
  const value = call.arguments[0];
  if (!value) return undefined;
  const pair = engine.list([engine.unknown('a number'), engine.item(value, call.place)], call.place);
  return engine.list([], call.place, pair);
};

const zip: Model = (call, engine) => {
  const items = call.arguments.map((value) => engine.item(value, call.place));
  return engine.list([], call.place, engine.list(items, call.place));
};

const map: Model = (call, engine) => {
  const [callee, ...lists] = call.arguments;
  if (!callee || lists.length === 0) return undefined;
  const items = lists.map((value) => engine.item(value, call.place));
  return engine.list([], call.place, engine.call(callee, items, call.place, { times: 'items' }));
};

const filter: Model = (call, engine) => {
  const [callee, list] = call.arguments;
  if (!callee || !list) return undefined;
  const item = engine.item(list, call.place);
  const guard = engine.isFunction(callee) ? engine.ask(callee, [item], call.place).guard : undefined;
  return engine.keeping(engine.list([], call.place, item), list, guard);
};

const anyItem: Model = (call, engine) => {
  const values =
    call.arguments.length === 1 ? call.arguments.map((value) => engine.item(value, call.place)) : call.arguments;
  return values.length > 0 ? engine.join(values) : undefined;
};

/** `dict(pairs)`: names that are not known, one value for all. */
const dictionary: Model = (call, engine) => {
  const made = engine.object(Object.fromEntries(call.named), call.place, call.others);
  const first = call.arguments[0];
  if (first) {
    const items = engine.knownItems(first);
    for (const pair of items ?? []) {
      const [key, value] = engine.knownItems(pair) ?? [];
      const name = key && engine.constantOf(key);
      if (value && typeof name === 'string') engine.setField(made, name, value);
      else if (value) engine.addItem(made, value);
    }
    if (!items) engine.addItem(made, engine.carrying(engine.unknown('a field'), first));
  }
  return made;
};

/** A text that is run. */
export const code =
  (name: string): Model =>
  (call, engine) => {
    const value = call.arguments[0];
    if (value) engine.sink({ class: 'codei', name, value, place: call.place });
    return engine.unknown(`what ${name} gives`, call.place, ...(value ? [value] : []));
  };

const printed: Model = (call, engine) => {
  logged(call, engine, 'print', call.arguments);
  return engine.constant(null);
};

const superclass: Model = (call) => call.arguments[1];

const propertyOf: Model = (call) => call.arguments[0];

/** What a validating class makes of a value for a field of a class of the project. */
const converted: Model = (call, engine) => {
  const [type, value] = call.arguments;
  if (!type || !value?.shapes.some(({ kind }) => kind === 'event' || kind === 'unknown')) return value;
  return instanceFrom(call, engine, type, value) ?? value;
};

/** `type(x).__name__` and the like say nothing of the data. */
const typeOf: Model = (call, engine) => engine.unknown('a type', call.place);

function ranges(call: CallSite, engine: Engine): AbstractValue {
  return engine.list([], call.place, engine.unknown('a number', call.place));
}

export const builtinModels: ModelSet = models('builtins', {
  ...each(['int', 'float', 'complex', 'long'], converts),
  ...each(['len', 'abs', 'round', 'sum', 'ord', 'hash', 'id', 'divmod', 'pow'], number),
  ...each(['bool', 'callable', 'hasattr', 'issubclass', 'any', 'all'], truthValue),
  ...each(['str', 'repr', 'ascii', 'format', 'bytes', 'bytearray', 'unicode', 'memoryview'], text),
  ...each(['chr', 'hex', 'oct', 'bin'], (call, engine) => engine.unknown('a text', call.place)),
  ...each(['list', 'tuple', 'set', 'frozenset', 'sorted', 'reversed', 'iter', 'aiter'], listOf),
  ...each(['min', 'max', 'next', 'anext'], anyItem),
  isinstance: isInstance,
  '<convert>': converted,
  getattr: getAttribute,
  setattr: setAttribute,
  delattr: nothing,
  enumerate,
  zip,
  map,
  filter,
  range: ranges,
  xrange: ranges,
  dict: dictionary,
  eval: code('eval'),
  exec: code('exec'),
  compile: code('compile'),
  execfile: code('execfile'),
  print: printed,
  open: openFile,
  input: (call, engine) => engine.unknown('what a person types', call.place),
  super: superclass,
  property: propertyOf,
  staticmethod: same,
  classmethod: same,
  type: typeOf,
  vars: (call) => call.arguments[0],
  object: (call, engine) => engine.object({}, call.place),
  globals: ownModule,
  locals: (call, engine) => engine.object({}, call.place, engine.unknown('a local', call.place)),
});
