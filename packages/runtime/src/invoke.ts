import { type BulkheadBlockedError, blockedCause, pathsOf } from './errors.ts';
import { inspectEvent } from './firewall.ts';
import { blockedError } from './guard.ts';
import { resemble } from './hooks/patch.ts';
import type { LoadedPolicy } from './policy-source.ts';
import type { Core } from './runtime.ts';
import type { Scope } from './scope.ts';
import { isStreaming, type ResponseStream, respondOnStream, watchStream } from './streaming.ts';
import type { ProtectOptions } from './types.ts';

export type AnyHandler = (this: unknown, ...args: never[]) => unknown;
type Args = unknown[];

/** The parts of Lambda's context that are used; any of them may be missing in a test. */
interface LambdaContext {
  readonly awsRequestId?: unknown;
  readonly invokedFunctionArn?: unknown;
  readonly xRayTraceId?: unknown;
  readonly getRemainingTimeInMillis?: () => number;
}

/** An invocation that goes on after its event was inspected. */
interface Started {
  readonly scope: Scope;
  /** The answer in the handler's place, when the event was blocked. */
  readonly answer: { readonly response: unknown } | { readonly error: BulkheadBlockedError } | undefined;
  /** What the handler gets: the event, less the records that were taken out. */
  readonly event: unknown;
}

const { apply } = Reflect;

/** The longest that Lambda lets an invocation run, for contexts that do not say. */
const LONGEST_MS = 900_000;

