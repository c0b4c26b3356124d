import { afterEach, expect, it } from 'vitest';
import { takeOriginals, underOriginals } from './originals.ts';

const { defineProperty } = Reflect;
const own = String.prototype.includes;
const originals = takeOriginals();
const held: string[] = [];
const under = <T>(check: () => T): T => originals.under(check, (name) => held.push(name));

afterEach(() => {
  defineProperty(String.prototype, 'includes', { value: own, writable: true, enumerable: false, configurable: true });
  held.length = 0;
});

function replace(includes: (this: string, text: string) => boolean): void {
  String.prototype.includes = includes as typeof own;
}

function fail(): never {
  throw new Error('no');
}

/** Gives the original when it is first asked. */
function answersOnce(): () => unknown {
  let asked = 0;
  return () => (asked++ === 0 ? own : () => false);
}

it('a check sees the original, everybody else what stands in its place', () => {
  const fake = (): boolean => false;
  replace(fake);
  expect(under(() => 'abc'.includes('b'))).toBe(true);
  expect(String.prototype.includes).toBe(fake);
});

it('an accessor that answers with the original when it is asked is moved too', () => {
  let asked = 0;
  const get = (): unknown => (asked++ === 0 ? own : () => false);
  defineProperty(String.prototype, 'includes', { get, configurable: true });
  expect(under(() => ['abc'.includes('b'), 'abc'.includes('b')])).toEqual([true, true]);
  expect(Object.getOwnPropertyDescriptor(String.prototype, 'includes')?.get).toBe(get);
});

it('an accessor that throws is moved too, and is not asked', () => {
  let asked = 0;
  const get = (): unknown => {
    asked++;
    throw new Error('no');
  };
  defineProperty(String.prototype, 'includes', { get, configurable: true });
  expect(under(() => 'abc'.includes('b'))).toBe(true);
  expect(asked).toBe(0);
});

it('an accessor that is genuine elsewhere is moved too', () => {
  const { get } = Object.getOwnPropertyDescriptor(Array, Symbol.species)!;
  defineProperty(String.prototype, 'includes', { get: get!, configurable: true });
  expect(under(() => 'abc'.includes('b'))).toBe(true);
});

it('an accessor without a getter is moved too', () => {
  defineProperty(String.prototype, 'includes', { set: () => undefined, configurable: true });
  expect(under(() => 'abc'.includes('b'))).toBe(true);
});

it.each<[string, ProxyHandler<object>]>([
  ['throws', { get: () => fail(), getOwnPropertyDescriptor: () => fail(), has: () => fail() }],
  ['answers with the original when it is asked', { get: answersOnce() }],
])('what was deleted, and stands in a Proxy behind it that %s, is there', (_name, handler) => {
  Reflect.deleteProperty(String.prototype, 'includes');
  Object.setPrototypeOf(String.prototype, new Proxy(Object.prototype, handler));
  try {
    expect(under(() => ['abc'.includes('b'), 'abc'.includes('b')])).toEqual([true, true]);
  } finally {
    Object.setPrototypeOf(String.prototype, Object.prototype);
  }
});

it('what was deleted is there, and gone again', () => {
  Reflect.deleteProperty(String.prototype, 'includes');
  expect(under(() => 'abc'.includes('b'))).toBe(true);
  expect(Object.hasOwn(String.prototype, 'includes')).toBe(false);
});

it('a check within a check, and one that throws, leave things as they were', () => {
  const fake = (): boolean => false;
  replace(fake);
  expect(under(() => under(() => 'abc'.includes('b')) && 'abc'.includes('b'))).toBe(true);
  expect(() =>
    under(() => {
      throw new Error('x');
    }),
  ).toThrow('x');
  expect(String.prototype.includes).toBe(fake);
  expect(underOriginals(() => 'abc'.includes('b'))).toBe(true);
});

it('what is judged may replace more while it is read: a check within looks anew', () => {
  const { trim } = String.prototype;
  String.prototype.trim = () => '';
  try {
    const inner = (): unknown => under(() => 'abc'.includes('b'));
    const result = under(() => {
      // As a getter of an argument would.
      replace(() => false);
      return inner();
    });
    expect(result).toBe(true);
  } finally {
    String.prototype.trim = trim;
  }
});

it('what was added to all objects and all lists is away for the time of a check', () => {
  const added = Object.prototype as { allow?: unknown };
  added.allow = '*';
  let result: unknown;
  let after: unknown;
  let heard = 0;
  defineProperty(Array.prototype, '0', { set: () => void heard++, get: () => 'x', configurable: true });
  const read = (): unknown => {
    const list: unknown[] = [];
    list[0] = 1;
    return [({} as { allow?: unknown }).allow, list[0]];
  };
  try {
    result = under(read);
    after = [({} as { allow?: unknown }).allow, Object.hasOwn(Array.prototype, '0')];
  } finally {
    delete added.allow;
    Reflect.deleteProperty(Array.prototype, '0');
    Array.prototype.length = 0;
  }
  expect([result, after, heard]).toEqual([[undefined, 1], ['*', true], 0]);
});
