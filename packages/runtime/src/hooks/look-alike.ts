/*
 * Wrappers with the name and the length of what they stand for. Defining both on a finished function makes V8 keep its
 * properties in a table of their own: for the 200 functions that a cold start patches that was 260 kB of new objects and 1 to
 * 2 ms, a collection among them. A method of an object literal gets its name, and by its parameters its length, as it is made.
 */

const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

type Behaviour = (this: unknown, ...args: unknown[]) => unknown;

/**
 * A function that behaves like `behaviour` and looks like `original`: name, length and own properties
 * (`util.promisify.custom`). It cannot be constructed, and has no `prototype`.
 */
export function lookAlike(original: object, behaviour: Behaviour): Behaviour {
  const { name, length } = original as { readonly name: unknown; readonly length: unknown };
  const wrapper = named(typeof name === 'string' ? name : '', typeof length === 'number' ? length : 0, behaviour);
  const keys = ownKeys(original);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (key === 'prototype' || key === 'arguments' || key === 'caller' || key === 'name' || key === 'length') continue;
    const property = getOwnPropertyDescriptor(original, key);
    // Configurable even where the original is not, so that a hook may wrap `util.promisify.custom` in its turn.
    if (property)
      defineProperty(wrapper, key, { __proto__: null, ...property, configurable: true } as PropertyDescriptor);
  }
  return wrapper;
}

/** Most parameters that a wrapper is written out for; functions of Node.js that are patched have up to five. */
function named(name: string, length: number, behaviour: Behaviour): Behaviour {
  /* biome-ignore-start lint/complexity/noArguments: with rest parameters the length would be 0 */
  switch (length) {
    case 0:
      return {
        __proto__: null,
        [name](this: unknown) {
          return apply(behaviour, this, arguments);
        },
      }[name]!;
    case 1:
      return {
        __proto__: null,
        [name](this: unknown, _a: unknown) {
          return apply(behaviour, this, arguments);
        },
      }[name] as Behaviour;
    case 2:
      return {
        __proto__: null,
        [name](this: unknown, _a: unknown, _b: unknown) {
          return apply(behaviour, this, arguments);
        },
      }[name] as Behaviour;
    case 3:
      return {
        __proto__: null,
        [name](this: unknown, _a: unknown, _b: unknown, _c: unknown) {
          return apply(behaviour, this, arguments);
        },
      }[name] as Behaviour;
    case 4:
      return {
        __proto__: null,
        [name](this: unknown, _a: unknown, _b: unknown, _c: unknown, _d: unknown) {
          return apply(behaviour, this, arguments);
        },
      }[name] as Behaviour;
    default: {
      const wrapper = named(name, 0, behaviour);
      defineProperty(wrapper, 'length', { __proto__: null, value: length, configurable: true } as PropertyDescriptor);
      return wrapper;
    }
  }
  /* biome-ignore-end lint/complexity/noArguments: with rest parameters the length would be 0 */
}
