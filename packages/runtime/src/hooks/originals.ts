import { builtin, defineProperty } from './patch.ts';
import { putAside } from './put-aside.lazy.ts';

const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { __lookupGetter__: lookupGetter } = Object.prototype as unknown as {
  __lookupGetter__: (name: string) => unknown;
};
const getterOf = Function.prototype.call.bind(lookupGetter) as (holder: object, name: string | symbol) => unknown;

/** Methods that checks of event data against operations rely on, by the object that holds them. */
function relied(): [object, string, symbol?][] {
  return [
    [
      String.prototype,
      'charAt charCodeAt endsWith includes indexOf lastIndexOf padStart replace replaceAll slice split startsWith toLowerCase toUpperCase toWellFormed trim',
      Symbol.iterator,
    ],
    [
      Array.prototype,
      'concat constructor every filter find findIndex flatMap includes indexOf join map push slice some',
      Symbol.iterator,
    ],
    [Array, 'isArray', Symbol.species],
    [globalThis, 'Array Number'],
    [RegExp.prototype, 'dotAll exec flags global hasIndices ignoreCase multiline sticky test unicode', Symbol.replace],
    [RegExp.prototype, '', Symbol.split],
    [Map.prototype, 'get set has', Symbol.iterator],
    [Set.prototype, 'add has', Symbol.iterator],
    [WeakMap.prototype, 'get set has'],
    [WeakSet.prototype, 'add has'],
    [Function.prototype, 'call apply'],
    [Object, 'entries fromEntries hasOwn keys'],
    [Reflect, 'apply construct defineProperty getOwnPropertyDescriptor ownKeys'],
    [Number, 'isInteger parseInt'],
    [Math, 'max min'],
    [JSON, 'parse stringify'],
    [Date, 'now'],
    [getPrototypeOf([][Symbol.iterator]()) as object, 'next'],
    [getPrototypeOf(new Set()[Symbol.iterator]()) as object, 'next'],
    [getPrototypeOf(new Map()[Symbol.iterator]()) as object, 'next'],
    [builtin<typeof import('node:async_hooks')>('async_hooks')!.AsyncLocalStorage.prototype, 'getStore'],
  ];
}

/** What bytes are read by, which few checks do: each name costs one 0.05 to 0.1 µs. */
function reliedForBytes(): [object, string][] {
  return [
    [globalThis, 'Buffer Uint8Array'],
    [Buffer, 'concat from'],
    [Buffer.prototype, 'latin1Slice toString utf8Slice'],
    [getPrototypeOf(Uint8Array.prototype) as object, 'buffer byteLength byteOffset length'],
  ];
}

export interface Originals {
  /**
   * Runs a check under the methods as they were when this was made, whatever stands in their place now; afterwards that
   * stands there again (core-js and the like replace methods for honest reasons). What was added to `Object.prototype` and
   * `Array.prototype` is away for that time: a record without an `allow` of its own has none. A check inside of a check looks
   * anew: a getter of what is judged may have replaced something in between.
   * @param held is told of what is in the way and cannot be moved; unless that throws, the check runs all the same
   * @param readsBytes whether what bytes are read by counts as well
   */
  under<T>(check: () => T, held: (name: string) => void, readsBytes?: boolean): T;
  /** As `under`, but only where data was added to those two. */
  withoutAdded<T>(work: () => T): T;
}

/** Has what the prototype of all objects has. */
const EMPTY = {};

let ours: Originals | undefined;

/**
 * Runs a reading of arguments under the originals; unlike a check, what it throws is the caller's own fault, and reaches it.
 * @example const call = underOriginals(() => readCall(args));
 */
export function underOriginals<T>(read: () => T): T {
  return ours ? ours.under(read, () => undefined) : read();
}

/**
 * Runs what is no check, so that it reads nothing which was added to the prototype of all objects: a handler that merges a body
 * into an object (`__proto__`) leaves there what every later invocation would find.
 */
export function withoutAdded<T>(work: () => T): T {
  return ours ? ours.withoutAdded(work) : work();
}

