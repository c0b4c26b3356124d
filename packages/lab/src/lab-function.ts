import { BulkheadError, formatError, isUnknown, type LambdaFunction, type Unknown } from '@bulkhead/core';
import { findHandlerFile, localValue } from '@bulkhead/iac';
import { createEnvironment } from './environment.ts';
import { configureEnvironment, type PreparedCode } from './function-config.ts';
import { createInvoker, type OnStream } from './invoker.ts';
import { withLabUrl } from './lab-url.ts';
import { arnOf } from './names.ts';
import { createPool } from './pool.ts';
import type { Reaper } from './reaper.ts';
import { majorOf, planRuntime, type RuntimeInventory, type RuntimePlan } from './runtimes.ts';
import type { EventEnd } from './triggers/destination.ts';
import type { InvokeRequest, InvokeResult, LabFunctionStatus, LabNotice, LabOptions } from './types.ts';

/** Figures that Lambda fixes or that a terminal needs shorter; tests change them. */
export interface LabTuning {
  /** Lambda: 10 s (docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). */
  readonly initTimeoutMs: number;
  /** Most environments of one function, unless the template reserves fewer; Lambda's default is 1,000 an account. */
  readonly concurrency: number;
  /** Requests that wait for an environment before one is refused; Lambda refuses at once. */
  readonly queueLimit: number;
  /** Lambda keeps idle environments for minutes; nothing says how many. */
  readonly idleMs: number;
  /** Lambda: 60 and 120 s. */
  readonly retryDelaysMs: readonly number[];
}

export const DEFAULT_TUNING: LabTuning = {
  initTimeoutMs: 10_000,
  concurrency: 10,
  queueLimit: 100,
  idleMs: 5 * 60_000,
  retryDelaysMs: [1_000, 2_000],
};

export interface LabFunctionInput {
  readonly fn: LambdaFunction;
  readonly options: LabOptions;
  readonly region: string;
  readonly inventory: RuntimeInventory;
  readonly reaper: Reaper;
  readonly tuning: LabTuning;
  /** Builds the code, or says where it lies already. */
  readonly codeFor: (fn: LambdaFunction) => Promise<PreparedCode>;
  /** Stands before AWS and the lab's Invoke API, where calls are judged. */
  readonly accessUrl?: string;
  readonly onCredentials?: (accessKeyId: string) => void;
  /** Known once the front listens. */
  readonly labUrl: () => string;
  /** Endpoint for the SDK's client for Kinesis, which speaks HTTP/2 only. */
  readonly kinesisEndpoint?: string;
  /** Puts an AWS server's own addresses into a local value. */
  readonly localise?: (text: string) => string;
  /** Told about an asynchronous event after its last attempt. */
  readonly onEventEnd?: (end: EventEnd) => void;
}

