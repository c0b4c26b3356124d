import { describe, expect, it } from 'vitest';
import { joinPath, type WalkLimits } from '../visits.ts';
import { boundedWalk } from '../walk-event.ts';
import { visitExcept } from './except.ts';

function read(value: unknown, names: readonly string[], limits?: WalkLimits) {
  const visits: string[] = [];
  const result = boundedWalk(
    (text, parent, key) => visits.push(`${joinPath(parent, key)}=${text}`),
    limits,
    (walk) => visitExcept(walk, value, '', 'a', names),
  );
  return { visits, truncated: result.truncated };
}

describe('visitExcept', () => {
  it.each<[unknown, string[]]>([
    [{ own: 'x', b: 'y', c: ['z'] }, ['a.b=y', 'a.c[0]=z']],
    [{ own: { b: 'x' }, b: { own: 'y' } }, ['a.b.own=y']],
    [{ 'b c': 1 }, ['a.{keys}.b c=b c']],
    [
      { constructor: { prototype: { b: 'x' } } },
      ['a.{keys}.constructor=constructor.prototype', 'a.constructor.prototype.b=x'],
    ],
    ['x', ['a=x']],
    [
      ['x', { own: 'y' }],
      ['a[0]=x', 'a[1].own=y'],
    ],
    [undefined, []],
    [7, []],
  ])('%j', (value, visits) => {
    expect(read(value, ['own'])).toEqual({ visits, truncated: false });
  });

  it('ends where the limits end', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`b${index}`, 'x']));
    const { visits, truncated } = read(many, [], { strings: 10, characters: 1000, nodes: 10, depth: 4 });
    expect(visits).toHaveLength(10);
    expect(truncated).toBe(true);
  });
});
