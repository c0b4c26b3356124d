import type { SourcePlace } from '@bulkhead/core';
import { findMember, initialise } from './classes.ts';
import { addWrites, fieldCell, newCell, newObject, restCell, write } from './heap.ts';
import { type CallInput, countStep, type Frame, type Machine, type Scope, step } from './machine.ts';
import { joinPath, readExternal } from './members.ts';
import { type Checks, commonChecks, commonOf, derivedTaint, gainedChecks, joinTaints, stepped } from './taint.ts';
import type { AbstractValue, CallSite, Check, Closure, ExternalShape, HeapObject, Shape, Taint } from './types.ts';
import { ABSENT, external, join, shaped, truth, UNDEFINED, unknown, withImplications } from './values.ts';

const DEEPEST_CALL = 28;
/** A function inside of itself: once to see what it does, once for what it does to its own results. */
const MOST_OF_ITSELF = 2;
const METHODS = '<methods>';

/** Calls every function that the callee may be. */
export function callValue(m: Machine, input: CallInput): AbstractValue {
  countStep(m);
  const results: AbstractValue[] = [];
  let returned = false;
  for (const shape of input.callee.shapes) {
    m.threw = false;
    const result = callShape(m, shape, input);
    if (!m.threw) {
      returned = true;
      results.push(result);
    }
  }
  m.threw = !returned && input.callee.shapes.length > 0;
  return results.length === 1 ? (results[0] as AbstractValue) : join(results);
}

function callShape(m: Machine, shape: Shape, input: CallInput): AbstractValue {
  switch (shape.kind) {
    case 'closure':
      return input.isNew === true ? constructByFunction(m, shape.closure, input) : callClosure(m, shape.closure, input);
    case 'class':
      return construct(m, shape, input);
    case 'external':
      return callExternal(m, shape, input);
    case 'native':
      return shape.call(callSite(m, external('<native>', shape.name), input), m.engine) ?? UNDEFINED;
    default:
      return unknownCall(m, input, shape.kind === 'unknown' ? shape.reason : 'a call of something that is not known');
  }
}

/** `receiver.name(…)`, for each thing that the receiver may be. */
export function callMethod(
  m: Machine,
  receiver: AbstractValue,
  name: string,
  input: Omit<CallInput, 'callee'>,
): AbstractValue {
  const results: AbstractValue[] = [];
  let returned = false;
  for (const shape of receiver.shapes) {
    m.threw = false;
    const one = receiver.shapes.length === 1 ? receiver : shaped(shape, receiver.taint);
    const result = callMethodOf(m, shape, one, name, { ...input, receiver: one, method: name });
    if (!m.threw) {
      returned = true;
      results.push(result);
    }
  }
  m.threw = !returned && receiver.shapes.length > 0;
  return results.length === 1 ? (results[0] as AbstractValue) : join(results);
}

