import type { SourcePlace } from '@bulkhead/core';
import { callValue, taintWithin } from './call.ts';
import { methodNames } from './classes.ts';
import { signatureOf } from './closures.ts';
import { describedClass } from './described-classes.ts';
import { asSecret } from './environment.ts';
import { watched } from './execute.ts';
import { fieldCell, newObject, restCell, write, writeAlso } from './heap.ts';
import { guardsInForce, keptBy, type Machine, withGuards } from './machine.ts';
import { anyItem, constantNames, countItems, eventPart, joinPath } from './members.ts';
import { functionNames, namespaceOf } from './modules.ts';
import { isRecords, noteCall } from './notes.ts';
import { cleanedByChecks } from './operators.ts';
import { printExpression } from './print-expression.ts';
import { addCall, addFact, addProblem, addUse } from './report.ts';
import { isSecretName, secretOfCall } from './secrets.ts';
import { reportSink } from './sinks.ts';
import { toStatic } from './static.ts';
import { cleanedTaint, derivedTaint, joinTaints, newTaint, withChecks } from './taint.ts';
import type { AbstractValue, Check, Engine, ExternalShape, Taint } from './types.ts';
import {
  ABSENT,
  constant,
  constantOf,
  external,
  join,
  objectsOf,
  shaped,
  text,
  unknown,
  withImplications,
} from './values.ts';

const NOWHERE: SourcePlace = { file: '', line: 1, column: 1 };

/** Answers of one handler that are looked at by themselves. */
const MOST_ANSWERS = 1_000;
/** Conditions on the items of one list: filters of filters in a loop would have ever more. */
const MOST_KEPT = 8;

