import { describe, expect, it } from 'vitest';
import { joinPath } from '../visits.ts';
import { walkText } from '../walk-event.ts';
import { fitJson } from './json.lazy.ts';

const PAYLOAD = `x' OR "1"=1`;

describe('what JSON.parse would build in vain is taken out', () => {
  const fit = (text: string, maxDepth = 3, maxNodes = 5) => fitJson(text, maxDepth, maxNodes);

  it.each<[string, unknown]>([
    ['{"a":[1,{"b":"}]"}]}', '{"a":[1,{"b":"}]"}]}'],
    ['[[[1]]]', '[[[1]]]'],
    ['[[["[[\\"[[["]]]', '[[["[[\\"[[["]]]'],
    ['[[[[1],2],3],4]', { text: '[[[0,2],3],4]', rest: '' }],
    ['[[[[1],[2]]]]', { text: '[[[0,0]]]', rest: '' }],
    ['[[],[],[],[],[],1]', { text: '[[],[],[],[],0]', rest: '[],1]' }],
    ['{"a":[],"b":{"c":[[]]}}', { text: '{"a":[],"b":{"c":[0]}}', rest: '' }],
    [`[${'1,'.repeat(21)}1]`, { text: `[${'1,'.repeat(20)}1]`, rest: ',1]' }],
    ['[[[[1]]', undefined],
    ['[1]]', undefined],
    ['["a]', undefined],
    ['{"a":', undefined],
  ])('%s', (text, expected) => {
    expect(fit(text)).toEqual(expected);
    if (typeof expected === 'object') expect(() => JSON.parse((expected as { text: string }).text)).not.toThrow();
  });

  it('keeps twenty thousand names and cuts off the others', () => {
    const named = (count: number) => `{${Array.from({ length: count }, (_, i) => `"name${i}":0`).join(',')}}`;
    expect(fitJson(named(20_000), 9, 9)).toBeTypeOf('object');
    expect(fitJson(named(20_000), 256, 250_000)).toBe(named(20_000));
    const cut = fitJson(named(60_000), 256, 250_000);
    expect(cut).toMatchObject({ rest: expect.stringContaining('"name59999"') });
    const same = `[${'{"a":1,"b":2},'.repeat(60_000)}0]`;
    expect(fitJson(same, 256, 250_000)).toBe(same);
  });
});

describe('a text of brackets', () => {
  function visitsOf(text: string) {
    const visits = new Map<string, string>();
    const result = walkText(text, (value, parent, key) => visits.set(joinPath(parent, key), value));
    return { visits, result };
  }

  it('does not hide what stands beside it', () => {
    const deep = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
    const { visits, result } = visitsOf(`{"deep":${deep},"name":${JSON.stringify(PAYLOAD)}}`);
    expect(visits.get('value|json.name')).toBe(PAYLOAD);
    expect(result).toMatchObject({ truncated: true, stoppedAt: 'value', oversized: [{ what: 'depth' }] });
  });

  it('leaves what is cut off to be judged as text', () => {
    const { visits, result } = visitsOf(`[${'[],'.repeat(500_000)}${JSON.stringify(PAYLOAD)}]`);
    expect(visits.get('value|rest')).toContain(`${JSON.stringify(PAYLOAD)}]`);
    expect(result).toMatchObject({ truncated: true });
  });
});
