import { hasFixedNames } from '../../engine/iteration.ts';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { namesPutIn } from '../names-put-in.ts';
import { noteParsedToken } from '../tokens.ts';
import { asBytes, callBackWith, caught, cleaning, each, models, number, parsedNumber, same } from './helpers.ts';
import { searchParams, url } from './urls.ts';

/*
 * What every JavaScript program has without importing it.
 */

const ENCODED = ['ssrf', 'traversal', 'crlf', 'html-response', 'xss', 'cmdi', 'nosqli', 'proto'] as const;

/** JSON of a text in the event goes on under its own names. */
const parseJson: Model = (call, engine) => {
  const [text] = call.arguments;
  if (text === undefined) return undefined;
  noteParsedToken(engine, text, call.place);
  const step = { place: call.place, text: 'is parsed as JSON' };
  const shapes = text.shapes.map((shape) =>
    shape.kind === 'event'
      ? { ...shape, structured: true }
      : shape.kind === 'constant' || shape.kind === 'text'
        ? ({ kind: 'unknown', reason: 'parsed JSON' } as const)
        : shape,
  );
  return { shapes, taint: text.taint.map((taint) => ({ ...taint, steps: [...taint.steps, step].slice(-16) })) };
};

const stringify: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value === undefined) return undefined;
  const only = value.shapes.length === 1 ? value.shapes[0] : undefined;
  if (only?.kind === 'event') return { shapes: [{ ...only, structured: false }], taint: value.taint };
  // In JSON no text can be taken for markup or a query, but it is still the sender's text.
  const text = engine.carrying(engine.unknown('a text of JSON', call.place), value, ...innerValues(engine, value, 3));
  return { ...text, shapes: [{ kind: 'unknown', reason: 'a text of JSON', place: call.place, json: value }] };
};

function innerValues(engine: Engine, value: AbstractValue, depth: number): readonly AbstractValue[] {
  if (depth === 0) return [];
  const inner: AbstractValue[] = [];
  for (const name of engine.fieldNames(value).slice(0, 40)) {
    const field = engine.ownField(value, name);
    if (field !== undefined) inner.push(field, ...innerValues(engine, field, depth - 1));
  }
  return inner;
}

const assign: Model = (call, engine) => {
  const [target, ...sources] = call.arguments;
  if (target === undefined) return undefined;
  for (const source of sources) copyFields(call, engine, target, source);
  return target;
};

function copyFields(call: CallSite, engine: Engine, target: AbstractValue, source: AbstractValue): void {
  for (const name of engine.fieldNames(source)) engine.setField(target, name, engine.field(source, name, call.place));
  const isOpen = source.shapes.some((shape) => shape.kind !== 'object' && shape.kind !== 'constant');
  if (isOpen) engine.addItem(target, engine.item(source, call.place));
}

const objectValues: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value === undefined) return undefined;
  const names = engine.fieldNames(value);
  if (names.length > 0 && names.length <= 16)
    return engine.list(
      names.map((name) => engine.field(value, name, call.place)),
      call.place,
    );
  return engine.list([], call.place, engine.item(value, call.place));
};

/** Whoever sends a query chooses the names in it as well. */
const NAMED_BY_SENDER = /(?:^|\.)(?:multiValueQ|q)ueryStringParameters$/;

const keyOf = (call: CallSite, engine: Engine, value: AbstractValue): AbstractValue => {
  const names = engine.fieldNames(value);
  const put = namesPutIn(value) ?? [];
  if (names.length + put.length > 0 && names.length <= 12)
    return engine.join([...names.map((name) => engine.constant(name)), ...put]);
  const isEvent = value.shapes.some(
    (shape) =>
      shape.kind === 'event' && ((shape.structured && !hasFixedNames(shape.path)) || NAMED_BY_SENDER.test(shape.path)),
  );
  return isEvent
    ? engine.derived(
        [value],
        engine.unknown('a name', call.place),
        { place: call.place, text: 'the name of a field of it is taken' },
        'names',
      )
    : engine.unknown('a name', call.place);
};

const objectKeys: Model = (call, engine) => {
  const [value] = call.arguments;
  return value === undefined ? undefined : engine.list([], call.place, keyOf(call, engine, value));
};

const objectEntries: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value === undefined) return undefined;
  const pair = engine.list([keyOf(call, engine, value), engine.item(value, call.place)], call.place);
  return engine.list([], call.place, pair);
};

const fromEntries: Model = (call, engine) => {
  const [pairs] = call.arguments;
  if (pairs === undefined) return undefined;
  return engine.object({}, call.place, engine.field(engine.item(pairs, call.place), '1', call.place));
};

/** `new Promise((resolve, reject) => …)`: what `resolve` is given. */
const promise: Model = (call, engine) => {
  const [executor] = call.arguments;
  if (executor === undefined) return undefined;
  const given: AbstractValue[] = [];
  const resolve = engine.native('resolve', (inner) => {
    given.push(inner.arguments[0] ?? engine.constant(undefined));
    return engine.constant(undefined);
  });
  const reject = engine.native('reject', () => engine.constant(undefined));
  engine.call(executor, [resolve, reject], call.place);
  return given.length === 0 ? engine.unknown('a promise', call.place) : engine.join(given);
};

