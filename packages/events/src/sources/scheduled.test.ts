import { describe, expect, it } from 'vitest';
import { sourceOf } from '../registry.ts';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { samples, scheduled } from './scheduled.ts';

testMatrix(
  scheduled,
  samples.rule,
  [
    ['a detail that is not empty', plant(at('detail', 'command'), PAYLOAD), 'detail.command'],
    ['a field that a schedule does not have', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['the name of the rule', plant(at('resources', 0), PAYLOAD)],
    ['the id', plant(at('id'), PAYLOAD)],
  ],
);

testMatrix(scheduled, samples.scheduler, [
  ['a detail that is text', plant(at('detail'), JSON.stringify({ a: PAYLOAD })), 'detail|json.a'],
]);

describe('scheduled', () => {
  it('leaves an application that calls its event scheduled to EventBridge', () => {
    expect(sourceOf({ ...samples.rule, source: 'polls.web' })?.id).toBe('eventbridge');
    expect(sourceOf({ ...samples.rule, 'detail-type': 'Scheduled event' })?.id).toBe('eventbridge');
  });

  it("leaves the owner's own payload unknown", () => {
    expect(sourceOf({ job: 'close-polls' })).toBeUndefined();
  });
});
