import { PASSED_STEP, type SourcePlace } from '@bulkhead/core';
import { initialise } from './classes.ts';
import { addWrites, fieldCell, newCell, newObject, restCell, write } from './heap.ts';
import { type CallInput, type Frame, type Machine, type Scope, step } from './machine.ts';
import { type Checks, commonChecks, commonOf, gainedChecks, stepped } from './taint.ts';
import type { AbstractValue, Check, Closure, Parameter, Shape } from './types.ts';
import { ABSENT, join, MOST_SHAPES, shaped, truth, UNDEFINED, unknown, withImplications } from './values.ts';

/*
 * Functions and classes of the project: parameters bound, bodies run, results joined.
 */

export const DEEPEST_CALL = 28;
/** A function inside of itself: once to see what it does, once for what it does to its own results. */
const MOST_OF_ITSELF = 2;

export function construct(m: Machine, shape: Shape & { readonly kind: 'class' }, input: CallInput): AbstractValue {
  const made = newObject(m.heap, input.place, m.during === 'load', shape.class);
  const self = shaped({ kind: 'object', object: made });
  if (input.others !== undefined) write(m.heap, restCell(made), input.others);
  if (m.depth >= DEEPEST_CALL) return self;
  m.depth++;
  initialise(m, shape.class, self, input);
  m.depth--;
  m.threw = false;
  return self;
}

/** `new` of an ordinary function, with what stands in its prototype. */
export function constructByFunction(m: Machine, closure: Closure, input: CallInput): AbstractValue {
  const made = newObject(m.heap, input.place, m.during === 'load');
  const self = shaped({ kind: 'object', object: made });
  for (const prototype of closure.properties.fields.get('prototype')?.value.shapes ?? []) {
    if (prototype.kind !== 'object') continue;
    for (const [name, cell] of prototype.object.fields) {
      const own = fieldCell(made, name);
      if (own !== undefined) write(m.heap, own, cell.value);
    }
  }
  const result = callClosure(m, closure, { ...input, receiver: self });
  return result.shapes.some(({ kind }) => kind === 'object') ? result : self;
}

export function callClosure(m: Machine, closure: Closure, input: Omit<CallInput, 'callee'>): AbstractValue {
  const ir = closure.function;
  const arguments_ = [...(closure.boundArguments ?? []), ...input.arguments];
  let ofItself = 0;
  for (const frame of m.frames) if (frame.function === ir) ofItself++;
  if (m.depth >= DEEPEST_CALL || ofItself >= MOST_OF_ITSELF) {
    return unknown('a call too deep to follow', input.place, arguments_.flatMap(({ taint }) => taint).slice(0, 8));
  }
  const outer = closure.scope as Scope;
  const { instance } = outer;
  const thisValue = closure.boundThis ?? input.receiver ?? unknown('this', input.place);
  const scope: Scope = {
    cells: new Map(),
    parent: outer,
    instance,
    closure,
    ...(ir.hasThis ? { thisValue } : {}),
  };
  // The first call is Lambda's own.
  const given = m.frames.length === 0 ? arguments_ : arguments_.map((value) => passedTo(value, ir.name, input.place));
  const frame: Frame = {
    function: ir,
    scope,
    instance,
    arguments: given,
    returns: [],
    yields: [],
    exits: new Map(),
    loopExits: [],
  };
  const before = { frame: m.frame, checks: m.checks, language: m.language };
  m.frames.push(frame);
  m.trail.push(input.place);
  m.frame = frame;
  m.language = closure.module.language;
  m.depth++;
  try {
    bindParameters(m, frame, given, input);
    const ending = m.execute(ir.body);
    if (ending !== 'return' && ending !== 'throw') frame.returns.push({ value: UNDEFINED, checks: m.checks });
    addWrites(m.heap, frame.exits);
    return resultOf(m, frame, before.checks, input.place);
  } finally {
    m.depth--;
    m.trail.pop();
    m.frames.pop();
    m.frame = before.frame;
    m.language = before.language;
  }
}

function passedTo(value: AbstractValue, name: string, place: SourcePlace): AbstractValue {
  if (value.taint.length === 0 || name === '' || name.startsWith('<')) return value;
  const what = step(place, `${PASSED_STEP}${name.replace(/^(module\.)?exports\./, '')}()`);
  return { shapes: value.shapes, taint: value.taint.map((one) => stepped(one, what)) };
}