const all: Model = (call, engine) => call.arguments[0] ?? engine.list([], call.place);

const settled: Model = (call, engine) => {
  const [list] = call.arguments;
  if (list === undefined) return undefined;
  const one = engine.object(
    {
      status: engine.unknown('a status', call.place),
      value: engine.item(list, call.place),
      reason: caught(call, engine),
    },
    call.place,
  );
  return engine.list([], call.place, one);
};

const first: Model = (call, engine) => call.arguments[0] && engine.item(call.arguments[0], call.place);

const logged: Model = (call, engine) => {
  engine.logged(call.arguments, call.place, `console.${call.callee.path.split('.').at(-1) ?? 'log'}`);
  return engine.constant(undefined);
};

/** `setTimeout('code', 1)` evaluates; a function is called. */
const timer: Model = (call, engine) => {
  const [what, , ...others] = call.arguments;
  if (what === undefined) return undefined;
  if (engine.isFunction(what)) {
    engine.call(what, others, call.place, { times: call.callee.path === 'setInterval' ? 'repeated' : 'once' });
  } else engine.sink({ class: 'codei', name: call.callee.path, value: what, place: call.place });
  return engine.unknown('a timer', call.place);
};

const evaluates: Model = (call, engine) => {
  for (const value of call.arguments) {
    engine.sink({ class: 'codei', name: call.callee.path, value, place: call.place });
  }
  return engine.unknown('what evaluated code gives', call.place);
};

const text: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value === undefined) return engine.constant('');
  const known = engine.constantOf(value);
  if (typeof known === 'number') return engine.constant(String(known));
  return {
    shapes: value.shapes.map((shape) => (shape.kind === 'event' ? { ...shape, structured: false } : shape)),
    taint: value.taint,
  };
};

const listOf: Model = (call, engine) => {
  const [from, callback] = call.arguments;
  if (from === undefined) return engine.list([], call.place);
  const known = engine.knownItems(from);
  if (callback === undefined && known !== undefined) return engine.list(known, call.place);
  const isList = from.shapes.some(({ kind }) => kind !== 'object') || engine.fieldNames(from).length === 0;
  const item = isList ? engine.item(from, call.place) : engine.unknown('a number', call.place);
  const result =
    callback === undefined
      ? item
      : engine.call(callback, [item, engine.unknown('a number', call.place)], call.place, { times: 'items' });
  return engine.list([], call.place, result);
};

const map: Model = (call, engine) => {
  const [pairs] = call.arguments;
  const made = engine.object({}, call.place);
  const known = pairs && engine.knownItems(pairs);
  for (const pair of known ?? []) {
    const key = engine.field(pair, '0', call.place);
    const value = engine.field(pair, '1', call.place);
    const name = engine.constantOf(key);
    if (typeof name === 'string') engine.setField(made, name, value);
    else engine.addItem(made, value);
  }
  if (pairs !== undefined && known === undefined)
    engine.addItem(made, engine.field(engine.item(pairs, call.place), '1', call.place));
  return made;
};

const bufferFrom: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value === undefined) return undefined;
  const encoding = call.arguments[1] && engine.constantOf(call.arguments[1]);
  const step = {
    place: call.place,
    text: typeof encoding === 'string' ? `is decoded from ${encoding}` : 'becomes bytes',
  };
  return asBytes({
    shapes: value.shapes,
    taint: value.taint.map((taint) => ({ ...taint, steps: [...taint.steps, step].slice(-16) })),
  });
};

/** An address: its parts are as much the sender's as the whole. */
const regex: Model = (call, engine) => {
  const [pattern, flags] = call.arguments;
  if (pattern === undefined) return undefined;
  engine.sink({ class: 'redos', name: 'RegExp', value: pattern, place: call.place });
  const known = engine.constantOf(pattern);
  const known2 = flags === undefined ? '' : engine.constantOf(flags);
  if (typeof known !== 'string' || typeof known2 !== 'string')
    return engine.unknown('a regular expression', call.place);
  return { shapes: [{ kind: 'regex', pattern: known, flags: known2 }], taint: [] };
};

const error: Model = (call, engine) => {
  const made = engine.external('<error>', '');
  return call.arguments[0] === undefined ? made : { shapes: made.shapes, taint: [] };
};

const reflect: Model = (call, engine) => {
  const [object, key] = call.arguments;
  const name = key && engine.constantOf(key);
  return object !== undefined && typeof name === 'string' ? engine.field(object, name, call.place) : undefined;
};

