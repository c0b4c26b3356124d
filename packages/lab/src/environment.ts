import type { LogStreamRef } from '@bulkhead/logs';
import { initError } from './init-error.ts';
import type { LogEvent } from './log-frames.ts';
import { passesApplicationLevel, passesSystemLevel } from './log-levels.ts';
import { createLogTail } from './log-tail.ts';
import type { Reaper } from './reaper.ts';
import {
  doneRecords,
  endLine,
  exitLine,
  type InvocationReport,
  initDoneRecords,
  initReportLine,
  initStartLine,
  initStartRecord,
  type Phase,
  type RuntimeVersion,
  reportLine,
  type SystemRecord,
  startLine,
  startRecord,
  systemRecordLine,
  timeoutLine,
  timeoutMessage,
} from './report-lines.ts';
import type { RuntimeAnswer, RuntimeInvocation } from './runtime-api.ts';
import type { ProcessCommand } from './runtime-process.ts';
import { type InitOutcome, type InvocationOutcome, type Sandbox, startSandbox } from './sandbox.ts';
import type { InvokeResult, LabLine } from './types.ts';

export interface EnvironmentConfig {
  readonly functionId: string;
  /** Project root: places of errors are told relative to it. */
  readonly root: string;
  readonly name: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly logging: {
    readonly format: 'Text' | 'JSON';
    readonly applicationLevel: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
    readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN';
  };
  readonly runtimeVersion: RuntimeVersion;
  readonly stream: LogStreamRef;
  readonly command: (runtimeApi: string) => ProcessCommand;
  /** With a debugger nothing is frozen and nothing times out. */
  readonly debug: boolean;
  /** Milliseconds before an initialization is stopped and tried again inside the invocation; Lambda's is 10 s. */
  readonly initTimeoutMs: number;
}

export interface EnvironmentDeps {
  readonly reaper: Reaper;
  readonly onLine: (line: LabLine) => void;
  /** The function used more memory than it has; called with the megabytes. */
  readonly onOverMemory: (usedMb: number) => void;
}

export interface Job {
  readonly requestId: string;
  readonly payload: string;
  readonly functionArn: string;
  readonly trace: string;
  readonly clientContext?: string;
  readonly wantTail: boolean;
  readonly onStream?: RuntimeInvocation['onStream'];
}

export interface Running {
  /** The answer, as soon as the caller of Lambda would have it. */
  readonly result: Promise<InvokeResult>;
  /** REPORT is printed; `true` when the environment can take the next event. */
  readonly finished: Promise<boolean>;
}

/** One execution environment: one log stream, one process at a time, one invocation at a time. */
export interface Environment {
  run(job: Job): Running;
  /** Kills whatever runs. */
  close(): Promise<void>;
}

/** A buffered answer waits this long for REPORT to be printed, so that logs stand before the answer. */
const REPORT_WAIT_MS = 100;
const VERSION = '$LATEST';

/**
 * Nothing is started before the first job. A failed or slow (10 s) initialization is tried once more inside the invocation,
 * with the function's own timeout, as Lambda does. After a timeout or a crash the environment is spent: the pool starts a new
 * one (Lambda may also reset the same one and initialize it again without telling).
 */
