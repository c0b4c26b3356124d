import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { sagemakerGroundTruth, samples } from './sagemaker-ground-truth.ts';

testMatrix(
  sagemakerGroundTruth,
  samples['pre-annotation'],
  [
    ['the text that is to be labelled', plant(at('dataObject', 'source'), PAYLOAD), 'dataObject.source'],
    ['an address of what is to be labelled', plant(at('dataObject', 'source-ref'), PAYLOAD), 'dataObject.source-ref'],
  ],
  [['the job', plant(at('labelingJobArn'), PAYLOAD)]],
);

testMatrix(sagemakerGroundTruth, samples.consolidation, [
  ['the place of the answers', plant(at('payload', 's3Uri'), PAYLOAD), 'payload.s3Uri'],
]);

describe('sagemaker-ground-truth', () => {
  it('fails the item', () => {
    expect(
      sagemakerGroundTruth.block(samples['pre-annotation'], { requestId: 'r', paths: ['dataObject.source'] }),
    ).toEqual({
      is: 'throw',
    });
  });
});
