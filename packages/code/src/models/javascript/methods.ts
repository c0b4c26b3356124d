import { BEHIND_LAST_SLASH, LAST_SLASH } from '../../engine/operators.ts';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { fromTable } from '../tables.ts';
import { splitAtDots } from '../tokens.ts';
import { betweenSlashes, joinedBy, listOfWords, splitBy } from '../words.ts';
import { caught, each, madeOf, models } from './helpers.ts';
import { exec, match, replace, test } from './patterns.ts';
import { HOST } from './urls.ts';
import { WORD } from './words.ts';

/*
 * Methods of values themselves: texts, lists, maps, promises, regular expressions.
 */

/** Longer texts are not worked out. */
const MOST_CHARACTERS = 2_000;

/** Methods of texts whose result is known where text and arguments are. */
const FOLDED: Readonly<Record<string, (text: string, arguments_: readonly number[]) => string>> = {
  trim: (text) => text.trim(),
  trimStart: (text) => text.trimStart(),
  trimEnd: (text) => text.trimEnd(),
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  substring: (text, [start = 0, end]) => text.substring(start, end),
  substr: (text, [start = 0, length]) => text.slice(start).slice(0, length),
  slice: (text, [start, end]) => text.slice(start, end),
  charAt: (text, [at = 0]) => text.charAt(at),
};

function folded(call: CallSite, engine: Engine): AbstractValue | undefined {
  const name = call.callee.path;
  const fold = Object.hasOwn(FOLDED, name) ? FOLDED[name] : undefined;
  const text = fold && call.receiver && engine.constantOf(call.receiver);
  if (fold === undefined || typeof text !== 'string' || text.length > MOST_CHARACTERS) return undefined;
  const given = call.arguments.map((one) => engine.constantOf(one));
  if (!given.every((one) => typeof one === 'number')) return undefined;
  return { ...engine.constant(fold(text, given)), taint: call.receiver?.taint ?? [] };
}

const alike: Model = (call, engine) => folded(call, engine) ?? call.receiver;

const part: Model = (call, engine) =>
  folded(call, engine) ??
  fileName(call, engine) ??
  (call.receiver &&
    madeOf(
      engine,
      [call.receiver, ...call.arguments.filter((one) => one.taint.length > 0)],
      call.place,
      'a part of it is taken',
    ));

/** `path.substring(path.lastIndexOf('/') + 1)` */
function fileName(call: CallSite, engine: Engine): AbstractValue | undefined {
  const [from, ...others] = call.arguments;
  const isBehind = from?.shapes.every((shape) => shape.kind === 'unknown' && shape.reason === BEHIND_LAST_SLASH);
  if (call.receiver === undefined || isBehind !== true || others.length > 0) return undefined;
  return engine.cleaned(madeOf(engine, [call.receiver], call.place, 'its file name is taken'), ['traversal']);
}

const split: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver === undefined) return undefined;
  const [text, by] = [receiver, call.arguments[0]].map((one) => one && engine.constantOf(one));
  if (typeof text === 'string' && typeof by === 'string' && text.length < MOST_CHARACTERS) {
    return engine.list(
      text
        .split(by)
        .slice(0, 64)
        .map((one) => engine.constant(one)),
      call.place,
    );
  }
  if (by === '.' && receiver.taint.length > 0) return splitAtDots(engine, receiver, call.place);
  const isOfEvent = receiver.taint.some(({ carries }) => carries === 'event');
  const part = engine.unknown(isOfEvent ? WORD : 'a text', call.place);
  const piece =
    by === '/'
      ? betweenSlashes(engine, receiver, part, call.place)
      : engine.derived([receiver], part, { place: call.place, text: 'is split' }, splitBy(by));
  return listOfWords(engine, piece, call.place);
};

const concat: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver === undefined) return undefined;
  if (!receiver.shapes.some(({ kind }) => kind === 'list')) return engine.text([receiver, ...call.arguments]);
  const lists = [receiver, ...call.arguments];
  const items = lists.map((list) =>
    list.shapes.some(({ kind }) => kind === 'list') ? engine.knownItems(list) : [list],
  );
  if (items.every((one) => one !== undefined)) return engine.list(items.flat(), call.place);
  return engine.list([], call.place, engine.join(lists.map((list) => engine.item(list, call.place))));
};

