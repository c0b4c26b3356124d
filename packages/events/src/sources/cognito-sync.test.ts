import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { cognitoSync, samples } from './cognito-sync.ts';

testMatrix(
  cognitoSync,
  samples.sync,
  [
    ['a new value', plant(at('datasetRecords', 'theme', 'newValue'), PAYLOAD), 'datasetRecords.theme.newValue'],
    ['an old value', plant(at('datasetRecords', 'theme', 'oldValue'), PAYLOAD), 'datasetRecords.theme.oldValue'],
    ['the name of a record', plant(at('datasetRecords', PAYLOAD), {}), `datasetRecords.{keys}.${PAYLOAD}`],
    [
      'JSON in a value',
      plant(at('datasetRecords', 'draft', 'newValue'), JSON.stringify({ a: PAYLOAD })),
      'datasetRecords.draft.newValue|json.a',
    ],
    ['the name of the dataset', plant(at('datasetName'), PAYLOAD), 'datasetName'],
  ],
  [['the identity', plant(at('identityId'), PAYLOAD)]],
);

describe('cognito-sync', () => {
  it('stores nothing of a blocked dataset', () => {
    expect(cognitoSync.block(samples.sync, { requestId: 'r', paths: ['datasetName'] })).toEqual({ is: 'throw' });
  });
});
