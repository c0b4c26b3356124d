import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { argument, each, models } from './helpers.ts';

/** `pool.map(f, items)`: once for any of the items. */
const mapped: Model = (call, engine) => {
  const [callee, ...lists] = call.arguments;
  if (!callee || lists.length === 0) return undefined;
  const items = lists.map((list) => engine.item(list, call.place));
  return engine.list([], call.place, engine.call(callee, items, call.place, { times: 'items' }));
};

/** `pool.submit(f, a)`: a future is what the function will give. */
const submitted: Model = (call, engine) => {
  const [callee, ...values] = call.arguments;
  return callee && engine.call(callee, values, call.place, { named: call.named });
};

/** `loop.run_in_executor(None, f, a)` */
const inExecutor: Model = (call, engine) => {
  const [, callee, ...values] = call.arguments;
  return callee && engine.call(callee, values, call.place);
};

/** `Thread(target=f, args=(a,))`: read as if it ran at once. */
const started: Model = (call, engine) => {
  const target = argument(call, 1, 'target');
  if (!target) return undefined;
  const list = argument(call, 3, 'args');
  const fields = call.named.get('kwargs');
  engine.call(target, list ? (engine.knownItems(list) ?? [engine.item(list, call.place)]) : [], call.place, {
    named: namedOf(call, engine, fields),
  });
  return engine.external('threading', 'Thread#');
};

function namedOf(
  call: CallSite,
  engine: Engine,
  fields: AbstractValue | undefined,
): ReadonlyMap<string, AbstractValue> {
  const names = fields ? engine.fieldNames(fields) : [];
  return new Map(fields ? names.map((name) => [name, engine.field(fields, name, call.place)]) : []);
}

/** `with manager() as x`: `x` is what the generator yields. */
const contextManager: Model = (call, engine) => {
  const [callee] = call.arguments;
  if (!callee) return undefined;
  return engine.native('contextmanager', (later, inner) => {
    const yielded = inner.call(callee, later.arguments, later.place, { named: later.named });
    return inner.item(yielded, later.place);
  });
};

const completed: Model = (call, engine) => {
  const [list] = call.arguments;
  return list && engine.list([], call.place, engine.item(list, call.place));
};

const same: Model = (call) => call.receiver;

/** Functions that are handed over to be called. */
export const concurrencyModels: readonly ModelSet[] = [
  models('concurrent', {
    ...each(['futures.ThreadPoolExecutor#.map', 'futures.ProcessPoolExecutor#.map'], mapped),
    ...each(['futures.ThreadPoolExecutor#.submit', 'futures.ProcessPoolExecutor#.submit'], submitted),
    'futures.as_completed': completed,
  }),
  models('multiprocessing', {
    ...each(['Pool#.map', 'Pool#.imap', 'pool.ThreadPool#.map'], mapped),
    ...each(['Process'], started),
  }),
  models('threading', { ...each(['Thread', 'Timer'], started) }),
  models('asyncio', {
    to_thread: submitted,
    ...each(['get_event_loop().run_in_executor', 'get_running_loop().run_in_executor'], inExecutor),
  }),
  models('contextvars', {
    ContextVar: (call, engine) => engine.external('contextvars', 'ContextVar#', engine.object({}, call.place)),
    'ContextVar#.set': (call, engine) => {
      const [value] = call.arguments;
      if (value && call.callee.state) engine.setField(call.callee.state as AbstractValue, 'value', value);
      return engine.constant(null);
    },
    'ContextVar#.get': (call, engine) =>
      call.callee.state ? engine.field(call.callee.state as AbstractValue, 'value', call.place) : undefined,
  }),
  models(
    'sys',
    {},
    {
      // `sys.modules[__name__]`
      otherReads: ({ object, name }, engine) =>
        object.path === 'modules' && name !== 'get' ? engine.currentModule() : undefined,
    },
  ),
  models('contextlib', { ...each(['contextmanager', 'asynccontextmanager'], contextManager) }),
  models('<methods>', { result: same }),
];