function callMethodOf(
  m: Machine,
  shape: Shape,
  receiver: AbstractValue,
  name: string,
  input: Omit<CallInput, 'callee'>,
): AbstractValue {
  switch (shape.kind) {
    case 'external': {
      if (name === '__enter__' || name === '__aenter__') return receiver;
      const path = joinPath(shape.path, name === 'default' && shape.path === '' ? '' : name);
      const models = m.registries[m.language](shape.module);
      if (!models.calls.has(path)) {
        const read = readExternal(m, shape, name, input.place);
        const only = read.shapes[0];
        if (only?.kind !== 'external' || only.path !== path) return callValue(m, { ...input, callee: read });
      }
      return callExternal(
        m,
        external(shape.module, path, shape.state === undefined ? {} : { state: shape.state }),
        input,
      );
    }
    case 'object':
    case 'list': {
      const own = shape.object.fields.get(name)?.value;
      if (own !== undefined && own !== ABSENT) return callValue(m, { ...input, callee: own });
      const { instanceOf } = shape.object;
      const member = instanceOf && findMember(m, instanceOf, name, false, input.place, receiver);
      if (member !== undefined) {
        const bound = bindsSelf(member) ? { ...input, arguments: [receiver, ...input.arguments] } : input;
        return callValue(m, { ...bound, callee: member });
      }
      const namespace = m.namespaceOf.get(shape.object);
      if (namespace !== undefined) return callValue(m, { ...input, callee: m.exported(namespace, name, input.place) });
      return callBuiltIn(m, receiver, name, input) ?? callRest(m, shape.object, input);
    }
    case 'class': {
      const member = findMember(m, shape.class, name, true, input.place, receiver);
      if (member === undefined)
        return callBuiltIn(m, receiver, name, input) ?? unknownCall(m, input, 'a member of a class');
      const isClassMethod = bindsSelf(member) && firstParameter(member) === 'cls';
      return callValue(m, {
        ...input,
        callee: member,
        arguments: isClassMethod ? [receiver, ...input.arguments] : input.arguments,
      });
    }
    case 'closure': {
      const own = shape.closure.properties.fields.get(name)?.value;
      if (own !== undefined && own !== ABSENT) return callValue(m, { ...input, callee: own });
      const [first, ...others] = input.arguments;
      if (name === 'call') return callValue(m, { ...input, callee: receiver, receiver: first, arguments: others });
      if (name === 'apply') {
        const list = others[0];
        const items = list && m.engine.knownItems(list);
        const more = items === undefined && list !== undefined ? { others: m.engine.item(list, input.place) } : {};
        return callValue(m, { ...input, ...more, callee: receiver, receiver: first, arguments: items ?? [] });
      }
      if (name === 'bind') {
        const bound: Closure = {
          ...shape.closure,
          ...(first === undefined ? {} : { boundThis: first }),
          boundArguments: [...(shape.closure.boundArguments ?? []), ...others],
        };
        return shaped({ kind: 'closure', closure: bound });
      }
      return callBuiltIn(m, receiver, name, input) ?? unknownCall(m, input, `the method ${name}`);
    }
    case 'context':
      return callContext(m, name, input);
    default:
      return callBuiltIn(m, receiver, name, input) ?? unknownCall(m, input, `the method ${name}`);
  }
}

/** Lambda's context: the remaining time, and the old ways to answer. */
function callContext(m: Machine, name: string, input: Omit<CallInput, 'callee'>): AbstractValue {
  if (/^get_?remaining_?time_?in_?millis$/i.test(name)) m.engine.fact('reads-remaining-time', input.place, name);
  const answer = name === 'succeed' ? input.arguments[0] : name === 'done' ? input.arguments[1] : undefined;
  if (answer !== undefined) m.answers.push({ value: answer, place: input.place });
  return unknown(`${name} of the context`, input.place);
}

/** Python's methods have their instance as first parameter. */
function bindsSelf(member: AbstractValue): boolean {
  const first = member.shapes[0];
  if (first?.kind !== 'closure' || first.closure.module.language !== 'python') return false;
  if (first.closure.ownerClass === undefined) return false;
  const name = first.closure.function.parameters[0]?.name ?? firstParameter(member);
  return name === 'self' || name === 'cls' || name === 'this';
}

function firstParameter(member: AbstractValue): string | undefined {
  const shape = member.shapes[0];
  if (shape?.kind !== 'closure') return undefined;
  const target = shape.closure.function.parameters[0]?.target;
  return target?.kind === 'binding' ? target.binding.name : undefined;
}

function callBuiltIn(
  m: Machine,
  receiver: AbstractValue,
  name: string,
  input: Omit<CallInput, 'callee'>,
): AbstractValue | undefined {
  const models = m.registries[m.language](METHODS);
  const site = (): CallSite => callSite(m, external(METHODS, name), { ...input, receiver, callee: UNDEFINED });
  const model = models.calls.get(name);
  if (model !== undefined) {
    const value = model(site(), m.engine);
    if (value !== undefined) return value;
  }
  for (const other of models.otherCalls) {
    const value = other(site(), m.engine);
    if (value !== undefined) return value;
  }
  return undefined;
}

