import type { BulkheadBlockedError } from './errors.ts';
import { blockedCause, isStopIn, pathsOf } from './errors.ts';
import { withoutAdded } from './hooks/originals.ts';
import { inspectResponse } from './responses.lazy.ts';
import { mayBeFaulty } from './responses.ts';
import type { Core } from './runtime.ts';
import type { Scope } from './scope.ts';
import { setMethod } from './set-method.ts';
import { respondOnStream } from './streaming.lazy.ts';
import type { ResponseStream } from './streaming.ts';

export type Callback = (error?: unknown, response?: unknown) => void;
export type Settled = { readonly response: unknown } | { readonly error: unknown };

const { hasOwn } = Object;

/** Of its own: `in` would find what was left on the prototype of all objects. */
export function isFailed<T extends object>(settled: T): settled is Extract<T, { readonly error: unknown }> {
  return hasOwn(settled, 'error');
}

/**
 * How one invocation ends. Plain data with functions beside it: as functions with a closure, of which every invocation made ten, it
 * was a fifteenth of the new objects, and a collection of those is what the slowest hundredth of invocations waits for.
 */
export interface Ending {
  readonly core: Core;
  readonly scope: Scope;
  readonly stream: ResponseStream | undefined;
  /** Completes the answer of a handler that did not get every record. */
  readonly merge: ((response: unknown) => unknown) | undefined;
  /** The same answer may come past twice: older runtimes hand a promise's result to `context.succeed`, which is wrapped too. */
  answered: boolean;
  /** What stopped it before there was anything to fail. */
  early: BulkheadBlockedError | undefined;
  /** Where its handler has yet to call back. */
  callback: Callback | undefined;
  resolve: ((response: unknown) => void) | undefined;
  reject: ((error: unknown) => void) | undefined;
  /** Told of its end as well, where requests are followed. */
  followed: ((error?: unknown) => void) | undefined;
}

/** From here on no operation belongs to the invocation. */
export function endRun({ core, scope, followed }: Ending, error?: unknown): void {
  core.scopes.end(scope);
  followed?.(error);
}

/** The error to stop a part of a response with. */
export function checkPart({ core, scope }: Ending, part: unknown): BulkheadBlockedError | undefined {
  return isPlain(core, scope, part) ? undefined : (findLeak(core, scope, part) ?? findFault(core, scope, part));
}

/** What two parts of a streamed one are together: only secrets are looked for. */
export function checkJoined({ core, scope }: Ending, text: string): BulkheadBlockedError | undefined {
  return isPlain(core, scope, text) ? undefined : findLeak(core, scope, text);
}

/** What leaves the function for a response: itself, or in its place the answer to a blocked one. */
export function succeeded(ending: Ending, response: unknown): Settled {
  if (ending.answered) return { response };
  ending.answered = true;
  const stop = checkPart(ending, response);
  if (stop) return failure(ending, stop);
  return { response: ending.merge ? completed(ending.core, ending.merge, response) : response };
}

/** What leaves it for an error: itself, or for one of ours what the source answers. */
export function failed(ending: Ending, error: unknown): Settled {
  if (ending.answered) return { error };
  ending.answered = true;
  return failure(ending, error);
}

/** Fails an invocation from outside its handler; before there is anything to fail, as soon as there is. */
export function abort(ending: Ending, error: BulkheadBlockedError): void {
  if (ending.reject) settle(ending, failed(ending, error));
  else if (ending.callback) ending.callback(error);
  else ending.early ??= error;
}

/** What the function answers for the promise that its handler returned. */
export function awaitResult(ending: Ending, result: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    ending.resolve = resolve;
    ending.reject = reject;
    if (ending.early) settle(ending, failed(ending, ending.early));
    result.then(
      (response) => settle(ending, succeeded(ending, response)),
      (error: unknown) => settle(ending, failed(ending, error)),
    );
  });
}

function settle({ core, scope, resolve, reject }: Ending, settled: Settled): void {
  core.scopes.end(scope);
  if (isFailed(settled)) reject!(settled.error);
  else resolve!(settled.response);
}

function failure({ core, scope, stream }: Ending, error: unknown): Settled {
  const { stopped } = scope;
  const blocked = withoutAdded(
    () => blockedCause(error) ?? (stopped && isStopIn(error, stopped) ? stopped : undefined),
  );
  if (!blocked) return { error };
  const answer = core.hooks.shield('answer', () => blockAnswer(scope, blocked));
  if (!answer) return { error };
  if (!stream) return answer;
  return respondOnStream(stream, answer.response) ? { response: undefined } : { error };
}

