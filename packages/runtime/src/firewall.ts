import { ATTACK_CLASSES, type AttackClass, type CompiledPolicy, type PolicyAction } from '@bulkhead/core';
import { type EventSource, joinPath, sourceOf, walkUnknown } from '@bulkhead/events';
import { createBudget, judgeValue } from './detectors/judge.ts';
import type { Finding } from './guard.ts';
import { lower } from './policy-source.ts';
import type { EventStrings } from './scope.ts';

/** What one look at an event found. */
export interface Inspection {
  readonly source: EventSource | undefined;
  readonly strings: EventStrings;
  /** What detectors found and the policy does not switch off. */
  readonly findings: readonly EventFinding[];
  /** The walk ended early, at its limits or by an error. */
  readonly truncated: boolean;
  readonly error: unknown;
  /** Detectors that threw, each once; the rest of the event was inspected without them. */
  readonly faults: ReadonlyMap<string, unknown>;
}

export interface EventFinding extends Finding {
  readonly action: Exclude<PolicyAction, 'off'>;
}

/** Alerts that one event raises at most. Blocks have no such limit: each hostile record of a batch must be known. */
const ALERTS_AN_EVENT = 20;

/**
 * Walks the event once: collects the strings that hooks look for later, and lets the detectors judge each of them.
 * Collected now, not at the first hook: body parsers replace what they have parsed.
 * Never throws.
 */
export function inspectEvent(event: unknown, policy: CompiledPolicy): Inspection {
  const source = sourceOf(event);
  const strings: EventStrings = { values: [], parents: [], keys: [] };
  const { values, parents, keys } = strings;
  const findings: EventFinding[] = [];
  const detecting = isDetecting(policy);
  let alerts = 0;
  let faults: Map<string, unknown> | undefined;
  const onFault = (detectorId: string, error: unknown): void => {
    faults ??= new Map();
    faults.set(detectorId, error);
  };
  const budget = createBudget();
  const options = { isKey: false, budget, onFault };
  const visit = (value: string, parent: string, key: string | number, whole?: boolean): void => {
    values.push(value);
    parents.push(parent);
    keys.push(key);
    // A whole is judged by its parts; hooks still want to see it.
    if (!detecting || whole === true) return;
    options.isKey = parent.endsWith('{keys}');
    for (const { detector, confidence, steps } of judgeValue(value, options)) {
      const action = lower(policy.mode, policy.detectors[detector.class]);
      if (action === 'off' || (action === 'alert' && ++alerts > ALERTS_AN_EVENT)) continue;
      findings.push({
        rule: detector.id,
        ruleVersion: detector.version,
        class: detector.class,
        confidence,
        path: joinPath(parent, key) + steps,
        value,
        action,
        message: `${ATTACK_CLASSES[detector.class].title} in event data.`,
      });
    }
  };
  const result = source ? source.walk(event as Record<string, unknown>, visit) : walkUnknown(event, visit);
  const truncated = result.truncated || budget.skipped > 0;
  return { source, strings, findings, truncated, error: result.error, faults: faults ?? NO_FAULTS };
}

const NO_FAULTS: ReadonlyMap<string, unknown> = new Map();

function isDetecting(policy: CompiledPolicy): boolean {
  if (policy.mode === 'off') return false;
  for (const id in policy.detectors) if (policy.detectors[id as AttackClass] !== 'off') return true;
  return false;
}