/** To be made before user code runs, in 0.25 ms. It then costs a check 2 µs, and 0.3 µs each for what was replaced. */
export function takeOriginals(): Originals {
  const holders: object[] = [];
  const names: (string | symbol)[] = [];
  const values: unknown[] = [];
  /** Of those that are computed: `Array[Symbol.species]`, `RegExp.prototype.flags`. */
  const getters: unknown[] = [];
  const take = (holder: object, name: string | symbol): void => {
    holders[holders.length] = holder;
    names[names.length] = name;
    const getter = getOwnPropertyDescriptor(holder, name)?.get;
    getters[getters.length] = getter;
    // What `globalThis.Buffer` gives can be set behind its getter.
    const isValue = !getter || holder === globalThis;
    values[values.length] = isValue ? valueAt(holder, name) : undefined;
  };
  for (const [holder, list, symbol] of relied()) {
    if (list !== '') for (const name of list.split(' ')) take(holder, name);
    if (symbol) take(holder, symbol);
  }
  const usual = holders.length;
  for (const [holder, list] of reliedForBytes()) for (const name of list.split(' ')) take(holder, name);
  const { chain, above, usualChain } = prototypesOf(holders, usual);
  const { prototype: base } = Object;
  const { prototype: list } = Array;
  const baseKeys = ownKeys(base);

  /** Whether no Proxy has come among the prototypes: looking for a property runs nobody's code then. */
  function isChainOurs(count: number): boolean {
    for (let i = 0; i < count; i++) if (getPrototypeOf(chain[i]!) !== above[i]) return false;
    return true;
  }

  /**
   * Asks for an accessor before the value: one might answer with the original this time, or throw. Descriptors would tell as
   * well, at 6 kB of new objects a check.
   */
  function isReplaced(index: number, plainChain: boolean): boolean {
    const holder = holders[index]!;
    const name = names[index]!;
    if (!plainChain) {
      const now = getOwnPropertyDescriptor(holder, name);
      if (now === undefined || now.get !== getters[index]) return true;
      return (now.get === undefined || holder === globalThis) && valueAt(holder, name) !== values[index];
    }
    const getter = getterOf(holder, name);
    if (getter !== getters[index]) return true;
    if (getter !== undefined && holder !== globalThis) return false;
    return valueAt(holder, name) !== values[index];
  }

  /** Puts one back; returns how to undo that. */
  function putBack(index: number, held: (name: string) => void): (() => void) | undefined {
    const holder = holders[index]!;
    const name = names[index]!;
    const now = getOwnPropertyDescriptor(holder, name);
    const own =
      getters[index] && holder !== globalThis
        ? { get: getters[index] as () => unknown }
        : { value: values[index], writable: true };
    if (!defineProperty(holder, name, { ...own, enumerable: false, configurable: true })) {
      held(typeof name === 'string' ? name : 'an iterator');
      return undefined;
    }
    if (!now) return () => delete (holder as Record<string | symbol, unknown>)[name];
    return () => defineProperty(holder, name, now);
  }

  /** Puts all of them back; returns how to undo that, `undefined` where nothing was replaced. */
  function restore(count: number, held: (name: string) => void): (() => void)[] | undefined {
    let undo: (() => void)[] | undefined;
    let stuck: string | undefined;
    const stick = (name: string): void => {
      stuck = name;
    };
    // An element makes that list longer.
    if (ownKeys(base).length !== baseKeys.length || list.length !== 0) undo = [putAside(baseKeys, stick)];
    const plainChain = isChainOurs(count === usual ? usualChain : chain.length);
    for (let i = 0; i < count; i++) {
      if (!isReplaced(i, plainChain)) continue;
      undo ??= [];
      const back = putBack(i, stick);
      if (back) undo[undo.length] = back;
    }
    if (stuck === undefined) return undo;
    try {
      held(stuck);
    } catch (error) {
      if (undo) undoAll(undo);
      throw error;
    }
    return undo;
  }

  ours = {
    under(check, held, readsBytes = false) {
      const undo = restore(readsBytes ? holders.length : usual, held);
      if (!undo) return check();
      try {
        return check();
      } finally {
        undoAll(undo);
      }
    },
    withoutAdded(work) {
      // What data adds can be enumerated: a look at that takes 10 ns, one at all keys 500.
      for (const _added in EMPTY) return this.under(work, () => undefined);
      return list.length === 0 ? work() : this.under(work, () => undefined);
    },
  };
  return ours;
}

function valueAt(holder: object, name: string | symbol): unknown {
  return (holder as Record<string | symbol, unknown>)[name];
}

function undoAll(undo: readonly (() => void)[]): void {
  for (let i = undo.length - 1; i >= 0; i--) undo[i]!();
}

/**
 * All objects that a property of these holders is looked for in, and the prototype that each has now.
 * @param usual so many holders give the first `usualChain` of them
 */
function prototypesOf(
  holders: readonly object[],
  usual: number,
): { chain: object[]; above: (object | null)[]; usualChain: number } {
  const chain: object[] = [];
  const above: (object | null)[] = [];
  const seen = new Set<object>();
  let usualChain = 0;
  for (let i = 0; i < holders.length; i++) {
    for (let at: object | null = holders[i]!; at !== null && !seen.has(at); at = getPrototypeOf(at)) {
      seen.add(at);
      chain[chain.length] = at;
      above[above.length] = getPrototypeOf(at);
    }
    if (i < usual) usualChain = chain.length;
  }
  return { chain, above, usualChain };
}
