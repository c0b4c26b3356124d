import type { LogEvent } from './log-frames.ts';
import type { Reaper } from './reaper.ts';
import type { Outcome } from './report-lines.ts';
import {
  createRuntimeApi,
  type RuntimeAnswer,
  type RuntimeApi,
  type RuntimeApiFunction,
  type RuntimeInvocation,
} from './runtime-api.ts';
import { type ProcessCommand, type ProcessEnd, type RuntimeProcess, startProcess } from './runtime-process.ts';

/** How an initialization ended; `body` and `errorType` are what the runtime posted to `/init/error`. */
export interface InitOutcome {
  readonly status: Outcome;
  readonly durationMs: number;
  readonly body?: Buffer;
  readonly errorType?: string;
  /** `Runtime exited with error: exit status 1` */
  readonly exit?: string;
}

/** How one invocation ended. */
export interface InvocationOutcome {
  readonly status: Outcome;
  readonly durationMs: number;
  readonly exit?: string;
}

/** One runtime process and its Runtime API: what is thrown away when a runtime crashes. */
export interface Sandbox {
  readonly process: RuntimeProcess;
  /** Waits until the runtime asks for its first event. */
  init(limitMs: number): Promise<InitOutcome>;
  /** Hands out one event; `onAnswer` comes before the returned promise, which waits until the runtime asks for more. */
  run(
    invocation: RuntimeInvocation,
    limitMs: number,
    onAnswer: (answer: RuntimeAnswer) => void,
  ): Promise<InvocationOutcome>;
  /** Kills the process and closes the API. */
  close(): Promise<void>;
}

/** How long a runtime may live on after it reported that it cannot start. */
const INIT_ERROR_GRACE_MS = 1000;
/** What Lambda gives extensions and runtime to end themselves (SHUTDOWN phase with an internal extension). */
const SHUTDOWN_GRACE_MS = 300;

/** @param command receives `127.0.0.1:PORT` of this sandbox's Runtime API */
export async function startSandbox(
  fn: RuntimeApiFunction,
  command: (runtimeApi: string) => ProcessCommand,
  reaper: Reaper,
  onEvent: (event: LogEvent) => void,
): Promise<Sandbox> {
  let onReady = (): void => {};
  let onInitError = (_error: { body: Buffer; errorType: string }): void => {};
  let onAnswer = (_answer: RuntimeAnswer): void => {};
  const api: RuntimeApi = await createRuntimeApi(fn, {
    onReady: () => onReady(),
    onInitError: (error) => onInitError(error),
    onAnswer: (answer) => onAnswer(answer),
  });
  let process: RuntimeProcess;
  try {
    process = await startProcess(command(`127.0.0.1:${api.port}`), reaper, onEvent);
  } catch (error) {
    await api.close();
    throw error;
  }

  // Asked once: what waits on a promise stays with it, and an environment lives through thousands of invocations.
  let ended: ProcessEnd | undefined;
  let onEnd = (_end: ProcessEnd): void => {};
  void process.ended.then((end) => {
    ended = end;
    onEnd(end);
  });

  /** First of: the runtime asks for work, the process ends, the time is over. */
  function wait(limitMs: number): Promise<{ status: Outcome; durationMs: number; end?: ProcessEnd }> {
    const started = performance.now();
    return new Promise((resolve) => {
      const done = (status: Outcome, end?: ProcessEnd): void => {
        clearTimeout(timer);
        onReady = () => {};
        onEnd = () => {};
        resolve({ status, durationMs: performance.now() - started, ...(end ? { end } : {}) });
      };
      // setTimeout takes at most 2^31-1 ms; longer means no limit, as under a debugger.
      const timer = limitMs < 0x7fffffff ? setTimeout(() => done('timeout'), limitMs) : undefined;
      onReady = () => done('success');
      onEnd = (end) => done('error', end);
      if (ended) onEnd(ended);
    });
  }

  return {
    process,
    init: async (limitMs) => {
      let reported: { body: Buffer; errorType: string } | undefined;
      let grace: NodeJS.Timeout | undefined;
      onInitError = (error) => {
        reported = error;
        grace = setTimeout(() => void process.kill(), INIT_ERROR_GRACE_MS);
      };
      const { status, durationMs, end } = await wait(limitMs);
      clearTimeout(grace);
      onInitError = () => {};
      const exit = end && exitMessage(end);
      return { status, durationMs, ...reported, ...(exit === undefined ? {} : { exit }) };
    },
    run: async (invocation, limitMs, take) => {
      onAnswer = take;
      const waiting = wait(limitMs);
      process.thaw();
      api.send(invocation);
      const { status, durationMs, end } = await waiting;
      onAnswer = () => {};
      const exit = end && exitMessage(end);
      return { status, durationMs, ...(exit === undefined ? {} : { exit }) };
    },
    close: async () => {
      if (api.extensions.size > 0) {
        process.thaw();
        process.terminate();
        await Promise.race([process.ended, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_GRACE_MS))]);
      }
      await process.kill();
      await api.close();
    },
  };
}

/** Lambda's words (aws/aws-lambda-runtime-interface-emulator, `rapid/handlers.go`). */
function exitMessage(end: ProcessEnd): string {
  return end.error === undefined
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: ${end.error}`;
}
