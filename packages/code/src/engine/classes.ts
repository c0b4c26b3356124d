import type { SourcePlace } from '@bulkhead/core';
import type { ClassIr } from '../ir/types.ts';
import { fieldCell, newObject, write } from './heap.ts';
import type { CallInput, Machine, Scope } from './machine.ts';
import type { AbstractValue, ClassValue, Closure, Shape } from './types.ts';
import { ABSENT, constantOf, external, shaped, unknown } from './values.ts';

interface Member {
  readonly kind: 'method' | 'getter' | 'setter';
  readonly value: AbstractValue;
  readonly isStatic: boolean;
}

interface Members {
  readonly methods: readonly (Member & { readonly name: string })[];
  readonly scope: Scope;
}

const MEMBERS = new WeakMap<ClassValue, Members>();
const DEEPEST = 12;

/** A class as a value; static fields are evaluated, instance fields wait for `new`. */
export function makeClass(m: Machine, ir: ClassIr): AbstractValue {
  const scope = m.frame.scope;
  const place = ir.place;
  const superclass = ir.superclass === undefined ? undefined : m.evaluate(ir.superclass);
  const made: ClassValue = {
    class: ir,
    module: m.frame.instance.ir,
    scope,
    superclass,
    ...(ir.mixins === undefined ? {} : { mixins: ir.mixins.map((each) => m.evaluate(each)) }),
    statics: newObject(m.heap, place, m.during === 'load'),
  };
  const self = shaped({ kind: 'class', class: made });
  const methods: (Member & { readonly name: string })[] = [];
  MEMBERS.set(made, { methods, scope });
  for (const member of ir.members) {
    const name = typeof member.name === 'object' ? constantOf(m.evaluate(member.name)) : member.name;
    if (name === undefined || name === null) continue;
    if (member.kind === 'field') {
      // A field of a Python class can be read from the class as well.
      if (!member.isStatic && made.module.language === 'javascript') continue;
      const cell = fieldCell(made.statics, String(name));
      if (cell !== undefined && member.value !== undefined) write(m.heap, cell, withThis(m, self, member.value));
      continue;
    }
    if (member.value?.kind !== 'function') continue;
    const closure: Closure = {
      function: member.value.function,
      module: made.module,
      scope,
      ownerClass: made,
      properties: newObject(m.heap, member.place, m.during === 'load'),
    };
    let value = shaped({ kind: 'closure', closure });
    for (const decorator of [...member.decorators].reverse()) value = decorated(m, decorator, value, member.place);
    methods.push({ name: String(name), kind: member.kind, value, isStatic: member.isStatic });
  }
  if (made.module.language === 'python') tellBases(m, made, self, place);
  return self;
}

/** Python's bases know what is derived of them: `__subclasses__()`, and `__init_subclass__` runs for each. */
function tellBases(m: Machine, made: ClassValue, self: AbstractValue, place: SourcePlace): void {
  for (const base of classesOf(made)) {
    const known = DERIVED.get(base) ?? [];
    if (known.length < MOST_DERIVED) DERIVED.set(base, [...known, self]);
    const hook = findMember(m, base, '__init_subclass__', true, place, self);
    if (hook?.shapes.some(({ kind }) => kind === 'closure')) m.call({ callee: hook, arguments: [self], place });
    m.threw = false;
  }
}

const DERIVED = new WeakMap<ClassValue, readonly AbstractValue[]>();
const MOST_DERIVED = 60;

/** What is derived of a class directly, as far as it has been read. */
export function derivedOf(base: ClassValue): readonly AbstractValue[] {
  return DERIVED.get(base) ?? [];
}

/** The bases of a class that are the project's own. */
function classesOf({ superclass, mixins = [] }: ClassValue): readonly ClassValue[] {
  return [...(superclass === undefined ? [] : [superclass]), ...mixins].flatMap(({ shapes }) =>
    shapes.flatMap((shape) => (shape.kind === 'class' ? [shape.class] : [])),
  );
}

/** Names of the methods that an instance of a class has, its bases' too. */
export function methodNames(start: ClassValue, depth = 0): readonly string[] {
  if (depth > DEEPEST) return [];
  const own = (MEMBERS.get(start)?.methods ?? []).flatMap(({ name, kind }) => (kind === 'method' ? [name] : []));
  return [...new Set([...own, ...classesOf(start).flatMap((base) => methodNames(base, depth + 1))])];
}

/** What a decorator makes of a function; itself where that cannot be told. */
function decorated(
  m: Machine,
  decorator: Parameters<Machine['evaluate']>[0],
  value: AbstractValue,
  place: SourcePlace,
): AbstractValue {
  const made = m.call({ callee: m.evaluate(decorator), arguments: [value], place, decorates: true });
  return made.shapes.some((shape) => shape.kind === 'closure' || shape.kind === 'native') ? made : value;
}

function withThis(m: Machine, self: AbstractValue, expression: Parameters<Machine['evaluate']>[0]): AbstractValue {
  const frame = m.frame;
  m.frame = { ...frame, scope: { cells: new Map(), parent: frame.scope, instance: frame.instance, thisValue: self } };
  try {
    return m.evaluate(expression);
  } finally {
    m.frame = frame;
  }
}

/**
 * A member by name, the superclasses' too; getters run. `undefined`: there is none.
 * Methods come without their `this`: the call supplies it.
 */
