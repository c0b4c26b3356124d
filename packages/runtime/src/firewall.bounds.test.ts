import { DEFAULT_POLICY } from '@bulkhead/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBudget, EVENT_STEPS } from './detectors/judge.ts';
import { inspectEvent } from './firewall.ts';
import { BLOCK_ALL, mostSteps } from './testing/check-event.ts';
import { largeEvents } from './testing/large-events.ts';
import { HIDDEN, PADDINGS } from './testing/padding.ts';

afterEach(() => vi.restoreAllMocks());

/** Events of which all is judged, however large they are. */
const JUDGED_WHOLE = /^(letters|words|lone surrogates|250,000 strings)/;

// No clock decides: work that grows faster than the event would run into the test's time limit.
describe('the largest events of hostile junk are inspected within the step budget', () => {
  it.each(largeEvents())('%s', (name, make) => {
    const budget = createBudget();
    const inspection = inspectEvent(make(), DEFAULT_POLICY, undefined, budget);
    expect(EVENT_STEPS - budget.steps).toBeLessThanOrEqual(mostSteps(EVENT_STEPS, budget));
    expect(inspection.truncated).toBe(!JUDGED_WHOLE.test(name));
    expect(inspection.error).toBeUndefined();
    expect(inspection.faults.size).toBe(0);
  });
});

const SHAPES: readonly (readonly [where: string, make: (padding: string, payload: string) => unknown])[] = [
  ['at the end of it', (padding, payload) => ({ text: padding + payload })],
  ['in the field behind it', (padding, payload) => ({ text: padding, name: payload })],
  ['in the record behind it', (padding, payload) => ({ Records: [sqs(padding), sqs(payload)] })],
];

function sqs(body: string): unknown {
  return { eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:votes', messageId: 'm', body };
}

/** Whatever the phase of the sample of windows beyond the budget. */
function isFound(event: unknown, id: string): boolean {
  return [0, 0.34, 0.67].every((phase) => {
    vi.spyOn(Math, 'random').mockReturnValue(phase);
    return inspectEvent(event, BLOCK_ALL).findings.some((finding) => finding.class === id);
  });
}

const CASES = PADDINGS.flatMap(([kind, padding]) =>
  SHAPES.flatMap(([where, make]) =>
    HIDDEN.map(([id, payload]) => ({ kind, where, id, event: make(padding, payload) })),
  ),
);

/** Behind a sentence in the same string a path leads nowhere. */
const leadsNowhere = ({ kind, where, id }: (typeof CASES)[number]) =>
  /^(?:plain words|prose)/.test(kind) && where === 'at the end of it' && id === 'traversal';
describe('behind a megabyte of padding an attack is found', () => {
  it.each(CASES.filter((given) => !leadsNowhere(given)))('$id, $kind, $where', ({ id, event }) => {
    expect(isFound(event, id)).toBe(true);
  });

  it('and where the steps do not suffice, the record says so', () => {
    const junk = `'<a b="../;$(\`{{%00&#x27;\\u0027 or 1=1 http://127.1/ `.repeat(100_000);
    expect(inspectEvent({ text: junk }, DEFAULT_POLICY).truncated).toBe(true);
  });
});