function callRest(m: Machine, object: HeapObject, input: Omit<CallInput, 'callee'>): AbstractValue {
  const rest = object.rest?.value;
  const callable = rest?.shapes.filter(({ kind }) => kind === 'closure' || kind === 'native' || kind === 'external');
  if (rest !== undefined && callable !== undefined && callable.length > 0) {
    return callValue(m, { ...input, callee: { shapes: callable, taint: [] } });
  }
  return unknownCall(m, input, 'a method of an object');
}

function callSite(m: Machine, callee: ExternalShape, input: CallInput): CallSite {
  return {
    callee,
    receiver: input.receiver,
    arguments: input.arguments,
    named: input.named ?? new Map(),
    others: input.others,
    place: input.place,
    isNew: input.isNew === true,
    language: m.language,
  };
}

function callExternal(m: Machine, shape: ExternalShape, input: Omit<CallInput, 'callee'>): AbstractValue {
  const models = m.registries[m.language](shape.module);
  const site = callSite(m, shape, { ...input, callee: UNDEFINED });
  noteClient(m, shape, input);
  const model = models.calls.get(shape.path);
  const known = model?.(site, m.engine);
  if (known !== undefined) return known;
  for (const other of models.otherCalls) {
    const value = other(site, m.engine);
    if (value !== undefined) return value;
  }
  const made = { arguments: input.arguments, place: input.place };
  const isNew = input.isNew === true || (m.language === 'python' && /(^|\.)[A-Z]\w*$/.test(shape.path));
  const result = external(shape.module, `${shape.path}${isNew ? '#' : '()'}`, { made });
  return shaped(result, unknownCall(m, input, `comes from ${shape.module}`, shape.path).taint);
}

/** A client that is made anew in every invocation opens its connections anew. */
function noteClient(m: Machine, shape: ExternalShape, input: Omit<CallInput, 'callee'>): void {
  if (m.during === 'load' || input.isNew !== true || !/^(@aws-sdk\/client-|aws-sdk)/.test(shape.module)) return;
  const name = shape.path.slice(shape.path.lastIndexOf('.') + 1);
  if (
    /Client$/.test(name) ||
    shape.module.startsWith('aws-sdk') ||
    (/^@aws-sdk\/client-/.test(shape.module) && !/Command$/.test(name))
  ) {
    m.engine.fact('client-in-handler', input.place, name);
  }
}

/** What looks something up or sends something away does not give its arguments back. */
const LOOKS_UP =
  /^_*(get|find|fetch|query|search|load|list|scan|send|request|post|put|delete|remove|create|insert|update|upsert|save|execute|exec|run|read|write|publish|invoke|describe|count|has|is|log|info|debug|warn|error|emit|subscribe|verify|authenticate|connect|all|one|add)([A-Z_].*)?$/;

/** Methods of loggers, whatever library they are of. */
const LEVEL = /^(debug|info|warn|warning|error|fatal|critical|exception)$/;

/** A call of something that nobody described: data may pass through it; functions given to it may be called. */
function unknownCall(
  m: Machine,
  input: Omit<CallInput, 'callee'>,
  reason: string,
  path = input.method ?? '',
): AbstractValue {
  let taint: readonly Taint[] = [];
  const given = [
    ...input.arguments,
    ...(input.named?.values() ?? []),
    ...(input.others === undefined ? [] : [input.others]),
  ];
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (LEVEL.test(name) && (input.method !== undefined || /log/i.test(`${reason}.${path}`))) {
    m.engine.logged(input.arguments, input.place, name);
    return unknown('nothing', input.place);
  }
  if (!LOOKS_UP.test(name)) {
    for (const value of given) taint = joinTaints(taint, taintWithin(value));
    if (input.receiver !== undefined && input.method !== undefined) taint = joinTaints(taint, input.receiver.taint);
    const what = step(input.place, `goes through ${name === '' ? 'a function that is not known' : `${name}()`}`);
    taint = taint.map((one) => derivedTaint(one, what, 'medium'));
  }
  const argument = unknown('given by a library', input.place, taint);
  if (input.decorates !== true) for (const value of given) callBack(m, value, argument, input.place);
  return unknown(reason, input.place, taint);
}

