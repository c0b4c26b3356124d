import { lookAlike } from './look-alike.ts';

/*
 * How hooks take what user code could replace. A replaced `String.prototype.includes` must not make a check blind, so:
 * - a check runs inside `context.shield`, which calls it by `underOriginals` (originals.ts): the methods that checks rely on
 *   are put back for its time, so that its body may be plain code;
 * - what runs outside of a check (the wrapper's own lines) uses functions taken when the module was loaded, as this line does;
 * - what is judged is read once, copied, and the copy is handed on: a getter, a Proxy or a `toString` may answer differently
 *   the second time. `copyOf` (arguments.ts) makes such copies.
 */
const { apply, construct, ownKeys, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;
const { defineProperty: defineByDescriptor } = Reflect;

/** `Reflect.defineProperty`, whatever a polluted `Object.prototype` would add to the descriptor (`get`, `value`). */
export function defineProperty(target: object, name: string | symbol, property: PropertyDescriptor): boolean {
  return defineByDescriptor(target, name, { __proto__: null, ...property } as PropertyDescriptor);
}

type AnyFunction = (this: unknown, ...args: never[]) => unknown;
type Replacement = (this: unknown, ...args: unknown[]) => unknown;

/** Calls the original without looking anything up that user code could have replaced. */
export type Original = (self: unknown, args: readonly unknown[]) => unknown;

/**
 * Replaces a method by one that looks the same from outside: name, length, own properties (`util.promisify.custom`), and
 * the property's own flags. The original stays in the closure: as a property of the wrapper anybody could call it.
 * Left writable: other libraries wrap the same methods, and overwriting a wrapper from outside regains nothing.
 * @param make is given what stands in the method's place in the end, too: below it on the stack is who called
 * @returns `false` when there is no such method
 */
export function patch(
  target: object,
  name: string | symbol,
  make: (original: Original, outermost: () => Replacement) => Replacement,
): boolean {
  const property = getOwnPropertyDescriptor(target, name);
  if (!property || typeof property.value !== 'function' || (!property.writable && !property.configurable)) return false;
  const original = property.value as AnyFunction;
  const wrapper: Replacement = lookAlike(
    original,
    make(
      (self, args) => apply(original, self, args as never[]),
      () => wrapper,
    ),
  );
  // An own value that may be written: nothing is called, and no descriptor made.
  if (property.writable) (target as Record<string | symbol, unknown>)[name] = wrapper;
  else defineProperty(target, name, { ...property, value: wrapper });
  return true;
}

/**
 * Calls `use` once the property is a value: at once, or when something first reads it where Node.js only loads it then
 * (`fs.opendir` on Node.js 20), so that it need not be loaded to be patched.
 */
export function whenValue(target: object, name: string, use: () => void): void {
  const property = getOwnPropertyDescriptor(target, name);
  if (!property?.get || !property.configurable) {
    use();
    return;
  }
  const { get } = property;
  defineProperty(target, name, {
    ...property,
    get() {
      const value: unknown = apply(get, target, []);
      defineProperty(target, name, { value, writable: true, enumerable: property.enumerable!, configurable: true });
      use();
      return (target as Record<string, unknown>)[name];
    },
  });
}

/**
 * Replaces a class by one whose construction goes through `make`; instances, subclasses, static members and `instanceof` stay
 * as they are. `prototype.constructor` leads to the replacement too: it is the one other way from outside to the original.
 * @returns `false` when there is no such class
 */
export function patchClass(
  target: object,
  name: string,
  make: (build: (args: readonly unknown[], newTarget: NewTarget) => object) => Construct,
): boolean {
  const property = getOwnPropertyDescriptor(target, name);
  if (!property || typeof property.value !== 'function' || (!property.writable && !property.configurable)) return false;
  const original = property.value as NewTarget & { prototype: object };
  const through = make((args, newTarget) => construct(original, args, newTarget));
  // No Proxy: `util.inspect` looks past one, and hands its target to the `Symbol.hasInstance` of whoever asks.
  function replacement(...args: unknown[]): unknown {
    // What the original says to a call without `new`.
    return new.target === undefined
      ? apply(original, undefined, args)
      : through(args, new.target as unknown as NewTarget);
  }
  setPrototypeOf(replacement, getPrototypeOf(original) as object);
  replaceClass(target, name, original, replacement);
  return true;
}

/** Puts a constructor in the place of another, also as the `constructor` of its prototype; static properties stay. */
export function replaceClass(target: object, name: string, original: object, wrapper: object): void {
  const { prototype } = original as { readonly prototype: object };
  resemble(wrapper, original);
  defineProperty(wrapper, 'prototype', { value: prototype, writable: false });
  const own = getOwnPropertyDescriptor(prototype, 'constructor');
  if (own) defineProperty(prototype, 'constructor', { ...own, value: wrapper });
  defineProperty(target, name, { ...getOwnPropertyDescriptor(target, name)!, value: wrapper });
}

type NewTarget = new (...args: never[]) => object;
type Construct = (args: readonly unknown[], newTarget: NewTarget) => object;

/** Copies name, length and own properties; `prototype` stays, a wrapper of a plain function has none of its own. */
export function resemble(wrapper: object, original: object): void {
  for (const key of ownKeys(original)) {
    if (key === 'prototype' || key === 'arguments' || key === 'caller') continue;
    const property = getOwnPropertyDescriptor(original, key);
    // Configurable even where the original is not, so that a hook may wrap `util.promisify.custom` in its turn.
    if (property) defineProperty(wrapper, key, { ...property, configurable: true });
  }
}

/**
 * A module of Node.js itself; present since 20.16 and in bundles of every form alike.
 * @example builtin<typeof import('node:http')>('http')
 */
export function builtin<T>(name: string): T | undefined {
  return getBuiltinModule(`node:${name}`) as T | undefined;
}

// The original: load-watch.ts replaces the property.
const { getBuiltinModule } = process;
const { moduleLoadList } = process as unknown as { readonly moduleLoadList?: readonly string[] };

/** Whether Node.js has loaded one of its internal modules; asking does not load it. */
export function isLoaded(internalName: string): boolean {
  return moduleLoadList?.includes(`NativeModule ${internalName}`) ?? false;
}
