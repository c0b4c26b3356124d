import { isAttackClass } from './attack-classes.ts';
import {
  type Behaviour,
  type BehaviourRecord,
  type CoverageRecord,
  type HookCoverage,
  isBehaviourKind,
  type RuntimeRecord,
} from './record.ts';
import { isMap } from './values.ts';

/** Version of the line format; the first field of each line, so that a scan for {@link LINE_START} finds ours. */
export const WIRE_VERSION = 1;

/** What each of our lines starts with; a reader may find it behind a prefix that something else wrote on the same line. */
export const LINE_START = `{"bulkhead":${WIRE_VERSION},`;

/** Longest line that is parsed or printed, in UTF-16 code units. CloudWatch Logs takes 1 MiB; ours stay far below. */
export const LINE_LIMIT = 16_384;

/**
 * HMAC-SHA256 over a text, base64url. Comes in as an argument: the function uses its own lazily loaded one.
 */
export type Mac = (text: string) => string;

/**
 * One log line, without the newline.
 * `level` is FATAL because Lambda's JSON log mode drops every line below the function's application log level, and FATAL
 * is the highest (docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 * `mac` covers version, log stream and record, so that a line which a handler was made to print, or a true line replayed
 * into another stream, does not count.
 * @param mac `undefined` prints an unsigned line; readers mark it.
 */
export function encodeLine(record: RuntimeRecord, logStream: string, mac: Mac | undefined): string {
  const body = recordText(record);
  const timestamp = new Date(record.time).toISOString();
  const check = mac ? `,"mac":"${mac(macText(logStream, body))}"` : '';
  return `${LINE_START}"timestamp":"${timestamp}","level":"FATAL","record":${body}${check}}`;
}

/** A record as it stands in its line. */
export function recordText(record: RuntimeRecord): string {
  if (record.kind === 'coverage') return JSON.stringify({ ...record, hooks: record.hooks.map(shortHook) });
  if (record.kind === 'behaviour') return JSON.stringify({ ...record, seen: record.seen.map(shortBehaviour) });
  return JSON.stringify(record);
}

/** `connect 3 api.example.com:443`: a third of the object's length, and a line holds three times as many. */
function shortBehaviour({ kind, what, count }: Behaviour): string {
  return `${kind} ${count} ${what}`;
}

function longBehaviour(text: unknown): unknown {
  const parts = typeof text === 'string' ? /^([a-z]{1,20}) (\d{1,15}) (.*)$/s.exec(text) : null;
  return parts ? { kind: parts[1], what: parts[3], count: Number(parts[2]) } : undefined;
}

/** `files` for a hook that is on, `-files` for one that is off, the whole for one that failed. */
function shortHook(hook: HookCoverage): string | HookCoverage {
  if (hook.note !== undefined || hook.state === 'failed') return hook;
  return hook.state === 'on' ? hook.id : `-${hook.id}`;
}

function longHook(hook: unknown): unknown {
  if (typeof hook !== 'string') return hook;
  return hook.startsWith('-') ? { id: hook.slice(1), state: 'off' } : { id: hook, state: 'on' };
}

function macText(logStream: string, body: string): string {
  return `bulkhead/${WIRE_VERSION}\n${logStream}\n${body}`;
}

export type DecodedLine =
  | { readonly is: 'record'; readonly record: RuntimeRecord; readonly trust: 'valid' | 'unsigned' | 'forged' }
  /** Has our first field but is not a record of ours; never an exception. */
  | { readonly is: 'malformed'; readonly reason: string };

/**
 * Reads one line. Returns `undefined` for a line that does not claim to be ours.
 * @param verify the keys in force, newest first; empty when the reader has none (then a signed line is `unsigned`)
 */
export function decodeLine(line: string, logStream: string, verify: readonly Mac[]): DecodedLine | undefined {
  const start = line.indexOf(LINE_START);
  if (start < 0) return undefined;
  if (line.length - start > LINE_LIMIT) return { is: 'malformed', reason: 'longer than the limit' };
  let outer: unknown;
  try {
    outer = JSON.parse(line.slice(start));
  } catch {
    return { is: 'malformed', reason: 'not JSON' };
  }
  return decodeObject(outer, logStream, verify);
}

/** The same for a line that something on the way has parsed already (JSON log mode delivered as an object). */
export function decodeObject(outer: unknown, logStream: string, verify: readonly Mac[]): DecodedLine | undefined {
  if (!isMap(outer) || outer['bulkhead'] !== WIRE_VERSION) return undefined;
  const record = parseRecord(outer['record']);
  if (typeof record === 'string') return { is: 'malformed', reason: record };
  const mac = outer['mac'];
  if (typeof mac !== 'string') return { is: 'record', record, trust: verify.length > 0 ? 'forged' : 'unsigned' };
  if (verify.length === 0) return { is: 'record', record, trust: 'unsigned' };
  // JSON.stringify of what JSON.parse read of its own output gives the same text again.
  const text = macText(logStream, JSON.stringify(outer['record']));
  const valid = verify.some((key) => sameText(key(text), mac));
  return { is: 'record', record, trust: valid ? 'valid' : 'forged' };
}