const joined: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver === undefined) return undefined;
  const separator = call.arguments[0] ?? engine.constant(',');
  const items = engine.knownItems(receiver);
  const made = joinedBy(engine.constantOf(separator));
  if (items !== undefined)
    return engine.text(items.map(made).flatMap((item, i) => (i === 0 ? [item] : [separator, item])));
  const item = made(engine.item(receiver, call.place));
  return engine.text([item, separator, item]);
};

const startsWith: Model = (call, engine) => {
  const { receiver } = call;
  const prefix = call.arguments[0] && engine.constantOf(call.arguments[0]);
  if (receiver === undefined) return undefined;
  const text = engine.constantOf(receiver);
  if (typeof prefix === 'string' && typeof text === 'string') return engine.constant(text.startsWith(prefix));
  if (typeof prefix === 'string' && /^https?:\/\/[^/]+\//.test(prefix)) return engine.checked(receiver, ['ssrf']);
  // Asked of a path only, behind one slash: a browser takes a backslash for a slash.
  if (prefix === '/\\') return engine.checked(receiver, ['redirect'], { holds: false });
  // Of a path that was made absolute; of another it proves nothing.
  const resolved = receiver.taint.some(({ steps }) => steps.some(({ text }) => text.includes('resolve()')));
  return engine.checked(receiver, resolved ? ['traversal'] : 'unsure');
};

/** A value in a collection that no stranger has made. */
const includes: Model = (call, engine) => {
  const { receiver } = call;
  const [value] = call.arguments;
  if (receiver === undefined || value === undefined) return undefined;
  const word = engine.constantOf(value);
  if (receiver.taint.length > 0 && typeof word === 'string') {
    return word.includes('..')
      ? engine.checked(receiver, ['traversal'], { holds: false })
      : engine.checked(receiver, 'unsure', { holds: false });
  }
  if (receiver.taint.length > 0 || receiver.shapes.some(({ kind }) => kind === 'event')) return undefined;
  return engine.checked(value, 'all');
};

/** `list.indexOf(x) !== -1`: the comparison knows what it means. */
const indexOf: Model = (call, engine) => {
  const { receiver } = call;
  const [value] = call.arguments;
  if (receiver === undefined || value === undefined || receiver.taint.length > 0)
    return engine.unknown('a number', call.place);
  return engine.external('<index>', '', value);
};

const forEach = (
  give: (call: CallSite, engine: Engine, result: AbstractValue, item: AbstractValue) => AbstractValue | undefined,
): Model => {
  return (call, engine) => {
    const { receiver } = call;
    const [callback] = call.arguments;
    if (receiver === undefined || callback === undefined) return undefined;
    if (!engine.isFunction(callback) && engine.externalsOf(callback).length === 0) return undefined;
    const item = engine.item(receiver, call.place);
    const result = engine.call(callback, [item, engine.unknown('a number', call.place), receiver], call.place, {
      times: 'items',
      itemsOf: receiver,
    });
    const given = give(call, engine, result, item);
    return given && engine.keeping(given, receiver);
  };
};

/** A host that ends in a dot and a name of the project's is one of its own. */
const endsWith: Model = (call, engine) => {
  const { receiver } = call;
  const [end] = call.arguments;
  if (receiver === undefined) return undefined;
  const isHost = receiver.shapes.every((shape) => shape.kind === 'unknown' && shape.reason === HOST);
  const isBelow = end?.taint.length === 0 && end.shapes.every((shape) => /^\../.test(startOf(shape)));
  return engine.checked(receiver, isHost && isBelow ? ['ssrf'] : 'unsure');
};

/** What a text begins with, with a sign for what is not known. */
function startOf(shape: AbstractValue['shapes'][number]): string {
  if (shape.kind === 'constant') return String(shape.value);
  const first = shape.kind === 'text' ? shape.parts[0] : undefined;
  return typeof first === 'string' ? `${first}?` : '';
}

const filter: Model = (call, engine) => {
  const { receiver } = call;
  const [callback] = call.arguments;
  if (receiver === undefined || callback === undefined) return undefined;
  if (!engine.isFunction(callback) && engine.externalsOf(callback).length === 0) return undefined;
  const item = engine.item(receiver, call.place);
  const { answer, guard } = engine.ask(callback, [item, engine.unknown('a number', call.place), receiver], call.place);
  return engine.keeping(engine.list([], call.place, filtered(answer, item)), receiver, guard);
};

/** A filter keeps what passes it: its checks hold for the items. */
function filtered(result: AbstractValue, item: AbstractValue): AbstractValue {
  const whenTrue = result.implies?.whenTrue ?? [];
  if (whenTrue.length === 0) return item;
  const taint = item.taint.map((one) => {
    const check = whenTrue.find(({ taint: checked }) => checked.key === one.key);
    if (check === undefined || check.cleanFor === 'unsure') return one;
    return { ...one, cleanFor: check.cleanFor };
  });
  return { shapes: item.shapes, taint };
}

/** What the question proves of the data it asks about, the whole of them proves, too. */
function verdict(value: AbstractValue, { implies }: AbstractValue): AbstractValue {
  return implies === undefined ? value : { ...value, implies };
}

const mapped: Model = (call, engine) => {
  const { receiver } = call;
  const [callback] = call.arguments;
  if (receiver === undefined || callback === undefined) return undefined;
  // Of a short list that is known each item by itself: tables of constants stay what they are.
  const items = engine.knownItems(receiver);
  if (items !== undefined && items.length <= 4 && items.length > 0) {
    const results = items.map((item, i) =>
      engine.call(callback, [item, engine.constant(i), receiver], call.place, { times: 'items' }),
    );
    return engine.list(results, call.place);
  }
  return forEach((_, inner, result) => inner.list([], call.place, result))(call, engine);
};

const reduced: Model = (call, engine) => {
  const { receiver } = call;
  const [callback, start] = call.arguments;
  if (receiver === undefined || callback === undefined) return undefined;
  const item = engine.item(receiver, call.place);
  const first = engine.call(
    callback,
    [start ?? item, item, engine.unknown('a number', call.place), receiver],
    call.place,
    { times: 'items' },
  );
  const second = engine.call(
    callback,
    [
      engine.join(start === undefined ? [first] : [start, first]),
      item,
      engine.unknown('a number', call.place),
      receiver,
    ],
    call.place,
    { times: 'items' },
  );
  return start === undefined ? engine.join([first, second]) : engine.join([start, second]);
};

const then: Model = (call, engine) => {
  const { receiver } = call;
  const [onValue, onError] = call.arguments;
  if (receiver === undefined) return undefined;
  const results: AbstractValue[] = [];
  if (onValue !== undefined && engine.isFunction(onValue)) results.push(engine.call(onValue, [receiver], call.place));
  else if (onValue !== undefined && engine.externalsOf(onValue).length > 0)
    results.push(engine.call(onValue, [receiver], call.place));
  else results.push(receiver);
  if (onError !== undefined && engine.isFunction(onError))
    results.push(engine.call(onError, [caught(call, engine)], call.place));
  return engine.join(results);
};

const caughtBy: Model = (call, engine) => {
  const { receiver } = call;
  const [onError] = call.arguments;
  if (receiver === undefined || onError === undefined) return receiver;
  return engine.join([receiver, engine.call(onError, [caught(call, engine)], call.place)]);
};

const push: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver === undefined) return undefined;
  for (const value of call.arguments) engine.addItem(receiver, value);
  if (call.others !== undefined) engine.addItem(receiver, call.others);
  return engine.unknown('a number', call.place);
};

