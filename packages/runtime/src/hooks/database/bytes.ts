const decode = Buffer.prototype.toString;

/** Bytes to keep: a driver may use its buffer again, and `slice` of a Buffer is only a view of it. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

export function uint24LE(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}

export function uint32LE(bytes: Uint8Array, at: number): number {
  return (uint24LE(bytes, at) | (bytes[at + 3]! << 24)) >>> 0;
}

export function uint32BE(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

/** Where the next zero byte is; the end without one. */
export function zeroAt(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(0, from);
  return at === -1 ? bytes.length : at;
}

/** The text of `bytes[from, to)`; wrong sequences become U+FFFD. */
export function utf8(bytes: Uint8Array, from: number, to: number): string {
  return Reflect.apply(decode, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), ['utf8', from, to]);
}
