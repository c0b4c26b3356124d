/*
 * What leaves is looked at as the native side will read it. An own `length` of a buffer, a subclass of its own or a method put
 * on it changes nothing there, and must change nothing here: these functions ask the getters of the language itself, taken at
 * load, and need no shield.
 */
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { prototype } = Uint8Array;
const typedArray = getPrototypeOf(prototype) as object;

function getterOf(holder: object, name: string | symbol): () => unknown {
  return getOwnPropertyDescriptor(holder, name)!.get as () => unknown;
}

const kind = getterOf(typedArray, Symbol.toStringTag);
const length = getterOf(typedArray, 'length');
const ofTyped = partsOf(typedArray);
const ofData = partsOf(DataView.prototype);
const unshared = getterOf(ArrayBuffer.prototype, 'byteLength');
const Bytes = Uint8Array;

/** Whether the native side takes a value for bytes. */
export function isBytes(value: unknown): value is Uint8Array {
  return typeof value === 'object' && value !== null && apply(kind, value, []) === 'Uint8Array';
}

/** @param bytes as {@link isBytes} knows them */
export function lengthOf(bytes: Uint8Array): number {
  return apply(length, bytes, []) as number;
}

/** The bytes of a view of any kind, seen by one that nobody has had in his hands; a copy where another thread may change them. */
export function viewOf(view: ArrayBufferView): Uint8Array {
  const { buffer, offset, size } = apply(kind, view, []) === undefined ? ofData : ofTyped;
  const memory = apply(buffer, view, []) as ArrayBuffer;
  const bytes = new Bytes(memory, apply(offset, view, []) as number, apply(size, view, []) as number);
  return isShared(memory) ? new Bytes(bytes) : bytes;
}

/** Whether other threads have the memory of these bytes, too. */
export function areShared(bytes: Uint8Array): boolean {
  return isShared(apply(ofTyped.buffer, bytes, []) as ArrayBuffer);
}

function partsOf(holder: object) {
  return {
    buffer: getterOf(holder, 'buffer'),
    offset: getterOf(holder, 'byteOffset'),
    size: getterOf(holder, 'byteLength'),
  };
}

function isShared(memory: object): boolean {
  try {
    apply(unshared, memory, []);
    return false;
  } catch {
    return true;
  }
}
