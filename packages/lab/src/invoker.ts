import { randomBytes, randomUUID } from 'node:crypto';
import type { Job } from './environment.ts';
import { MAX_EVENT_BYTES, MAX_REQUEST_BYTES } from './names.ts';
import type { Pool } from './pool.ts';
import { enterFunction, formatTraceHeader, lineageHash } from './trace-header.ts';
import type { EventEnd } from './triggers/destination.ts';
import type { InvokeRequest, InvokeResult, LabNotice } from './types.ts';

export interface InvokerOptions {
  readonly functionId: string;
  readonly arn: string;
  readonly pool: Pool;
  /** How often one chain may enter the function; the next time is refused. */
  readonly recursionStop: number;
  /**
   * Milliseconds before the first and second retry of a failed asynchronous event. Lambda waits 60 and 120 s
   * (docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html); nobody waits that long at a terminal.
   */
  readonly retryDelaysMs: readonly number[];
  readonly onNotice: (notice: LabNotice) => void;
  /** Told about an asynchronous event after its last attempt. */
  readonly onEventEnd?: (end: EventEnd) => void;
}

export interface Invoker {
  invoke(request: InvokeRequest, onStream?: OnStream): Promise<InvokeResult>;
  /** Drops events that wait for a retry. */
  close(): void;
}

/** Takes a streamed answer from its first byte on. */
export type OnStream = (requestId: string, contentType: string | undefined, body: AsyncIterable<Uint8Array>) => void;

/** Events that one function may have waiting, so that a loop of events cannot eat the memory of the lab. */
const MAX_WAITING_EVENTS = 1000;

/** Lambda's front door for one function: limits, loop detection, invocation types and the queue of asynchronous events. */
export function createInvoker(options: InvokerOptions): Invoker {
  const hash = lineageHash(options.arn);
  const timers = new Set<NodeJS.Timeout>();
  let waiting = 0;
  let closed = false;

  const notice = (level: LabNotice['level'], message: string): void =>
    options.onNotice({ level, functionId: options.functionId, message });

  async function invoke(request: InvokeRequest, onStream?: OnStream): Promise<InvokeResult> {
    const requestId = randomUUID();
    const refuse = (statusCode: number, errorType: string, message: string, more: object = {}): InvokeResult => ({
      requestId,
      statusCode,
      errorType,
      payload: Buffer.from(JSON.stringify({ Type: 'User', Message: message, message, ...more })),
    });
    const type = request.invocationType ?? 'RequestResponse';
    const payload = request.payload.trim() === '' ? '{}' : request.payload;
    const limit = type === 'Event' ? MAX_EVENT_BYTES : MAX_REQUEST_BYTES;
    if (Buffer.byteLength(payload) > limit) {
      const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
      return refuse(413, 'RequestEntityTooLargeException', message);
    }
    const problem = jsonProblem(payload);
    if (problem !== undefined) {
      return refuse(400, 'InvalidRequestContentException', `Could not parse request body into json: ${problem}`);
    }
    const clientContext = request.clientContext === undefined ? undefined : decodeContext(request.clientContext);
    if (clientContext === null) {
      return refuse(
        400,
        'InvalidRequestContentException',
        'Client context must be a valid Base64-encoded JSON object.',
      );
    }
    if (type === 'DryRun') return { requestId, statusCode: 204, payload: Buffer.alloc(0) };
    const { header, depth } = enterFunction(request.traceHeader, hash, Date.now(), randomHex);
    const looped = depth > options.recursionStop;
    if (looped) {
      notice(
        'warn',
        `Recursive loop stopped: one chain of requests (${header.root}) entered this function ${options.recursionStop} times. Lambda drops the next invocation as well.`,
      );
    }
    const job: Job = {
      requestId,
      payload,
      functionArn: request.qualifier === undefined ? options.arn : `${options.arn}:${request.qualifier}`,
      trace: formatTraceHeader(header),
      wantTail: request.logType === 'Tail',
      ...(clientContext === undefined ? {} : { clientContext }),
      ...(onStream === undefined ? {} : { onStream: (type, body) => onStream(requestId, type, body) }),
    };
    if (type === 'Event') {
      if (waiting >= MAX_WAITING_EVENTS) return refuse(429, 'TooManyRequestsException', 'Rate Exceeded.');
      // Lambda takes the event and drops it afterwards.
      if (!looped) void runEvent({ ...job, wantTail: false });
      return { requestId, statusCode: 202, payload: Buffer.alloc(0) };
    }
    if (looped) {
      return refuse(
        400,
        'RecursiveInvocationException',
        'Lambda has detected your function being invoked in a recursive loop and stopped your function’s invocation.',
      );
    }
    const running = options.pool.run(job);
    if (running) return running;
    return refuse(429, 'TooManyRequestsException', 'Rate Exceeded.', { Reason: 'ConcurrentInvocationLimitExceeded' });
  }

  async function runEvent(job: Job): Promise<void> {
    waiting++;
    try {
      for (let attempt = 0; ; attempt++) {
        const result = await options.pool.wait(job);
        const delay = result.functionError === undefined ? undefined : options.retryDelaysMs[attempt];
        if (delay === undefined) {
          const { requestId, payload } = job;
          options.onEventEnd?.({ requestId, payload, result, attempts: attempt + 1 });
          if (result.functionError === undefined) return;
          const tries = attempt + 1;
          return notice('warn', `Event ${job.requestId} failed ${tries} times and is dropped, as Lambda does.`);
        }
        await pause(delay);
        if (closed) return;
      }
    } catch (error) {
      if (!closed) notice('error', `Event ${job.requestId}: ${error instanceof Error ? error.message : error}`);
    } finally {
      waiting--;
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timer.unref();
      timers.add(timer);
    });
  }

  return {
    invoke,
    close: () => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'not JSON';
  }
}

/** JSON text fit for a header, or `null` when it is none. Lambda takes at most 3,583 bytes of base64. */
function decodeContext(base64: string): string | null {
  if (base64.length > 3583) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const toEscape = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return JSON.stringify(value).replace(/[\x7f-\uffff]/g, toEscape);
  } catch {
    return null;
  }
}

function randomHex(digits: number): string {
  return randomBytes(digits / 2).toString('hex');
}
