import type { AttackClass } from './attack-classes.ts';
import type { Severity } from './severity.ts';

/** Which function an environment runs. `account` is empty until the first invocation has told it. */
export interface FunctionRef {
  readonly name: string;
  readonly version: string;
  readonly region: string;
  /** 12 digits, or `''` while unknown. */
  readonly account: string;
  /** Lambda runtime identifier such as `nodejs22.x`. */
  readonly runtime: string;
}

/** What was done: `allowed` by policy, `observed` (reported, not stopped) or `blocked`. */
export type RecordAction = 'allowed' | 'observed' | 'blocked';

export type Confidence = 'low' | 'medium' | 'high';

/** For comparing: the surer, the higher. */
export const CONFIDENCE_RANK: Readonly<Record<Confidence, number>> = Object.freeze({ low: 0, medium: 1, high: 2 });

/** The operation at which event data or a forbidden behaviour was caught. */
export interface SinkRef {
  /** For example `child_process.execSync`. */
  readonly operation: string;
  /** Redacted and cut to {@link EXCERPT_LIMIT} characters. */
  readonly target: string;
}

/** Longest excerpt that a record carries, in UTF-16 code units. */
export const EXCERPT_LIMIT = 200;

/** One attack or behaviour violation: the compact form of an OCSF 1.6 Detection Finding (class 2004). */
export interface AttackRecord {
  readonly kind: 'attack';
  /** UUIDv7, made in the function. A later line with the same id and a higher `count` replaces the earlier one. */
  readonly id: string;
  /** First occurrence, milliseconds since the epoch. */
  readonly time: number;
  /** Last occurrence, milliseconds since the epoch. */
  readonly lastTime: number;
  /** How many identical occurrences this record stands for so far, at least 1. */
  readonly count: number;
  /** For example `detector/sqli` or `hook/child-process`. */
  readonly rule: string;
  readonly ruleVersion: string;
  readonly class: AttackClass;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly action: RecordAction;
  /** One sentence for a person, without event data. */
  readonly message: string;
  /** Id of the event source, for example `apigateway-v1`; `unknown` when no source matched. */
  readonly source: string;
  /** Where in the event, for example `Records[0].body|json.user.name`; `''` when no event value is involved. */
  readonly path: string;
  /** The offending value, redacted and cut; `''` when no event value is involved. */
  readonly excerpt: string;
  readonly sink?: SinkRef;
  readonly function: FunctionRef;
  readonly requestId: string;
  readonly traceId?: string;
  readonly coldStart: boolean;
  /** Records of this environment that were dropped (over the limit a window) since the last record printed. */
  readonly dropped?: number;
  /** The event was too large to be inspected whole: what lies beyond the limits was sampled or left out. */
  readonly truncated?: boolean;
}

/** Whether one hook is in force in this environment, and if not, why. */
export interface HookCoverage {
  readonly id: string;
  readonly state: 'on' | 'off' | 'failed';
  readonly note?: string;
}

/** Printed once a cold start: what is protected and what is not. An inventory fact, not a finding. */
export interface CoverageRecord {
  readonly kind: 'coverage';
  readonly id: string;
  readonly time: number;
  readonly function: FunctionRef;
  readonly requestId: string;
  /** Version of `@bulkhead/runtime`. */
  readonly agent: string;
  /** Node.js version, such as `22.23.3`. */
  readonly node: string;
  /** How it came into the process. */
  /** `proxy`: another process reads the events of a runtime in any language; nothing guards what its handlers do. */
  readonly installed: 'protect' | 'layer' | 'proxy';
  /** Mode in force after `BULKHEAD_MODE`. */
  readonly mode: 'off' | 'alert' | 'block';
  /** Where the policy came from: `default`, `options`, `inline`, `file`, or `unreadable` (then mode is `alert`). */
  readonly policy: string;
  readonly handler: string;
  /** Attack classes whose detectors look at events. */
  readonly detectors: readonly AttackClass[];
  readonly hooks: readonly HookCoverage[];
  /** Anything that a person should know: captured originals, unknown policy keys … */
  readonly notes: readonly string[];
}

/** Printed when inspecting itself failed: the invocation went on (fail open), and this counts it. */
export interface FaultRecord {
  readonly kind: 'fault';
  readonly id: string;
  readonly time: number;
  readonly function: FunctionRef;
  readonly requestId: string;
  /** Where it failed, for example `detector/sqli` or `event`. */
  readonly where: string;
  readonly message: string;
  /** Faults in this environment so far. */
  readonly count: number;
}

/**
 * A record that was taken out of a batch, whole, for the queue that the policy names. The shipper joins the parts and writes
 * the queue; the function never does.
 */
export interface RemovedRecord {
  readonly kind: 'removed';
  readonly id: string;
  /** UUIDv7 of the record that was removed: the same for every part of it. */
  readonly of: string;
  readonly time: number;
  readonly function: FunctionRef;
  readonly requestId: string;
  /** Id of the event source. */
  readonly source: string;
  /** ARN of the queue. */
  readonly queue: string;
  /** From 0. */
  readonly part: number;
  readonly parts: number;
  /** This part of the record's JSON, {@link REMOVED_PART_LIMIT} UTF-16 code units at most. */
  readonly data: string;
}

/** A part's JSON text grows to at most twice its length inside a line, and a line has 16,384. */
export const REMOVED_PART_LIMIT = 7_500;

/** What a function can be seen doing; `trigger` is the kind of its events. */
export const BEHAVIOUR_KINDS = [
  'trigger',
  'caller',
  'program',
  'connect',
  'lookup',
  'list',
  'read',
  'write',
  'environment',
  'code',
  'worker',
  'native',
  'database',
] as const;
export type BehaviourKind = (typeof BEHAVIOUR_KINDS)[number];

export function isBehaviourKind(value: unknown): value is BehaviourKind {
  return typeof value === 'string' && (BEHAVIOUR_KINDS as readonly string[]).includes(value);
}

/** One behaviour of a function: `connect` and `api.example.com:443`, `read` and `/tmp`. */
export interface Behaviour {
  readonly kind: BehaviourKind;
  /** A name without event data as far as that can be told: a program, a host with its port, a folder. */
  readonly what: string;
  /** How often until this line was printed. */
  readonly count: number;
}

/**
 * Printed while a profile is learned, when an environment sees its function do something new. An inventory fact, not a
 * finding: readers add them up by function.
 */
export interface BehaviourRecord {
  readonly kind: 'behaviour';
  readonly id: string;
  readonly time: number;
  readonly function: FunctionRef;
  readonly requestId: string;
  readonly seen: readonly Behaviour[];
  /** Different behaviours of this environment that found no room so far. */
  readonly dropped?: number;
}

/** Everything that the runtime prints. */
export type RuntimeRecord = AttackRecord | BehaviourRecord | CoverageRecord | FaultRecord | RemovedRecord;
