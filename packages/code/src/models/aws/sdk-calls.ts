import type { AwsCall, SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine } from '../../engine/types.ts';

/** An AWS client of any SDK for JavaScript. */
export interface ClientState {
  readonly kind: 'client';
  readonly service: string;
  readonly by: AwsCall['by'];
  readonly region: AbstractValue | undefined;
  readonly endpoint: AbstractValue | undefined;
  /** It signs with credentials that another call or the event gave. */
  readonly foreign: boolean;
  /** Methods go by the names of DynamoDB's document client: `put` is `PutItem`. */
  readonly documents: boolean;
  /** SDK v2: a method taken off its client by `bind`, which is done to turn it into one that gives a promise. */
  readonly bound: boolean;
  /** SDK v2: parameters that every request of this client has. */
  readonly params: AbstractValue | undefined;
  /** What an unknown library made of a client: it may be something else. */
  readonly guessed?: boolean;
}

/** A request that waits to be sent. */
export interface CommandState {
  readonly kind: 'command';
  readonly service: string;
  /** `*` where the code decides it at run time. */
  readonly operation: string;
  readonly input: AbstractValue;
}

/** Made with which settings: `{ region, endpoint }`. */
export function clientState(
  engine: Engine,
  service: string,
  by: AwsCall['by'],
  options: AbstractValue | undefined,
  more: Partial<ClientState> = {},
): ClientState {
  const option = (name: string) => (options === undefined ? undefined : engine.ownField(options, name));
  return {
    kind: 'client',
    service,
    by,
    region: option('region'),
    endpoint: option('endpoint'),
    foreign: isForeign(engine, options),
    documents: false,
    bound: false,
    params: undefined,
    ...more,
  };
}

/** Keys of an assumed role, or out of the event: `credentials: { accessKeyId }`, and at the top in version 2. */
function isForeign(engine: Engine, options: AbstractValue | undefined): boolean {
  if (options === undefined) return false;
  const credentials = engine.ownField(options, 'credentials');
  const inner = credentials === undefined ? undefined : engine.ownField(credentials, 'accessKeyId');
  return isGiven(engine, inner ?? engine.ownField(options, 'accessKeyId'));
}

/** Where a key comes from: what a call answered or the event holds is somebody else's; a variable may be the function's own. */
export function isGiven(engine: Engine, key: AbstractValue | undefined): boolean {
  if (key === undefined) return false;
  const { kind } = engine.static(key);
  return kind === 'answer' || kind === 'event';
}

export function isClient(state: unknown): state is ClientState {
  return (state as { readonly kind?: unknown } | undefined)?.kind === 'client';
}

export function isCommand(state: unknown): state is CommandState {
  return (state as { readonly kind?: unknown } | undefined)?.kind === 'command';
}

/** The first client that a value may be. */
export function clientOf(engine: Engine, value: AbstractValue | undefined): ClientState | undefined {
  if (value === undefined) return undefined;
  for (const { state } of engine.externalsOf(value)) if (isClient(state)) return state;
  return undefined;
}

/** Every command that a value may be. */
export function commandsOf(engine: Engine, value: AbstractValue | undefined): readonly CommandState[] {
  if (value === undefined) return [];
  return engine.externalsOf(value).flatMap(({ state }) => (isCommand(state) ? [state] : []));
}

/** Records one call of a client. @returns its answer */
export function record(
  engine: Engine,
  place: SourcePlace,
  client: ClientState | undefined,
  call: {
    readonly service: string;
    readonly operation: string;
    readonly input: AbstractValue;
    readonly by: AwsCall['by'];
  },
): AbstractValue {
  const where = {
    ...(client?.region === undefined ? {} : { region: client.region }),
    ...(client?.endpoint === undefined ? {} : { endpoint: client.endpoint }),
    ...(client?.foreign ? { foreign: true as const } : {}),
  };
  return engine.recordCall({ ...call, place, ...where });
}

/** The request that a call gives, an empty one where it gives none. */
export function inputOf(engine: Engine, value: AbstractValue | undefined, place: SourcePlace): AbstractValue {
  return value ?? engine.object({}, place);
}

/** A request without its function: `putObject(params, callback)`, `listTables(callback)`. */
export function withoutCallback(engine: Engine, call: CallSite): readonly AbstractValue[] {
  return call.arguments.filter((argument) => !engine.isFunction(argument));
}

/** Calls the callback that stands last, if one does. @returns whether there was one */
export function callBack(engine: Engine, call: CallSite, answer: AbstractValue): boolean {
  const last = call.arguments.at(-1);
  if (last === undefined || !engine.isFunction(last)) return false;
  engine.call(last, [engine.constant(null), answer], call.place);
  return true;
}

/** A list of which only the kind of its items is known: pages of a listing. */
export function listOf(engine: Engine, item: AbstractValue, place: SourcePlace): AbstractValue {
  return engine.list([], place, item);
}

/** What the code decides at run time is said, and goes on as `*`. */
export function dynamicOperation(engine: Engine, service: string, place: SourcePlace): string {
  engine.problem('dynamic-operation', `the operation of ${service} is decided at run time`, place);
  return '*';
}