const isMap = (value: AbstractValue): boolean => value.shapes.some(({ kind }) => kind === 'object');

const get: Model = (call, engine) => {
  const { receiver } = call;
  const [key] = call.arguments;
  if (receiver === undefined || key === undefined || !isMap(receiver)) return undefined;
  const [name, ...others] = engine.textsOf(key);
  if (name !== undefined && others.length === 0) return engine.field(receiver, name, call.place);
  return fromTable(engine, receiver, key, engine.item(receiver, call.place));
};

const set: Model = (call, engine) => {
  const { receiver } = call;
  const [key, value] = call.arguments;
  if (receiver === undefined || key === undefined || value === undefined || !isMap(receiver)) return undefined;
  const [name, ...others] = engine.textsOf(key);
  if (name !== undefined && others.length === 0) engine.setField(receiver, name, value);
  else engine.addItem(receiver, value);
  return receiver;
};

const add: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver === undefined || !receiver.shapes.some(({ kind }) => kind === 'list')) return undefined;
  for (const value of call.arguments) engine.addItem(receiver, value);
  return receiver;
};

const anyOf: Model = (call, engine) => call.receiver && engine.item(call.receiver, call.place);
const sameList: Model = (call) => call.receiver;
const truthValue: Model = (call, engine) => engine.unknown('a truth value', call.place);