export function findMember(
  m: Machine,
  start: ClassValue,
  name: string,
  isStatic: boolean,
  place: SourcePlace,
  receiver: AbstractValue | undefined,
  wanted: 'read' | 'setter' = 'read',
): AbstractValue | undefined {
  let at: ClassValue | undefined = start;
  for (let depth = 0; at !== undefined && depth < DEEPEST; depth++) {
    for (const member of MEMBERS.get(at)?.methods ?? []) {
      if (member.name !== name || (member.isStatic !== isStatic && at.module.language === 'javascript')) continue;
      if (wanted === 'setter') {
        if (member.kind === 'setter') return member.value;
        continue;
      }
      if (member.kind === 'setter') continue;
      return member.kind === 'getter' ? m.call({ callee: member.value, receiver, arguments: [], place }) : member.value;
    }
    if (wanted === 'read') {
      const field = at.statics.fields.get(name);
      if (field !== undefined && field.value !== ABSENT && (isStatic || at.module.language === 'python')) {
        return field.value;
      }
    }
    const above: AbstractValue | undefined = at.superclass;
    const inMixins = ofMixins(m, at, { name, isStatic, place, receiver, wanted, depth });
    if (inMixins !== undefined) return inMixins;
    const next: Shape | undefined = above?.shapes.find((shape) => shape.kind === 'class');
    const outside: Shape | undefined = above?.shapes.find((shape) => shape.kind === 'external');
    if (next === undefined && outside?.kind === 'external' && wanted === 'read' && name !== 'constructor') {
      return shaped(external(outside.module, `${outside.path}${isStatic ? '' : '#'}.${name}`));
    }
    at = next?.kind === 'class' ? next.class : undefined;
  }
  return undefined;
}

interface Wanted {
  readonly name: string;
  readonly isStatic: boolean;
  readonly place: SourcePlace;
  readonly receiver: AbstractValue | undefined;
  readonly wanted: 'read' | 'setter';
  readonly depth: number;
}

/** A member of one of the further bases, where that is the project's own. */
function findInMixin(m: Machine, mixin: AbstractValue, each: Wanted): AbstractValue | undefined {
  const own = mixin.shapes.find((shape) => shape.kind === 'class');
  if (own?.kind !== 'class' || each.depth >= DEEPEST - 1) return undefined;
  const known = methodNames(own.class).includes(each.name) || own.class.statics.fields.has(each.name);
  const isGetter = (MEMBERS.get(own.class)?.methods ?? []).some(({ name }) => name === each.name);
  if (!known && !isGetter) return undefined;
  return findMember(m, own.class, each.name, each.isStatic, each.place, each.receiver, each.wanted);
}

/** A member of the further bases, unless the first base has it, which comes before them. */
function ofMixins(m: Machine, { superclass, mixins = [] }: ClassValue, each: Wanted): AbstractValue | undefined {
  for (const mixin of mixins) {
    const found = findInMixin(m, mixin, each);
    if (found === undefined) continue;
    return superclass !== undefined && findInMixin(m, superclass, each) !== undefined ? undefined : found;
  }
  return undefined;
}

/** Makes the fields of an instance, the superclass's first, and runs the constructor. */
export function initialise(
  m: Machine,
  start: ClassValue,
  self: AbstractValue,
  given: Omit<CallInput, 'callee'>,
  depth = 0,
): void {
  if (depth > DEEPEST) return;
  const own = MEMBERS.get(start)?.methods.find(({ name, isStatic }) => name === 'constructor' && !isStatic);
  if (own === undefined) superInitialise(m, start, self, given, depth);
  initialiseFields(m, start, self);
  if (own !== undefined) m.call({ ...asArguments(given), callee: own.value, receiver: self });
}

/** `super(…)`: what the class above does to the same instance. */
export function superInitialise(
  m: Machine,
  start: ClassValue,
  self: AbstractValue,
  given: Omit<CallInput, 'callee'>,
  depth = 0,
): void {
  for (const shape of start.superclass?.shapes ?? []) {
    if (shape.kind === 'class') initialise(m, shape.class, self, given, depth + 1);
    else if (shape.kind === 'external' || shape.kind === 'closure') {
      m.call({ ...asArguments(given), callee: shaped(shape), receiver: self, isNew: shape.kind === 'external' });
    }
  }
}

function asArguments(given: Omit<CallInput, 'callee'>): Omit<CallInput, 'callee'> {
  return {
    arguments: given.arguments,
    named: given.named,
    others: given.others,
    spread: given.spread,
    place: given.place,
  };
}

function initialiseFields(m: Machine, start: ClassValue, self: AbstractValue): void {
  if (start.module.language === 'python') return;
  const frame = m.frame;
  const scope = MEMBERS.get(start)?.scope ?? frame.scope;
  m.frame = { ...frame, scope: { cells: new Map(), parent: scope, instance: scope.instance, thisValue: self } };
  try {
    for (const member of start.class.members) {
      if (member.kind !== 'field' || member.isStatic || typeof member.name === 'object') continue;
      const value =
        member.value === undefined ? unknown('a field without a value', member.place) : m.evaluate(member.value);
      for (const shape of self.shapes) {
        const cell = shape.kind === 'object' ? fieldCell(shape.object, String(member.name)) : undefined;
        if (cell !== undefined) write(m.heap, cell, value);
      }
    }
  } finally {
    m.frame = frame;
  }
}
