import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { type ClientState, clientOf, record } from './sdk-calls.ts';

/*
 * Our own packages, as far as they call AWS or call the code. What each of them really sends stands in its source:
 * packages/tasks/src, packages/clients/src.
 */

const TASKS = '@bulkhead/tasks';

/** What a table's store sends, told once where work is kept in it. */
interface StoreState {
  readonly kind: 'task-store';
  readonly options: AbstractValue;
}

const first: Model = (site) => site.arguments[0];

const nothing: Model = (_, engine) => engine.constant(undefined);

/** The client of an option is a client, or a function that sends the request. */
function request(
  engine: Engine,
  site: CallSite,
  sender: AbstractValue | undefined,
  call: { readonly service: string; readonly operation: string; readonly input: AbstractValue },
): AbstractValue {
  if (sender !== undefined && engine.isFunction(sender)) return engine.call(sender, [call.input], site.place);
  const client: ClientState | undefined = clientOf(engine, sender);
  return record(engine, site.place, client, { ...call, by: 'library' });
}

/** `dynamoStore` keeps its records by UpdateItem alone. */
function useStore(engine: Engine, site: CallSite, store: AbstractValue | undefined): void {
  if (store === undefined) return;
  for (const { state } of engine.externalsOf(store)) {
    if ((state as StoreState | undefined)?.kind !== 'task-store') continue;
    const { options } = state as StoreState;
    const table = engine.ownField(options, 'tableName');
    const input = engine.object(table === undefined ? {} : { TableName: table }, site.place);
    request(engine, site, engine.ownField(options, 'client'), { service: 'dynamodb', operation: 'UpdateItem', input });
  }
}

const option = (engine: Engine, options: AbstractValue | undefined, name: string): AbstractValue | undefined =>
  options === undefined ? undefined : engine.ownField(options, name);

/** `idempotent(fn, {key, store})`: a function that claims a key, then runs. */
const idempotent: Model = (site, engine) => {
  const [work, options] = site.arguments;
  if (work === undefined) return undefined;
  return engine.native('idempotent', (call) => {
    engine.fact('idempotency', site.place, TASKS);
    useStore(engine, site, option(engine, options, 'store'));
    for (const name of ['key', 'payload']) {
      const read = option(engine, options, name);
      if (read !== undefined && engine.isFunction(read)) engine.call(read, call.arguments, call.place);
    }
    const receiver = call.receiver === undefined ? {} : { receiver: call.receiver };
    return engine.call(work, call.arguments, call.place, receiver);
  });
};

/** `resumable(handler, {start, save, store})`: works batch by batch, then hands its position over. */
const resumable: Model = (site, engine) => {
  const [work, options] = site.arguments;
  if (work === undefined) return undefined;
  return engine.native('resumable', (call) => {
    const [event = engine.unknown('the event', call.place), context = engine.unknown('the context', call.place)] =
      call.arguments;
    engine.fact('idempotency', site.place, TASKS);
    engine.fact('reads-remaining-time', site.place, TASKS);
    useStore(engine, site, option(engine, options, 'store'));
    const from = option(engine, options, 'start');
    const start = from !== undefined && engine.isFunction(from) ? engine.call(from, [event], call.place) : from;
    const position = engine.unknown('the position of a task', call.place, ...(start === undefined ? [] : [start]));
    const taskId = engine.unknown('the id of a task', call.place);
    const hop = engine.unknown('a number of hops', call.place);
    const batch = option(engine, options, 'batch') ?? engine.constant(100);
    const run = engine.object({ batch, taskId, hop, context }, site.place);
    const places = start === undefined ? [position] : [start, position];
    engine.call(work, [event, engine.join(places), run], call.place, { times: 'repeated' });
    const save = option(engine, options, 'save');
    if (save !== undefined) {
      const body = engine.unknown('a task as JSON', call.place, event);
      const token = engine.unknown('a token', call.place);
      const next = engine.object({ event, body, taskId, hop, position, token, context }, site.place);
      engine.call(save, [next], call.place);
    }
    return engine.unknown('what a task came to', call.place);
  });
};

