import { joinPath } from '../visits.ts';
import { visitBytes } from './bytes.ts';
import { type Field, readFields } from './protobuf.ts';
import { isSpent, step, visitText, type Walk } from './walk.ts';

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
const DIGEST_LENGTH = 16;

/** `partition_key_table` and `records` of `AggregatedRecord`, `data` of `Record`. */
const PARTITION_KEY = 1;
const USER_RECORD = 3;
const DATA = 3;

/** Visits the records of an aggregate, or the bytes of what only begins as one. */
export function visitAggregate(walk: Walk, bytes: Buffer, parent: string, key: string): void {
  const fields = readAggregate(bytes, walk.nodes);
  if (fields === undefined) {
    visitBytes(walk, bytes, parent, step(key, 'base64'), 0);
    return;
  }
  const path = joinPath(parent, step(key, 'base64|kpl'));
  let keys = 0;
  let records = 0;
  for (const field of fields) {
    if (isSpent(walk, path, records)) return;
    walk.nodes--;
    walk.told = false;
    if (field.number === PARTITION_KEY) {
      visitText(walk, bytes.toString('utf8', field.from, field.end), `${path}.partitionKeys`, keys++, 0);
    } else if (field.number === USER_RECORD) {
      const parts = readFields(bytes, walk.nodes, field.from, field.end);
      const data = parts?.find((part) => part.number === DATA);
      if (data) visitBytes(walk, bytes.subarray(data.from, data.end), path, records, 0);
      records++;
    }
  }
}

/** An aggregate in two: the user records that are named, and the others. */
export interface SplitAggregate {
  readonly removed: string;
  readonly rest: string;
}

/**
 * Takes user records out of an aggregate, so that a hostile one does not take down those that happened to be sent with
 * it. Both halves are aggregates with a valid digest.
 * @returns `undefined` where that cannot be done, and where nothing would be left
 */
export function splitAggregate(data: unknown, hostile: ReadonlySet<number>): SplitAggregate | undefined {
  if (typeof data !== 'string') return undefined;
  const bytes = Buffer.from(data, 'base64');
  const fields = readAggregate(bytes);
  if (fields === undefined) return undefined;
  const removed: Buffer[] = [];
  const rest: Buffer[] = [];
  let records = 0;
  let kept = 0;
  for (const field of fields) {
    const whole = bytes.subarray(field.start, field.end);
    if (field.number !== USER_RECORD) {
      removed.push(whole);
      rest.push(whole);
    } else if (hostile.has(records++)) {
      removed.push(whole);
    } else {
      rest.push(whole);
      kept++;
    }
  }
  if (kept === 0 || kept === records) return undefined;
  try {
    return { removed: aggregate(removed), rest: aggregate(rest) };
  } catch {
    // MD5 is not to be had where Node.js runs in FIPS mode.
    return undefined;
  }
}

function aggregate(fields: readonly Buffer[]): string {
  const message = Buffer.concat(fields);
  const digest = process.getBuiltinModule('node:crypto').createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from(MAGIC), message, digest]).toString('base64');
}

/** The fields of the message between magic number and digest. The digest is not checked: handlers may not, either. */
function readAggregate(bytes: Buffer, maxFields?: number): readonly Field[] | undefined {
  if (bytes.length <= MAGIC.length + DIGEST_LENGTH || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
  return readFields(bytes, maxFields, MAGIC.length, bytes.length - DIGEST_LENGTH);
}
