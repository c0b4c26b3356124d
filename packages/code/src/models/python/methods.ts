import { JOINED_STEP } from '@bulkhead/core';
import { hasFixedNames } from '../../engine/iteration.ts';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { namesPutIn, notePutIn } from '../names-put-in.ts';
import { fromTable } from '../tables.ts';
import { splitAtDots } from '../tokens.ts';
import { betweenSlashes, joinedBy, listOfWords, splitBy } from '../words.ts';
import { unknownExecute } from './databases.ts';
import { isResolved, pathMethods } from './files.ts';
import { formatted } from './formats.ts';
import { argument, constantText, each, madeOf, models, nothing } from './helpers.ts';

/** The same text, as far as anybody who abuses it is concerned. */
const alike: Model = (call) => call.receiver;

const part =
  (what: string): Model =>
  (call, engine) =>
    call.receiver &&
    engine.derived([call.receiver], engine.unknown('a text', call.place), { place: call.place, text: what });

const split: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver) return undefined;
  const known = constantText(engine, receiver);
  const separator = constantText(engine, call.arguments[0]);
  // Without a sign at the spaces, several of them together as one.
  if (known !== undefined && known.length < 2_000 && /^r?split$/.test(call.callee.path) && !call.arguments[0])
    return engine.list(
      known
        .split(/\s+/)
        .filter((one) => one !== '')
        .slice(0, 64)
        .map((one) => engine.constant(one)),
      call.place,
    );
  if (known !== undefined && known.length < 2_000 && separator)
    return engine.list(
      known
        .split(separator)
        .slice(0, 64)
        .map((one) => engine.constant(one)),
      call.place,
    );
  if (separator === '.' && receiver.taint.length > 0) return splitAtDots(engine, receiver, call.place);
  // With a number of cuts, what is left over may hold more of them.
  const isWhole = separator === '/' && call.arguments.length === 1 && call.named.size === 0;
  const text = engine.unknown('a text', call.place);
  if (separator === '/' && !isWhole && receiver.taint.length > 0) {
    const name = lastOf(call, engine, receiver, text);
    if (name) return name;
  }
  const piece = isWhole
    ? betweenSlashes(engine, receiver, text, call.place)
    : engine.derived([receiver], text, { place: call.place, text: 'is split' }, splitBy(separator));
  return listOfWords(engine, piece, call.place);
};

/** `path.rsplit('/', 1)` and `path.rpartition('/')`: what stands last has no slash, what stands first may have. */
function lastOf(
  call: CallSite,
  engine: Engine,
  receiver: AbstractValue,
  text: AbstractValue,
): AbstractValue | undefined {
  const method = call.callee.path;
  const isOneCut = engine.constantOf(argument(call, 1, 'maxsplit') ?? text) === 1;
  if (method !== 'rpartition' && (method !== 'rsplit' || !isOneCut)) return undefined;
  const folder = engine.derived([receiver], text, { place: call.place, text: 'is cut to its folder' });
  const name = betweenSlashes(engine, receiver, text, call.place);
  const sign = method === 'rpartition' ? [engine.constant('/')] : [];
  return engine.list([folder, ...sign, name], call.place, name);
}

const joinItems: Model = (call, engine) => {
  const [list] = call.arguments;
  const { receiver } = call;
  if (!list || !receiver) return undefined;
  const made = joinedBy(constantText(engine, receiver));
  const items = engine.knownItems(list);
  if (!items) return engine.text([made(engine.item(list, call.place)), receiver]);
  return engine.text(items.map(made).flatMap((item, index) => (index === 0 ? [item] : [receiver, item])));
};

const replace: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver) return undefined;
  const [from, to] = [constantText(engine, call.arguments[0]), constantText(engine, call.arguments[1])];
  const known = constantText(engine, receiver);
  if (known !== undefined && from !== undefined && to !== undefined && known.length < 2_000)
    return engine.constant(known.replaceAll(from, to).slice(0, 4_000));
  const what = `has ${from === undefined ? 'something' : JSON.stringify(from)} replaced`;
  const values = [receiver, ...call.arguments.slice(1, 2)];
  const made = engine.derived(values, engine.unknown('a text', call.place), { place: call.place, text: what });
  // Without a slash a text is one name in one folder, unless only the first ones are replaced.
  const isAll = call.arguments.length === 2 && call.named.size === 0;
  return isAll && from === '/' && to?.includes('/') === false ? engine.cleaned(made, ['traversal']) : made;
};

