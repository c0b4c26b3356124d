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

/** Judging these takes more than the budget, so that what stands behind them is found one time in 16. */
const isBeyondBudget = ({ kind }: (typeof CASES)[number]) => /^(prose|base64)/.test(kind);
/** Behind some hundred characters of plain words in the same string neither is looked for. */
const isProse = ({ kind, where, id }: (typeof CASES)[number]) =>
  kind === 'plain words' && where === 'at the end of it' && (id === 'traversal' || id === 'ssti');

describe('behind a megabyte of padding an attack is found', () => {
  it.each(CASES.filter((given) => !isBeyondBudget(given) && !isProse(given)))('$id, $kind, $where', ({ id, event }) => {
    expect(isFound(event, id)).toBe(true);
  });

  it.fails.each(CASES.filter((given) => isBeyondBudget(given) || isProse(given)))(
    'not yet: $id, $kind, $where',
    ({ id, event }) => {
      expect(isFound(event, id)).toBe(true);
    },
  );

  it('or the record says that not all of it was judged', () => {
    for (const [kind, padding] of PADDINGS) {
      const { truncated } = inspectEvent({ text: padding, name: 'x' }, DEFAULT_POLICY);
      expect([kind, truncated]).toEqual([kind, /^(prose|base64)/.test(kind)]);
    }
  });
});