function resultOf(m: Machine, frame: Frame, before: Checks, place: SourcePlace): AbstractValue {
  if (frame.function.isGenerator) {
    m.checks = before;
    return m.engine.list([], place, frame.yields.length === 0 ? undefined : join(frame.yields));
  }
  const [first, ...others] = frame.returns;
  if (first === undefined) {
    m.threw = true;
    m.checks = before;
    return UNDEFINED;
  }
  m.threw = false;
  m.checks = others.reduce((checks, one) => commonChecks(checks, one.checks), first.checks);
  const value = join(frame.returns.map((one) => one.value));
  // What does not fit into one value is lost to it: a handler of forty routes still answers each of them.
  if (frame.returns.length > MOST_SHAPES) for (const one of frame.returns) noteAnswer(m, one.value, place);
  const whenTrue = impliedBy(frame.returns, before, true);
  const whenFalse = impliedBy(frame.returns, before, false);
  return whenTrue.length + whenFalse.length === 0 ? value : withImplications(value, { whenTrue, whenFalse });
}

function noteAnswer(m: Machine, value: AbstractValue, place: SourcePlace): void {
  if (m.engine.ownField(value, 'statusCode') !== undefined) m.engine.answered(value, place);
}

/** What holds wherever the function gives something true (or false). */
function impliedBy(returns: Frame['returns'], before: Checks, wanted: boolean): readonly Check[] {
  let common: readonly Check[] | undefined;
  for (const { value, checks } of returns) {
    if ((truth(value) ?? holdsItems(value)) === !wanted) continue;
    const implied = wanted ? value.implies?.whenTrue : value.implies?.whenFalse;
    const here = [...gainedChecks(checks, before), ...(implied ?? [])];
    common = common === undefined ? here : commonOf(common, here);
  }
  return common ?? [];
}

/** `(400, 'no')`: a list that something is in counts as true. */
function holdsItems({ shapes }: AbstractValue): true | undefined {
  const isFull = (shape: AbstractValue['shapes'][number]): boolean =>
    shape.kind === 'list' &&
    [...shape.object.fields.values()].some((cell) => cell.value !== ABSENT && !cell.mayBeAbsent);
  return shapes.length > 0 && shapes.every(isFull) ? true : undefined;
}

function bindParameters(
  m: Machine,
  frame: Frame,
  given: readonly AbstractValue[],
  input: Omit<CallInput, 'callee'>,
): void {
  const named = new Map(input.named ?? []);
  const { parameters, place } = frame.function;
  parameters.forEach((parameter, i) => {
    // A parameter is its function's own, whatever a function around it has under the same name.
    if (parameter.target.kind === 'binding') frame.scope.cells.set(parameter.target.binding, newCell());
    if (parameter.rest === 'list') {
      const rest = given.slice(i);
      m.bind(parameter.target, m.engine.list(rest, place, input.others), input.place);
      return;
    }
    if (parameter.rest === 'fields') {
      m.bind(parameter.target, m.engine.object(Object.fromEntries(named), place, input.others), input.place);
      return;
    }
    const byName = parameter.name === undefined ? undefined : named.get(parameter.name);
    if (parameter.name !== undefined) named.delete(parameter.name);
    const spread = input.spread && parameter.name !== undefined && m.read(input.spread, parameter.name, input.place);
    let value = given[i] ?? byName ?? (spread || input.others);
    if (value === undefined) value = parameter.default === undefined ? UNDEFINED : m.evaluate(parameter.default);
    else if (parameter.default !== undefined && given[i] !== undefined) value = orDefault(m, value, parameter.default);
    m.bind(parameter.target, value, input.place);
  });
}

/** The parameters of functions of the project, as far as they have names: their types and defaults where they are known. */
export function signatureOf(m: Machine, value: AbstractValue): readonly Parameter[] {
  return value.shapes.flatMap((shape) => {
    if (shape.kind !== 'closure') return [];
    const before = m.frame;
    const scope = shape.closure.scope as Scope;
    m.frame = { ...before, scope, instance: scope.instance };
    try {
      return shape.closure.function.parameters.flatMap(({ name, type, default: otherwise }) =>
        name === undefined
          ? []
          : {
              name,
              ...(type === undefined ? {} : { type: m.evaluate(type) }),
              ...(otherwise === undefined ? {} : { otherwise: m.evaluate(otherwise) }),
            },
      );
    } finally {
      m.frame = before;
    }
  });
}

/** A default takes the place of `undefined`. */
export function orDefault(
  m: Machine,
  value: AbstractValue,
  otherwise: Parameters<Machine['evaluate']>[0],
): AbstractValue {
  const present = value.shapes.filter((shape) => !(shape.kind === 'constant' && shape.value === undefined));
  if (present.length === 0) return m.evaluate(otherwise);
  const only = value.shapes.length === 1 ? value.shapes[0] : undefined;
  if (only?.kind === 'environment' && only.fallback === undefined)
    return shaped({ ...only, fallback: m.evaluate(otherwise) }, value.taint);
  const isSure = present.every(({ kind }) => kind !== 'unknown' && kind !== 'event' && kind !== 'answer');
  if (present.length === value.shapes.length && isSure) return value;
  return join([{ shapes: present, taint: value.taint }, m.evaluate(otherwise)]);
}
