import { type CorrelationStore, correlationStore } from '@bulkhead/core';
import {
  abort,
  answerInstead,
  awaitResult,
  type Callback,
  checkJoined,
  checkPart,
  type Ending,
  endRun,
  failed,
  type Instead,
  isFailed,
  succeeded,
  wrapCallback,
  wrapContext,
} from './answer.ts';
import { type Inspection, inspectEvent } from './firewall.ts';
import { blockedError, cappedHook } from './guard.ts';
import { closedStop } from './hooks/closed.lazy.ts';
import { flowFindings } from './hooks/flow.ts';
import { withoutAdded } from './hooks/originals.ts';
import { resemble } from './hooks/patch.ts';
import type { LoadedPolicy } from './policy-source.ts';
import type { Core } from './runtime.ts';
import type { Scope } from './scope.ts';
import { watchStream } from './streaming.lazy.ts';
import { isStreaming, type ResponseStream } from './streaming.ts';
import type { ProtectOptions } from './types.ts';

export type AnyHandler = (this: unknown, ...args: never[]) => unknown;
type Args = unknown[];

/** The parts of Lambda's context that are used; any of them may be missing in a test. */
interface LambdaContext {
  readonly awsRequestId?: unknown;
  readonly invokedFunctionArn?: unknown;
  readonly xRayTraceId?: unknown;
  readonly getRemainingTimeInMillis?: () => number;
  readonly clientContext?: unknown;
}

/** An invocation that goes on after its event was inspected. */
interface Started {
  readonly scope: Scope;
  /** The answer in the handler's place, when the event was blocked. */
  readonly answer: Instead | undefined;
  /** What the handler gets: the event, less the records that were taken out. */
  readonly event: unknown;
  /** Completes the handler's answer for the records that were taken out. */
  readonly merge: ((response: unknown) => unknown) | undefined;
}

const { apply } = Reflect;

const TRUNCATED = 'larger than the limits: the rest was sampled or not inspected';

/** Tells from where on; the event's keys are part of it, and the reporter masks and escapes what it prints. */
function truncatedAt({ stoppedAt }: Inspection): string {
  return stoppedAt === undefined ? TRUNCATED : `${TRUNCATED}, from ${stoppedAt.slice(0, PATH_LIMIT)}`;
}

/** Longest path in a message. */
const PATH_LIMIT = 200;

const UNKNOWN_TRIGGER = 'the first event is of no known trigger: all of it is read';

/** The longest that Lambda lets an invocation run, for contexts that do not say. */
const LONGEST_MS = 900_000;