/** What models see of the interpreter. */
export function makeEngine(m: Machine): Engine {
  const here = (): SourcePlace => m.trail.at(-1) ?? NOWHERE;
  const engine: Engine = {
    get language() {
      return m.language;
    },
    get during() {
      return m.during;
    },
    get written() {
      return m.written;
    },
    constant,
    unknown: (reason, place, ...carrying) => unknown(reason, place, tainted(carrying)),
    text,
    object(fields, place, rest) {
      const made = newObject(m.heap, place, m.during === 'load');
      for (const [name, value] of Object.entries(fields)) {
        const cell = fieldCell(made, name);
        if (cell !== undefined) write(m.heap, cell, value);
      }
      if (rest !== undefined) write(m.heap, restCell(made), rest);
      return shaped({ kind: 'object', object: made });
    },
    list(items, place, rest) {
      const made = newObject(m.heap, place, m.during === 'load');
      items.forEach((value, i) => {
        const cell = fieldCell(made, String(i)) ?? restCell(made);
        write(m.heap, cell, value);
      });
      if (rest !== undefined) writeAlso(m.heap, restCell(made), rest);
      return shaped({ kind: 'list', object: made });
    },
    external: (module, path, state) => shaped(external(module, path, state === undefined ? {} : { state })),
    native: (name, call) => shaped({ kind: 'native', name, call }),
    environment(name, fallback) {
      const shape =
        fallback === undefined
          ? { kind: 'environment' as const, name }
          : { kind: 'environment' as const, name, fallback };
      if (!isSecretName(name)) return shaped(shape);
      const step = { place: here(), text: `the environment variable ${name} holds a secret` };
      return shaped(shape, [newTaint('secret', name, step)]);
    },
    answer: (call, path) => shaped({ kind: 'answer', call, path }),
    join,
    carrying: (value, ...others) => ({ ...value, taint: joinTaints(value.taint, tainted(others)) }),

    field: (value, name, place) => m.read(value, name, place ?? here()),
    ownField(value, name) {
      const fields: AbstractValue[] = [];
      for (const object of objectsOf(value)) {
        const field = object.fields.get(name)?.value;
        if (field !== undefined && field !== ABSENT) fields.push(field);
      }
      return fields.length === 0 ? undefined : join(fields);
    },
    fieldNames(value) {
      const names = new Set<string>();
      for (const object of objectsOf(value)) {
        const instance = m.namespaceOf.get(object);
        for (const one of instance?.ir.exports ?? []) if (one.kind === 'binding') names.add(one.name);
        for (const [name, cell] of object.fields) if (cell.value !== ABSENT) names.add(name);
      }
      return [...names];
    },
    methodNames(value) {
      return value.shapes.flatMap((shape) => {
        if (shape.kind === 'class') return methodNames(shape.class);
        if (shape.kind !== 'object') return [];
        if (shape.object.instanceOf !== undefined) return methodNames(shape.object.instanceOf);
        const instance = m.namespaceOf.get(shape.object);
        return instance === undefined ? [] : functionNames(instance);
      });
    },
    currentModule: () => namespaceOf(m, m.frame.instance),
    module(name, place) {
      const found = m.importFrom(name, '*', place);
      return found.shapes.some((shape) => shape.kind === 'object') ? found : undefined;
    },
    setField: (value, name, field) => m.writeMember(value, constant(name), field, here()),
    addItem(value, item) {
      const objects = objectsOf(value);
      for (const object of objects) {
        const isList = value.shapes.some((shape) => shape.kind === 'list' && shape.object === object);
        const free =
          isList && objects.length === 1 && (object.rest?.value ?? ABSENT) === ABSENT ? countItems(object) : 64;
        if (m.times !== 'once') object.grown = true;
        delete object.kept;
        const cell = free < 32 ? fieldCell(object, String(free)) : restCell(object);
        if (cell !== undefined) writeAlso(m.heap, cell, cleanedByChecks(m, item));
      }
    },
    item: (value, place) => itemOf(m, value, place ?? here()),
    knownItems(value) {
      const only = value.shapes.length === 1 ? value.shapes[0] : undefined;
      if (only?.kind !== 'list' || (only.object.rest?.value ?? ABSENT) !== ABSENT) return undefined;
      return [...only.object.fields.values()].flatMap(({ value: item }) => (item === ABSENT ? [] : [item]));
    },
    constantOf,
    textsOf(value) {
      const names = constantNames(value);
      return names ?? [];
    },
    externalsOf: (value) => value.shapes.filter((shape): shape is ExternalShape => shape.kind === 'external'),
    isFunction: (value) => value.shapes.some(({ kind }) => kind === 'closure' || kind === 'native'),
    signatureOf: (value) => signatureOf(m, value),
    classOf: (value) => describedClass(m, value),
    static: toStatic,

    call(callee, arguments_, place, options) {
      const { times, guards, checks } = m;
      if (times === 'once' && options?.times !== undefined) m.times = options.times;
      if (options?.itemsOf !== undefined) m.guards = withGuards(guards, keptBy(options.itemsOf));
      const value = callValue(m, {
        callee,
        arguments: orError(arguments_, place),
        place,
        receiver: options?.receiver,
        isNew: options?.isNew,
        named: options?.named,
      });
      m.times = times;
      m.guards = guards;
      if (options?.isApart) m.checks = checks;
      m.threw = false;
      return value;
    },
    ask(predicate, arguments_, place) {
      const { value, paths } = watched(m, () => engine.call(predicate, arguments_, place, { times: 'items' }));
      const text = predicateText(predicate);
      return { answer: value, guard: text === undefined ? undefined : { place, text, paths, holds: true } };
    },
    keeping(list, from, guard) {
      const kept = [...keptBy(from), ...(guard === undefined ? [] : [guard])].slice(-MOST_KEPT);
      for (const object of kept.length === 0 ? [] : objectsOf(list)) object.kept = kept;
      return list;
    },

    tainted: (value, carries, source, step) => ({
      ...value,
      taint: joinTaints(value.taint, [newTaint(carries, source, step)]),
    }),
    cleaned: (value, cleanFor) => ({ ...value, taint: value.taint.map((taint) => cleanedTaint(taint, cleanFor)) }),
    derived: (values, shape, step, as) => ({
      shapes: shape.shapes,
      taint: tainted(values).map((taint) => derivedTaint(taint, step, 'high', as)),
    }),
    checked(checked, cleanFor, options) {
      const checks = checksOf(checked, cleanFor);
      for (const { taint } of checks) if (taint.carries === 'event') m.seenPaths?.add(taint.source);
      const value = unknown('a truth value', here());
      return withImplications(
        value,
        options?.holds === false ? { whenTrue: [], whenFalse: checks } : { whenTrue: checks, whenFalse: [] },
      );
    },
    assume(checked, cleanFor) {
      m.checks = withChecks(m.checks, checksOf(checked, cleanFor));
    },
    sink: (use) => reportSink(m, use),

    recordCall(call) {
      addCall(m.report, {
        service: call.service,
        operation: call.operation,
        input: toStatic(call.input),
        place: call.place,
        trail: [...m.trail],
        by: call.by,
        during: m.during,
        times: m.times,
        guards: guardsInForce(m),
        ...(call.region === undefined ? {} : { region: toStatic(call.region) }),
        ...(call.endpoint === undefined ? {} : { endpoint: toStatic(call.endpoint) }),
        ...(call.foreign ? { foreign: true as const } : {}),
      });
      noteCall(m, call);
      m.onCall(call);
      const answer = engine.answer(`${call.service}:${call.operation}`, '');
      const secret = secretOfCall(call, engine);
      if (secret === undefined) return answer;
      return engine.tainted(answer, 'secret', secret, { place: call.place, text: `${secret} is read` });
    },
    logged(values, place, name) {
      m.report.logs = true;
      for (const value of values) {
        const secret = asSecret(value, place);
        reportSink(m, { class: 'log', name, value: secret, place, carries: ['secret'], text: 'is written to the log' });
        // A level that production leaves out: it counts where it is switched on.
        if (!holdsEvent(value)) continue;
        if (/^(?!console).*(debug|trace)$/.test(name)) engine.fact('event-logged', place, name, 'debug');
        else engine.fact('event-logged', place, name);
      }
    },
    sent(values, query, place, name) {
      const tell = (value: AbstractValue, sink: 'request' | 'address', text: string): void => {
        reportSink(m, { class: sink, name, value: asSecret(value, place), place, carries: ['secret'], text });
      };
      for (const value of values) tell(value, 'request', `is sent by ${name}`);
      for (const value of query) tell(value, 'address', `stands in an address of ${name}`);
    },
    use: (kind, what, place) => addUse(m.report, { kind, what: toStatic(what), place }),
    answered(value, place) {
      if (m.answers.length < MOST_ANSWERS) m.answers.push({ value, place });
    },
    fact(kind, place, subject, detail) {
      addFact(m.report, detail === undefined ? { kind, place, subject } : { kind, place, subject, detail });
    },
    problem: (kind, message, place) => addProblem(m.report, { kind, message, place }),
  };
  return engine;
}

