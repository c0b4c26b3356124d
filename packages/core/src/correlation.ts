import { type ScopeRegistry, scopeRegistry } from './scope.ts';

/** Begins the names of correlation ids, in headers, attributes, payloads and log lines. */
export const CORRELATION_PREFIX = 'x-correlation-';
export const CORRELATION_ID = 'x-correlation-id';
/** The request id of the invocation that sent a message, set anew by each sender: chains are drawn as trees by it. */
export const PARENT_ID = 'x-correlation-parent-id';
/** The debug decision of the whole chain, `true` or `false`. */
export const DEBUG_FIELD = 'debug-log-enabled';
/** Of the first caller, who has one. */
export const USER_AGENT = 'user-agent';
/** Signature of ids and debug decision under the deploy's key: what makes them count when they come from outside. */
export const CORRELATION_SIGNATURE = 'x-bulkhead-context';
/** The same over HTTP, where the client has set a user agent of its own. */
export const CARRIED_USER_AGENT = 'x-correlation-user-agent';
/** W3C Trace Context and Baggage. */
export const TRACE_PARENT = 'traceparent';
export const TRACE_STATE = 'tracestate';
export const BAGGAGE = 'baggage';

/** What belongs to the request that running code works for. */
export interface CorrelationScope {
  /** Of the invocation, `context.awsRequestId`. */
  readonly requestId: string;
  /** Fields that are logged and ride along, by name in lower case: ids, user agent, W3C trace context. */
  readonly fields: Readonly<Record<string, string>>;
  /** The one decision of the chain to log at DEBUG. */
  readonly debug: boolean;
  /** X-Ray's root (`1-5759e988-bd862e3fe1be46a994272793`), where there is one. */
  readonly traceId: string | undefined;
  /** X-Ray's header as Lambda passed it on, or `''`. */
  readonly trace: string;
  /** The event, or the record, that the work is done for. */
  readonly event?: unknown;
  /** Members of the log lines of this request, as JSON without its braces. */
  logText(): string;
  /** Sets an id from here on, for this scope only. More than sixteen, and what is no id, is left out and counted as `droppedIds`. */
  set(name: string, value: string | number): void;
  /**
   * What a message sent from here carries: the fields, the debug decision, this invocation as parent, the signature.
   * @param own what the caller has set by itself, which stays
   */
  outgoing(own?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /**
   * Takes up ids and debug decision, of a message that was read after the scope had begun.
   * @returns names of those that are not fit to be kept, or more than sixteen
   */
  adopt(brought: Pick<CorrelationScope, 'fields' | 'debug'>): readonly string[];
  /**
   * Has something done when the work of the scope has ended, at once if it has or if nobody will say; `error` is what it failed
   * with, or `undefined`.
   */
  atEnd(run: (error: unknown) => void): void;
  /** Ends the scope, once. */
  end(error?: unknown): void;
}

/** What is done for each invocation; returns what to do when it ends. */
export type InvocationAspect = (
  scope: CorrelationScope,
  event: unknown,
  context: unknown,
) => ((error: unknown) => void) | undefined;

/** A call out of the function, without the data it sends: `sqs:SendMessage`, `GET api.example.com`. */
export interface OutboundCall {
  readonly operation: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The scopes of a process, whichever copy of the library made them. */
export interface CorrelationStore {
  current(): CorrelationScope | undefined;
  run<T>(scope: CorrelationScope, body: () => T): T;
  /**
   * Runs one invocation in the scope that its event and context ask for; what `protect` calls when the library is in the
   * process. The event that is handed on has its records rid of what rode along.
   * @param body gets the event, and what to call when a callback ends the invocation; a promise or a return value is seen
   */
  invoke<T>(event: unknown, context: unknown, body: (event: unknown, end: (error?: unknown) => void) => T): T;
  /**
   * The scope that a message asks for which was read after the invocation had begun: a record of a batch.
   * @param ownId the id of a request that begins with it; the one of the invocation by default
   */
  capture(message: unknown, ownId?: unknown): CorrelationScope;
  /** The scopes of records, once somebody has asked for one. */
  scopes?: WeakMap<object, CorrelationScope>;
  /** Tells once, as a line at WARN, that something goes without ids, or of names of ids that were refused; there once somebody wants to know. */
  report?: (problem: string | readonly string[]) => void;
  /** The last call of each invocation under way, by its request id; there once timeouts are reported. */
  calls?: Map<string, OutboundCall>;
  /** Of all log lines and metrics. */
  readonly service?: string | undefined;
  /** Options of whoever calls it last win. */
  configure(options: object): void;
  /** Done for each invocation where their ends are followed; there once somebody wants something done. */
  aspects?: InvocationAspect[];
  /** Calls a handler whose end is followed, also where that is a call of its callback; there once somebody wants to know. */
  call?: (
    handler: (...args: never[]) => unknown,
    self: unknown,
    args: unknown[],
    end: (error?: unknown) => void,
  ) => unknown;
  /** Done for each record that is worked off by itself. */
  recordAspects?: ((scope: CorrelationScope) => void)[];
}

const STORE = Symbol.for('bulkhead.correlation.v1');

/** The store, if anything in the process has made one: what only reads it does not bring what makes one. */
export const correlationStoreSoFar = (): CorrelationStore | undefined =>
  (globalThis as { [STORE]?: CorrelationStore })[STORE];

/** Makes a store the process's; neither writable nor configurable, as is the default. */
export const registerCorrelationStore = (value: CorrelationStore): CorrelationStore =>
  Object.defineProperty(globalThis as unknown as { [STORE]: CorrelationStore }, STORE, {
    __proto__: null,
    value,
  } as PropertyDescriptor)[STORE];

/** @param target `globalThis`, or an object standing in for it in tests */
export function correlationStore(target: object): ScopeRegistry<CorrelationStore> {
  return scopeRegistry<CorrelationStore>(target, STORE);
}