/** `invokeSelf({client, InvokeCommand})`: invokes the version or alias that runs. */
const invokeSelf: Model = (site, engine) =>
  engine.native('invokeSelf', (call) => {
    const [next] = call.arguments;
    const context = next && engine.ownField(next, 'context');
    const name = context && engine.field(context, 'invokedFunctionArn', site.place);
    const fields = { ...(name ? { FunctionName: name } : {}), InvocationType: engine.constant('Event') };
    const input = engine.object(fields, site.place);
    const client = option(engine, site.arguments[0], 'client');
    return request(engine, site, client, { service: 'lambda', operation: 'Invoke', input });
  });

/** `sendToQueue({client, SendMessageCommand, queueUrl})` */
const sendToQueue: Model = (site, engine) =>
  engine.native('sendToQueue', () => {
    const [options] = site.arguments;
    const queue = option(engine, options, 'queueUrl');
    const input = engine.object(queue === undefined ? {} : { QueueUrl: queue }, site.place);
    return request(engine, site, option(engine, options, 'client'), {
      service: 'sqs',
      operation: 'SendMessage',
      input,
    });
  });

/** `cached(key, load)`: what `load` gives. */
const cached: Model = (site, engine) => {
  const load = site.arguments[1];
  return load === undefined ? undefined : engine.call(load, [], site.place);
};

/** `cachedObject(client, input, {parse})`: GetObject alone, with If-None-Match the second time. */
const cachedObject: Model = (site, engine) => {
  const [client, input, options] = site.arguments;
  if (input === undefined) return undefined;
  const answer = request(engine, site, client, { service: 's3', operation: 'GetObject', input });
  const bytes = engine.field(answer, 'Body', site.place);
  const parse = option(engine, options, 'parse');
  const value = parse === undefined ? bytes : engine.call(parse, [bytes], site.place);
  const etag = engine.field(answer, 'ETag', site.place);
  const size = engine.field(answer, 'ContentLength', site.place);
  return engine.object({ value, etag, bytes: size, from: engine.unknown('how it was kept') }, site.place);
};

/** `s3Objects(event)`: the objects that a notification tells of, in the names of GetObject's input. */
const s3Objects: Model = (site, engine) => {
  const [event] = site.arguments;
  if (event === undefined) return undefined;
  const at = (value: AbstractValue, ...path: readonly string[]) =>
    path.reduce((inner, name) => engine.field(inner, name, site.place), value);
  const s3 = at(engine.item(at(event, 'Records'), site.place), 's3');
  const fields = {
    Bucket: at(s3, 'bucket', 'name'),
    Key: at(s3, 'object', 'key'),
    VersionId: at(s3, 'object', 'versionId'),
  };
  return engine.list([], site.place, engine.object(fields, site.place));
};

/** `forEachRecord(event, fn)`: runs for each record of a batch, and answers with those that failed. */
const forEachRecord: Model = (site, engine) => {
  const [event, work] = site.arguments;
  if (event === undefined || work === undefined) return undefined;
  engine.fact('reports-batch-failures', site.place, '@bulkhead/runtime');
  engine.fact('loops-over-records', site.place, '@bulkhead/runtime');
  engine.call(work, [engine.item(engine.field(event, 'Records', site.place), site.place)], site.place, {
    times: 'items',
  });
  const failures = engine.list([], site.place, engine.unknown('a failed record', site.place));
  return engine.object({ batchItemFailures: failures }, site.place);
};

export const bulkhead: readonly ModelSet[] = [
  {
    language: 'javascript',
    modules: [TASKS],
    calls: {
      dynamoStore: (site, engine) => {
        const options = site.arguments[0] ?? engine.object({}, site.place);
        return engine.external(TASKS, 'dynamoStore#', { kind: 'task-store', options } satisfies StoreState);
      },
      idempotent,
      resumable,
      invokeSelf,
      sendToQueue,
      cached,
      cachedObject,
      s3Objects,
    },
  },
  {
    language: 'javascript',
    modules: ['@bulkhead/clients'],
    calls: { withCorrelation: first, forwardOverHttp: nothing },
  },
  { language: 'javascript', modules: ['@bulkhead/runtime'], calls: { protect: first } },
  {
    language: 'javascript',
    modules: ['@bulkhead/runtime/telemetry', '@bulkhead/runtime/telemetry/lean'],
    calls: { withTelemetry: first, countInvocations: nothing, reportTimeouts: nothing, forEachRecord },
  },
];