/** What a function of one line asks. */
function predicateText(predicate: AbstractValue): string | undefined {
  const [only, ...others] = predicate.shapes;
  if (only?.kind !== 'closure' || others.length > 0) return undefined;
  const [first, ...more] = only.closure.function.body;
  if (first?.kind !== 'return' || first.value === undefined || more.length > 0) return undefined;
  return first.value.text ?? printExpression(first.value);
}

/** Callbacks of libraries get an error first; what they do with one counts as well. */
function orError(arguments_: readonly AbstractValue[], place: SourcePlace): readonly AbstractValue[] {
  const [first, ...others] = arguments_;
  if (first === undefined || others.length === 0 || first.shapes.length !== 1 || constantOf(first) !== null)
    return arguments_;
  const taint = newTaint('error', 'error', { place, text: 'an error is given to a callback' });
  return [join([first, shaped(external('<error>', ''), [taint])]), ...others];
}

function tainted(values: readonly AbstractValue[]): readonly Taint[] {
  let taint: readonly Taint[] = [];
  for (const value of values) taint = joinTaints(taint, taintWithin(value));
  return taint;
}

function checksOf(value: AbstractValue, cleanFor: Parameters<Engine['assume']>[1]): readonly Check[] {
  const classes = typeof cleanFor === 'string' ? cleanFor : new Set(cleanFor);
  return taintWithin(value).map((taint) => ({ taint, cleanFor: classes }));
}

/** Any one item of a list, a text, the event. */
function itemOf(m: Machine, value: AbstractValue, place: SourcePlace): AbstractValue {
  if (isRecords(value)) m.engine.fact('loops-over-records', place, 'Records');
  const items: AbstractValue[] = [];
  for (const shape of value.shapes) {
    if (shape.kind === 'list' || shape.kind === 'object') {
      const item = anyItem(shape.object);
      items.push(
        item ??
          (value.taint.length > 0
            ? unknown('an item', place, value.taint)
            : unknown('an item of an empty list', place)),
      );
    } else if (shape.kind === 'event') {
      items.push(eventPart(m, joinPath(shape.path, '[]'), shape.structured, value.taint, place, shape.path));
    } else if (shape.kind === 'answer') {
      items.push(shaped({ kind: 'answer', call: shape.call, path: joinPath(shape.path, '[]') }, value.taint));
    } else if (shape.kind !== 'constant') items.push(unknown('an item', place, value.taint));
    else if (typeof shape.value === 'string') items.push(unknown('a character', place));
  }
  return items.length === 0 ? unknown('an item', place) : join(items);
}

/** The event itself, or a text that holds it whole. */
function holdsEvent(value: AbstractValue): boolean {
  return value.shapes.some(
    (shape) =>
      (shape.kind === 'event' && shape.path === '') ||
      (shape.kind === 'text' && shape.parts.some((part) => typeof part !== 'string' && holdsEvent(part))) ||
      (shape.kind === 'object' &&
        shape.object.fields.size < 8 &&
        [...shape.object.fields.values()].some((cell) =>
          cell.value.shapes.some((inner) => inner.kind === 'event' && inner.path === ''),
        )),
  );
}
