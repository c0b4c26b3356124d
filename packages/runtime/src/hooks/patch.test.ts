import { expect, test } from 'vitest';
import { builtin, isLoaded, patch } from './patch.ts';

test('a wrapper looks like what it replaces and does not give it away', () => {
  const custom = Symbol('custom');
  const original = Object.assign(
    function readIt(this: unknown, a: number, b: number): number {
      return (this as { factor: number }).factor * (a + b);
    },
    { [custom]: 'kept' },
  );
  const target = { factor: 10, readIt: original };
  expect(
    patch(
      target,
      'readIt',
      (call) =>
        function (this: unknown, ...args) {
          return call(this, args);
        },
    ),
  ).toBe(true);
  expect(target.readIt).not.toBe(original);
  expect(target.readIt(1, 2)).toBe(30);
  expect(target.readIt.name).toBe('readIt');
  expect(target.readIt.length).toBe(2);
  expect(target.readIt[custom]).toBe('kept');
  for (const key of Reflect.ownKeys(target.readIt)) expect(Reflect.get(target.readIt, key)).not.toBe(original);
});

test.each([0, 1, 2, 3, 4, 5, 7])('the length of a function of %i parameters, and its name', (count) => {
  const original = function original(...args: number[]): number {
    return args.length;
  };
  Object.defineProperty(original, 'length', { value: count });
  const target = { add: original };
  let outermost: unknown;
  patch(target, 'add', (call, outer) => (...args) => {
    outermost = outer();
    return call(undefined, args);
  });
  expect([target.add.name, target.add.length, target.add(1, 2, 3)]).toEqual(['original', count, 3]);
  expect(outermost).toBe(target.add);
  expect(Object.keys(target)).toEqual(['add']);
});

test('what is not there is not invented', () => {
  const target = { value: 1 };
  expect(patch(target, 'missing', () => () => 0)).toBe(false);
  expect(patch(target, 'value', () => () => 0)).toBe(false);
  expect(patch(Object.freeze({ f: () => 1 }), 'f', () => () => 0)).toBe(false);
  expect(target).toEqual({ value: 1 });
});

test('builtins come without require', () => {
  expect(builtin<{ join(...parts: string[]): string }>('path')?.join('a', 'b')).toBe('a/b');
  expect(isLoaded('fs')).toBe(true);
  expect(isLoaded('no-such-module')).toBe(false);
});