/** Compares without stopping at the first difference. */
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** The record, or why it is none. */
export function parseRecord(value: unknown): RuntimeRecord | string {
  if (!isMap(value)) return 'record is not an object';
  const kind = value['kind'];
  const common =
    checkFields(value, { id: 'string', time: 'number', requestId: 'string' }) ?? checkFunction(value['function']);
  if (common) return common;
  // A Date holds at most 8.64e15 ms either side of the epoch (ECMA-262).
  const time = value['time'] as number;
  if (!(time >= 0 && time <= 8.64e15)) return 'time is out of range';
  if (kind === 'attack') return checkAttack(value) ?? (value as unknown as RuntimeRecord);
  if (kind === 'coverage') {
    const hooks = Array.isArray(value['hooks']) ? value['hooks'].map(longHook) : value['hooks'];
    const whole = { ...value, hooks };
    return checkCoverage(whole) ?? (whole as unknown as CoverageRecord);
  }
  if (kind === 'fault') {
    return (
      checkFields(value, { where: 'string', message: 'string', count: 'number' }) ?? (value as unknown as RuntimeRecord)
    );
  }
  if (kind === 'removed') return checkRemoved(value) ?? (value as unknown as RuntimeRecord);
  if (kind === 'behaviour') {
    const seen = Array.isArray(value['seen']) ? value['seen'].map(longBehaviour) : value['seen'];
    const whole = { ...value, seen };
    return checkBehaviour(whole) ?? (whole as unknown as BehaviourRecord);
  }
  return 'unknown kind of record';
}

function checkBehaviour(value: Record<string, unknown>): string | undefined {
  if (value['dropped'] !== undefined && typeof value['dropped'] !== 'number') return 'dropped is not a number';
  const isSeen = (item: unknown) => isMap(item) && isBehaviourKind(item['kind']) && (item['count'] as number) >= 1;
  return isListOf(value['seen'], isSeen) ? undefined : 'seen is not a list of behaviours';
}

function checkRemoved(value: Record<string, unknown>): string | undefined {
  const wrong = checkFields(value, {
    of: 'string',
    source: 'string',
    queue: 'string',
    part: 'number',
    parts: 'number',
    data: 'string',
  });
  if (wrong) return wrong;
  const part = value['part'] as number;
  const parts = value['parts'] as number;
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(parts) || part < 0 || part >= parts)
    return 'part is out of range';
  return undefined;
}

const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'];
const CONFIDENCES = ['low', 'medium', 'high'];
const ACTIONS = ['allowed', 'observed', 'blocked'];

function checkAttack(value: Record<string, unknown>): string | undefined {
  const wrong = checkFields(value, {
    lastTime: 'number',
    count: 'number',
    rule: 'string',
    ruleVersion: 'string',
    message: 'string',
    source: 'string',
    path: 'string',
    excerpt: 'string',
    coldStart: 'boolean',
  });
  if (wrong) return wrong;
  const count = value['count'] as number;
  if (!Number.isSafeInteger(count) || count < 1) return 'count is not a positive integer';
  if (!isAttackClass(value['class'])) return 'unknown class';
  if (!SEVERITIES.includes(value['severity'] as string)) return 'unknown severity';
  if (!CONFIDENCES.includes(value['confidence'] as string)) return 'unknown confidence';
  if (!ACTIONS.includes(value['action'] as string)) return 'unknown action';
  const sink = value['sink'];
  if (sink !== undefined) {
    if (!isMap(sink)) return 'sink is not an object';
    const wrongSink = checkFields(sink, { operation: 'string', target: 'string' });
    if (wrongSink) return wrongSink;
  }
  if (value['traceId'] !== undefined && typeof value['traceId'] !== 'string') return 'traceId is not a string';
  if (value['dropped'] !== undefined && typeof value['dropped'] !== 'number') return 'dropped is not a number';
  if (value['truncated'] !== undefined && typeof value['truncated'] !== 'boolean') return 'truncated is not a boolean';
  return undefined;
}

function checkCoverage(value: Record<string, unknown>): string | undefined {
  const wrong = checkFields(value, {
    agent: 'string',
    node: 'string',
    installed: 'string',
    mode: 'string',
    policy: 'string',
    handler: 'string',
  });
  if (wrong) return wrong;
  if (!isListOf(value['detectors'], isAttackClass)) return 'detectors is not a list of classes';
  if (!isListOf(value['notes'], (note) => typeof note === 'string')) return 'notes is not a list of strings';
  const isHook = (hook: unknown) => isMap(hook) && checkFields(hook, { id: 'string', state: 'string' }) === undefined;
  return isListOf(value['hooks'], isHook) ? undefined : 'hooks is not a list of hooks';
}

function checkFunction(value: unknown): string | undefined {
  if (!isMap(value)) return 'function is not an object';
  return checkFields(value, {
    name: 'string',
    version: 'string',
    region: 'string',
    account: 'string',
    runtime: 'string',
  });
}

function checkFields(value: Record<string, unknown>, types: Record<string, string>): string | undefined {
  for (const [name, type] of Object.entries(types)) {
    if (typeof value[name] !== type) return `${name} is not a ${type}`;
    if (type === 'number' && !Number.isFinite(value[name])) return `${name} is not finite`;
  }
  return undefined;
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
