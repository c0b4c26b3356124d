import { parseTraceHeader } from './trace-header.ts';

export type Phase = 'init' | 'invoke';
export type Outcome = 'success' | 'error' | 'timeout';

/** How an initialization ended. */
export interface InitReport {
  readonly phase: Phase;
  readonly status: Outcome;
  readonly errorType?: string;
  readonly durationMs: number;
}

/** How an invocation ended. A handler that threw is a `success` here: the runtime reported the error and lives on. */
export interface InvocationReport {
  readonly requestId: string;
  readonly status: Outcome;
  readonly errorType?: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  /** Only for the first invocation of an environment whose initialization went well. */
  readonly initMs?: number;
  /** Bytes of the answer. */
  readonly producedBytes: number;
  /** `X-Amzn-Trace-Id`; a sampled one adds the XRAY line. */
  readonly trace: string;
}

export interface RuntimeVersion {
  /** `nodejs:22.lab` */
  readonly version: string;
  readonly arn: string;
}

/** A record of JSON log mode: `{"time":…,"type":…,"record":…}`. */
export interface SystemRecord {
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
}

const ms = (value: number): string => value.toFixed(2);

/**
 * Milliseconds billed: duration and initialization together, rounded up once, since AWS bills the INIT phase of every
 * function (1 August 2025, aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase). Deployed functions
 * show it so: `Duration: 2.37 ms Billed Duration: 427 ms … Init Duration: 423.98 ms`.
 */
export function billedMs(report: Pick<InvocationReport, 'durationMs' | 'initMs'>): number {
  return Math.ceil(Number((report.durationMs + (report.initMs ?? 0)).toFixed(3)));
}

export function initStartLine(runtime: RuntimeVersion): string {
  return `INIT_START Runtime Version: ${runtime.version}\tRuntime Version ARN: ${runtime.arn}`;
}

/** Lambda prints it for failed initializations and for those inside an invocation. */
export function initReportLine(report: InitReport): string {
  return `INIT_REPORT Init Duration: ${ms(report.durationMs)} ms\tPhase: ${report.phase}\t${statusText(report)}`;
}

export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

/** `2026-11-20T10:00:00.000Z 8f50… Task timed out after 3.00 seconds` */
export function timeoutLine(requestId: string, timeoutSeconds: number, time: number): string {
  return `${new Date(time).toISOString()} ${requestId} ${timeoutMessage(timeoutSeconds)}`;
}

export function timeoutMessage(timeoutSeconds: number): string {
  return `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
}

/** One event of two lines, printed when the runtime's process ended during an invocation. */
export function exitLine(requestId: string, message: string): string {
  return `RequestId: ${requestId} Error: ${message}\nRuntime.ExitError`;
}

/** One event: REPORT, and XRAY as its second line when the trace is sampled. */
export function reportLine(report: InvocationReport): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${ms(report.durationMs)} ms`,
    `Billed Duration: ${billedMs(report)} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.maxMemoryMb} MB`,
  ];
  if (report.initMs !== undefined) fields.push(`Init Duration: ${ms(report.initMs)} ms`);
  fields.push(report.status === 'success' ? '' : statusText(report));
  const trace = parseTraceHeader(report.trace);
  const xray = trace?.sampled ? `\nXRAY TraceId: ${trace.root}\tSegmentId: ${trace.parent}\tSampled: true\t` : '';
  return fields.join('\t') + xray;
}

function statusText(report: { readonly status: Outcome; readonly errorType?: string }): string {
  return `Status: ${report.status}${report.errorType === undefined ? '' : `\tError Type: ${report.errorType}`}`;
}

export function initStartRecord(
  runtime: RuntimeVersion,
  phase: Phase,
  fn: { name: string; version: string; logStream: string; memoryMb: number },
): SystemRecord {
  return {
    type: 'platform.initStart',
    record: {
      initializationType: 'on-demand',
      phase,
      runtimeVersion: runtime.version,
      runtimeVersionArn: runtime.arn,
      functionName: fn.name,
      functionVersion: fn.version,
      instanceId: fn.logStream,
      instanceMaxMemory: fn.memoryMb * 1024 * 1024,
    },
  };
}

export function initDoneRecords(report: InitReport): SystemRecord[] {
  const common = { initializationType: 'on-demand', phase: report.phase, ...statusFields(report) };
  return [
    { type: 'platform.initRuntimeDone', record: common },
    { type: 'platform.initReport', record: { ...common, metrics: { durationMs: round(report.durationMs) } } },
  ];
}

export function startRecord(requestId: string, functionArn: string, version: string): SystemRecord {
  return { type: 'platform.start', record: { requestId, functionArn, version } };
}

/** `platform.runtimeDone` and `platform.report`. */
export function doneRecords(report: InvocationReport): SystemRecord[] {
  const { requestId } = report;
  const trace = parseTraceHeader(report.trace);
  const tracing = trace?.sampled
    ? { tracing: { spanId: trace.parent, type: 'X-Amzn-Trace-Id', value: report.trace } }
    : {};
  const metrics = {
    durationMs: round(report.durationMs),
    billedDurationMs: billedMs(report),
    memorySizeMB: report.memoryMb,
    maxMemoryUsedMB: report.maxMemoryMb,
    ...(report.initMs === undefined ? {} : { initDurationMs: round(report.initMs) }),
  };
  const runtimeMetrics = { durationMs: round(report.durationMs), producedBytes: report.producedBytes };
  return [
    {
      type: 'platform.runtimeDone',
      record: { requestId, ...statusFields(report), metrics: runtimeMetrics, ...tracing },
    },
    { type: 'platform.report', record: { requestId, metrics, ...statusFields(report), ...tracing } },
  ];
}

export function systemRecordLine(record: SystemRecord, time: number): string {
  return JSON.stringify({ time: new Date(time).toISOString(), ...record });
}

function statusFields(report: { readonly status: Outcome; readonly errorType?: string }): Record<string, string> {
  return report.errorType === undefined
    ? { status: report.status }
    : { status: report.status, errorType: report.errorType };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
