import { describe, expect, it } from 'vitest';
import { fitsFilters, jsonOrText, parseFilters } from './filter.ts';

const RECORD = {
  body: { kind: 'vote', age: 18, tags: ['a', 'b'], place: { city: 'Graz' }, gone: null, ok: true },
  eventName: 'INSERT',
};

describe('filters', () => {
  it.each([
    ['{"eventName":["INSERT"]}', true],
    ['{"eventName":["REMOVE","INSERT"]}', true],
    ['{"eventName":["REMOVE"]}', false],
    ['{"body":{"kind":["vote"],"age":[18]}}', true],
    ['{"body":{"kind":["vote"],"age":[19]}}', false],
    ['{"body":{"place":{"city":["Graz"]}}}', true],
    ['{"body":{"tags":["b"]}}', true],
    ['{"body":{"tags":["c"]}}', false],
    ['{"body":{"gone":[null]}}', true],
    ['{"body":{"ok":[true]}}', true],
    ['{"body":{"ok":["true"]}}', false],
    ['{"body":{"kind":[{"prefix":"vo"}]}}', true],
    ['{"body":{"kind":[{"suffix":"xx"}]}}', false],
    ['{"body":{"kind":[{"equals-ignore-case":"VOTE"}]}}', true],
    ['{"body":{"kind":[{"anything-but":["poll"]}]}}', true],
    ['{"body":{"kind":[{"anything-but":"vote"}]}}', false],
    ['{"body":{"kind":[{"anything-but":{"prefix":"vo"}}]}}', false],
    ['{"body":{"age":[{"numeric":[">=",18,"<",21]}]}}', true],
    ['{"body":{"age":[{"numeric":[">",18]}]}}', false],
    ['{"body":{"missing":[{"exists":false}]}}', true],
    ['{"body":{"kind":[{"exists":false}]}}', false],
    ['{"body":{"missing":[{"anything-but":"x"}]}}', false],
    ['{"$or":[{"eventName":["REMOVE"]},{"body":{"age":[18]}}]}', true],
    ['{"body":{"kind":{"deeper":["x"]}}}', false],
    ['{"body":{"kind":[{"wildcard":"v*"}]}}', false],
    ['{"body":"vote"}', false],
    ['{"__proto__":{"x":["y"]}}', false],
  ])('%s: %s', (text, expected) => {
    const parsed = parseFilters([text]);
    expect('patterns' in parsed && fitsFilters(RECORD, parsed.patterns)).toBe(expected);
  });
  it('one of several is enough, and none at all lets everything pass', () => {
    const parsed = parseFilters(['{"eventName":["REMOVE"]}', '{"body":{"age":[18]}}']);
    expect('patterns' in parsed && fitsFilters(RECORD, parsed.patterns)).toBe(true);
    expect(fitsFilters(RECORD, [])).toBe(true);
  });
  it.each(['{', '[]', '"x"', 'null'])('%s is no pattern', (text) => {
    expect(parseFilters(['{}', text])).toEqual({ bad: text });
  });
  it('a text that is no JSON stays text', () => {
    expect([jsonOrText('{"a":1}'), jsonOrText('plain')]).toEqual([{ a: 1 }, 'plain']);
  });
  it('a pattern that nests too deep fits nothing, and does not end the stack', () => {
    const deep = `${'{"a":'.repeat(5_000)}["x"]${'}'.repeat(5_000)}`;
    const parsed = parseFilters([deep]);
    expect('patterns' in parsed && fitsFilters(JSON.parse(deep), parsed.patterns)).toBe(false);
  });
});
