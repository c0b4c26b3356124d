import type { Execution, Mac, RuntimeRecord } from '@bulkhead/core';
import { boundedMap } from './bounded-map.ts';
import { type FailureHint, failureHint } from './failure-hint.ts';
import { parseLine } from './parse-line.ts';
import { requestLine, weightOf } from './request-line.ts';
import type { Correlation, LogBatch, LogItem, LogLine, LogStreamRef, RequestLine } from './types.ts';

export interface CollectorOptions {
  /** The keys in force, newest first; empty: every line of ours counts as forged. */
  readonly verify: readonly Mac[];
  /** Most records, executions and lines each, kept until {@link Collector.take}; what comes after is counted as dropped. */
  readonly limit?: number;
  /** Most bytes of lines, by {@link weightOf}. */
  readonly lineBytes?: number;
}

export interface Collector {
  /** Takes one line and says what it is. Never throws. */
  push(line: LogLine): LogItem;
  /** Everything since the last time, each record and each execution once. */
  take(): LogBatch;
  /** Records, executions and lines waiting. */
  readonly size: number;
}

/** Invocations whose state is remembered at once; 10,000 environments' worth at about 1 kB each. */
const MEMORY = 10_000;

/** Room for lines that wait: 30,000 of the usual size, 1,000 of the largest. */
export const LINE_BYTES = 33_554_432;

/**
 * Gathers what the lines of many streams say. Of what functions log themselves only the lines that name their request are
 * kept. Records count by their id (the highest count wins), executions by request id
 * and time: Lambda retries an asynchronous invocation under the same request id, and each try has its own REPORT.
 * @example const collector = createCollector({ verify: [hmacSha256(key)] }); collector.push(line); sink.push(collector.take())
 */
export function createCollector(options: CollectorOptions): Collector {
  const { limit = 50_000, lineBytes = LINE_BYTES } = options;
  let records = new Map<string, RuntimeRecord>();
  let executions = new Map<string, Execution>();
  let lines = new Map<string, RequestLine>();
  let bytes = 0;
  let counters = { forged: 0, malformed: 0, dropped: 0 };
  const running = boundedMap<string>(MEMORY);
  const hints = boundedMap<FailureHint>(MEMORY);
  const finished = boundedMap<Execution>(MEMORY);

  function addRecord(record: RuntimeRecord): void {
    const before = records.get(record.id);
    if (!before && records.size >= limit) counters.dropped++;
    else if (!before || isNewer(record, before)) records.set(record.id, record);
  }

  function addExecution(execution: Execution): void {
    const key = `${execution.requestId}\n${execution.time}`;
    if (!executions.has(key) && executions.size >= limit) counters.dropped++;
    else executions.set(key, execution);
  }

  function addLine(correlation: Correlation, line: LogLine): void {
    if (lines.size >= limit || bytes >= lineBytes) {
      counters.dropped++;
      return;
    }
    const added = requestLine(correlation, line, running.get(streamKey(line.stream)));
    if (lines.has(added.id)) return;
    lines.set(added.id, added);
    bytes += weightOf(added);
  }

  function onExecution(execution: Execution, statusGiven: boolean, stream: LogStreamRef): void {
    const key = invocationKey(stream, execution.requestId);
    const hint = statusGiven ? undefined : hints.get(key);
    hints.delete(key);
    const known = hint ? withHint(execution, hint) : execution;
    if (!statusGiven) finished.set(key, known);
    addExecution(known);
  }

  function onHint(hint: FailureHint, stream: LogStreamRef): void {
    const requestId = hint.requestId ?? running.get(streamKey(stream));
    if (requestId === undefined) return;
    const key = invocationKey(stream, requestId);
    const done = finished.get(key);
    // The REPORT came first: the same execution is handed on again, and readers take the worse status.
    if (done?.status === 'success') {
      const known = withHint(done, hint);
      finished.set(key, known);
      addExecution(known);
    } else if (!done && hints.get(key)?.status !== 'timeout') hints.set(key, hint);
  }

  function onPlatform(event: string, requestId: string | undefined, stream: LogStreamRef): void {
    if (requestId === undefined || (event !== 'START' && event !== 'platform.start')) return;
    running.set(streamKey(stream), requestId);
    // A retry of the same request in the same environment is a new invocation.
    finished.delete(invocationKey(stream, requestId));
  }

  return {
    push(line) {
      const item = parseLine(line.text, line.stream, options.verify, line.time);
      if (item.is === 'record') {
        if (item.trust === 'valid') addRecord(item.record);
        else counters.forged++;
      } else if (item.is === 'malformed') counters.malformed++;
      else if (item.is === 'execution') onExecution(item.execution, item.statusGiven, line.stream);
      else {
        if (item.is === 'platform') onPlatform(item.event, item.requestId, line.stream);
        else if (item.correlation) addLine(item.correlation, line);
        const hint = failureHint(item);
        if (hint) onHint(hint, line.stream);
      }
      return item;
    },
    take() {
      const batch: LogBatch = {
        records: [...records.values()],
        executions: [...executions.values()],
        lines: [...lines.values()],
        counters,
      };
      records = new Map();
      executions = new Map();
      lines = new Map();
      bytes = 0;
      counters = { forged: 0, malformed: 0, dropped: 0 };
      return batch;
    },
    get size() {
      return records.size + executions.size + lines.size;
    },
  };
}

function withHint(execution: Execution, hint: FailureHint): Execution {
  return { ...execution, status: hint.status, ...(hint.errorType ? { errorType: hint.errorType } : {}) };
}

/** An attack that was alerted and then stopped is told twice under one id, with the same count. */
function isNewer(record: RuntimeRecord, before: RuntimeRecord): boolean {
  const [count, known] = [countOf(record), countOf(before)];
  return count > known || (count === known && isBlocked(record) && !isBlocked(before));
}

function isBlocked(record: RuntimeRecord): boolean {
  return record.kind === 'attack' && record.action === 'blocked';
}

function countOf(record: RuntimeRecord): number {
  return 'count' in record ? record.count : 1;
}

function streamKey(stream: LogStreamRef): string {
  return `${stream.logGroup}\n${stream.logStream}`;
}

function invocationKey(stream: LogStreamRef, requestId: string): string {
  return `${stream.logGroup}\n${stream.logStream}\n${requestId}`;
}
