import { type BehaviourRecord, recordText } from '@bulkhead/core';

/** Longest line in bytes, less its envelope. */
const RECORD_LIMIT = 1024 - 140;

/** Leaves out behaviours from the end until the line fits. */
export function fitBehaviour(record: BehaviourRecord): BehaviourRecord {
  let { seen } = record;
  let fitted = record;
  while (seen.length > 0 && Buffer.byteLength(recordText(fitted)) > RECORD_LIMIT) {
    seen = seen.slice(0, -1);
    fitted = { ...record, seen };
  }
  return fitted;
}