/** Taint of a value and of the fields of an object, one level deep. */
export function taintWithin(value: AbstractValue): readonly Taint[] {
  let { taint } = value;
  for (const shape of value.shapes) {
    if (shape.kind !== 'object' && shape.kind !== 'list') continue;
    for (const cell of shape.object.fields.values()) taint = joinTaints(taint, cell.value.taint);
    if (shape.object.rest !== undefined) taint = joinTaints(taint, shape.object.rest.value.taint);
  }
  return taint;
}

function callBack(m: Machine, value: AbstractValue, argument: AbstractValue, place: SourcePlace): void {
  for (const shape of value.shapes) {
    if (shape.kind === 'closure') {
      callValue(m, { callee: shaped(shape), arguments: Array(4).fill(argument), place });
    } else if (shape.kind === 'object' && shape.object.instanceOf === undefined && m.depth < DEEPEST_CALL / 2) {
      for (const cell of [...shape.object.fields.values()]) {
        const functions = cell.value.shapes.filter(({ kind }) => kind === 'closure');
        if (functions.length > 0) {
          callValue(m, { callee: { shapes: functions, taint: [] }, arguments: Array(4).fill(argument), place });
        }
      }
    }
  }
  m.threw = false;
}

function construct(m: Machine, shape: Shape & { readonly kind: 'class' }, input: CallInput): AbstractValue {
  const made = newObject(m.heap, input.place, m.during === 'load', shape.class);
  const self = shaped({ kind: 'object', object: made });
  if (input.others !== undefined) write(m.heap, restCell(made), input.others);
  if (m.depth >= DEEPEST_CALL) return self;
  m.depth++;
  initialise(m, shape.class, self, input.arguments, input.named, input.place);
  m.depth--;
  m.threw = false;
  return self;
}

/** `new` of an ordinary function, with what stands in its prototype. */
function constructByFunction(m: Machine, closure: Closure, input: CallInput): AbstractValue {
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

function callClosure(m: Machine, closure: Closure, input: Omit<CallInput, 'callee'>): AbstractValue {
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
    tries: 0,
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
  const what = step(place, `is passed to ${name.replace(/^(module\.)?exports\./, '')}()`);
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
  const whenTrue = impliedBy(frame.returns, before, true);
  const whenFalse = impliedBy(frame.returns, before, false);
  return whenTrue.length + whenFalse.length === 0 ? value : withImplications(value, { whenTrue, whenFalse });
}

/** What holds wherever the function gives something true (or false). */
function impliedBy(returns: Frame['returns'], before: Checks, wanted: boolean): readonly Check[] {
  let common: readonly Check[] | undefined;
  for (const { value, checks } of returns) {
    if (truth(value) === !wanted) continue;
    const implied = wanted ? value.implies?.whenTrue : value.implies?.whenFalse;
    const here = [...gainedChecks(checks, before), ...(implied ?? [])];
    common = common === undefined ? here : commonOf(common, here);
  }
  return common ?? [];
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
    let value = given[i] ?? byName ?? input.others;
    if (value === undefined) value = parameter.default === undefined ? UNDEFINED : m.evaluate(parameter.default);
    else if (parameter.default !== undefined && given[i] !== undefined) value = orDefault(m, value, parameter.default);
    m.bind(parameter.target, value, input.place);
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
  const isSure = present.every(({ kind }) => kind !== 'unknown' && kind !== 'event' && kind !== 'answer');
  if (present.length === value.shapes.length && isSure) return value;
  return join([{ shapes: present, taint: value.taint }, m.evaluate(otherwise)]);
}
