import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { noteParsedToken } from '../tokens.ts';
import { converts } from './builtins.ts';
import { argument, constantText, each, isFalse, madeOf, mapShapes, models, sinkOf } from './helpers.ts';

const MOST_JSON = 20_000;

/** JSON in a text of the event goes on with its own names: `body.user.name`. */
export const parseJson: Model = (call, engine) => {
  const value = call.arguments[0] ?? call.named.get('s') ?? call.receiver;
  if (!value) return undefined;
  const text = constantText(engine, value);
  if (text !== undefined && text.length < MOST_JSON) {
    try {
      return ofJson(engine, call, JSON.parse(text), 0);
    } catch {
      return engine.unknown('a text that is no JSON', call.place);
    }
  }
  noteParsedToken(engine, value, call.place);
  const parsed = mapShapes(value, (shape) => {
    if (shape.kind === 'event') return { ...shape, structured: true };
    if (shape.kind === 'answer' || shape.kind === 'unknown' || shape.kind === 'object' || shape.kind === 'list')
      return shape;
    return { kind: 'unknown', reason: 'parsed JSON', place: call.place };
  });
  return parsed;
};

function ofJson(engine: Engine, call: CallSite, data: unknown, depth: number): AbstractValue {
  if (depth > 8) return engine.unknown('deep data', call.place);
  if (Array.isArray(data))
    return engine.list(
      data.slice(0, 100).map((one) => ofJson(engine, call, one, depth + 1)),
      call.place,
    );
  if (typeof data === 'object' && data !== null) {
    const fields = Object.entries(data)
      .slice(0, 100)
      .map(([name, one]) => [name, ofJson(engine, call, one, depth + 1)] as const);
    return engine.object(Object.fromEntries(fields), call.place);
  }
  return engine.constant(data as string | number | boolean | null);
}

/** The text of a part of the event is that part; of anything else a text with all that is in it. */
export const writeJson: Model = (call, engine) => {
  const value = argument(call, 0, 'obj');
  if (!value) return undefined;
  const isNested = value.shapes.some(({ kind }) => kind === 'object' || kind === 'list');
  if (!isNested) return value;
  const inner = [value];
  const text = madeOf(engine, call, 'becomes JSON', ...inner);
  const holds = value.shapes.find((shape) => shape.kind === 'object');
  // An object that holds the whole event: what is logged is the event.
  const whole =
    holds?.kind === 'object' &&
    [...holds.object.fields.values()].find((cell) =>
      cell.value.shapes.some((shape) => shape.kind === 'event' && shape.path === ''),
    );
  if (whole) return engine.carrying(engine.text(['', whole.value]), text);
  return {
    ...text,
    shapes: text.shapes.map((shape) => (shape.kind === 'unknown' ? { ...shape, json: value } : shape)),
  };
};

/** Data that its sender may make to run code when it is read. */
const unsafeLoad = (name: string): Model => sinkOf({ class: 'deser', name }, 0);

const SAFE_LOADERS = /SafeLoader$|BaseLoader$/;

/** `yaml.load(text)` of PyYAML before 6, or with a loader that makes objects. */
const yamlLoad: Model = (call, engine) => {
  const text = argument(call, 0, 'stream');
  const loader = argument(call, 1, 'Loader');
  const isSafe =
    loader !== undefined &&
    engine.externalsOf(loader).some(({ path }) => SAFE_LOADERS.test(path) || path === 'FullLoader');
  if (text && !isSafe) engine.sink({ class: 'deser', name: 'yaml.load', value: text, place: call.place });
  return text && engine.carrying(engine.unknown('parsed YAML', call.place), text);
};

/** Arrays of objects are pickled; refused since numpy 1.16.3 unless one asks for them. */
const numpyLoad: Model = (call, engine) => {
  const file = argument(call, 0, 'file');
  const allowed = argument(call, 2, 'allow_pickle');
  if (file && allowed && !isFalse(engine, allowed))
    engine.sink({ class: 'deser', name: 'numpy.load', value: file, place: call.place });
  return file && engine.carrying(engine.unknown('an array', call.place), file);
};

/** `YAML(typ='unsafe')`; the other types make no objects. */
const ruamel: Model = (call, engine) =>
  engine.external('ruamel', 'yaml.YAML#', constantText(engine, argument(call, 0, 'typ')) ?? 'rt');

const ruamelLoad: Model = (call, engine) => {
  const [text] = call.arguments;
  if (text && call.callee.state === 'unsafe')
    engine.sink({ class: 'deser', name: 'ruamel.yaml', value: text, place: call.place });
  return text && engine.carrying(engine.unknown('parsed YAML', call.place), text);
};