export function createProtect(core: Core): {
  protect: (handler: AnyHandler, options: ProtectOptions | undefined) => AnyHandler;
  isProtected: (handler: unknown) => boolean;
} {
  const wrappers = new WeakSet<object>();
  let invocations = 0;

  function protect(handler: AnyHandler, options: ProtectOptions | undefined): AnyHandler {
    if (wrappers.has(handler)) return handler;
    core.catchUp();
    const loaded = core.policyFor(options);
    const wrapper = function (this: unknown, ...args: Args): unknown {
      // Asked each time: `awslambda.streamifyResponse(protect(…))` marks the wrapper after it was made.
      const streaming = isStreaming(wrapper);
      let started: Started | undefined;
      try {
        started = start(args, streaming, loaded, handler.name);
      } catch (error) {
        core.reporter.fault('invocation', error, '');
      }
      return started ? run(handler, this, args, streaming, started) : apply(handler, this, args);
    };
    resemble(wrapper, handler);
    wrappers.add(wrapper);
    return wrapper;
  }

  function start(args: Args, streaming: boolean, loaded: LoadedPolicy, name: string): Started | undefined {
    const { policy } = loaded;
    const event = args[0];
    const context = (args[streaming ? 2 : 1] ?? {}) as LambdaContext;
    const requestId = typeof context.awsRequestId === 'string' ? context.awsRequestId : '';
    // Protected twice, with something in between: `middy(protect(…))` under the layer.
    if (core.scopes.isInside(requestId)) return undefined;
    const coldStart = invocations++ === 0;
    if (coldStart) {
      core.reporter.account(accountOf(context.invokedFunctionArn));
      core.coverage(loaded, requestId, name);
    } else {
      core.reporter.flush();
    }
    if (policy.mode === 'off') return undefined;
    core.catchUp();

    const inspection = inspectEvent(event, policy);
    const scope: Scope = {
      requestId,
      trace: traceOf(context),
      source: inspection.source,
      event,
      policy,
      coldStart,
      deadline: core.now() + (context.getRemainingTimeInMillis?.() ?? LONGEST_MS),
      strings: inspection.strings,
      hosts: undefined,
      pathLike: undefined,
      abort: undefined,
    };
    if (inspection.truncated) {
      core.reporter.fault('event', inspection.error ?? 'larger than the limits: the rest was not inspected', requestId);
    }
    for (const [where, error] of inspection.faults) core.reporter.fault(where, error, requestId);
    if (inspection.findings.length === 0) return { scope, answer: undefined, event };
    return decide(scope, inspection.findings);
  }

  /** Reports what the detectors found, each rule and value once, and takes the source's own way out where one blocks. */
  function decide(scope: Scope, findings: ReturnType<typeof inspectEvent>['findings']): Started {
    const reported = new Set<string>();
    for (const finding of findings) {
      // Events repeat their strings: path and raw path, header and multi-value header.
      const once = `${finding.rule}\n${finding.value}`;
      if (reported.has(once)) continue;
      reported.add(once);
      core.reporter.attack(finding, finding.action === 'block' ? 'blocked' : 'observed', scope);
    }
    const { event, requestId, source } = scope;
    const blocking = findings.filter((finding) => finding.action === 'block');
    if (blocking.length === 0) return { scope, answer: undefined, event };
    const outcome = source?.block(event as Record<string, unknown>, {
      requestId,
      paths: blocking.map((item) => item.path),
    });
    if (outcome?.is === 'continue') return { scope, answer: undefined, event: outcome.event };
    if (outcome?.is === 'respond') return { scope, answer: { response: outcome.response }, event };
    return { scope, answer: { error: blockedError(blocking[0]!, requestId) }, event };
  }

  function run(handler: AnyHandler, self: unknown, args: Args, streaming: boolean, started: Started): unknown {
    const { scope, answer } = started;
    const stream = streaming ? (args[1] as ResponseStream) : undefined;
    const callback = !streaming && typeof args[2] === 'function' ? (args[2] as Callback) : undefined;
    const finish = createFinish(core, scope, stream);
    if (answer) return answerInstead(answer, handler, stream, callback);

    const handed = args.slice();
    if (handed.length > 0) handed[0] = started.event;
    if (callback) {
      const end = (): void => core.scopes.end(scope);
      handed[2] = wrapCallback(callback, finish, end);
      wrapContext(args[1], finish, end);
    }
    // Until the handler has returned its promise, there is nothing to reject.
    let early: BulkheadBlockedError | undefined;
    scope.abort = (error) => {
      early ??= error;
    };
    if (stream) watchStream(stream, finish.leak, (stop) => scope.abort?.(stop));

    let result: unknown;
    try {
      result = core.scopes.run(scope, () => apply(handler, self, handed as never[]));
    } catch (error) {
      core.scopes.end(scope);
      const settled = finish.failed(error);
      if ('error' in settled) throw settled.error;
      return settled.response;
    }
    if (isThenable(result)) return settle(result, scope, finish, early);
    // A handler that takes a callback and returned nothing has yet to answer.
    if (callback && handler.length >= 3 && result === undefined) {
      scope.abort = handed[2] as Callback;
      if (early) scope.abort(early);
      return result;
    }
    core.scopes.end(scope);
    const settled = early ? finish.failed(early) : finish.succeeded(result);
    if ('error' in settled) throw settled.error;
    return settled.response;
  }

  function settle(
    result: PromiseLike<unknown>,
    scope: Scope,
    finish: Finish,
    early: BulkheadBlockedError | undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const done = (settled: Settled): void => {
        core.scopes.end(scope);
        if ('error' in settled) reject(settled.error);
        else resolve(settled.response);
      };
      scope.abort = (error) => done(finish.failed(error));
      if (early) scope.abort(early);
      result.then(
        (response) => done(finish.succeeded(response)),
        (error: unknown) => done(finish.failed(error)),
      );
    });
  }

  return { protect, isProtected: (handler) => typeof handler === 'function' && wrappers.has(handler) };
}

type Callback = (error?: unknown, response?: unknown) => void;
type Settled = { readonly response: unknown } | { readonly error: unknown };

interface Finish {
  /** What leaves the function for a response: itself, or in its place the answer to a blocked one. */
  succeeded(response: unknown): Settled;
  /** What leaves it for an error: itself, or for one of ours what the source answers. */
  failed(error: unknown): Settled;
  /** The error to stop a part of a response with. */
  leak(part: unknown): BulkheadBlockedError | undefined;
}

