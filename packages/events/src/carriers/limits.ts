/**
 * Sizes that services refuse: a message of SQS, SNS, EventBridge, Step Functions or of an asynchronous invocation (256 KiB,
 * in some 1 MiB by now), a row (400 KB), a record of Firehose or Kinesis, and what a request may hold in all.
 */
const LIMITS = [262_144, 409_600, 1_024_000, 1_048_576, 4_194_304, 5_242_880, 10_485_760, 16_777_216];

/** Bytes by which {@link sizeOf} may be above what a service counts: addresses, ids of a batch's entries. */
const SLACK = 4_096;

const DEEPEST = 16;

/** Whether something that a service takes may be too large for it with so many bytes more, whichever limit it has. */
export function mayExceed(size: number, more: number): boolean {
  return LIMITS.some((limit) => size - SLACK <= limit && size + more > limit);
}

/** Bytes of the texts and binary values in an input, and of their names. */
export function sizeOf(value: unknown, deep = DEEPEST): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null || deep === 0) return 8;
  let size = 0;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item, deep - 1);
  else for (const [name, item] of Object.entries(value)) size += name.length + sizeOf(item, deep - 1);
  return size;
}
