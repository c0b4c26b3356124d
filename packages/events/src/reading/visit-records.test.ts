import { describe, expect, it } from 'vitest';
import { joinPath } from '../visits.ts';
import { boundedWalk } from '../walk-event.ts';
import { visitRecordLists, visitRecords } from './visit-records.ts';
import { emit, visitText } from './walk.ts';

describe('visiting records', () => {
  const limits = { strings: 10, characters: 100, nodes: 5, depth: 4 };
  it('visits whole what a record never is, and fields that a record never has', () => {
    const visited: string[] = [];
    const visit = (value: string, parent: string, key: string | number) =>
      visited.push(`${joinPath(parent, key)} ${value}`);
    const records = ['a', [{ text: 'b' }], { text: 'c', other: 'd' }];
    const result = boundedWalk(visit, undefined, (state) =>
      visitRecords(state, records, 'Records', () => {}, ['text']),
    );
    expect(visited).toEqual(['Records[0] a', 'Records[1][0].text b', 'Records[2].other d']);
    expect(result).toEqual({ truncated: false });
  });

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

  it('calls back for objects alone', () => {
    expect(walk([null, 1, 'a', { text: 'a' }])).toEqual({ seen: ['Records[3]'], truncated: false });
    expect(walk({ length: 3 })).toEqual({ seen: [], truncated: false });
  });

  it.each<[string, unknown]>([
    ['too many records', Array.from({ length: 6 }, () => ({ text: 'a' }))],
    ['a list of nothing', new Array(4_000_000_000)],
    ['too many characters', [{ text: 'a'.repeat(100) }, { text: 'a' }]],
  ])('ends with %s', (_what, records) => {
    expect(walk(records).truncated).toBe(true);
  });

  it.each<[what: string, hostile: string]>([
    ['strings', JSON.stringify(Array.from({ length: 300_000 }, () => 'a'))],
    ['characters', 'a'.repeat(20_000_000)],
    ['objects', JSON.stringify(Array.from({ length: 300_000 }, () => []))],
    ['broken documents', JSON.stringify(Array.from({ length: 1000 }, () => '[broken]'))],
  ])('leaves a share to those behind one with too many %s', (_what, hostile) => {
    const records = [{ text: hostile }, { text: '{"a":"first"}' }, { text: hostile }, { text: '{"a":"last"}' }];
    const read = (visitAll: typeof visitRecords, list: unknown) => {
      const seen: string[] = [];
      const result = boundedWalk(
        (value, _parent, key) => key === 'a' && seen.push(value),
        undefined,
        (state) =>
          visitAll(state, list, 'Records', (record, path) => visitText(state, `${record['text']}`, path, 'text', 0)),
      );
      return { seen, ...result };
    };
    expect(read(visitRecords, records)).toMatchObject({ seen: ['first', 'last'], truncated: true });
    const lists = { a: records.slice(0, 3), b: records.slice(3) };
    expect(read(visitRecordLists, lists)).toMatchObject({ seen: ['first', 'last'], truncated: true });
  });

  it('lets one record be large', () => {
    const text = JSON.stringify(Array.from({ length: 120_000 }, () => 'a'));
    const result = boundedWalk(
      () => {},
      undefined,
      (state) =>
        visitRecords(
          state,
          [{ text }, ...Array.from({ length: 9999 }, () => ({ text: 'a' }))],
          'Records',
          (record, path) => visitText(state, `${record['text']}`, path, 'text', 0),
        ),
    );
    expect(result).toEqual({ truncated: false });
  });
});