export function createEnvironment(config: EnvironmentConfig, deps: EnvironmentDeps): Environment {
  let sandbox: Sandbox | undefined;
  let closed = false;
  let peakMb = 0;
  const tail = createLogTail();
  const json = config.logging.format === 'JSON';
  const limitMs = config.debug ? Number.POSITIVE_INFINITY : config.timeoutSeconds * 1000;

  function print(text: string, time = Date.now()): void {
    tail.add(text);
    deps.onLine({ functionId: config.functionId, stream: config.stream, time, text });
  }

  function system(line: string | undefined, records: readonly SystemRecord[]): void {
    if (!json) {
      if (line !== undefined) print(line);
      return;
    }
    for (const record of records) {
      const status = record.record['status'] as string | undefined;
      if (!passesSystemLevel(record.type, status, config.logging.systemLevel)) continue;
      const time = Date.now();
      print(systemRecordLine(record, time), time);
    }
  }

  function onEvent(event: LogEvent): void {
    if (json && !passesApplicationLevel(event, config.logging.applicationLevel)) return;
    print(event.text, event.time);
  }

  async function start(phase: Phase, initLimitMs: number): Promise<InitOutcome> {
    system(phase === 'init' ? initStartLine(config.runtimeVersion) : undefined, [
      initStartRecord(config.runtimeVersion, phase, {
        name: config.name,
        version: VERSION,
        logStream: config.stream.logStream,
        memoryMb: config.memoryMb,
      }),
    ]);
    if (phase === 'init') tail.clear();
    const started = performance.now();
    const ended = await startRuntime(initLimitMs);
    // From before the process was there, as Lambda counts; a time-out is shown as its limit.
    const outcome = ended.status === 'timeout' ? ended : { ...ended, durationMs: performance.now() - started };
    peakMb = Math.max(peakMb, sandbox?.process.maxMemoryMb() ?? 0);
    if (outcome.status !== 'success') await stop();
    else await drain();
    const report = {
      phase,
      status: outcome.status,
      durationMs: outcome.durationMs,
      ...(outcome.status === 'error' ? { errorType: knownErrorType(outcome.errorType) } : {}),
    };
    system(outcome.status === 'success' ? undefined : initReportLine(report), initDoneRecords(report));
    return outcome;
  }

  async function startRuntime(initLimitMs: number): Promise<InitOutcome> {
    const fn = { name: config.name, handler: config.handler };
    try {
      sandbox = await startSandbox(fn, config.command, deps.reaper, onEvent);
    } catch (error) {
      const errorType = 'Runtime.InvalidEntrypoint';
      const body = Buffer.from(JSON.stringify({ errorType, errorMessage: String(error) }));
      return { status: 'error', durationMs: 0, errorType, body };
    }
    if (closed) await sandbox.close();
    return sandbox.init(initLimitMs);
  }

  async function stop(): Promise<void> {
    await sandbox?.close();
    sandbox = undefined;
  }

  async function work(
    job: Job,
    early: (answer: RuntimeAnswer) => void,
  ): Promise<{ result: InvokeResult; alive: boolean }> {
    tail.clear();
    // Someone killed it while it was idle: not the fault of this event.
    if (sandbox?.process.gone()) await stop();
    let invokeStarted = performance.now();
    let initMs: number | undefined;
    let spent = 0;
    if (!sandbox) {
      let init = await start('init', config.debug ? Number.POSITIVE_INFINITY : config.initTimeoutMs);
      if (init.status === 'success') initMs = init.durationMs;
      else {
        invokeStarted = performance.now();
        init = await start('invoke', limitMs);
        spent = performance.now() - invokeStarted;
        if (init.status !== 'success') return failInit(job, init, spent);
      }
    }
    const { requestId } = job;
    const remaining = Math.max(1, limitMs - spent);
    system(startLine(requestId, VERSION), [startRecord(requestId, job.functionArn, VERSION)]);
    let answer: RuntimeAnswer | undefined;
    const running = sandbox!;
    const outcome = await running.run(
      {
        requestId,
        payload: job.payload,
        // Under a debugger a day is for ever.
        deadline: Date.now() + Math.ceil(Number.isFinite(remaining) ? remaining : 86_400_000),
        functionArn: job.functionArn,
        trace: job.trace,
        ...(job.clientContext === undefined ? {} : { clientContext: job.clientContext }),
        ...(job.onStream === undefined ? {} : { onStream: job.onStream }),
      },
      remaining,
      (taken) => {
        answer = taken;
        early(taken);
      },
    );
    const maxMemoryMb = running.process.maxMemoryMb();
    const alive = outcome.status === 'success' && !closed;
    if (outcome.status === 'success') await drain();
    if (!alive) await stop();
    else if (!config.debug) running.process.freeze();
    report(job, outcome, { maxMemoryMb, spent, initMs, producedBytes: answer?.body.length ?? 0 });
    return { result: resultOf(job, outcome, answer), alive };
  }

  function report(
    job: Job,
    outcome: InvocationOutcome,
    extra: { maxMemoryMb: number; spent: number; initMs: number | undefined; producedBytes: number },
  ): void {
    const { requestId } = job;
    if (!json && outcome.status === 'timeout') print(timeoutLine(requestId, config.timeoutSeconds, Date.now()));
    if (!json && outcome.exit !== undefined) print(exitLine(requestId, outcome.exit));
    if (extra.maxMemoryMb > config.memoryMb) deps.onOverMemory(extra.maxMemoryMb);
    const finished: InvocationReport = {
      requestId,
      status: outcome.status,
      durationMs: outcome.status === 'timeout' ? limitMs : outcome.durationMs + extra.spent,
      memoryMb: config.memoryMb,
      maxMemoryMb: Math.min(extra.maxMemoryMb, config.memoryMb),
      producedBytes: extra.producedBytes,
      trace: job.trace,
      ...(extra.initMs === undefined ? {} : { initMs: extra.initMs }),
      ...(outcome.exit === undefined ? {} : { errorType: 'Runtime.ExitError' }),
    };
    if (!json) print(endLine(requestId));
    system(reportLine(finished), doneRecords(finished));
  }

  function failInit(job: Job, init: InitOutcome, durationMs: number): { result: InvokeResult; alive: boolean } {
    const { requestId } = job;
    system(startLine(requestId, VERSION), [startRecord(requestId, job.functionArn, VERSION)]);
    const timedOut = init.status === 'timeout';
    if (!json && timedOut) print(timeoutLine(requestId, config.timeoutSeconds, Date.now()));
    if (!json && init.exit !== undefined && init.body === undefined) print(exitLine(requestId, init.exit));
    const finished: InvocationReport = {
      requestId,
      status: init.status,
      durationMs: timedOut ? limitMs : durationMs,
      memoryMb: config.memoryMb,
      maxMemoryMb: Math.min(peakMb, config.memoryMb),
      producedBytes: 0,
      trace: job.trace,
      ...(timedOut ? {} : { errorType: knownErrorType(init.errorType) }),
    };
    if (!json) print(endLine(requestId));
    system(reportLine(finished), doneRecords(finished));
    const payload = init.body && init.body.length > 0 ? init.body : errorPayload(job, init.status, init.exit ?? '');
    const failure = init.body ? { initError: initError(init.body, config.root, config.functionId) } : {};
    return { result: { ...finish(job, payload, true), ...failure }, alive: false };
  }

  function resultOf(job: Job, outcome: InvocationOutcome, answer: RuntimeAnswer | undefined): InvokeResult {
    if (answer) return finish(job, answer.body, answer.is === 'error', answer);
    return finish(job, errorPayload(job, outcome.status, outcome.exit ?? ''), true);
  }

  function errorPayload(job: Job, status: string, exit: string): Buffer {
    const timedOut = status === 'timeout';
    const message = timedOut ? timeoutMessage(config.timeoutSeconds) : exit;
    const errorType = timedOut ? 'Sandbox.Timedout' : 'Runtime.ExitError';
    return Buffer.from(JSON.stringify({ errorType, errorMessage: `RequestId: ${job.requestId} Error: ${message}` }));
  }

  function finish(job: Job, payload: Buffer, failed: boolean, answer?: RuntimeAnswer): InvokeResult {
    return {
      requestId: job.requestId,
      statusCode: 200,
      payload,
      ...(failed ? { functionError: 'Unhandled' } : {}),
      ...(answer?.streamed && answer.contentType !== undefined ? { contentType: answer.contentType } : {}),
      ...(job.wantTail ? { logTail: tail.text() } : {}),
    };
  }

  return {
    run: (job) => {
      let early = (_answer: RuntimeAnswer): void => {};
      const answered = new Promise<RuntimeAnswer>((resolve) => {
        early = resolve;
      });
      const done = work(job, early);
      const soon = answered.then(async (answer) => {
        await new Promise((resolve) => setTimeout(resolve, REPORT_WAIT_MS).unref());
        return finish(job, answer.body, answer.is === 'error', answer);
      });
      const result = done.then((value) => value.result);
      return {
        result: job.wantTail ? result : Promise.race([result, soon]),
        finished: done.then((value) => value.alive),
      };
    },
    close: async () => {
      closed = true;
      await stop();
    },
  };
}

/** Lets what the process wrote before it spoke to the Runtime API be read: it lies in the pipes already. */
async function drain(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lambda's logs name only error types of its own form; an exception's class becomes `Runtime.Unknown`. */
function knownErrorType(errorType: string | undefined): string {
  if (errorType === undefined) return 'Runtime.ExitError';
  return /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(errorType) ? errorType : 'Runtime.Unknown';
}