export function createProtect(core: Core): {
  protect: (handler: AnyHandler, options: ProtectOptions | undefined) => AnyHandler;
  isProtected: (handler: unknown) => boolean;
} {
  const wrappers = new WeakSet<object>();
  const correlations = correlationStore(globalThis);
  let invocations = 0;

  function protect(handler: AnyHandler, options: ProtectOptions | undefined): AnyHandler {
    if (wrappers.has(handler)) return handler;
    core.catchUp();
    let holds = core.ruling.own();
    let loaded = core.ruling.policyFor(options);
    const wrapper = function (this: unknown, ...args: Args): unknown {
      // Asked each time: `awslambda.streamifyResponse(protect(…))` marks the wrapper after it was made.
      const streaming = isStreaming(wrapper);
      let started: Started | undefined;
      try {
        started = withoutAdded(() => {
          if (holds !== core.ruling.own()) {
            holds = core.ruling.own();
            loaded = core.ruling.policyFor(options);
          }
          return start(args, streaming, loaded, handler.name);
        });
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
    const event = args[0];
    const context = (args[streaming ? 2 : 1] ?? {}) as LambdaContext;
    const requestId = typeof context.awsRequestId === 'string' ? context.awsRequestId : '';
    // Protected twice, with something in between: `middy(protect(…))` under the layer.
    if (core.scopes.isInside(requestId)) return undefined;
    const policy = core.ruling.begin(loaded.policy);
    const coldStart = invocations++ === 0;
    if (coldStart) {
      core.reporter.account(accountOf(context.invokedFunctionArn));
    } else {
      core.reporter.flush();
    }
    let inspection: Inspection | undefined;
    try {
      if (policy.mode === 'off') return undefined;
      core.catchUp();
      inspection = inspectEvent(event, policy, core.learned);
    } finally {
      const isUnknown = inspection !== undefined && inspection.source === undefined;
      if (coldStart) core.coverage(loaded, requestId, name, isUnknown ? [UNKNOWN_TRIGGER] : []);
    }
    const scope: Scope = {
      requestId,
      trace: traceOf(context),
      source: inspection.source,
      event,
      clientContext: context.clientContext,
      policy,
      coldStart,
      deadline: core.now() + (context.getRemainingTimeInMillis?.() ?? LONGEST_MS),
      strings: inspection.strings,
      reflectable: inspection.reflectable,
      truncated: inspection.truncated,
      hosts: undefined,
      pathLike: undefined,
      sqlLike: undefined,
      ending: undefined,
    };
    if (inspection.error !== undefined) core.reporter.fault('event', inspection.error, requestId);
    else if (inspection.truncated) core.reporter.fault('event/truncated', truncatedAt(inspection), requestId);
    for (const [where, error] of inspection.faults) core.reporter.fault(where, error, requestId);
    // Few policies have such rules, and a shield takes 1.5 us.
    const { triggers, allow, callers } = policy.hooks.flow;
    const ruled = triggers || allow || callers;
    const refused = ruled && core.hooks.shield('flow', () => flowFindings(scope, core.sign));
    if (ruled && !refused) {
      const stop = closedStop('flow', cappedHook(policy.mode, policy.hooks.flow), requestId);
      // Fails instead of being answered as refused: nothing is taken out of a queue that nobody has judged.
      if (stop) return { scope, answer: { error: stop }, event, merge: undefined };
    }
    const findings = refused && refused.length > 0 ? [...refused, ...inspection.findings] : inspection.findings;
    if (findings.length === 0) return { scope, answer: undefined, event, merge: undefined };
    return decide(scope, findings);
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
    if (blocking.length === 0) return { scope, answer: undefined, event, merge: undefined };
    const { records } = scope.policy;
    const outcome = source?.block(event as Record<string, unknown>, {
      requestId,
      paths: blocking.map((item) => item.path),
      deadLetter: records.deadLetter === true,
    });
    if (outcome === undefined || outcome.is === 'throw') {
      return { scope, answer: { error: blockedError(blocking[0]!, requestId) }, event, merge: undefined };
    }
    if (records.keep !== undefined && outcome.removed) core.reporter.removed(outcome.removed, records.keep, scope);
    if (outcome.is === 'respond') return { scope, answer: { response: outcome.response }, event, merge: undefined };
    return { scope, answer: undefined, event: outcome.event, merge: outcome.merge };
  }

  function run(handler: AnyHandler, self: unknown, args: Args, streaming: boolean, started: Started): unknown {
    const { scope, answer } = started;
    const stream = streaming ? (args[1] as ResponseStream) : undefined;
    const callback = !streaming && typeof args[2] === 'function' ? (args[2] as Callback) : undefined;
    if (answer) return answerInstead(answer, handler.length >= 3, stream, callback);

    const ending: Ending = {
      core,
      scope,
      stream,
      merge: started.merge,
      answered: false,
      early: undefined,
      callback: undefined,
      resolve: undefined,
      reject: undefined,
      followed: undefined,
    };
    // The wrapper's own list.
    if (args.length > 0) args[0] = started.event;
    if (callback) {
      args[2] = wrapCallback(callback, ending);
      wrapContext(args[1], ending);
    }
    scope.ending = ending;
    if (stream) watchAnswer(stream, ending);

    let result: unknown;
    try {
      // There when the function uses the library of `@bulkhead/runtime/telemetry`.
      const correlation = correlations.get();
      result = correlation
        ? callFollowed(correlation, handler, self, args, streaming, scope, ending)
        : callInside(handler, self, args, scope);
    } catch (error) {
      endRun(ending, error);
      const settled = failed(ending, error);
      if (isFailed(settled)) throw settled.error;
      return settled.response;
    }
    if (isThenable(result)) return awaitResult(ending, result);
    // A handler that takes a callback and returned nothing has yet to answer.
    if (callback && handler.length >= 3 && result === undefined) {
      ending.callback = args[2] as Callback;
      if (ending.early) ending.callback(ending.early);
      return result;
    }
    endRun(ending);
    const settled = ending.early ? failed(ending, ending.early) : succeeded(ending, result);
    if (isFailed(settled)) throw settled.error;
    return settled.response;
  }

  function callInside(handler: AnyHandler, self: unknown, args: Args, scope: Scope): unknown {
    return core.scopes.run(scope, () => apply(handler, self, args as never[]));
  }

  function callFollowed(
    correlation: CorrelationStore,
    handler: AnyHandler,
    self: unknown,
    args: Args,
    streaming: boolean,
    scope: Scope,
    ending: Ending,
  ): unknown {
    return correlation.invoke(args[0], args[streaming ? 2 : 1], (event, followed) => {
      if (args.length > 0) args[0] = event;
      ending.followed = followed;
      return callInside(handler, self, args, scope);
    });
  }

  return { protect, isProtected: (handler) => typeof handler === 'function' && wrappers.has(handler) };
}

function watchAnswer(stream: ResponseStream, ending: Ending): void {
  watchStream(
    stream,
    (part) => checkPart(ending, part),
    (text) => checkJoined(ending, text),
    (stop) => abort(ending, stop),
  );
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
