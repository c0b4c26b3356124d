import type { AnyHandler } from '../invoke.ts';
import type { Downstream } from './downstream.ts';
import type { Answer, Invocation, Upstream } from './upstream.ts';

type Protect = (handler: AnyHandler, options: undefined) => AnyHandler;

/** What a runtime answered with an error, while it travels through {@link Protect} as one. */
class RuntimeError extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('the runtime answered with an error');
    this.answer = answer;
  }
}

/**
 * Takes events from Lambda and hands them to the function's own runtime, whatever language it runs, as if it were a handler
 * of ours: what protects a handler of Node.js then protects that one. Returns when Lambda's API is gone.
 */
export async function serve(upstream: Upstream, downstream: Downstream, protect: Protect): Promise<void> {
  let invocation: Invocation;
  let parsed: unknown;
  /** What the runtime answered last, and what it says; handed on as it came where nothing changed it. */
  let last: { readonly answer: Answer; readonly value: unknown } | undefined;

  const handler = protect(async function handler(event: unknown): Promise<unknown> {
    // Numbers that JSON.parse cannot hold stay what they are.
    const body = event === parsed ? invocation.body : Buffer.from(JSON.stringify(event));
    const answer = await downstream.give(invocation, body);
    if (answer.is === 'error') throw new RuntimeError(answer);
    last = { answer, value: parse(answer.body) };
    return last.value;
  }, undefined) as (event: unknown, context: unknown) => Promise<unknown>;

  for (;;) {
    await downstream.ready();
    invocation = await upstream.next();
    parsed = parse(invocation.body);
    last = undefined;
    const { headers, requestId } = invocation;
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    await upstream.answer(
      requestId,
      await settle(() =>
        handler(parsed, {
          awsRequestId: requestId,
          invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
          xRayTraceId: headers['lambda-runtime-trace-id'],
          getRemainingTimeInMillis: () => deadline - Date.now(),
        }),
      ),
    );
  }

  async function settle(run: () => Promise<unknown>): Promise<Answer> {
    try {
      const value = await run();
      if (last !== undefined && last.value === value) return last.answer;
      return { is: 'response', headers: JSON_TYPE, body: Buffer.from(JSON.stringify(value) ?? 'null') };
    } catch (error) {
      if (error instanceof RuntimeError) return error.answer;
      const { name, message } = error as Error;
      return {
        is: 'error',
        headers: { ...JSON_TYPE, 'lambda-runtime-function-error-type': name },
        body: Buffer.from(JSON.stringify({ errorType: name, errorMessage: message, stackTrace: [] })),
      };
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Text that is no JSON is a string: custom runtimes may answer with anything. */
function parse(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
