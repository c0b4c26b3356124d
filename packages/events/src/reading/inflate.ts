/** True for the first bytes of a gzip member with the only method there is (RFC 1952 section 2.3.1). */
export function isGzip(bytes: Buffer): boolean {
  return bytes.length > 17 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/**
 * Most bytes that one value may unpack to: enough for a payload behind a megabyte of padding, and for honest logs, which
 * pack to a tenth; deflate's own limit is a thousandth.
 */
const SMALLEST_LIMIT = 1_310_720;
const HONEST_RATIO = 32;

/** Starting zlib takes as long as unpacking this much. */
const LEAST_COST = 2048;

/**
 * Unpacks within what may still be spent. zlib is loaded here and not at the start, since few functions get packed
 * data and loading it costs a cold start 1 ms.
 * @returns `undefined` for bytes that are not of this encoding, and for more than may be spent
 */
export function inflate(
  budget: { unpacked: number },
  bytes: Buffer,
  encoding: 'gzip' | 'deflate' | 'br',
): Buffer | undefined {
  const maxOutputLength = Math.min(budget.unpacked, SMALLEST_LIMIT + HONEST_RATIO * bytes.length);
  if (maxOutputLength <= 0) return undefined;
  try {
    const zlib = process.getBuiltinModule('node:zlib');
    // A cut-off stream still says what it begins with.
    const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
    let unpacked: Buffer;
    if (encoding === 'gzip') unpacked = zlib.gunzipSync(bytes, { maxOutputLength, finishFlush: Z_SYNC_FLUSH });
    else if (encoding === 'br')
      unpacked = zlib.brotliDecompressSync(bytes, { maxOutputLength, finishFlush: BROTLI_OPERATION_FLUSH });
    else if (isZlib(bytes)) unpacked = zlib.inflateSync(bytes, { maxOutputLength, finishFlush: Z_SYNC_FLUSH });
    else unpacked = zlib.inflateRawSync(bytes, { maxOutputLength, finishFlush: Z_SYNC_FLUSH });
    budget.unpacked -= Math.max(unpacked.length, LEAST_COST);
    return unpacked;
  } catch (error) {
    // A bomb has cost as much as an honest value of that size.
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') budget.unpacked -= maxOutputLength;
    return undefined;
  }
}

/** `deflate` means zlib's wrapping (RFC 9110 section 8.4.1.2); some clients send the bare stream. */
export function isZlib(bytes: Buffer): boolean {
  return bytes.length > 1 && (bytes[0]! & 15) === 8 && (bytes[0]! * 256 + bytes[1]!) % 31 === 0;
}
