import {
  ATTACK_CLASSES,
  type AttackClass,
  type AttackRecord,
  type BehaviourKind,
  type Confidence,
  type HookId,
  type HookPolicy,
  isSecretPath,
  type PolicyAction,
  REDACTED,
  redactExcerpt,
  type SinkRef,
} from '@bulkhead/core';
import { joinPath } from '@bulkhead/events';
import { BulkheadBlockedError, rememberPath } from './errors.ts';
import { lower } from './policy/actions.ts';
import type { Scope } from './scope.ts';

/** What a detector or a hook found; a value, until {@link Guard.act} does something about it. */
export interface Finding {
  readonly rule: string;
  readonly ruleVersion: string;
  readonly class: AttackClass;
  readonly confidence: Confidence;
  /** Where in the event; `''` when no event value is involved. */
  readonly path: string;
  /** The offending value as it is; redacted when it is reported. */
  readonly value: string;
  /** One sentence for a person, without event data. */
  readonly message: string;
  /** What the policy would have to say, as a further sentence of the error; without event data, too. */
  readonly remedy?: string;
  readonly sink?: SinkRef;
}

export interface HookContext {
  /** The invocations that an operation may belong to, most likely first. */
  scopes(others?: boolean): readonly Scope[];
  /** A hook's policy in an invocation (the process's own without one), its action capped by the mode. */
  policy(hook: HookId, scope: Scope | undefined): HookPolicy;
  /** Reports a finding; the error to stop the operation with, `undefined` when the policy only alerts. */
  act(hook: HookId, finding: Finding, scope: Scope | undefined): BulkheadBlockedError | undefined;
  /** Reports a finding that is never a reason to stop, whatever the policy's action. */
  tell(hook: HookId, finding: Finding, scope: Scope | undefined): void;
  /** Variables that any policy of this process declares as secrets; the same list until that changes. */
  secretNames(): readonly string[];
  /** Tells what the function does, for its profile; costs next to nothing where none is learned. */
  saw(kind: BehaviourKind, what: string): void;
  /**
   * Runs a check so that a fault in it is counted and lets the operation pass.
   * @param closed what a fault is answered with where the policy has an allow-list and blocks: the list is a promise. Left
   * out, nothing that the check decides belongs to a list.
   * @param list the list, where it is not `allow`
   */
  shield<T>(
    where: HookId | 'answer',
    check: () => T | undefined,
    closed?: (stop: BulkheadBlockedError) => T | undefined,
    list?: 'modules',
  ): T | undefined;
}

/** For checks that answer with what to stop the operation with. */
export function asStop(stop: BulkheadBlockedError): BulkheadBlockedError {
  return stop;
}

/** The string of an event at an index, as a finding's path and value. */
export function eventValue(scope: Scope, index: number): { path: string; value: string } {
  const { values, parents, keys } = scope.strings;
  return { path: joinPath(parents[index]!, keys[index]!), value: values[index]! };
}

/** A hook's policy with its action capped by the mode. */
export function cappedHook(mode: PolicyAction, policy: HookPolicy): HookPolicy {
  const action = lower(mode, policy.action);
  return action === policy.action ? policy : { ...policy, action };
}

/** The error for a finding. Its text may end up in an answer or a log, so it carries no event data. */
export function blockedError(finding: Finding, requestId: string): BulkheadBlockedError {
  const error = new BulkheadBlockedError(
    finding.class,
    `Blocked by Bulkhead: ${finding.message}${finding.remedy ?? ''}`,
    requestId,
  );
  rememberPath(error, finding.path);
  return error;
}

/** Longest path in a record: keys are the attacker's too. */
const PATH_LIMIT = 300;

export interface RecordContext {
  readonly function: AttackRecord['function'];
  readonly secrets: readonly string[];
  readonly id: string;
  readonly now: number;
}

/** Makes the record of a finding, the one place where event data is redacted. */
export function attackRecord(
  finding: Finding,
  action: AttackRecord['action'],
  scope: Scope | undefined,
  context: RecordContext,
): AttackRecord {
  const isSecret = isSecretPath(finding.path);
  // What a hook saw done with a password holds the password.
  const secrets = isSecret ? [...context.secrets, finding.value] : context.secrets;
  const traceId = rootOf(scope?.trace);
  return {
    kind: 'attack',
    id: context.id,
    time: context.now,
    lastTime: context.now,
    count: 1,
    rule: finding.rule,
    ruleVersion: finding.ruleVersion,
    class: finding.class,
    severity: ATTACK_CLASSES[finding.class].severity,
    confidence: finding.confidence,
    action,
    message: finding.message.charAt(0).toUpperCase() + finding.message.slice(1),
    source: scope?.source?.id ?? 'unknown',
    path: redactExcerpt(finding.path, { secrets, limit: PATH_LIMIT }),
    excerpt: isSecret ? REDACTED : redactExcerpt(finding.value, { secrets }),
    ...(finding.sink && {
      sink: { operation: finding.sink.operation, target: redactExcerpt(finding.sink.target, { secrets }) },
    }),
    function: context.function,
    requestId: scope?.requestId ?? '',
    ...(traceId !== undefined && { traceId }),
    coldStart: scope?.coldStart ?? false,
    ...(scope?.truncated && { truncated: true }),
  };
}

/** `1-5759e988-bd862e3fe1be46a994272793` of `Root=1-…;Parent=…;Sampled=1` */
export function rootOf(trace: string | undefined): string | undefined {
  return trace === undefined ? undefined : /(?:^|;)\s*Root=([\w-]{1,60})/.exec(trace)?.[1];
}
