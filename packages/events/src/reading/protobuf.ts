/** One field of a message; a number's bytes are empty. */
export interface Field {
  readonly number: number;
  readonly bytes: Buffer;
  /** Tag, length and value. */
  readonly whole: Buffer;
}

/** Far more than an honest message has, and little enough to hold. */
const MAX_FIELDS = 100_000;

/**
 * Reads the fields of one protocol buffers message, without going into those that are messages themselves. Linear.
 * https://protobuf.dev/programming-guides/encoding/
 * @returns `undefined` for bytes that are no message
 */
export function readFields(bytes: Buffer): readonly Field[] | undefined {
  const fields: Field[] = [];
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    if (fields.length === MAX_FIELDS) return undefined;
    const start = reader.at;
    const tag = readVarint(reader);
    if (tag === undefined) return undefined;
    const length = lengthOf(tag % 8, reader);
    if (length === undefined || reader.at + length > bytes.length) return undefined;
    const value = bytes.subarray(reader.at, reader.at + length);
    reader.at += length;
    fields.push({ number: Math.floor(tag / 8), bytes: value, whole: bytes.subarray(start, reader.at) });
  }
  return fields;
}

/** Length of the value that follows; the number of wire type 0 is read here. */
function lengthOf(wireType: number, reader: { bytes: Buffer; at: number }): number | undefined {
  switch (wireType) {
    case 0:
      return readVarint(reader) === undefined ? undefined : 0;
    case 1:
      return 8;
    case 2:
      return readVarint(reader);
    case 5:
      return 4;
    default:
      return undefined;
  }
}

function readVarint(reader: { bytes: Buffer; at: number }): number | undefined {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) return undefined;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  return undefined;
}
