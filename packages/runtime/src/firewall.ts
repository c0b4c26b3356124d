import {
  ATTACK_CLASSES,
  type AttackClass,
  CONFIDENCE_RANK,
  type CompiledPolicy,
  type Confidence,
  type PolicyAction,
} from '@bulkhead/core';
import { type EventSource, joinPath, sourceOf, walkEvent } from '@bulkhead/events';
import { type Budget, createBudget, judgeValue } from './detectors/judge.ts';
import { judgeSize, OVERSIZE } from './detectors/oversize.ts';
import type { Detector } from './detectors/types.ts';
import type { Finding } from './guard.ts';
import { lower } from './policy/actions.ts';
import { withoutRepeats } from './repeated.lazy.ts';
import type { EventStrings } from './scope.ts';

/** What one look at an event found. */
export interface Inspection {
  readonly source: EventSource | undefined;
  readonly strings: EventStrings;
  /** What detectors found and the policy does not switch off. */
  readonly findings: readonly EventFinding[];
  /** Strings that a browser would execute if they came back in a page. */
  readonly reflectable: readonly string[];
  /** The walk ended early, at its limits or by an error. */
  readonly truncated: boolean;
  /** Path of the first value that the walk left out, where it left out any. */
  readonly stoppedAt: string | undefined;
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
 * @param learned values that a hook has stopped before: where a record that carries one comes again, it is not tried again
 * @param budget what judging may cost; shows afterwards what it did cost
 */
export function inspectEvent(
  event: unknown,
  policy: CompiledPolicy,
  learned: ReadonlyMap<string, AttackClass> = NONE,
  budget: Budget = createBudget(),
): Inspection {
  const source = sourceOf(event);
  const strings: EventStrings = { values: new Array(likely), parents: new Array(likely), keys: new Array(likely) };
  const { values, parents, keys } = strings;
  let count = 0;
  const findings: EventFinding[] = [];
  const reflectable: string[] = [];
  const detecting = isDetecting(policy);
  let alerts = 0;
  let faults: Map<string, unknown> | undefined;
  const onFault = (detectorId: string, error: unknown): void => {
    faults ??= new Map();
    faults.set(detectorId, error);
  };
  const options = { isKey: false, field: '' as string | number, budget, onFault };
  const add = (rule: Rule, confidence: Confidence, path: string, value: string): void => {
    const action = actionFor(policy, rule.class, confidence);
    if (action === 'off' || (action === 'alert' && ++alerts > ALERTS_AN_EVENT)) return;
    const message = `${ATTACK_CLASSES[rule.class].title} in event data.`;
    const { id, version } = rule;
    findings.push({ rule: id, ruleVersion: version, class: rule.class, confidence, path, value, action, message });
  };
  const visit = (value: string, parent: string, key: string | number, whole?: boolean): void => {
    values[count] = value;
    parents[count] = parent;
    keys[count++] = key;
    // A whole is judged by its parts; hooks still want to see it.
    if (!detecting || whole === true) return;
    const known = learned.size > 0 ? learned.get(value) : undefined;
    if (known) findings.push({ ...LEARNED, class: known, path: joinPath(parent, key), value });
    options.isKey = parent.charCodeAt(parent.length - 1) === 125 && parent.endsWith('{keys}');
    options.field = key;
    const verdicts = judgeValue(value, options);
    for (let i = 0; i < verdicts.length; i++) {
      const { detector, confidence, steps } = verdicts[i]!;
      if (detector.class === 'xss' && reflectable.length < MAX_REFLECTABLE) reflectable.push(value);
      add(detector, confidence, joinPath(parent, key) + steps, value);
    }
  };
  const result = walkEvent(source, event, visit);
  values.length = parents.length = keys.length = count;
  likely = Math.min(count, MOST_LIKELY);
  if (detecting) for (const { path, value } of judgeSize(result)) add(OVERSIZE, 'medium', path, value);
  return {
    source,
    strings,
    findings: findings.length > 1 ? withoutRepeats(findings) : findings,
    reflectable,
    truncated: result.truncated || budget.skipped > 0,
    stoppedAt: result.stoppedAt,
    error: result.error,
    faults: faults ?? NO_FAULTS,
  };
}

/**
 * How many strings the next event may have: as many as the last. Lists that grow by being pushed to are copied each time, which
 * made a sixth of the new objects of an invocation.
 */
let likely = 64;
const MOST_LIKELY = 512;

type Rule = Pick<Detector, 'id' | 'class' | 'version'>;

const LEARNED = {
  rule: 'hook/repeated',
  ruleVersion: '1',
  confidence: 'high',
  action: 'block',
  message: 'a value that was stopped before came again.',
} as const;

/** Strings of one event that are looked for in the response: each costs a search of the body. */
const MAX_REFLECTABLE = 20;

/** A detector's action: blocks from the confidence that the policy names, alerts below it. */
function actionFor(policy: CompiledPolicy, id: AttackClass, confidence: Confidence): PolicyAction {
  const action = lower(policy.mode, policy.detectors[id]);
  if (action !== 'block' || CONFIDENCE_RANK[confidence] >= CONFIDENCE_RANK[policy.blockFrom[id]]) return action;
  return 'alert';
}

const NONE: ReadonlyMap<string, AttackClass> = new Map();
const NO_FAULTS: ReadonlyMap<string, unknown> = new Map();

function isDetecting(policy: CompiledPolicy): boolean {
  if (policy.mode === 'off') return false;
  for (const id in policy.detectors) if (policy.detectors[id as AttackClass] !== 'off') return true;
  return false;
}
