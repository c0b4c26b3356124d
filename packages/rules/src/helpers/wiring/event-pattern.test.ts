import type { StaticValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { fitsPattern } from './event-pattern.ts';
import { known } from './message.ts';

const text = (...parts: (string | undefined)[]): StaticValue => ({
  kind: 'concat',
  parts: parts.map((part) =>
    part === undefined ? { kind: 'unknown', reason: 'x' } : { kind: 'literal', value: part },
  ),
});
const open: StaticValue = { kind: 'unknown', reason: 'x' };
const on = (value: StaticValue): StaticValue => ({ kind: 'object', fields: { f: value }, open: false });

describe('fitsPattern', () => {
  it.each<[unknown, unknown, 'yes' | 'no']>([
    [{ f: ['a', 'b'] }, { f: 'b' }, 'yes'],
    [{ f: ['a'] }, { f: 'A' }, 'no'],
    [{ f: [1] }, { f: 1 }, 'yes'],
    [{ f: [null] }, { f: null }, 'yes'],
    [{ f: ['a'], g: ['b'] }, { f: 'a' }, 'no'],
    [{ d: { f: ['a'] } }, { d: { f: 'a', g: 1 } }, 'yes'],
    [{ d: { f: ['a'] } }, { d: 'a' }, 'no'],
    [{ f: ['a'] }, { f: ['x', 'a'] }, 'yes'],
    [{ f: ['a'] }, { f: [] }, 'no'],
    [{ f: [{ prefix: 'ab' }] }, { f: 'abc' }, 'yes'],
    [{ f: [{ prefix: 'ab' }] }, { f: 'Abc' }, 'no'],
    [{ f: [{ prefix: { 'equals-ignore-case': 'AB' } }] }, { f: 'abc' }, 'yes'],
    [{ f: [{ suffix: '.png' }] }, { f: 'a.png' }, 'yes'],
    [{ f: [{ suffix: { 'equals-ignore-case': '.PNG' } }] }, { f: 'a.png' }, 'yes'],
    [{ f: [{ suffix: '.png' }] }, { f: 7 }, 'no'],
    [{ f: [{ 'anything-but': 'a' }] }, { f: 'b' }, 'yes'],
    [{ f: [{ 'anything-but': ['a', 'b'] }] }, { f: 'b' }, 'no'],
    [{ f: [{ 'anything-but': [1, 2] }] }, { f: 3 }, 'yes'],
    [{ f: [{ 'anything-but': 'a' }] }, {}, 'no'],
    [{ f: [{ 'anything-but': { prefix: 'in' } }] }, { f: 'init' }, 'no'],
    [{ f: [{ 'anything-but': { prefix: ['in', 'un'] } }] }, { f: 'undo' }, 'no'],
    [{ f: [{ 'anything-but': { prefix: ['in', 'un'] } }] }, { f: 'do' }, 'yes'],
    [{ f: [{ 'anything-but': { suffix: '.png' } }] }, { f: 'a.jpg' }, 'yes'],
    [{ f: [{ 'anything-but': { wildcard: '*/tmp/*' } }] }, { f: 'a/tmp/b' }, 'no'],
    [{ f: [{ 'anything-but': { 'equals-ignore-case': ['INIT', 'stop'] } }] }, { f: 'init' }, 'no'],
    [{ f: [{ numeric: ['>', 0, '<=', 5] }] }, { f: 5 }, 'yes'],
    [{ f: [{ numeric: ['>', 0, '<=', 5] }] }, { f: 5.1 }, 'no'],
    [{ f: [{ numeric: ['=', 3] }] }, { f: '3' }, 'no'],
    [{ f: [{ exists: true }] }, { f: 'a' }, 'yes'],
    [{ f: [{ exists: true }] }, {}, 'no'],
    [{ f: [{ exists: false }] }, {}, 'yes'],
    [{ f: [{ exists: false }] }, { f: 'a' }, 'no'],
    [{ f: [{ 'equals-ignore-case': 'AB' }] }, { f: 'aB' }, 'yes'],
    [{ f: [{ wildcard: 'a*c*e' }] }, { f: 'abcde' }, 'yes'],
    [{ f: [{ wildcard: 'a*d' }] }, { f: 'abc' }, 'no'],
    [{ f: [{ wildcard: 'a\\*c' }] }, { f: 'a*c' }, 'yes'],
    [{ f: [{ wildcard: 'a\\*c' }] }, { f: 'abc' }, 'no'],
    [{ f: [{ cidr: '10.0.0.0/24' }] }, { f: '10.0.0.255' }, 'yes'],
    [{ f: [{ cidr: '10.0.0.0/24' }] }, { f: '10.0.1.0' }, 'no'],
    [{ f: [{ cidr: '10.0.0.0/24' }] }, { f: 'ten' }, 'no'],
    [{ f: [{ cidr: '2001:db8::/32' }] }, { f: '2001:db8::7' }, 'yes'],
    [{ $or: [{ f: ['a'] }, { g: [{ numeric: ['<', 3] }] }] }, { g: 2 }, 'yes'],
    [{ $or: [{ f: ['a'] }, { g: ['b'] }], h: ['c'] }, { f: 'a', h: 'd' }, 'no'],
  ])('%j on %j: %s', (pattern, event, expected) => expect(fitsPattern(pattern, known(event))).toBe(expected));

  it.each<[string, unknown, StaticValue, 'yes' | 'no' | 'unknown']>([
    ['a value that is not told', { f: ['a'] }, on(open), 'unknown'],
    ['another field that cannot fit decides', { f: ['a'], g: ['b'] }, on(open), 'no'],
    [
      'one of two values',
      { f: ['a'] },
      on({ kind: 'either', options: [open, { kind: 'literal', value: 'a' }] }),
      'yes',
    ],
    ['a field that may be there', { g: [{ exists: false }] }, { kind: 'object', fields: {}, open: true }, 'unknown'],
    ['a known beginning', { f: [{ prefix: 'or' }] }, on(text('orders.', undefined)), 'yes'],
    ['a beginning that cannot fit', { f: [{ prefix: 'x' }] }, on(text('orders.', undefined)), 'no'],
    ['a beginning that may fit', { f: ['orders.new'] }, on(text('orders.', undefined)), 'unknown'],
    ['a text that can be no other', { f: ['users.new'] }, on(text('orders.', undefined)), 'no'],
    ['a text that is known in pieces', { f: ['shop.orders'] }, on(text('shop.', 'orders')), 'yes'],
    ['pieces that make another text', { f: ['shop.orders'] }, on(text('shop.', 'users')), 'no'],
    ['a known end', { f: [{ 'anything-but': { suffix: '.new' } }] }, on(text(undefined, '.new')), 'no'],
    ['a pattern of the deploy', { f: [{ unknown: 'needs a stage', expression: '${x}' }] }, on(text('a')), 'unknown'],
    ['no pattern', undefined, on(text('a')), 'unknown'],
    ['an operator that nobody knows', { f: [{ near: 'a' }] }, known({ f: 'a' }), 'unknown'],
    [
      'a list with gaps',
      { f: ['a'] },
      on({ kind: 'list', items: [{ kind: 'literal', value: 'b' }], open: true }),
      'unknown',
    ],
  ])('%s', (_, pattern, event, expected) => expect(fitsPattern(pattern, event)).toBe(expected));

  it('what is passed on at its own place fits again, and only there', () => {
    const event = (path: string): StaticValue => ({
      kind: 'object',
      fields: { detail: { kind: 'event', path } },
      open: false,
    });
    const pattern = { detail: { kind: ['a'] } };
    expect(fitsPattern(pattern, event('detail'), { again: true })).toBe('yes');
    expect(fitsPattern(pattern, event('detail'))).toBe('unknown');
    expect(fitsPattern(pattern, event('body'), { again: true })).toBe('unknown');
  });

  it('ends on patterns and events of any size', () => {
    const deep = JSON.parse(`${'{"f":'.repeat(200)}["a"]${'}'.repeat(200)}`) as unknown;
    expect(fitsPattern(deep, open)).toBe('unknown');
    const wide = { $or: Array.from({ length: 50_000 }, () => ({ f: [{ wildcard: '*a*a*a*a*b' }] })) };
    expect(fitsPattern(wide, known({ f: 'a'.repeat(200) }))).not.toBe('yes');
  });
});
