import { describe, expect, it } from 'vitest';
import { hostileIndexes, pathsByRecord, visitRecords } from './records.ts';
import { boundedWalk, emit } from './walk.ts';

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

describe('visiting records', () => {
  const limits = { strings: 10, characters: 100, nodes: 5, depth: 4 };
  const walk = (records: unknown) => {
    const seen: string[] = [];
    const result = boundedWalk(
      () => {},
      limits,
      (state) =>
        visitRecords(state, records, 'Records', (record, path) => {
          seen.push(path);
          emit(state, `${record['text']}`, path, 'text');
        }),
    );
    return { seen, ...result };
  };

  it('passes over what is none', () => {
    expect(walk([null, 1, 'a', [], { text: 'a' }])).toEqual({ seen: ['Records[4]'], truncated: false });
    expect(walk({ length: 3 })).toEqual({ seen: [], truncated: false });
  });

  it.each<[string, unknown]>([
    ['too many records', Array.from({ length: 6 }, () => ({ text: 'a' }))],
    ['a list of nothing', new Array(4_000_000_000)],
    ['too many characters', [{ text: 'a'.repeat(100) }, { text: 'a' }]],
  ])('ends with %s', (_what, records) => {
    expect(walk(records).truncated).toBe(true);
  });
});
