import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { codecommit, samples } from './codecommit.ts';

const record = (...steps: (string | number)[]) => at('Records', 0, ...steps);

testMatrix(
  codecommit,
  samples.push,
  [
    [
      'the name of a branch',
      plant(record('codecommit', 'references', 0, 'ref'), PAYLOAD),
      'Records[0].codecommit.references[0].ref',
    ],
    [
      'the name of a tag',
      plant(record('codecommit', 'references', 1, 'ref'), PAYLOAD),
      'Records[0].codecommit.references[1].ref',
    ],
    ['a field that AWS may add', plant(record('message'), PAYLOAD), 'Records[0].message'],
  ],
  [
    ['custom data', plant(record('customData'), PAYLOAD)],
    ['the name of the trigger', plant(record('eventTriggerName'), PAYLOAD)],
  ],
);

describe('codecommit', () => {
  const [push] = samples.push.Records;

  it('hands the other parts of a push on', () => {
    const outcome = codecommit.block(
      { Records: [push, { ...push, eventPartNumber: 2 }] },
      {
        requestId: 'r',
        paths: ['Records[0].codecommit.references[0].ref'],
      },
    );
    expect(outcome).toEqual({
      is: 'continue',
      event: { Records: [{ ...push, eventPartNumber: 2 }] },
      removed: [push],
    });
  });

  it('succeeds without the handler when nothing is left', () => {
    expect(codecommit.block(samples.push, { requestId: 'r', paths: ['Records[0].message'] })).toEqual({
      is: 'respond',
      response: null,
      removed: [push],
    });
    expect(codecommit.block(samples.push, { requestId: 'r', paths: [] })).toMatchObject({
      is: 'respond',
      response: null,
    });
  });
});