function createFinish(core: Core, scope: Scope, stream: ResponseStream | undefined): Finish {
  const leak = (part: unknown): BulkheadBlockedError | undefined =>
    core.hooks.shield('credentials', () => {
      if (core.hooks.policy('credentials', scope).action === 'off') return undefined;
      const found = core.findLeak(part);
      if (!found) return undefined;
      const finding = {
        rule: 'hook/credentials',
        ruleVersion: '1',
        class: 'credentials',
        confidence: 'high',
        message: "the response holds the function's own IAM credentials.",
        path: '',
        value: '',
        sink: { operation: 'response', target: `${found.secret} in ${found.path}` },
      } as const;
      return core.hooks.act('credentials', finding, scope);
    });

  function failed(error: unknown): Settled {
    const blocked = blockedCause(error);
    if (!blocked) return { error };
    const answer = core.hooks.shield('answer', () => blockAnswer(scope, blocked));
    if (!answer) return { error };
    if (!stream) return answer;
    return respondOnStream(stream, answer.response) ? { response: undefined } : { error };
  }

  // The same answer may come past twice: older runtimes hand a promise's result to `context.succeed`, which is wrapped too.
  let answered = false;
  return {
    leak,
    failed(error) {
      if (answered) return { error };
      answered = true;
      return failed(error);
    },
    succeeded(response) {
      if (answered) return { response };
      answered = true;
      const stop = leak(response);
      return stop ? failed(stop) : { response };
    },
  };
}

/** The source's answer to a blocked operation, if it has one that makes nobody try again. */
function blockAnswer(scope: Scope, blocked: BulkheadBlockedError): { response: unknown } | undefined {
  const paths = pathsOf(blocked);
  const outcome = scope.source?.block(scope.event as Record<string, unknown>, { requestId: scope.requestId, paths });
  return outcome?.is === 'respond' ? { response: outcome.response } : undefined;
}

function answerInstead(
  answer: NonNullable<Started['answer']>,
  handler: AnyHandler,
  stream: ResponseStream | undefined,
  callback: Callback | undefined,
): unknown {
  if ('error' in answer) {
    if (callback && handler.length >= 3) {
      callback(answer.error);
      return undefined;
    }
    return Promise.reject(answer.error);
  }
  if (stream) {
    respondOnStream(stream, answer.response);
    return Promise.resolve();
  }
  if (callback && handler.length >= 3) {
    callback(null, answer.response);
    return undefined;
  }
  return Promise.resolve(answer.response);
}

function wrapCallback(callback: Callback, finish: Finish, end: () => void): Callback {
  return (error, response) => {
    end();
    const settled = error === undefined || error === null ? finish.succeeded(response) : finish.failed(error);
    if ('error' in settled) callback(settled.error);
    else callback(null, settled.response);
  };
}

/** `context.succeed`, `fail` and `done` answer too (runtimes up to Node.js 22). Replaced in place: handlers spread the context. */
function wrapContext(context: unknown, finish: Finish, end: () => void): void {
  if (typeof context !== 'object' || context === null) return;
  const methods = context as { succeed?: unknown; fail?: unknown; done?: unknown };
  const { succeed, fail, done } = methods;
  if (typeof succeed !== 'function' || typeof fail !== 'function' || typeof done !== 'function') return;
  const answer = (settled: Settled): void => {
    end();
    if ('error' in settled) fail.call(context, settled.error);
    else succeed.call(context, settled.response);
  };
  methods.succeed = (response: unknown) => answer(finish.succeeded(response));
  methods.fail = (error: unknown) => answer(finish.failed(error));
  methods.done = (error: unknown, response: unknown) =>
    answer(error === undefined || error === null ? finish.succeeded(response) : finish.failed(error));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** `arn:aws:lambda:eu-west-1:123456789012:function:name` */
function accountOf(arn: unknown): string {
  const account = typeof arn === 'string' ? (arn.split(':')[4] ?? '') : '';
  return /^\d{12}$/.test(account) ? account : '';
}

interface InvokeStore {
  getXRayTraceId?: () => unknown;
}

/** From the context (runtime interface client 4), its InvokeStore, or the variable of older ones. */
function traceOf(context: LambdaContext): string | undefined {
  const store = (globalThis as { awslambda?: { InvokeStore?: InvokeStore } }).awslambda?.InvokeStore;
  const trace = context.xRayTraceId ?? store?.getXRayTraceId?.() ?? process.env['_X_AMZN_TRACE_ID'];
  return typeof trace === 'string' ? trace : undefined;
}
