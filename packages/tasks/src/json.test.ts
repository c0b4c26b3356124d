import { describe, expect, it } from 'vitest';
import { canonicalJson } from './json.ts';

describe('canonicalJson', () => {
  it.each<[unknown, unknown]>([
    [
      { b: 1, a: { d: [1, 2], c: null } },
      { a: { c: null, d: [1, 2] }, b: 1 },
    ],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [
      [undefined, Number.NaN],
      [null, null],
    ],
  ])('%j is %j', (a, b) => {
    expect(canonicalJson(a)).toBe(canonicalJson(b));
  });

  it.each<[unknown, unknown]>([
    [1, '1'],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: '1,"b":2' }, { a: '1', b: 2 }],
    [{ a: null }, {}],
    [[[]], []],
  ])('%j is not %j', (a, b) => {
    expect(canonicalJson(a)).not.toBe(canonicalJson(b));
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a field without value', { a: undefined }],
    ['NaN', Number.NaN],
    ['a bigint', 5n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a function', () => {}],
  ])('refuses %s where nothing may be lost', (_, value) => {
    expect(() => canonicalJson(value, true)).toThrow(expect.objectContaining({ code: 'TASK_BAD_INPUT' }));
  });

  it('takes what JSON.parse gives', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"b":[true,null,-0.5,"\\u2028"]}');
    expect(JSON.parse(canonicalJson(value, true))).toEqual(value);
    expect(canonicalJson(value)).toContain('__proto__');
  });
});