const entries: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver === undefined) return undefined;
  const pair = engine.list([engine.unknown('a key', call.place), engine.item(receiver, call.place)], call.place);
  return engine.list([], call.place, pair);
};

const values: Model = (call, engine) =>
  call.receiver && engine.list([], call.place, engine.item(call.receiver, call.place));

const toString_: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver === undefined) return undefined;
  const known = engine.constantOf(receiver);
  if (known !== undefined) return engine.constant(String(known));
  return {
    shapes: receiver.shapes.map((shape) => (shape.kind === 'event' ? { ...shape, structured: false } : shape)),
    taint: receiver.taint,
  };
};

const hasOwn: Model = (call, engine) => {
  const [value] = call.arguments;
  return value === undefined || (call.receiver?.taint.length ?? 0) > 0 ? undefined : engine.checked(value, 'all');
};

/** Functions for events of streams and processes, called with what comes. */
const on: Model = (call, engine) => {
  const { receiver } = call;
  const callback = call.arguments.at(-1);
  if (receiver === undefined || callback === undefined || !engine.isFunction(callback)) return undefined;
  engine.call(callback, [engine.unknown('given by an event', call.place)], call.place);
  return receiver;
};

export const methodModels: ModelSet = models(['<methods>'], {
  calls: {
    ...each(
      [
        'trim',
        'trimStart',
        'trimEnd',
        'toLowerCase',
        'toUpperCase',
        'toLocaleLowerCase',
        'toLocaleUpperCase',
        'normalize',
        'valueOf',
        'promise',
        'finally',
        'toWellFormed',
      ],
      alike,
    ),
    ...each(['substring', 'substr', 'charAt', 'padStart', 'padEnd', 'repeat'], part),
    slice: (call, engine) =>
      call.receiver?.shapes.some(({ kind }) => kind === 'list') ? call.receiver : part(call, engine),
    ...each(['toString', 'toJSON'], toString_),
    test,
    exec,
    match,
    matchAll: match,
    replace,
    replaceAll: replace,
    split,
    concat,
    join: joined,
    startsWith,
    endsWith,
    includes,
    has: includes,
    hasOwnProperty: hasOwn,
    indexOf,
    lastIndexOf: (call, engine) =>
      call.arguments[0] !== undefined && engine.constantOf(call.arguments[0]) === '/'
        ? engine.unknown(LAST_SLASH, call.place)
        : indexOf(call, engine),
    map: mapped,
    flatMap: forEach((call, engine, result) =>
      engine.list([], call.place, engine.join([result, engine.item(result, call.place)])),
    ),
    forEach: forEach((_, engine) => engine.constant(undefined)),
    filter,
    find: forEach((_, engine, result, item) => engine.join([filtered(result, item), engine.constant(undefined)])),
    findLast: forEach((_, engine, result, item) => engine.join([filtered(result, item), engine.constant(undefined)])),
    some: forEach((call, engine, result) => verdict(engine.unknown('a truth value', call.place), result)),
    every: forEach((call, engine, result) => verdict(engine.unknown('a truth value', call.place), result)),
    findIndex: forEach((call, engine) => engine.unknown('a number', call.place)),
    reduce: reduced,
    reduceRight: reduced,
    then,
    catch: caughtBy,
    push,
    unshift: push,
    ...each(['pop', 'shift', 'at'], anyOf),
    ...each(['reverse', 'sort', 'toSorted', 'toReversed', 'splice', 'flat', 'fill', 'subarray'], sameList),
    ...each(['isArray', 'isPrototypeOf', 'propertyIsEnumerable'], truthValue),
    get,
    set,
    add,
    entries,
    values,
    keys: (call, engine) => engine.list([], call.place, engine.unknown('a key', call.place)),
    on,
    once: on,
    addListener: on,
    ...each(['toFixed', 'getTime', 'charCodeAt', 'codePointAt', 'localeCompare'], (call, engine) =>
      engine.unknown('a number', call.place),
    ),
    ...each(['toISOString', 'toDateString', 'toUTCString'], (call, engine) => engine.unknown('a date', call.place)),
  },
});
