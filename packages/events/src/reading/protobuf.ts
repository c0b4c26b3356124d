/** One field of a message, by its place: tag and length from `start`, the value from `from` to `end`; a number has none. */
export interface Field {
  readonly number: number;
  readonly start: number;
  readonly from: number;
  readonly end: number;
}

/** Far more than an honest message has, and little enough to hold. */
const MAX_FIELDS = 100_000;

/**
 * Reads the fields of one protocol buffers message, without going into those that are messages themselves. Linear.
 * https://protobuf.dev/programming-guides/encoding/
 * @returns `undefined` for bytes that are no message
 */
export function readFields(
  bytes: Buffer,
  maxFields = MAX_FIELDS,
  start = 0,
  end = bytes.length,
): readonly Field[] | undefined {
  const fields: Field[] = [];
  const reader = { bytes, at: start, end };
  while (reader.at < end) {
    if (fields.length >= maxFields) return undefined;
    const tagAt = reader.at;
    const tag = readVarint(reader);
    if (tag === undefined) return undefined;
    const length = lengthOf(tag % 8, reader);
    if (length === undefined || reader.at + length > end) return undefined;
    const from = reader.at;
    reader.at += length;
    fields.push({ number: Math.floor(tag / 8), start: tagAt, from, end: reader.at });
  }
  return fields;
}

interface Reader {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;
}

/** Length of the value that follows; the number of wire type 0 is read here. */
function lengthOf(wireType: number, reader: Reader): number | undefined {
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

function readVarint(reader: Reader): number | undefined {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    if (reader.at >= reader.end) return undefined;
    const byte = reader.bytes[reader.at++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  return undefined;
}