function completed(core: Core, merge: (response: unknown) => unknown, response: unknown): unknown {
  const merged = core.hooks.shield('answer', () => ({ response: merge(response) }));
  return merged ? merged.response : response;
}

/**
 * Whether nothing is to be found in an answer, as in most. A shield takes 2 µs before a check begins, so that this look does
 * without: it only calls what was taken at load, whatever code has replaced since.
 */
function isPlain(core: Core, scope: Scope, part: unknown): boolean {
  try {
    const { secrets } = core.hooks.policy('credentials', scope);
    const isDeclared = secrets !== undefined && secrets.length > 0;
    return scope.reflectable.length === 0 && !isDeclared && !core.mayLeak(part) && !mayBeFaulty(part);
  } catch {
    // A getter of the answer's own: told where it is searched.
    return false;
  }
}

function findLeak(core: Core, scope: Scope, part: unknown): BulkheadBlockedError | undefined {
  return core.hooks.shield('credentials', () => {
    const { action, secrets } = core.hooks.policy('credentials', scope);
    if (action === 'off') return undefined;
    const found = core.findLeak(part, secrets);
    if (!found) return undefined;
    const finding = {
      rule: 'hook/credentials',
      ruleVersion: '1',
      class: 'credentials',
      confidence: 'high',
      message: secrets?.includes(found.secret)
        ? 'the response holds a secret that the policy declares.'
        : "the response holds the function's own IAM credentials.",
      path: '',
      value: '',
      sink: { operation: 'response', target: `${found.secret} in ${found.path}` },
    } as const;
    return core.hooks.act('credentials', finding, scope);
  });
}

function findFault(core: Core, scope: Scope, part: unknown): BulkheadBlockedError | undefined {
  return core.hooks.shield('answer', () => {
    const action = core.responseAction(scope);
    if (action === 'off') return undefined;
    const fault = inspectResponse(part, scope.reflectable);
    if (!fault) return undefined;
    return core.report({ ...fault, ruleVersion: '1', path: 'response.body' }, action, scope);
  });
}

/** The source's answer to a blocked operation, if it has one that makes nobody try again. */
function blockAnswer(scope: Scope, blocked: BulkheadBlockedError): { response: unknown } | undefined {
  const paths = pathsOf(blocked);
  const outcome = scope.source?.block(scope.event as Record<string, unknown>, { requestId: scope.requestId, paths });
  return outcome?.is === 'respond' ? { response: outcome.response } : undefined;
}

/** The answer to an event that was blocked before the handler ran. */
export type Instead = { readonly response: unknown } | { readonly error: BulkheadBlockedError };

/** Gives the answer in the handler's place, in the way in which this handler would have given its own. */
export function answerInstead(
  answer: Instead,
  takesCallback: boolean,
  stream: ResponseStream | undefined,
  callback: Callback | undefined,
): unknown {
  if (isFailed(answer)) {
    if (callback && takesCallback) {
      callback(answer.error);
      return undefined;
    }
    return Promise.reject(answer.error);
  }
  if (stream) {
    respondOnStream(stream, answer.response);
    return Promise.resolve();
  }
  if (callback && takesCallback) {
    callback(null, answer.response);
    return undefined;
  }
  return Promise.resolve(answer.response);
}

export function wrapCallback(callback: Callback, ending: Ending): Callback {
  return (error, response) => {
    endRun(ending, error ?? undefined);
    const settled = error === undefined || error === null ? succeeded(ending, response) : failed(ending, error);
    if (isFailed(settled)) callback(settled.error);
    else callback(null, settled.response);
  };
}

/** `context.succeed`, `fail` and `done` answer too (runtimes up to Node.js 22). Replaced in place: handlers spread the context. */
export function wrapContext(context: unknown, ending: Ending): void {
  if (typeof context !== 'object' || context === null) return;
  const methods = context as { succeed?: unknown; fail?: unknown; done?: unknown };
  const { succeed, fail, done } = methods;
  if (typeof succeed !== 'function' || typeof fail !== 'function' || typeof done !== 'function') return;
  const answer = (settled: Settled): void => {
    endRun(ending, isFailed(settled) ? settled.error : undefined);
    if (isFailed(settled)) fail.call(context, settled.error);
    else succeed.call(context, settled.response);
  };
  setMethod(methods, 'succeed', (response: unknown) => answer(succeeded(ending, response)));
  setMethod(methods, 'fail', (error: unknown) => answer(failed(ending, error)));
  setMethod(methods, 'done', (error: unknown, response: unknown) =>
    answer(error === undefined || error === null ? succeeded(ending, response) : failed(ending, error)),
  );
}
