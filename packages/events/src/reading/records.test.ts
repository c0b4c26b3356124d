import { describe, expect, it } from 'vitest';
import { hostileIndexes, pathsByRecord } from './records.ts';

describe('the index in a path', () => {
  it.each<[path: string, index: number | undefined]>([
    ['Records[0]', 0],
    ['Records[12].body', 12],
    ['Records[9999999].body', 9_999_999],
    ['Records[10000000].body', undefined],
    ['Records[].body', undefined],
    ['Records[-1].body', undefined],
    ['Records[1.5].body', undefined],
    ['Records[0x1].body', undefined],
    ['Records[ 1].body', undefined],
    ['Records[1e3].body', undefined],
    ['Records[1', undefined],
    ['Records', undefined],
    ['Records.x[1]', undefined],
    ['xRecords[1]', undefined],
  ])('%s', (path, index) => {
    expect([...hostileIndexes([path], 'Records')]).toEqual(index === undefined ? [] : [index]);
  });

  it('gathers what lies in one record', () => {
    const paths = ['Records[1].body', 'Records[0].body', 'body', 'Records[1].body|json.a[7]'];
    expect([...pathsByRecord(paths, 'Records')]).toEqual([
      [1, ['Records[1].body', 'Records[1].body|json.a[7]']],
      [0, ['Records[0].body']],
    ]);
  });
});