export const globalModels: readonly ModelSet[] = [
  models(['global'], {
    calls: {
      'JSON.parse': parseJson,
      'JSON.stringify': stringify,
      'Object.assign': assign,
      'Object.values': objectValues,
      'Object.keys': objectKeys,
      'Object.getOwnPropertyNames': objectKeys,
      'Object.entries': objectEntries,
      'Object.fromEntries': fromEntries,
      ...each(
        [
          'Object.hasOwn',
          'Object.prototype.hasOwnProperty.call',
          'Object.hasOwnProperty.call',
          'Reflect.has',
          'Object.prototype.propertyIsEnumerable.call',
        ],
        (call, engine) => {
          const [object, name] = call.arguments;
          return name === undefined || (object?.taint.length ?? 0) > 0 ? undefined : engine.checked(name, 'all');
        },
      ),
      ...each(
        [
          'Object.freeze',
          'Object.seal',
          'Object.create',
          'structuredClone',
          'Object',
          'Promise.resolve',
          'Object.setPrototypeOf',
          'Object.getPrototypeOf',
        ],
        same,
      ),
      Promise: promise,
      'Promise.all': all,
      'Promise.allSettled': settled,
      'Promise.race': first,
      'Promise.any': first,
      'Promise.reject': (_, engine) => engine.constant(undefined),
      ...each(
        [
          'Number',
          'BigInt',
          'Boolean',
          'Math.abs',
          'Math.round',
          'Math.floor',
          'Math.ceil',
          'Math.trunc',
          'Date.parse',
        ],
        number,
      ),
      ...each(
        ['Number.isInteger', 'Number.isSafeInteger', 'Number.isFinite'],
        (call, engine) => call.arguments[0] && engine.checked(call.arguments[0], 'all'),
      ),
      ...each(['parseInt', 'parseFloat', 'Number.parseInt', 'Number.parseFloat'], parsedNumber),
      // What is no number is told: whatever else is the text of one.
      isNaN: (call, engine) => call.arguments[0] && engine.checked(call.arguments[0], 'all', { holds: false }),
      // Of a text it is never true: only what was made a number is asked.
      'Number.isNaN': (call, engine) => {
        const [value] = call.arguments;
        const wasMade = value?.taint.every(({ cleanFor }) => cleanFor === 'all') === true;
        return value !== undefined && wasMade
          ? engine.checked(value, 'all', { holds: false })
          : engine.unknown('a truth value', call.place);
      },
      ...each(
        ['Math.min', 'Math.max', 'Math.random', 'Math.pow', 'Date.now', 'performance.now', 'Date.UTC'],
        (call, engine) => engine.unknown('a number', call.place),
      ),
      Date: (call, engine) => engine.unknown('a date', call.place),
      String: text,
      'String.raw': (call, engine) => engine.text(call.arguments.slice(1)),
      ...each(['Symbol', 'Symbol.for'], (call, engine) => {
        const name = call.arguments[0] && engine.constantOf(call.arguments[0]);
        return typeof name === 'string' ? engine.constant(`@@${name}`) : engine.unknown('a symbol', call.place);
      }),
      Array: (call, engine) => engine.list(call.arguments.length === 1 ? [] : call.arguments, call.place),
      'Array.from': listOf,
      'Array.of': (call, engine) => engine.list(call.arguments, call.place),
      'Array.isArray': (call, engine) => engine.unknown('a truth value', call.place),
      Set: listOf,
      WeakSet: listOf,
      Map: map,
      WeakMap: map,
      encodeURIComponent: cleaning(ENCODED),
      escape: cleaning(ENCODED),
      ...each(['decodeURIComponent', 'decodeURI', 'encodeURI', 'unescape', 'atob', 'btoa'], same),
      ...each(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process.nextTick'], timer),
      ...each(['eval', 'Function'], evaluates),
      RegExp: regex,
      'Buffer.from': bufferFrom,
      Buffer: bufferFrom,
      'Buffer.concat': (call, engine) => call.arguments[0] && engine.item(call.arguments[0], call.place),
      ...each(['URL', 'URL.parse'], url),
      'URL.canParse': (call, engine) => engine.unknown('a truth value', call.place),
      URLSearchParams: searchParams,
      ...each(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError'], error),
      'Reflect.get': reflect,
      'crypto.randomUUID': (call, engine) => engine.unknown('a random id', call.place),
      'process.on': (call, engine) => callBackWith(call, engine),
      'process.cwd': (_, engine) => engine.constant('/var/task'),
      'process.hrtime': (call, engine) => engine.unknown('a number', call.place),
      'process.memoryUsage': (call, engine) => engine.unknown('numbers', call.place),
      ...each(
        [
          'console.log',
          'console.info',
          'console.warn',
          'console.error',
          'console.debug',
          'console.trace',
          'console.dir',
          'console.table',
        ],
        logged,
      ),
      ...each(
        ['console.time', 'console.timeEnd', 'console.assert', 'console.count', 'console.group', 'console.groupEnd'],
        (_, engine) => engine.constant(undefined),
      ),
      'process.stdout.write': logged,
      'process.stderr.write': logged,
      'awslambda.streamifyResponse': same,
    },
    reads: {
      'process.env': () => undefined,
      Infinity: (_, engine) => engine.unknown('a number'),
      NaN: (_, engine) => engine.unknown('a number'),
    },
    otherReads: ({ object, name, place }, engine) => {
      if (object.path === 'process.env') {
        if (name === '*') return engine.unknown('an environment variable under a computed name', place);
        engine.use('environment', engine.constant(name), place);
        return engine.environment(name);
      }
      return undefined;
    },
  }),
];