const parsed: Model = (call, engine) => {
  const [text] = call.arguments;
  return text && engine.carrying(engine.unknown('parsed data', call.place), text);
};

/** lxml reads entities and files where the parser is told so; before version 5 by default. */
const lxmlParse: Model = (call, engine) => {
  const text = call.arguments[0];
  const parser = argument(call, 1, 'parser');
  const options = parser && engine.externalsOf(parser).find(({ state }) => state !== undefined);
  const isUnsafe = parser === undefined || options?.state === 'resolves';
  if (text && isUnsafe) {
    const confidence = options?.state === 'resolves' ? 'high' : 'medium';
    engine.sink({ class: 'xxe', name: 'lxml.etree', value: text, place: call.place, confidence });
  }
  return text && engine.carrying(engine.unknown('parsed XML', call.place), text);
};

const lxmlParser: Model = (call, engine) => {
  const resolve = call.named.get('resolve_entities');
  const isSafe = resolve !== undefined && isFalse(engine, resolve);
  return engine.external('lxml', 'XMLParser#', isSafe ? 'safe' : resolve === undefined ? 'default' : 'resolves');
};

/** The standard library's own parsers do not load external entities since Python 3.7.1. */
const saxFeature: Model = (call, engine) => {
  const [feature, value] = call.arguments;
  const names = feature ? engine.externalsOf(feature).map(({ path }) => path) : [];
  if (names.some((path) => path.includes('feature_external')) && value && !isFalse(engine, value))
    engine.fact('debug-on', call.place, 'external entities in XML');
  return engine.constant(null);
};

/** `itemgetter('name')`, `attrgetter('user.name')`: functions that read fields, one as it is, several as a tuple. */
const getter =
  (path: (name: string) => readonly string[]): Model =>
  (made, engine) =>
    engine.native('getter', (call) => {
      const [from] = call.arguments;
      if (!from) return undefined;
      const read = made.arguments.map((name) => {
        const key = engine.constantOf(name);
        if (typeof key !== 'string' && typeof key !== 'number') return engine.item(from, call.place);
        return path(String(key)).reduce((value, step) => engine.field(value, step, call.place), from);
      });
      return read.length === 1 ? read[0] : engine.list(read, call.place);
    });

