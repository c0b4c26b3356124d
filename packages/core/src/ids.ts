/**
 * UUIDv7 after RFC 9562 section 5.7: 48 bits of milliseconds, then random bits.
 * @param timeMs milliseconds since the epoch, 0 to 2^48 - 1
 * @param random fills 10 bytes; the caller brings the source so that tests can fix it
 * @example uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes))
 */
export function uuidv7(timeMs: number, random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(10);
  random(bytes);
  bytes[0] = 0x70 | (bytes[0]! & 0x0f);
  bytes[2] = 0x80 | (bytes[2]! & 0x3f);
  const time = Math.max(0, Math.floor(timeMs)).toString(16).padStart(12, '0').slice(-12);
  let tail = '';
  for (const byte of bytes) tail += (byte + 0x100).toString(16).slice(1);
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuidV7(value: unknown): value is string {
  return typeof value === 'string' && UUID_V7.test(value);
}