/** `url.startswith('https://api.example.com/')` fixes scheme and host; other beginnings prove little. */
const startsWith: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver) return undefined;
  const prefix = constantText(engine, call.arguments[0]);
  if (prefix !== undefined && isResolved(receiver) && /^\/.*\/$/s.test(prefix))
    return engine.checked(receiver, ['traversal']);
  if (prefix !== undefined && /^https?:\/\/[\w.-]+(:\d+)?\//.test(prefix)) return engine.checked(receiver, ['ssrf']);
  // Asked of a path only, behind one slash: a browser takes a backslash for a slash.
  if (prefix === '/\\') return engine.checked(receiver, ['redirect'], { holds: false });
  return engine.checked(receiver, 'unsure');
};

/** Letters and digits only: no text of any language that a sink speaks needs nothing else. */
const plainOnly: Model = (call, engine) => call.receiver && engine.checked(call.receiver, 'all');

const format: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver) return undefined;
  const pattern = constantText(engine, receiver);
  const known = pattern !== undefined && pattern.length < 20_000 ? formatted(engine, pattern, call) : undefined;
  if (known) return known;
  const inner = [...call.arguments, ...call.named.values(), ...(call.others ? [call.others] : [])];
  return engine.text([receiver, ...inner]);
};

/** Whether the receiver can be a dictionary at all: reading `get` of anything else says nothing. */
function isMapping(value: AbstractValue): boolean {
  return value.shapes.some(
    ({ kind }) =>
      kind === 'object' || kind === 'event' || kind === 'answer' || kind === 'context' || kind === 'unknown',
  );
}

const get: Model = (call, engine) => {
  const { receiver } = call;
  const name = call.arguments[0];
  if (!receiver || !name || !isMapping(receiver)) return undefined;
  const otherwise = argument(call, 1, 'default') ?? engine.constant(null);
  const names = engine.textsOf(name);
  if (names.length === 0) {
    const found = engine.join([engine.item(receiver, call.place), otherwise]);
    // With a default that counts as true what is given proves nothing.
    return engine.constantOf(otherwise) ? found : fromTable(engine, receiver, name, found);
  }
  const values = names.map((one) => {
    const own = engine.ownField(receiver, one);
    const isSure = own !== undefined && receiver.shapes.length === 1;
    const found = engine.field(receiver, one, call.place);
    // `.get('x')` without a default: what the code does with None is its own affair.
    return isSure || call.arguments.length + call.named.size < 2 ? found : engine.join([found, otherwise]);
  });
  return engine.join(values);
};

const items: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver || !isMapping(receiver)) return undefined;
  const names = engine.fieldNames(receiver);
  const rows = names
    .slice(0, 64)
    .map((name) => engine.list([engine.constant(name), engine.field(receiver, name, call.place)], call.place));
  const isKnown = receiver.shapes.every(({ kind }) => kind === 'object') && rows.length > 0;
  if (isKnown) return engine.list(rows, call.place);
  const pair = engine.list([keyOf(call, engine, receiver), valueIn(call, engine, receiver)], call.place);
  return engine.list(rows, call.place, pair);
};

/** A name that the sender of the event has chosen is event data itself. */
function keyOf(call: CallSite, engine: Engine, receiver: AbstractValue): AbstractValue {
  if (receiver.shapes.some((shape) => shape.kind === 'event' && hasFixedNames(shape.path)))
    return engine.unknown('a name', call.place);
  const put = namesPutIn(receiver);
  if (put !== undefined) return engine.join(put);
  // `for key in body` goes through the same names: who has looked at them there has looked at these.
  const isEvent = receiver.shapes.every(({ kind }) => kind === 'event');
  const from = isEvent ? engine.item(receiver, call.place) : receiver;
  return engine.derived([from], engine.unknown('a name', call.place), {
    place: call.place,
    text: 'gives the name of a field',
  });
}

const keys: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver || !isMapping(receiver)) return undefined;
  const names = engine
    .fieldNames(receiver)
    .slice(0, 64)
    .map((name) => engine.constant(name));
  const isKnown = receiver.shapes.every(({ kind }) => kind === 'object') && names.length > 0;
  return isKnown ? engine.list(names, call.place) : engine.list(names, call.place, keyOf(call, engine, receiver));
};

const values: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver || !isMapping(receiver)) return undefined;
  return engine.list([], call.place, valueIn(call, engine, receiver));
};

/** What stands under any name; a loop over an event goes through its names, which are another part of it. */
function valueIn(call: CallSite, engine: Engine, receiver: AbstractValue): AbstractValue {
  const isEvent = receiver.shapes.length > 0 && receiver.shapes.every(({ kind }) => kind === 'event');
  return isEvent ? engine.field(receiver, '*', call.place) : engine.item(receiver, call.place);
}

const append: Model = (call, engine) => {
  const { receiver } = call;
  const item = call.arguments.at(-1);
  if (!receiver || !item || !receiver.shapes.some(({ kind }) => kind === 'list')) return undefined;
  engine.addItem(receiver, item);
  return engine.constant(null);
};