export const dataModels: readonly ModelSet[] = [
  models('operator', {
    itemgetter: getter((name) => [name]),
    attrgetter: getter((name) => name.split('.').slice(0, 8)),
    getitem: (call, engine) => {
      const [from, name] = call.arguments;
      const key = name && engine.constantOf(name);
      return from && (typeof key === 'string' ? engine.field(from, key, call.place) : engine.item(from, call.place));
    },
  }),
  ...['json', 'simplejson', 'ujson', 'orjson', 'rapidjson'].map((name) =>
    models(name, { loads: parseJson, dumps: writeJson, load: parsed, 'JSONDecoder#.decode': parseJson }),
  ),
  models('pickle', {
    loads: unsafeLoad('pickle.loads'),
    load: unsafeLoad('pickle.load'),
    Unpickler: unsafeLoad('pickle.Unpickler'),
  }),
  models('cPickle', { loads: unsafeLoad('pickle.loads'), load: unsafeLoad('pickle.load') }),
  models('dill', { loads: unsafeLoad('dill.loads'), load: unsafeLoad('dill.load') }),
  models('cloudpickle', { loads: unsafeLoad('cloudpickle.loads'), load: unsafeLoad('cloudpickle.load') }),
  models('joblib', { load: unsafeLoad('joblib.load') }),
  models('numpy', { load: numpyLoad }),
  models('ruamel', {
    'yaml.YAML': ruamel,
    'yaml.YAML#.load': ruamelLoad,
    'yaml.unsafe_load': unsafeLoad('ruamel.yaml'),
  }),
  models('torch', {
    load: (call, engine) => {
      const weights = call.named.get('weights_only');
      return weights && engine.constantOf(weights) === true
        ? engine.unknown('weights', call.place)
        : unsafeLoad('torch.load')(call, engine);
    },
  }),
  models('dateutil', { ...each(['parser.parse', 'parser.isoparse', 'parse'], converts) }),
  models('pandas', { read_pickle: unsafeLoad('pandas.read_pickle') }),
  models('marshal', { loads: unsafeLoad('marshal.loads'), load: unsafeLoad('marshal.load') }),
  models('shelve', { open: unsafeLoad('shelve.open') }),
  models('jsonpickle', { decode: unsafeLoad('jsonpickle.decode'), loads: unsafeLoad('jsonpickle.loads') }),
  models('yaml', {
    load: yamlLoad,
    load_all: yamlLoad,
    ...each(['unsafe_load', 'full_load', 'unsafe_load_all'], unsafeLoad('yaml.unsafe_load')),
    ...each(['safe_load', 'safe_load_all'], parsed),
    dump: (call, engine) => madeOf(engine, call, 'becomes YAML', ...call.arguments),
  }),
  models('lxml', {
    ...each(['etree.fromstring', 'etree.parse', 'etree.XML', 'objectify.fromstring', 'objectify.parse'], lxmlParse),
    'etree.XMLParser': lxmlParser,
  }),
  models('xml', {
    ...each(
      ['etree.ElementTree.fromstring', 'etree.ElementTree.parse', 'dom.minidom.parseString', 'dom.minidom.parse'],
      parsed,
    ),
    'sax.make_parser().setFeature': saxFeature,
  }),
  models('base64', {
    ...each(
      ['b64decode', 'urlsafe_b64decode', 'standard_b64decode', 'b32decode', 'decodebytes', 'decodestring'],
      (call) => call.arguments[0],
    ),
    ...each(['b64encode', 'urlsafe_b64encode', 'b32encode', 'encodebytes'], (call, engine) => {
      const [value] = call.arguments;
      return (
        value &&
        engine.cleaned(engine.carrying(engine.unknown('Base64', call.place), value), [
          'sqli',
          'cmdi',
          'html-response',
          'xss',
          'ssti',
          'codei',
        ])
      );
    }),
  }),
  models('uuid', {
    UUID: (call, engine) => cleanText(call, engine, argument(call, 0, 'hex')),
    ...each(['uuid1', 'uuid4', 'uuid5'], (call, engine) => engine.unknown('a fresh id', call.place)),
  }),
  models('decimal', { Decimal: converts }),
  models('datetime', {
    ...each(
      [
        'datetime.strptime',
        'datetime.fromisoformat',
        'date.fromisoformat',
        'datetime.fromtimestamp',
        'datetime.utcfromtimestamp',
        'timedelta',
        'datetime',
        'date',
      ],
      converts,
    ),
    ...each(['datetime.now', 'datetime.utcnow', 'date.today', 'datetime.today'], (call, engine) =>
      engine.unknown('a time', call.place),
    ),
  }),
  models('copy', { ...each(['copy', 'deepcopy'], (call) => call.arguments[0]) }),
  models('collections', {
    ...each(
      ['OrderedDict', 'Counter', 'ChainMap'],
      (call, engine) => call.arguments[0] ?? engine.object({}, call.place),
    ),
    defaultdict: (call, engine) => {
      const [factory, from] = call.arguments;
      return from ?? engine.object({}, call.place, factory && engine.call(factory, [], call.place));
    },
    deque: (call, engine) => engine.list([], call.place, call.arguments[0] && engine.item(call.arguments[0])),
  }),
  models('itertools', {
    chain: (call, engine) =>
      engine.list(
        [],
        call.place,
        engine.join([engine.unknown('nothing'), ...call.arguments.map((one) => engine.item(one))]),
      ),
    ...each(['islice', 'cycle'], (call) => call.arguments[0]),
    // Pairs of a key and the items that have it: they have met what all have met.
    groupby: (call, engine) => {
      const [list] = call.arguments;
      if (!list) return undefined;
      const item = engine.item(list, call.place);
      const group = engine.keeping(engine.list([], call.place, item), list);
      const key = argument(call, 1, 'key');
      const named = key ? engine.call(key, [item], call.place, { times: 'items' }) : item;
      return engine.list([], call.place, engine.list([named, group], call.place));
    },
  }),
  models('functools', {
    partial: (call, engine) => {
      const [callee, ...first] = call.arguments;
      if (!callee) return undefined;
      return engine.native('partial', (later, inner) =>
        inner.call(callee, [...first, ...later.arguments], later.place, {
          named: new Map([...call.named, ...later.named]),
        }),
      );
    },
    // `@wraps(f)` and `@lru_cache` give the decorated function back.
    wraps: (_, engine) => engine.native('wraps', (later) => later.arguments[0]),
    lru_cache: (call, engine) => {
      const [callee] = call.arguments;
      return callee && engine.isFunction(callee) ? callee : engine.native('lru_cache', (later) => later.arguments[0]);
    },
    ...each(['cache', 'cached_property', 'singledispatch'], (call) => call.arguments[0]),
  }),
];

/** A text that has become something else and only that: an id, an address, a number. */
function cleanText(call: CallSite, engine: Engine, value: AbstractValue | undefined): AbstractValue | undefined {
  if (!value) return undefined;
  engine.assume(value, 'all');
  return engine.cleaned(engine.carrying(engine.unknown('an id', call.place), value), 'all');
}
