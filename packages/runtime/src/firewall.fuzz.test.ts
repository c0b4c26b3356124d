import { expect, it } from 'vitest';
import { EVENT_STEPS } from './detectors/judge.ts';
import { checkEvent } from './testing/check-event.ts';
import { hostileEvent } from './testing/hostile-events.ts';

const SEED = 20261121;
const EVENTS = 20_000;

/** Steps that most events spend, so that what happens then is met often. */
const FEW_STEPS = 20_000;

// A million by `node tools/fuzz-firewall.mjs`, which also repeats one event: `--from NUMBER --events 1`.
it(`${EVENTS} hostile events are inspected, blocked and reported without an exception, each within its budget`, () => {
  const sources = new Set<string>();
  let found = 0;
  let spent = 0;
  for (let number = 0; number < EVENTS; number++) {
    const hostile = hostileEvent(SEED, number);
    const steps = number % 4 === 0 ? FEW_STEPS : EVENT_STEPS;
    try {
      const { inspection, ...cost } = checkEvent(hostile, steps);
      if (inspection.source) sources.add(inspection.source.id);
      if (inspection.findings.length > 0) found++;
      if (cost.steps >= steps) spent++;
    } catch (error) {
      throw new Error(`event ${number} of seed ${SEED}: ${String(error)}`, { cause: error });
    }
  }
  // Every trigger was met, some of the events were attacks, and some used up their budget.
  expect(sources.size).toBeGreaterThan(50);
  expect(found).toBeGreaterThan(EVENTS / 10);
  expect(found).toBeLessThan(EVENTS);
  expect(spent).toBeGreaterThan(EVENTS / 100);
}, 300_000);
