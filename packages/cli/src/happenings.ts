import { ATTACK_CLASSES, type AttackRecord, type Execution } from '@bulkhead/core';
import { type LabLine, readFailure } from '@bulkhead/lab';
import type { LogBatch } from '@bulkhead/logs';
import type { painter } from './io.ts';

/** Sentences told in {@link WINDOW_MS}; a fuzzer makes thousands a second, and the console has them all. */
const MOST_A_WINDOW = 20;
const WINDOW_MS = 10_000;

export interface HappeningsOptions {
  readonly say: (text: string) => void;
  readonly paint: ReturnType<typeof painter>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Absolute folder of the application: places are shown relative to it. */
  readonly root: string;
  /** False where the functions' own lines are shown anyway, errors among them. */
  readonly failures: boolean;
}

/**
 * Tells the person at the terminal what `up` would otherwise show in the console alone: attacks, and invocations that failed,
 * with the place in the code. What repeats within ten seconds is told once.
 * @returns takes each line and what was gathered since the one before
 */
export function createHappenings(options: HappeningsOptions): (line: LabLine, batch: LogBatch) => void {
  const { say, paint, now, root } = options;
  /** What the runtime said of the invocation that is running, by environment. */
  const reasons = new Map<string, string>();
  const told = new Set<string>();
  let began = 0;
  let left = 0;

  function tell(style: 'red' | 'yellow' | 'green', word: string, text: string): void {
    if (now() - began > WINDOW_MS) {
      if (left > 0) say(paint('dim', `${left} more are in the console`));
      began = now();
      left = 0;
      told.clear();
    }
    const sentence = `${word} ${text}`;
    if (told.has(sentence)) return;
    if (told.size >= MOST_A_WINDOW) left++;
    else {
      told.add(sentence);
      // Names and messages are a stranger's: they stay on their line, and move no cursor.
      say(`${paint(style, word)} ${text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 400)}`);
    }
  }

  function tellAttack(record: AttackRecord, functionId: string): void {
    const isBlocked = record.action === 'blocked';
    const where = record.path === '' ? '' : ` in ${record.path}`;
    const what = record.sink === undefined ? '' : `, stopped at ${record.sink.operation}`;
    const text = `${functionId}: ${ATTACK_CLASSES[record.class].title}${where}${isBlocked ? what : ''}`;
    tell(isBlocked ? 'green' : 'yellow', isBlocked ? 'blocked' : 'alert', text);
  }

  function tellFailure({ status, errorType, durationMs }: Execution, functionId: string, reason?: string): void {
    const text =
      status === 'timeout' ? `timed out after ${Math.round(durationMs)} ms` : (reason ?? errorType ?? 'failed');
    tell('red', 'failed', `${functionId}: ${text}`);
  }

  return ({ text, functionId, stream }, { records, executions }) => {
    const reason = options.failures ? reasonIn(text, root) : undefined;
    if (reason !== undefined) reasons.set(stream.logStream, reason);
    for (const record of records) if (record.kind === 'attack') tellAttack(record, functionId);
    for (const execution of executions) {
      const known = reasons.get(stream.logStream);
      reasons.delete(stream.logStream);
      // What we stopped is told as that, and what fails while it is loaded by the lab.
      const isTold = known === LOADING || known?.startsWith('BulkheadBlockedError');
      if (options.failures && execution.status !== 'success' && !isTold) tellFailure(execution, functionId, known);
    }
  };
}

const LOADING = 'failed while it was loaded';
const NODE = /\tERROR\t(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection) \t(\{.*)$/s;
const PYTHON = /^\[ERROR\] ([A-Za-z_][^\r\n]*)/;

/** `TypeError: x is no function at src/pay.ts:6:27`, of the line in which a runtime tells of an error that a handler threw. */
function reasonIn(text: string, root: string): string | undefined {
  // No request has begun.
  if (/^\S{1,40}\tundefined\tERROR\tUncaught Exception \t\{/.test(text)) return LOADING;
  const json = NODE.exec(text)?.[1];
  if (json === undefined) return pythonReason(text, root);
  const { text: what, place } = readFailure(json, root);
  return place === undefined ? what : `${what.slice(0, 200)} at ${place.file}:${place.line}:${place.column}`;
}

/** The innermost frame of the function's own comes last, and has no column. */
function pythonReason(text: string, root: string): string | undefined {
  const what = PYTHON.exec(text)?.[1];
  if (what === undefined) return undefined;
  const { place } = readFailure(JSON.stringify({ stackTrace: text.split(/[\r\n]+/).reverse() }), root);
  return place === undefined ? what : `${what.slice(0, 200)} at ${place.file}:${place.line}`;
}
