import { describe, expect, it } from 'vitest';
import { decodeQuery, groupPairs, lastOf, mapValues, splitQuery } from './query.ts';

describe('splitQuery', () => {
  it.each([
    ['', []],
    ['a=1', [['a', '1']]],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=b', [['', 'b']]],
    ['a=b=c', [['a', 'b=c']]],
    ['&&a=1&', [['a', '1']]],
    ['a=%20', [['a', '%20']]],
    [
      'a=1&b=2&a=3',
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
    ],
  ])('%s', (query, expected) => expect(splitQuery(query)).toEqual(expected));
});

it('decodes names and values', () => expect(decodeQuery('f%5B%5D=a+b')).toEqual([['f[]', 'a b']]));
it('splits on more than one separator', () =>
  expect(decodeQuery('a=1;b=2', /[&;]/)).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]));

it('keeps __proto__ as data', () => {
  const values = mapValues(
    groupPairs([
      ['__proto__', 'x'],
      ['a', '1'],
      ['a', '2'],
    ]),
    lastOf,
  );
  expect(JSON.stringify(values)).toBe('{"__proto__":"x","a":"2"}');
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