/** One function of the lab: its runtime, its environments and its way in. */
export interface LabFunction {
  readonly fn: LambdaFunction;
  readonly status: Omit<LabFunctionStatus, 'urls'>;
  /** Builds the code now rather than with the first event. @throws BulkheadError from the build */
  prepare(): Promise<void>;
  /** @throws BulkheadError from the build */
  invoke(request: InvokeRequest, onStream?: OnStream): Promise<InvokeResult>;
  /** Takes new code from the next event on. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** Where an unknown value stands, for whoever has to give it. */
function whereOf({ place }: Unknown, fn: LambdaFunction): string {
  const { file, line } = place ?? fn.handlerPlace;
  return `${file}:${line}: `;
}

/** Some reasons name the expression themselves. */
function reasonOf({ expression, unknown }: Unknown): string {
  return unknown.includes(expression) ? unknown : `${expression} ${unknown}`;
}

export function createLabFunction(given: LabFunctionInput): LabFunction {
  const fn = withLikelyRuntime(given.fn);
  const input = { ...given, fn };
  const { options, tuning } = input;
  const notice = (level: LabNotice['level'], message: string): void =>
    options.onNotice({ level, functionId: fn.id, message });
  const plan: RuntimePlan = isUnknown(fn.runtime)
    ? { is: 'none', reason: `its runtime is unknown: ${whereOf(fn.runtime, fn)}${fn.runtime.unknown}` }
    : isUnknown(fn.handler)
      ? { is: 'none', reason: `its handler is unknown: ${whereOf(fn.handler, fn)}${fn.handler.unknown}` }
      : planRuntime(fn.runtime, input.inventory);
  const status = statusOf(fn, plan, options);
  if (plan.is === 'none') {
    const payload = Buffer.from(
      JSON.stringify({ errorType: 'Runtime.InvalidEntrypoint', errorMessage: `${fn.id}: ${plan.reason}` }),
    );
    return {
      fn,
      status,
      prepare: async () => {},
      invoke: async () => ({ requestId: '', statusCode: 200, functionError: 'Unhandled', payload }),
      reload: async () => {},
      close: async () => {},
    };
  }

  if (isUnknown(given.fn.runtime))
    notice('warn', `its runtime is unknown (${given.fn.runtime.unknown}); run as ${plan.runtime}`);
  if (plan.notice !== undefined) notice('warn', plan.notice);
  // `!Ref Table` is known only after a deploy; here the table's local name stands for it, as on AWS its real one.
  const local: Record<string, string> = {};
  for (const [name, value] of Object.entries(fn.environment)) {
    if (!isUnknown(value) || options.environment?.[name] !== undefined) continue;
    const known = localValue(options.app, value);
    if (known !== undefined) local[name] = input.localise?.(known) ?? known;
    else notice('warn', `Environment variable ${name} is left out: ${whereOf(value, fn)}${reasonOf(value)}`);
  }
  const awsEndpoint = input.accessUrl ?? options.awsEndpoint;
  let code: PreparedCode | undefined;
  let preparing: Promise<PreparedCode> | undefined;
  let buildError: string | undefined;
  let toldMemory = false;
  const inspectPort = options.inspect?.functionId === fn.id ? options.inspect.port : undefined;
  const limit = Math.min(fn.reservedConcurrency ?? tuning.concurrency, tuning.concurrency);
  const pool = createPool({
    // One debugger port, one environment.
    concurrency: inspectPort === undefined ? limit : 1,
    queueLimit: limit === 0 ? 0 : tuning.queueLimit,
    idleMs: inspectPort === undefined ? tuning.idleMs : 0x7fffffff,
    create: () =>
      createEnvironment(
        configureEnvironment({
          fn,
          plan,
          code: code!,
          region: input.region,
          root: options.app.root,
          extra: { ...withLabUrl(local, options.app, input.labUrl()), ...options.environment },
          lambdaEndpoint: input.accessUrl ?? input.labUrl(),
          initTimeoutMs: tuning.initTimeoutMs,
          ...(options.protection === undefined ? {} : { protection: options.protection }),
          ...(awsEndpoint === undefined ? {} : { awsEndpoint }),
          ...(input.onCredentials ? { onCredentials: input.onCredentials } : {}),
          ...(input.kinesisEndpoint === undefined ? {} : { kinesisEndpoint: input.kinesisEndpoint }),
          ...(inspectPort === undefined ? {} : { inspectPort, inspectWait: options.inspect?.wait === true }),
        }),
        {
          reaper: input.reaper,
          onLine: options.onLine,
          onOverMemory: (used) => {
            if (toldMemory) return;
            toldMemory = true;
            notice('warn', `Used ${used} MB of its ${fn.memoryMb} MB; Lambda would have stopped it.`);
          },
        },
      ),
  });
  const invoker = createInvoker({
    functionId: fn.id,
    arn: arnOf(fn, input.region),
    pool,
    recursionStop: options.recursionStop ?? 16,
    retryDelaysMs: tuning.retryDelaysMs.slice(0, fn.asyncInvoke?.maximumRetryAttempts ?? Number.POSITIVE_INFINITY),
    onNotice: options.onNotice,
    ...(input.onEventEnd ? { onEventEnd: input.onEventEnd } : {}),
  });

  /** Builds once for all who wait; a failed build is tried again by the next. */
  function prepare(): Promise<PreparedCode> {
    if (preparing) return preparing;
    const building = input.codeFor(fn);
    preparing = building;
    building.then(
      () => {
        buildError = undefined;
      },
      (error: unknown) => {
        buildError = error instanceof BulkheadError ? formatError(error) : String(error);
        if (preparing === building) preparing = undefined;
      },
    );
    return building;
  }

  return {
    fn,
    get status() {
      return buildError === undefined ? status : { ...status, reason: buildError };
    },
    prepare: async () => {
      await prepare();
    },
    invoke: async (request, onStream) => {
      let building: Promise<PreparedCode>;
      do {
        building = prepare();
        code = await building;
        // Reloaded in the meantime: what was just built is old already.
      } while (building !== preparing);
      const result = await invoker.invoke(request, onStream);
      if (result.initError) notice('error', formatError(result.initError));
      return result;
    },
    reload: async () => {
      preparing = undefined;
      await pool.retire();
    },
    close: async () => {
      invoker.close();
      await pool.close();
    },
  };
}

/** Where no runtime is named, what the file of the handler is written in says which one it is. */
function withLikelyRuntime(fn: LambdaFunction): LambdaFunction {
  if (!isUnknown(fn.runtime)) return fn;
  const candidates = [`nodejs${majorOf(process.versions.node)}.x`, 'python3.13'];
  const runtime = candidates.find((one) => findHandlerFile({ ...fn, runtime: one }) !== undefined);
  return runtime === undefined ? fn : { ...fn, runtime };
}

function statusOf(fn: LambdaFunction, plan: RuntimePlan, options: LabOptions): LabFunction['status'] {
  const common = {
    id: fn.id,
    name: isUnknown(fn.name) ? fn.id : fn.name,
    runtime: isUnknown(fn.runtime) ? 'unknown' : fn.runtime,
  };
  if (plan.is === 'none') {
    return { ...common, runsOn: 'nothing', ric: 'none', protected: false, reason: plan.reason };
  }
  if (plan.is === 'python') {
    const python = { ...common, runsOn: plan.runsOn, ric: 'python' } as const;
    if (!options.protection) return { ...python, protected: false, reason: 'started without protection' };
    return { ...python, runsOn: `${plan.runsOn}, behind the event firewall`, protected: true };
  }
  const ric = plan.entry === 'bootstrap' ? 'bootstrap' : 'aws-lambda-ric';
  return options.protection
    ? { ...common, runsOn: plan.runsOn, ric, protected: true }
    : { ...common, runsOn: plan.runsOn, ric, protected: false, reason: 'started without protection' };
}
