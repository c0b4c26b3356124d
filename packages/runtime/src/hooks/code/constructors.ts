import { resemble } from '../patch.ts';
import type { Gate } from './gate.ts';

type Constructor = (...args: unknown[]) => unknown;

const { apply, construct, defineProperty, setPrototypeOf } = Reflect;

/** The constructors of functions of one realm, `Function` first: the others inherit from it. */
const NAMES = ['Function', 'AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction'] as const;

/** Gives the four constructors of a realm in the order of {@link NAMES}; text, so that another realm can run it. */
export const CONSTRUCTORS =
  '[Function, (async () => {}).constructor, (function* () {}).constructor, (async function* () {}).constructor]';

/**
 * Puts a constructor that judges in the place of each one that makes functions of text: as `constructor` of its prototype,
 * which every function inherits, and for `Function` as the global. `instanceof`, subclasses and `Reflect.construct` work as
 * before; no property leads to the original.
 */
export function replaceConstructors(realm: object, originals: readonly Constructor[], gate: Gate): void {
  let base: Constructor | undefined;
  originals.forEach((original, i) => {
    const wrapper = guarded(original, NAMES[i]!, gate);
    const { prototype } = original as unknown as { prototype: object };
    resemble(wrapper, original);
    defineProperty(wrapper, 'prototype', { value: prototype, writable: false });
    const own = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')!;
    defineProperty(prototype, 'constructor', { ...own, value: wrapper });
    if (base) {
      setPrototypeOf(wrapper, base);
      return;
    }
    base = wrapper;
    const property = Reflect.getOwnPropertyDescriptor(realm, 'Function');
    if (property?.value === original) defineProperty(realm, 'Function', { ...property, value: wrapper });
  });
}

function guarded(original: Constructor, name: string, gate: Gate): Constructor {
  function wrapper(...args: unknown[]): unknown {
    // Once, as the original would: an object could say something else when it is asked again.
    const texts: string[] = [];
    for (let i = 0; i < args.length; i++) texts[i] = `${args[i] as string}`;
    const stop = gate.script(name, texts, wrapper);
    if (stop) throw stop;
    const last = texts.length - 1;
    if (last >= 0) texts[last] = gate.guarded(texts[last]!);
    const target = new.target as Constructor | undefined;
    return target === undefined || target === wrapper
      ? apply(original, undefined, texts)
      : construct(original, texts, target);
  }
  return wrapper;
}
