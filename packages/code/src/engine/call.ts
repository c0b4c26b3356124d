import type { SourcePlace } from '@bulkhead/core';
import { derivedOf, findMember } from './classes.ts';
import { callClosure, construct, constructByFunction, DEEPEST_CALL } from './closures.ts';
import { callDurable } from './durable-context.ts';
import { type CallInput, countStep, type Machine, step } from './machine.ts';
import { joinPath, readExternal } from './members.ts';
import { derivedTaint, joinTaints } from './taint.ts';
import type { AbstractValue, CallSite, Closure, ExternalShape, HeapObject, Shape, Taint } from './types.ts';
import { ABSENT, external, join, shaped, UNDEFINED, unknown } from './values.ts';

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
    case 'object':
      if (isCallableObject(m, shape, input.place)) return callMethodOf(m, shape, shaped(shape), '__call__', input);
      return unknownCall(m, input, 'a call of something that is not known');
    default:
      return unknownCall(m, input, shape.kind === 'unknown' ? shape.reason : 'a call of something that is not known');
  }
}

/** An instance of a class of Python with a method `__call__`. */
export function isCallableObject(m: Machine, shape: Shape, place: SourcePlace): boolean {
  if (shape.kind !== 'object' || shape.object.instanceOf?.module.language !== 'python') return false;
  return findMember(m, shape.object.instanceOf, '__call__', false, place, shaped(shape)) !== undefined;
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
      if (name === '__subclasses__') return m.engine.list([...derivedOf(shape.class)], input.place);
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

/** Lambda's context: the remaining time, the old ways to answer, and what durable functions do with it. */
function callContext(m: Machine, name: string, input: Omit<CallInput, 'callee'>): AbstractValue {
  if (/^get_?remaining_?time_?in_?millis$/i.test(name)) m.engine.fact('reads-remaining-time', input.place, name);
  const answer = name === 'succeed' ? input.arguments[0] : name === 'done' ? input.arguments[1] : undefined;
  if (answer !== undefined) m.answers.push({ value: answer, place: input.place });
  return callDurable(m, name, input) ?? unknown(`${name} of the context`, input.place);
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
  const registered = shape.made?.decorated ?? [];
  if (registered.length > 0 && input.decorates !== true) {
    return join(registered.map((callee) => callValue(m, { ...input, callee })));
  }
  const made = { arguments: input.arguments, place: input.place, decorated: [] };
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

/** What signs or encrypts with a secret does not give it away. */
const SEALS = /^_*(sign|encrypt|hash|hmac|seal|digest|derive)([A-Z_].*)?$/;

/** Methods of texts, of promises and of what wraps a secret: what they give is still the secret. */
const REVEALS =
  /^_*(then|catch|finally|to[A-Z]\w*|valueOf|value|reveal|expose|unwrap|decode|encode|text|json|concat|slice|substr|substring|split|trim\w*|replace\w*|at|char\w+|pad\w+|repeat|normalize|strip|lower|upper|format|join|map)$/;

/** An object that a library has made, of a class or by a function. */
const MADE = /#|\(\)/;

/** `let client = null` is there until the first call makes it. */
function isMade(shape: Shape): boolean {
  if (shape.kind === 'constant') return shape.value === null || shape.value === undefined;
  return shape.kind === 'external' && shape.module !== 'global' && MADE.test(shape.path);
}

/**
 * A client that was made with a key answers with other things than the key.
 * @param name of the method that is called on `receiver`
 */
function givenBack(receiver: AbstractValue, name: string): readonly Taint[] {
  const isClient = !REVEALS.test(name) && receiver.shapes.length > 0 && receiver.shapes.every(isMade);
  return isClient ? receiver.taint.filter(({ carries }) => carries !== 'secret') : receiver.taint;
}

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
  let ofReceiver: readonly Taint[] = [];
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
    if (SEALS.test(name)) taint = taint.filter(({ carries }) => carries !== 'secret');
    if (input.receiver !== undefined && input.method !== undefined) ofReceiver = givenBack(input.receiver, name);
    const what = step(input.place, `goes through ${name === '' ? 'a function that is not known' : `${name}()`}`);
    taint = taint.map((one) => derivedTaint(one, what, 'medium'));
    ofReceiver = ofReceiver.map((one) => derivedTaint(one, what, 'medium'));
  }
  // What a library calls back with is not the secret that it was given.
  const called = joinTaints(
    taint.filter(({ carries }) => carries !== 'secret'),
    ofReceiver,
  );
  taint = joinTaints(taint, ofReceiver);
  const argument = unknown('given by a library', input.place, called);
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

/** An object of options or a list may hold functions. */
function isHolder(shape: Shape): shape is Extract<Shape, { kind: 'object' | 'list' }> {
  return shape.kind === 'object' || shape.kind === 'list';
}

function callBack(m: Machine, value: AbstractValue, argument: AbstractValue, place: SourcePlace): void {
  for (const shape of value.shapes) {
    if (shape.kind === 'closure') {
      callValue(m, { callee: shaped(shape), arguments: Array(4).fill(argument), place });
    } else if (isHolder(shape) && shape.object.instanceOf === undefined && m.depth < DEEPEST_CALL / 2) {
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