const extend: Model = (call, engine) => {
  const { receiver } = call;
  const [list] = call.arguments;
  if (!receiver || !list || !receiver.shapes.some(({ kind }) => kind === 'list')) return undefined;
  for (const item of engine.knownItems(list) ?? [engine.item(list, call.place)]) engine.addItem(receiver, item);
  return engine.constant(null);
};

const update: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver || !isMapping(receiver)) return undefined;
  for (const [name, value] of call.named) engine.setField(receiver, name, value);
  const [other] = call.arguments;
  if (other) {
    for (const name of engine.fieldNames(other)) engine.setField(receiver, name, engine.field(other, name, call.place));
    if (!other.shapes.every(({ kind }) => kind === 'object')) {
      const item = engine.item(other, call.place);
      engine.addItem(receiver, item);
      notePutIn(receiver, keyOf(call, engine, other), item);
    }
  }
  return engine.constant(null);
};

const setDefault: Model = (call, engine) => {
  const { receiver } = call;
  const [name, value] = call.arguments;
  const key = name && engine.constantOf(name);
  if (!receiver || !value || typeof key !== 'string' || !isMapping(receiver)) return undefined;
  const own = engine.ownField(receiver, key);
  if (own) return own;
  engine.setField(receiver, key, value);
  return engine.field(receiver, key, call.place);
};

const pop: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver) return undefined;
  const isList = receiver.shapes.every(({ kind }) => kind === 'list');
  return isList ? engine.item(receiver, call.place) : get(call, engine);
};

const copy: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver?.shapes.every(({ kind }) => kind === 'object')) return receiver;
  const fields = engine.fieldNames(receiver).map((name) => [name, engine.field(receiver, name, call.place)] as const);
  return engine.object(Object.fromEntries(fields), call.place);
};

const slice: Model = (call, engine) => {
  const { receiver } = call;
  if (!receiver) return undefined;
  const known = constantText(engine, receiver);
  const [from, to] = call.arguments.map((value) => engine.constantOf(value));
  if (known !== undefined && typeof from === 'number')
    return engine.constant(known.slice(from, typeof to === 'number' ? to : undefined));
  if (receiver.shapes.every(({ kind }) => kind === 'list')) {
    const all = engine.knownItems(receiver);
    if (all && typeof from === 'number')
      return engine.list(all.slice(from, typeof to === 'number' ? to : undefined), call.place);
    return engine.list([], call.place, engine.item(receiver, call.place));
  }
  // Of a list of the event it is a list again; of a text a part that may still say anything.
  return receiver;
};

const truthOf: Model = (call, engine) => engine.unknown('a truth value', call.place);
const numberOf: Model = (call, engine) => engine.unknown('a number', call.place);

/** Methods of Python's own values: texts, dictionaries, lists. */
export const methodModels: ModelSet = models('<methods>', {
  ...each(
    `strip lstrip rstrip lower upper title capitalize swapcase casefold encode decode expandtabs zfill ljust rjust center
     tobytes getvalue copy_ __enter__ __aenter__ __str__`.split(/\s+/),
    alike,
  ),
  ...each(['removeprefix', 'removesuffix', 'translate', 'group', 'read', 'readline'], part('is cut')),
  ...each(['split', 'rsplit', 'splitlines', 'partition', 'rpartition'], split),
  ...each(['startswith', 'endswith'], startsWith),
  ...each(['isdigit', 'isdecimal', 'isnumeric', 'isalnum', 'isalpha', 'isidentifier'], plainOnly),
  ...each(['isspace', 'islower', 'isupper', 'istitle', 'isascii', 'issubset', 'issuperset'], truthOf),
  ...each(['count', 'index', 'find', 'rfind', 'rindex', '__len__'], numberOf),
  ...each(['append', 'insert', 'add', 'appendleft'], append),
  ...each(['extend', 'extendleft'], extend),
  ...each(['items', 'iteritems'], items),
  ...each(['keys', 'iterkeys'], keys),
  ...each(['values', 'itervalues'], values),
  ...each(
    ['union', 'intersection', 'difference'],
    (call, engine) => call.receiver && engine.join([call.receiver, ...call.arguments]),
  ),
  ...each(['execute', 'executemany', 'executescript'], unknownExecute),
  ...pathMethods,
  join: joinItems,
  replace,
  format,
  format_map: (call, engine) => madeOf(engine, call, JOINED_STEP, call.receiver, ...call.arguments),
  get,
  __getitem__: get,
  update,
  setdefault: setDefault,
  pop,
  popleft: pop,
  popitem: values,
  copy,
  slice,
  sort: nothing,
  reverse: nothing,
  clear: nothing,
});
